"""The room of who acts: accounts, roles and their permissions, and the audit trail."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Accounts and the audit trail."""

    name = "accounts"
    verbose_name = _("Accounts and audit")

    def ready(self) -> None:
        """Record log-ins, log-outs, failures and locks; note when sessions begin."""
        from accounts import audit, guarding, sessions

        audit.listen_to_logins()
        guarding.listen_to_locks()
        sessions.listen_to_sessions()
