"""The menu of the desk: one table of entries, each shown to whoever may use it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Notification
from accounts.roles import Permission, allows


@dataclass(frozen=True)
class Entry:
    """One place of the desk: its name, its address and which permissions (any of them) open it."""

    label: Any
    url_name: str
    permissions: tuple[Permission, ...]


# Headings and their entries, in the order of the newsroom's work.
MENU: tuple[tuple[Any, tuple[Entry, ...]], ...] = (
    (
        "",
        (
            Entry(_("My desk"), "index", ()),
            Entry(_("What concerns me"), "notification_list", ()),
            Entry(
                _("My queue"),
                "article_queue",
                (Permission.FIRST_REVIEW, Permission.SECOND_REVIEW, Permission.FINAL_REVIEW),
            ),
            Entry(_("Stories on their way"), "assignment_board", (Permission.READ_ARTICLES,)),
            Entry(_("Articles"), "article_list", (Permission.READ_ARTICLES,)),
            Entry(_("My articles"), "article_mine", (Permission.WRITE_ARTICLES,)),
            Entry(_("Issues and pages"), "issue_list", (Permission.READ_ISSUES,)),
            Entry(_("Readers' letters"), "reader_letters", (Permission.ANSWER_READERS,)),
            Entry(_("Figures"), "figures", (Permission.READ_FIGURES,)),
            Entry(_("Error rate"), "error_rates", (Permission.READ_FIGURES,)),
            Entry(_("Page import"), "page_import", (Permission.IMPORT_PAGES,)),
        ),
    ),
    (
        _("Registers"),
        (
            Entry(_("Departments"), "departments_department_changelist", (Permission.EDIT_REGISTERS,)),
            Entry(_("People and posts"), "departments_appointment_changelist", (Permission.EDIT_REGISTERS,)),
            Entry(_("Grid areas"), "departments_gridarea_changelist", (Permission.EDIT_REGISTERS,)),
            Entry(_("Columns"), "articles_column_changelist", (Permission.EDIT_REGISTERS,)),
            Entry(_("Wording list"), "issues_wordingentry_changelist", (Permission.EDIT_REGISTERS,)),
            Entry(_("Known words"), "issues_knownword_changelist", (Permission.EDIT_REGISTERS,)),
            Entry(_("Registers as files"), "register_files", (Permission.EDIT_REGISTERS,)),
            Entry(_("Publication"), "issues_publication_changelist", (Permission.EDIT_PUBLICATION,)),
        ),
    ),
    (
        _("Administration"),
        (
            Entry(_("Accounts"), "accounts_user_changelist", (Permission.READ_ACCOUNTS,)),
            Entry(_("Locked log-ins"), "log_in_locks", (Permission.READ_ACCOUNTS,)),
            Entry(_("Audit trail"), "accounts_auditentry_changelist", (Permission.READ_AUDIT,)),
        ),
    ),
)


def menu_for(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups of the menu as this person sees them: ``heading`` and ``entries`` with label, url, is_current."""
    groups = []
    for heading, entries in MENU:
        shown = [
            {"label": entry.label, "url": reverse(f"desk:{entry.url_name}")}
            for entry in entries
            if _may_open(request.user, entry)
        ]
        if shown:
            groups.append({"heading": heading, "entries": shown})
    current = _current_url(request.path, [entry["url"] for group in groups for entry in group["entries"]])
    for group in groups:
        for entry in group["entries"]:
            entry["is_current"] = entry["url"] == current
    return groups


def unread_count(user: Any) -> int:
    """How much concerns a person that she has not looked at yet, counted to a hundred. One query on a small index."""
    return Notification.objects.visible_to(user).unread()[:100].count()


def _may_open(user: Any, entry: Entry) -> bool:
    return not entry.permissions or any(allows(user, permission) for permission in entry.permissions)


def _current_url(path: str, urls: list[str]) -> str:
    """The entry that a page belongs to: the longest address it begins with; the desk itself only for itself."""
    index = reverse("desk:index")
    holding = [url for url in urls if path.startswith(url) and (url != index or path == index)]
    return max(holding, key=len, default="")
