"""The plan of an issue: its pages side by side, and the approved articles that wait for a place."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from accounts.roles import Permission, allows
from articles.models import Article
from issues.forms import AdjustForm, PoolFilter
from issues.models import Issue, Page, Placement
from newsroom.desk.articles.access import page
from newsroom.desk.issues.access import find_issue

POOL_PER_PAGE = 20
_HEAVY = ("body", "text", "summary")  # columns that a plan never shows


class Concern(StrEnum):
    """What may be wrong with a placed article; the template words it."""

    CHANGED = "changed"  # another text is approved now: the placement may follow it
    REVIEWED_AGAIN = "reviewed_again"  # another text, and it waits for signatures
    NOT_APPROVED = "not_approved"  # the text that is placed has lost its approval


@dataclass
class Story:
    """One placement as its card shows it."""

    placement: Placement
    form: AdjustForm
    concern: Concern | None
    other_pages: list[Page]

    @property
    def characters(self) -> int:
        """The length of the text that is placed."""
        return self.placement.revision.characters


@dataclass
class PageCard:
    """One page with its stories in order."""

    page: Page
    last_time: int | None = None  # characters on the page of this number in the last published issue
    stories: list[Story] = field(default_factory=list)

    @property
    def characters(self) -> int:
        """Of all stories together."""
        return sum(story.characters for story in self.stories)


def concern_about(placement: Placement) -> Concern | None:
    """What a person should know about a placement before the issue is published."""
    article = placement.article
    if placement.revision_id != article.current_revision_id:
        current_is_signed = article.state in (Article.State.APPROVED, Article.State.PUBLISHED)
        return Concern.CHANGED if current_is_signed else Concern.REVIEWED_AGAIN
    is_out = article.state == Article.State.PUBLISHED and article.published_revision_id == placement.revision_id
    return None if is_out or article.state == Article.State.APPROVED else Concern.NOT_APPROVED


def page_cards(issue: Issue) -> list[PageCard]:
    """The pages of an issue with their stories; three queries whatever the size, two for a published issue."""
    last_time = {} if issue.is_published else last_lengths(issue)
    pages = issue.pages.select_related("editor").order_by("sequence")
    cards = {each.pk: PageCard(each, last_time.get(each.sequence)) for each in pages}
    placements = (
        issue.placements.select_related("revision__column", "article__current_revision", "article__department")
        .defer(*(f"revision__{name}" for name in _HEAVY), *(f"article__current_revision__{name}" for name in _HEAVY))
        .order_by("page__sequence", "order")
    )
    for placement in placements:
        card = cards[placement.page_id]
        placement.page, placement.issue = card.page, issue
        card.stories.append(
            Story(
                placement=placement,
                form=adjust_form(placement),
                concern=None if issue.is_published else concern_about(placement),
                other_pages=[other.page for pk, other in cards.items() if pk != placement.page_id],
            )
        )
    return list(cards.values())


def last_lengths(issue: Issue) -> dict[int, int]:
    """Characters by page number in the last published issue before this one: about what a page holds."""
    before = Issue.objects.published().filter(publication=issue.publication_id, total_number__lt=issue.total_number)
    last = before.order_by("-total_number").values("pk")[:1]
    pages = Page.objects.filter(issue__in=last).annotate(length=Sum("placements__revision__characters"))
    return {each.sequence: each.length for each in pages.order_by("sequence") if each.length}


def adjust_form(placement: Placement) -> AdjustForm:
    """The form for rank and headline of one placement, with what the person looks at."""
    seen = {"prominence": placement.prominence, "print_headline": placement.print_headline}
    return AdjustForm(
        initial={**seen, **{f"seen_{name}": value for name, value in seen.items()}}, auto_id=f"p{placement.pk}-%s"
    )


def pool_of(request: HttpRequest) -> QuerySet[Article]:
    """Approved articles that stand in no issue yet, those that wait longest first."""
    placed = Placement.objects.filter(article=OuterRef("pk"))
    return (
        Article.objects.visible_to(request.user)
        .filter(state=Article.State.APPROVED)
        .exclude(Exists(placed))
        .select_related("department", "current_revision__column")
        .defer(*(f"current_revision__{name}" for name in _HEAVY))
        .annotate(photo_count=Count("current_revision__photo_uses"))
        .order_by("state_since", "pk")
    )


@require_safe
def issue_plan(request: HttpRequest, number: int) -> HttpResponse:
    """The plan; who places articles finds buttons, others read."""
    issue = find_issue(request, number)
    cards = page_cards(issue)
    stories = [story for card in cards for story in card.stories]
    context: dict[str, Any] = {
        "issue": issue,
        "cards": cards,
        "story_count": len(stories),
        "characters": sum(story.characters for story in stories),
        "concern_count": sum(story.concern is not None for story in stories),
        "may_place": allows(request.user, Permission.PLACE_ARTICLES) and not issue.is_published,
        "may_edit": allows(request.user, Permission.EDIT_ISSUES),
        "prominences": Placement.Prominence.choices,
    }
    if not issue.is_published:
        context |= _pool_context(request)
    return page(request, "desk/issues/plan.html", context, title=gettext("Plan: %(issue)s") % {"issue": issue})


def _pool_context(request: HttpRequest) -> dict[str, Any]:
    found = PoolFilter(request.GET, queryset=pool_of(request), request=request)
    articles = found.qs if found.is_valid() else Article.objects.none()
    shown = Paginator(articles, POOL_PER_PAGE).get_page(request.GET.get("pool"))
    asked = request.GET.copy()
    asked.pop("pool", None)
    return {
        "filter": found,
        "shown": shown,
        "is_filtered": any(asked.values()),
        "asked": asked.urlencode(),
        "back": request.GET.urlencode(),
    }
