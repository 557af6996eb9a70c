"""Who may do what: one table of roles and permissions, in code."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User
    from departments.models import Department


class Role(models.TextChoices):
    """What a person is in the newsroom; a person may be several, administrators one only."""

    CONTRIBUTOR = "contributor", _("Contributor")
    SECTION_HEAD = "section_head", _("Section head")
    EDITOR = "editor", _("Editor")
    CHIEF_EDITOR = "chief_editor", _("Chief editor")
    PROOFREADER = "proofreader", _("Proofreader")
    LAYOUT_EDITOR = "layout_editor", _("Layout editor")
    LEADER = "leader", _("Leader")
    SYSTEM_ADMIN = "system_admin", _("System administrator")
    SECURITY_ADMIN = "security_admin", _("Security administrator")
    AUDIT_ADMIN = "audit_admin", _("Audit administrator")


ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
# Whose account opens most: they need a second factor where the setting says so, and a password that somebody else set
# for them waits for the security administrator, so that no one person can become one of them.
GUARDED = (Role.CHIEF_EDITOR, Role.LEADER, *ADMINISTRATORS)


class Permission(StrEnum):
    """What can be permitted. Each verb of the workflow asks for exactly one."""

    READ_ARTICLES = "read_articles"
    WRITE_ARTICLES = "write_articles"
    IMPORT_PAGES = "import_pages"
    FIRST_REVIEW = "first_review"
    SECOND_REVIEW = "second_review"
    FINAL_REVIEW = "final_review"
    RETRACT = "retract"  # take a published text down at once
    HANDLE_ARTICLES = "handle_articles"  # grade, due date
    COMMENT = "comment"
    SHARE_DRAFTS = "share_drafts"  # preview links for readers without an account
    COMMISSION = "commission"  # assignments
    ANSWER_READERS = "answer_readers"  # letters and reports of errors
    READ_FIGURES = "read_figures"
    PLACE_ARTICLES = "place_articles"
    READ_ISSUES = "read_issues"
    PROOF_PAGES = "proof_pages"  # pull proofs, mark them, sign the three proofs
    RELEASE_PAGES = "release_pages"  # 付印
    EDIT_ISSUES = "edit_issues"
    PUBLISH_ISSUES = "publish_issues"
    EDIT_REGISTERS = "edit_registers"  # departments, grid areas, columns
    EDIT_PUBLICATION = "edit_publication"
    MANAGE_ACCOUNTS = "manage_accounts"
    READ_ACCOUNTS = "read_accounts"
    ASSIGN_ROLES = "assign_roles"
    MANAGE_LOCKS = "manage_locks"  # locked log-ins, new passwords that wait, second factors
    READ_AUDIT = "read_audit"
    TRIM_AUDIT = "trim_audit"  # take off what is older than six months, by the command alone


class Scope(StrEnum):
    """How far a permission reaches."""

    OWN = "own"  # the person's own department
    ALL = "all"


_OWN, _ALL = Scope.OWN, Scope.ALL

# The table. Reading down a role says everything it may do; what is not here is refused.
GRANTS: Mapping[Role, Mapping[Permission, Scope]] = {
    Role.CONTRIBUTOR: {
        Permission.READ_ARTICLES: _OWN,
        Permission.WRITE_ARTICLES: _OWN,
        Permission.IMPORT_PAGES: _OWN,
        Permission.COMMENT: _OWN,
        Permission.READ_FIGURES: _OWN,
    },
    Role.SECTION_HEAD: {
        Permission.READ_ARTICLES: _OWN,
        Permission.WRITE_ARTICLES: _OWN,
        Permission.IMPORT_PAGES: _OWN,
        Permission.COMMENT: _OWN,
        Permission.READ_FIGURES: _OWN,
        Permission.FIRST_REVIEW: _OWN,
    },
    Role.EDITOR: {
        Permission.READ_ARTICLES: _ALL,
        Permission.WRITE_ARTICLES: _ALL,
        Permission.IMPORT_PAGES: _ALL,
        Permission.COMMENT: _ALL,
        Permission.HANDLE_ARTICLES: _ALL,
        Permission.SHARE_DRAFTS: _ALL,
        Permission.COMMISSION: _ALL,
        Permission.ANSWER_READERS: _ALL,
        Permission.READ_FIGURES: _ALL,
        Permission.FIRST_REVIEW: _ALL,
        Permission.SECOND_REVIEW: _ALL,
        Permission.READ_ISSUES: _ALL,
        Permission.PROOF_PAGES: _ALL,
    },
    Role.CHIEF_EDITOR: {
        Permission.READ_ARTICLES: _ALL,
        Permission.WRITE_ARTICLES: _ALL,
        Permission.IMPORT_PAGES: _ALL,
        Permission.COMMENT: _ALL,
        Permission.HANDLE_ARTICLES: _ALL,
        Permission.SHARE_DRAFTS: _ALL,
        Permission.COMMISSION: _ALL,
        Permission.ANSWER_READERS: _ALL,
        Permission.READ_FIGURES: _ALL,
        Permission.SECOND_REVIEW: _ALL,
        Permission.FINAL_REVIEW: _ALL,
        Permission.RETRACT: _ALL,
        Permission.PLACE_ARTICLES: _ALL,
        Permission.READ_ISSUES: _ALL,
        Permission.EDIT_ISSUES: _ALL,
        Permission.PROOF_PAGES: _ALL,
        Permission.RELEASE_PAGES: _ALL,
        Permission.PUBLISH_ISSUES: _ALL,
        Permission.EDIT_REGISTERS: _ALL,
        Permission.EDIT_PUBLICATION: _ALL,
    },
    Role.PROOFREADER: {
        Permission.READ_ARTICLES: _ALL,
        Permission.COMMENT: _ALL,
        Permission.READ_ISSUES: _ALL,
        Permission.PROOF_PAGES: _ALL,
    },
    Role.LAYOUT_EDITOR: {
        Permission.READ_ARTICLES: _ALL,
        Permission.PLACE_ARTICLES: _ALL,
        Permission.READ_ISSUES: _ALL,
        Permission.EDIT_ISSUES: _ALL,
    },
    Role.LEADER: {
        Permission.READ_ARTICLES: _ALL,
        Permission.COMMENT: _ALL,
        Permission.READ_FIGURES: _ALL,
        Permission.FINAL_REVIEW: _ALL,
        Permission.READ_ISSUES: _ALL,
    },
    Role.SYSTEM_ADMIN: {
        Permission.MANAGE_ACCOUNTS: _ALL,
        Permission.READ_ACCOUNTS: _ALL,
        Permission.EDIT_REGISTERS: _ALL,
        Permission.EDIT_PUBLICATION: _ALL,
    },
    Role.SECURITY_ADMIN: {
        Permission.READ_ACCOUNTS: _ALL,
        Permission.ASSIGN_ROLES: _ALL,
        Permission.MANAGE_LOCKS: _ALL,
    },
    Role.AUDIT_ADMIN: {
        Permission.READ_ACCOUNTS: _ALL,
        Permission.READ_AUDIT: _ALL,
        Permission.TRIM_AUDIT: _ALL,
    },
}


def scope_of(user: Any, permission: Permission) -> Scope | None:
    """How far this person's permission reaches; None where she has it not (nobody, inactive, held, other role)."""
    if not getattr(user, "is_active", False) or not hasattr(user, "roles") or getattr(user, "held_for", False):
        return None
    scopes = {GRANTS[Role(role)].get(permission) for role in user.roles}
    return Scope.ALL if Scope.ALL in scopes else Scope.OWN if Scope.OWN in scopes else None


def allows(user: Any, permission: Permission, department: Department | int | None = None) -> bool:
    """Whether a person may do something, to a thing of this department where the permission is scoped.

    ``department`` None asks whether she may do it anywhere at all.
    """
    scope = scope_of(user, permission)
    if scope is not Scope.OWN or department is None:
        return scope is not None
    wanted = department if isinstance(department, int) else department.pk
    return user.department_id is not None and user.department_id == wanted


def holders(permission: Permission) -> list[Role]:
    """The roles that hold a permission, in the table's order."""
    return [role for role, grants in GRANTS.items() if permission in grants]


def people_with(permission: Permission) -> models.QuerySet[User]:
    """Active people who hold a permission."""
    from accounts.models import User

    return User.objects.filter(is_active=True, roles__overlap=holders(permission))
