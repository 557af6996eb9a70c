"""What every verb of the newsroom has in common: one transaction, and a refusal that leaves only its audit row."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from django.db import models, transaction

from accounts import audit
from accounts.models import AuditEntry
from articles.errors import WorkflowError

P = ParamSpec("P")
T = TypeVar("T")


def verb(action: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Make a function a verb: ``by=`` acts, the first positional argument (if any) is the thing acted on.

    A WorkflowError rolls everything back and is recorded as refused before it goes on to the caller.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> T:
            try:
                with transaction.atomic():
                    return function(*args, **kwargs)
            except WorkflowError as refusal:
                target = next((value for value in args if isinstance(value, models.Model)), None)
                by: Any = kwargs.get("by")  # a reader of a preview link has no account
                audit.record(
                    action, by=by, target=target, result=AuditEntry.Result.REFUSED, reason=type(refusal).__name__
                )
                raise

        return run

    return decorate
