"""Accounts of the newsroom's people, the append-only audit trail of what they did, and what they are told."""

from accounts.models.append_only import AppendOnlyError, AppendOnlyModel, AppendOnlyQuerySet
from accounts.models.audit import AuditEntry
from accounts.models.notifications import Notification
from accounts.models.phones import Phone
from accounts.models.secrets import PasswordRecord, RecoveryCode
from accounts.models.users import User, UserManager

__all__ = [
    "AppendOnlyError",
    "AppendOnlyModel",
    "AppendOnlyQuerySet",
    "AuditEntry",
    "Notification",
    "PasswordRecord",
    "Phone",
    "RecoveryCode",
    "User",
    "UserManager",
]
