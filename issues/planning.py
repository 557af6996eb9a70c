"""The verbs that place articles on the pages of an issue that is not published yet."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.roles import Permission, allows
from articles.errors import NotPermitted, Stale, WorkflowError, WrongState
from articles.models import Article
from articles.verbs import verb
from issues.models import Issue, Page, Placement


def _lock_issue(issue_id: int, by: User) -> Issue:
    """The issue's row, locked; refuses who may not place and what is published."""
    if not allows(by, Permission.PLACE_ARTICLES):
        raise NotPermitted(_("Your role does not place articles on pages."))
    issue = Issue.objects.select_for_update(of=("self",)).select_related("publication").get(pk=issue_id)
    if issue.state != Issue.State.PLANNED:
        raise WrongState(_("The issue is published; its pages no longer change."))
    return issue


def _renumber(page: Page, placements: list[Placement]) -> None:
    """Write the order 1, 2, 3 … of a page; the uniqueness of places is checked when the transaction ends."""
    for order, placement in enumerate(placements, 1):
        if placement.order != order or placement.page_id != page.pk:
            placement.order, placement.page = order, page
            placement.save(update_fields=["order", "page"])


def _on(page: Page) -> list[Placement]:
    return list(page.placements.order_by("order"))


@verb("issue.place")
def place(
    article: Article,
    *,
    by: User,
    page: Page,
    expected_revision: int,
    prominence: int = Placement.Prominence.NORMAL,
    print_headline: str = "",
) -> Placement:
    """Put an approved article, as it was signed, at the end of a page."""
    issue = _lock_issue(page.issue_id, by)
    article = Article.objects.select_for_update(of=("self",)).select_related("current_revision").get(pk=article.pk)
    revision = article.current_revision
    if revision is None or revision.number != expected_revision:
        raise Stale
    if article.state not in (Article.State.APPROVED, Article.State.PUBLISHED):
        raise WrongState(_("Only approved articles are placed; this one still waits for its reviews."))
    if Placement.objects.filter(issue=issue, article=article).exists():
        raise WorkflowError(_("The article stands in this issue already. Move it instead."))
    placement = Placement.objects.create(
        issue=issue,
        page=page,
        article=article,
        revision=revision,
        order=len(_on(page)) + 1,
        prominence=prominence,
        print_headline=print_headline.strip(),
        placed_by=by,
    )
    audit.record(
        "issue.place", by=by, target=article, issue=issue.pk, page=page.sequence, revision=revision.number
    )
    return placement


@verb("issue.move")
def move(placement: Placement, *, by: User, page: Page, order: int) -> Placement:
    """Move a placement to a place on a page of the same issue; the others close up."""
    issue = _lock_issue(placement.issue_id, by)
    placement = Placement.objects.select_related("page", "article__current_revision").get(pk=placement.pk)
    if page.issue_id != issue.pk:
        raise WorkflowError(_("The page belongs to another issue."))
    before = placement.page
    if before.pk != page.pk:
        _renumber(before, [other for other in _on(before) if other.pk != placement.pk])
    others = [other for other in _on(page) if other.pk != placement.pk]
    others.insert(max(0, min(order - 1, len(others))), placement)
    _renumber(page, others)
    audit.record(
        "issue.move", by=by, target=placement.article, issue=issue.pk, page=page.sequence, order=placement.order
    )
    return placement


@verb("issue.adjust")
def adjust(placement: Placement, *, by: User, prominence: int, print_headline: str) -> Placement:
    """Change the rank of a placement and its headline in print."""
    issue = _lock_issue(placement.issue_id, by)
    placement = Placement.objects.select_related("article__current_revision").get(pk=placement.pk)
    if prominence not in Placement.Prominence.values:
        raise WorkflowError(_("There is no such prominence."))
    if len(print_headline.strip()) > 120:
        raise WorkflowError(_("The headline in print is longer than 120 characters."))
    placement.prominence, placement.print_headline = prominence, print_headline.strip()
    placement.save(update_fields=["prominence", "print_headline"])
    audit.record("issue.adjust", by=by, target=placement.article, issue=issue.pk, prominence=prominence)
    return placement


@verb("issue.refresh")
def refresh(placement: Placement, *, by: User) -> Placement:
    """Let a placement follow its article to the newly approved revision."""
    issue = _lock_issue(placement.issue_id, by)
    placement = Placement.objects.select_related("article__current_revision").get(pk=placement.pk)
    article = Article.objects.select_for_update(of=("self",)).get(pk=placement.article_id)
    if article.state not in (Article.State.APPROVED, Article.State.PUBLISHED):
        raise WrongState(_("The changed article has not been approved again yet."))
    placement.revision_id = article.current_revision_id  # type: ignore[assignment]
    placement.save(update_fields=["revision"])
    audit.record("issue.refresh", by=by, target=article, issue=issue.pk, revision=placement.revision.number)
    return placement


@verb("issue.remove")
def remove(placement: Placement, *, by: User) -> None:
    """Take an article off its page; the article itself stays approved."""
    issue = _lock_issue(placement.issue_id, by)
    placement = Placement.objects.select_related("page", "article__current_revision").get(pk=placement.pk)
    page, article = placement.page, placement.article
    placement.delete()
    _renumber(page, _on(page))
    audit.record("issue.remove", by=by, target=article, issue=issue.pk, page=page.sequence)
