"""The log-in form of the desk."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.models import AuditEntry


class DeskLoginForm(AuthenticationForm):
    """Django's form with our words; whoever has no role yet is told so, since only she can ask for one."""

    error_messages = {
        "invalid_login": _(
            "User name and password do not match. Both tell capital letters from small ones; after several failures, "
            "ask the system administrator for a new password."
        ),
        "inactive": _("This account is disabled. Ask the system administrator."),
        "no_role": _("This account has no role yet. Ask the security administrator to assign one."),
    }

    def confirm_login_allowed(self, user: Any) -> None:
        """Refuse accounts that are disabled or have no role."""
        super().confirm_login_allowed(user)
        if not user.is_staff:
            refused = AuditEntry.Result.REFUSED
            audit.record(
                audit.LOGIN_FAILED, by=None, target=user, result=refused, username=user.username, why="no_role"
            )
            raise ValidationError(self.error_messages["no_role"], code="no_role")
