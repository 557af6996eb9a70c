"""The list of issues."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from accounts.roles import Permission, allows
from issues.models import Issue, IssueQuerySet, Page, Placement
from newsroom.desk.articles.access import page
from newsroom.desk.issues.access import require

PER_PAGE = 30


def with_measures(issues: IssueQuerySet) -> IssueQuerySet:
    """Issues with ``page_count``, ``placement_count`` and ``characters``, each counted apart."""

    def counted(rows: QuerySet[Any], value: Count | Sum) -> Coalesce:
        inner = rows.filter(issue=OuterRef("pk")).order_by().values("issue").annotate(n=value).values("n")
        return Coalesce(Subquery(inner, output_field=IntegerField()), 0)

    return issues.annotate(
        page_count=counted(Page.objects.all(), Count("pk")),
        placement_count=counted(Placement.objects.all(), Count("pk")),
        characters=counted(Placement.objects.all(), Sum("revision__characters")),
    )


def issue_list(request: HttpRequest) -> HttpResponse:
    """All issues, latest first; what is in the making stands above."""
    require(request, Permission.READ_ISSUES)
    issues = with_measures(Issue.objects.visible_to(request.user).select_related("publication"))
    planned = issues.filter(state=Issue.State.PLANNED).order_by("date", "pk")[:PER_PAGE]
    published = issues.filter(state=Issue.State.PUBLISHED).select_related("published_by").order_by("-date", "-pk")
    shown = Paginator(published, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "planned": planned if shown.number == 1 else [],
        "shown": shown,
        "pages": shown.paginator.get_elided_page_range(shown.number, on_each_side=2, on_ends=1),
        "may_edit": allows(request.user, Permission.EDIT_ISSUES),
        "may_place": allows(request.user, Permission.PLACE_ARTICLES),
    }
    return page(request, "desk/issues/list.html", context, title=gettext("Issues and pages"))
