"""What others did to an issue's pages since the person looked, in words, from the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import AuditEntry, User
from issues.models import Issue
from newsroom.desk.acts import act_in_words

MOST = 10
_ABOUT_PAGES = ("block.", "page.reset", "page.template", "issue.")


@dataclass(frozen=True)
class News:
    """One act of somebody else."""

    number: int
    words: str
    pages: tuple[int, ...]


def newest() -> int:
    """The number of the latest audit row: what happens from now on has a higher one."""
    return AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def since(issue: Issue, number: int, user: User) -> list[News]:
    """What other people did to the pages of an issue after a row of the trail, latest first."""
    about = Q(target_type="issues.issue", target_id=str(issue.pk)) | Q(detail__issue=issue.pk)
    acts = Q()
    for name in _ABOUT_PAGES:
        acts |= Q(action__startswith=name)
    rows = AuditEntry.objects.filter(about, acts, pk__gt=number, result=AuditEntry.Result.DONE).exclude(actor=user)
    latest = rows.select_related("actor").order_by("-pk")[:MOST]
    return [News(row.pk, _in_words(row), _pages(row.detail)) for row in latest]


def _pages(detail: dict[str, Any]) -> tuple[int, ...]:
    pages = detail.get("pages", [detail["page"]] if "page" in detail else [])
    return tuple(page for page in pages if isinstance(page, int))


def _in_words(row: AuditEntry) -> str:
    pages = "、".join(str(page) for page in _pages(row.detail))
    story = str(row.detail.get("story") or "")
    values = {
        "who": row.actor.name if row.actor else row.actor_name,
        "time": date_format(timezone.localtime(row.at), "H:i"),
        "act": act_in_words(row.action),
        "pages": pages,
        "story": story,
    }
    if pages and story:
        return _("%(time)s %(who)s: %(act)s (page %(pages)s, “%(story)s”)") % values
    if pages:
        return _("%(time)s %(who)s: %(act)s (page %(pages)s)") % values
    return _("%(time)s %(who)s: %(act)s") % values
