"""Writing the audit trail: one row for each act, in the transaction of the act itself."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import models

from accounts.models import AuditEntry, User

# The network address of the request that is being answered; set by newsroom.middleware, None in commands.
origin: ContextVar[str | None] = ContextVar("audit_origin", default=None)

LOGGED_IN, LOGGED_OUT, LOGIN_FAILED = "account.logged_in", "account.logged_out", "account.login_failed"


def record(
    action: str,
    *,
    by: User | None,
    target: models.Model | None = None,
    result: AuditEntry.Result = AuditEntry.Result.DONE,
    **detail: Any,
) -> AuditEntry:
    """Write one row. ``action`` is ``thing.verb``; ``detail`` must be JSON; no personal data of third persons."""
    return AuditEntry.objects.create(
        actor=by,
        actor_name=f"{by.name} ({by.username})"[:100] if by else "",
        action=action,
        result=result,
        target_type=target._meta.label_lower if target is not None else "",
        target_id=str(target.pk) if target is not None else "",
        target_label=str(target)[:200] if target is not None else "",
        detail=detail,
        address=origin.get(),
    )


def listen_to_logins() -> None:
    """Record Django's own log-in events."""
    user_logged_in.connect(_logged_in, dispatch_uid="audit.logged_in")
    user_logged_out.connect(_logged_out, dispatch_uid="audit.logged_out")
    user_login_failed.connect(_login_failed, dispatch_uid="audit.login_failed")


def _logged_in(sender: object, user: User, **kwargs: Any) -> None:
    record(LOGGED_IN, by=user, target=user)


def _logged_out(sender: object, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        record(LOGGED_OUT, by=user, target=user)


def _login_failed(sender: object, credentials: dict[str, Any], **kwargs: Any) -> None:
    username = str(credentials.get("username", ""))[:100].replace("\x00", "")
    account = get_user_model().objects.filter(username=username).first()
    record(LOGIN_FAILED, by=None, target=account, result=AuditEntry.Result.REFUSED, username=username)
