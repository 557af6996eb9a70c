"""The verbs that place articles on the pages of an issue that is not published yet."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.roles import Permission, allows
from articles.body import without_controls
from articles.errors import Incomplete, NotPermitted, Stale, WorkflowError, WrongState
from articles.models import Article
from articles.verbs import verb
from issues.models import Issue, Page, Placement
from issues.proofs.voiding import tell_after


def lock_issue(issue_id: int, by: User) -> Issue:
    """The issue's row, locked; refuses who may not place and what is published.

    Every verb locks the issue before anything else, so that no two of them ever see the same page half changed.
    """
    if not allows(by, Permission.PLACE_ARTICLES):
        raise NotPermitted(_("Your role does not place articles on pages."))
    issue = Issue.objects.select_for_update(of=("self",)).select_related("publication").get(pk=issue_id)
    if issue.state != Issue.State.PLANNED:
        raise WrongState(_("The issue is published; its pages no longer change."))
    tell_after(issue, by=by)
    return issue


def _fresh(placement: Placement) -> Placement:
    """The placement as it stands now that its issue is locked; refuses one that was taken off meanwhile."""
    found = Placement.objects.select_related("page", "article__current_revision").filter(pk=placement.pk).first()
    if found is None:
        raise Stale(_("Somebody has taken this article off its page since you opened the plan."))
    return found


def _page_of(issue: Issue, page: Page) -> Page:
    """The page as it stands now; refuses one of another issue or one that was removed meanwhile."""
    found = issue.pages.filter(pk=page.pk).first()
    if found is None:
        raise WorkflowError(_("This page is not one of the issue's pages."))
    return found


def _ready(article: Article, waiting: str) -> None:
    """Refuse an article whose current text is not the one that was signed or published."""
    published = (
        article.state == Article.State.PUBLISHED and article.published_revision_id == article.current_revision_id
    )
    if article.state != Article.State.APPROVED and not published:
        raise WrongState(waiting)


def _checked(prominence: int, print_headline: str) -> str:
    """The headline in print as it may be stored; refuses an unknown prominence and too long a headline."""
    if prominence not in Placement.Prominence.values:
        raise Incomplete([_("There is no such prominence.")])
    headline = " ".join(without_controls(print_headline).split())
    limit = Placement._meta.get_field("print_headline").max_length or 0
    if len(headline) > limit:
        raise Incomplete([_("The headline in print is longer than %(limit)d characters.") % {"limit": limit}])
    return headline


def _renumber(page: Page, placements: list[Placement]) -> None:
    """Write the order 1, 2, 3 … of a page; the uniqueness of places is checked when the transaction ends."""
    for order, placement in enumerate(placements, 1):
        if placement.order != order or placement.page_id != page.pk:
            placement.order, placement.page = order, page
            placement.save(update_fields=["order", "page"])


def _on(page: Page) -> list[Placement]:
    return list(page.placements.order_by("order"))


def settle(issue: Issue) -> None:
    """Bring the placements to the pages and into the order in which their blocks stand; the issue must be locked.

    A story stands on the page of its first part. What has no block keeps its page and comes last on it.
    """
    first: dict[int, tuple[int, int, int]] = {}
    for placement_id, page_id, y, x in (
        issue.blocks.filter(placement__isnull=False).order_by("part").values_list("placement_id", "page_id", "y", "x")
    ):
        first.setdefault(placement_id, (page_id, y, x))
    on_page: dict[int, list[tuple[tuple[int, int, int, int], Placement]]] = {}
    for placement in issue.placements.order_by("page__sequence", "order"):
        if placement.pk in first:
            page_id, y, x = first[placement.pk]
            place_on_page = (0, y, x, placement.order)
        else:
            page_id, place_on_page = placement.page_id, (1, placement.order, 0, 0)
        on_page.setdefault(page_id, []).append((place_on_page, placement))
    changed = []
    for page_id, rows in on_page.items():
        for order, (_place, placement) in enumerate(sorted(rows, key=lambda row: row[0]), 1):
            if (placement.order, placement.page_id) != (order, page_id):
                placement.order, placement.page_id = order, page_id
                changed.append(placement)
    Placement.objects.bulk_update(changed, ["order", "page"])


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
    issue = lock_issue(page.issue_id, by)
    page = _page_of(issue, page)
    print_headline = _checked(prominence, print_headline)
    article = Article.objects.select_for_update(of=("self",)).select_related("current_revision").get(pk=article.pk)
    revision = article.current_revision
    if revision is None or revision.number != expected_revision:
        raise Stale
    _ready(article, _("Only approved articles are placed; this one still waits for its reviews."))
    if Placement.objects.filter(issue=issue, article=article).exists():
        raise WorkflowError(_("The article stands in this issue already. Move it instead."))
    placement = Placement.objects.create(
        issue=issue,
        page=page,
        asked_page=page,
        article=article,
        revision=revision,
        order=len(_on(page)) + 1,
        prominence=prominence,
        print_headline=print_headline,
        placed_by=by,
    )
    audit.record("issue.place", by=by, target=article, issue=issue.pk, page=page.sequence, revision=revision.number)
    return placement


@verb("issue.move")
def move(placement: Placement, *, by: User, page: Page, order: int) -> Placement:
    """Move a placement to a place on a page of the same issue; the others close up.

    The place is absolute (1 is the top, anything beyond the end means the end), so that a button pressed twice moves
    once. On another page the article waits for a rectangle again.
    """
    issue = lock_issue(placement.issue_id, by)
    placement = _fresh(placement)
    page = _page_of(issue, page)
    before = placement.page
    if before.pk != page.pk:
        placement.blocks.all().delete()  # a rectangle of the page it leaves
        _renumber(before, [other for other in _on(before) if other.pk != placement.pk])
        placement.asked_page = page
        placement.save(update_fields=["asked_page"])
    others = [other for other in _on(page) if other.pk != placement.pk]
    others.insert(max(0, min(order - 1, len(others))), placement)
    _renumber(page, others)
    audit.record(
        "issue.move", by=by, target=placement.article, issue=issue.pk, page=page.sequence, order=placement.order
    )
    return placement


@verb("issue.adjust")
def adjust(placement: Placement, *, by: User, prominence: int, print_headline: str, seen: tuple[int, str]) -> Placement:
    """Change the rank of a placement and its headline in print; ``seen`` is the pair that the person looked at."""
    issue = lock_issue(placement.issue_id, by)
    placement = _fresh(placement)
    print_headline = _checked(prominence, print_headline)
    wanted, current = (prominence, print_headline), (placement.prominence, placement.print_headline)
    if current not in (seen, wanted):
        raise Stale(_("Somebody has changed the rank or the headline since you opened the plan. Look at it first."))
    placement.prominence, placement.print_headline = wanted
    placement.save(update_fields=["prominence", "print_headline"])
    audit.record(
        "issue.adjust",
        by=by,
        target=placement.article,
        issue=issue.pk,
        prominence=prominence,
        print_headline=print_headline,
    )
    return placement


@verb("issue.refresh")
def refresh(placement: Placement, *, by: User, expected_revision: int) -> Placement:
    """Let a placement follow its article to the newly approved revision, the one that the person saw."""
    issue = lock_issue(placement.issue_id, by)
    placement = _fresh(placement)
    article = (
        Article.objects.select_for_update(of=("self",)).select_related("current_revision").get(pk=placement.article_id)
    )
    revision = article.current_revision
    if revision is None or revision.number != expected_revision:
        raise Stale
    _ready(article, _("The changed article has not been approved again yet."))
    placement.revision = revision
    placement.save(update_fields=["revision"])
    audit.record("issue.refresh", by=by, target=article, issue=issue.pk, revision=revision.number)
    return placement


@verb("issue.remove")
def remove(placement: Placement, *, by: User) -> None:
    """Take an article off its page; the article itself stays approved."""
    issue = lock_issue(placement.issue_id, by)
    placement = _fresh(placement)
    page, article = placement.page, placement.article
    placement.delete()
    _renumber(page, _on(page))
    audit.record("issue.remove", by=by, target=article, issue=issue.pk, page=page.sequence)
