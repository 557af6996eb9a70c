"""The room of who acts: accounts, roles and their permissions, and the audit trail."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Accounts and the audit trail."""

    name = "accounts"
    verbose_name = _("Accounts and audit")

    def ready(self) -> None:
        """Record log-ins, log-outs and failures."""
        from accounts import audit

        audit.listen_to_logins()
