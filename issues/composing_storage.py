"""The verb that composes an issue by machine: approved articles get their places, and the plan its blocks.

What a person pinned stays. A story that a person put on a page goes there (``Placement.asked_page``) however often the
issue is composed; what an earlier composing placed may move. So composing again has before it what the first composing
had, and makes the same pages. Articles that no issue has yet come in by themselves; those that find no room stay
approved, outside the issue, as long as no person gave them a page, a rank or a headline in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.roles import Permission, allows
from articles import body
from articles.errors import NotPermitted, Stale, WorkflowError, WrongState
from articles.models import Article
from articles.verbs import verb
from issues.composing.composer import Composition, PageSpec, compose
from issues.layout.model import Block, IssueLayout, Story
from issues.models import Issue, Page, Placement
from issues.proofs.voiding import tell_after
from issues.typesetting.plan import plan_version, store_layout, stored_layout

LONG, SHORT = 600, 260  # characters from which a story without a rank is major, and below which it is small


class NothingToCompose(WorkflowError):
    """There is nothing approved that could be set."""


@dataclass(frozen=True)
class Composed:
    """What composing made of an issue; ``stories`` are all that were to be placed, by key."""

    composition: Composition
    stories: dict[str, Story]
    added: tuple[str, ...]  # keys of the articles that were not in the issue before and now are

    @property
    def layout(self) -> IssueLayout:
        """The pages."""
        return self.composition.layout


def waiting_articles(issue: Issue) -> list[Article]:
    """Approved articles that stand in no issue, oldest approval first."""
    placed = Placement.objects.filter(article=OuterRef("pk"))
    return list(
        Article.objects.filter(state=Article.State.APPROVED)
        .exclude(Exists(placed))
        .select_related("current_revision")
        .order_by("state_since", "pk")
    )


def guessed_prominence(article: Article) -> int:
    """The rank of an article that nobody has ranked, from its kind, length and photos."""
    revision = article.current_revision
    if revision is None:
        return Placement.Prominence.SMALL
    length = body.count_characters(body.to_text(revision.body))
    if revision.kind == "brief" or length < SHORT:
        return Placement.Prominence.MINOR if revision.photo_uses.exists() else Placement.Prominence.SMALL
    return Placement.Prominence.MAJOR if length >= LONG else Placement.Prominence.NORMAL


def preview_composition(issue: Issue, *, by: User, seed: int = 0) -> Composed:
    """What composing would make of the issue; nothing is stored."""
    with transaction.atomic():
        issue = _locked(issue, by)
        composed = _compose(issue, by, seed)
        transaction.set_rollback(True)
    return composed


@verb("issue.compose")
def compose_issue(issue: Issue, *, by: User, seed: int = 0, expected: str | None = None) -> Composed:
    """Compose the issue and store its plan; ``expected`` is ``plan_version`` as the person saw it."""
    issue = _locked(issue, by)
    if expected is not None and plan_version(issue) != expected:
        raise Stale(_("Somebody has changed the pages meanwhile. Nothing was overwritten: look at them first."))
    composed = _compose(issue, by, seed)
    _settle(issue, composed.layout)
    store_layout(issue, composed.layout, by=by)
    audit.record(
        "issue.compose",
        by=by,
        target=issue,
        seed=seed,
        added=len(composed.added),
        left_out=len(composed.composition.left_out),
    )
    return composed


def _locked(issue: Issue, by: User) -> Issue:
    if not allows(by, Permission.PLACE_ARTICLES):
        raise NotPermitted(_("Your role does not place articles on pages."))
    issue = Issue.objects.select_for_update(of=("self",)).select_related("publication").get(pk=issue.pk)
    if issue.state != Issue.State.PLANNED:
        raise WrongState(_("The issue is published; its pages no longer change."))
    tell_after(issue, by=by)
    return issue


def _compose(issue: Issue, by: User, seed: int) -> Composed:
    """The issue composed, with placements for all articles that wait; the caller takes back those without room."""
    pages = list(issue.pages.order_by("sequence"))
    if not pages:
        raise NothingToCompose(_("The issue has no pages yet. Add them first."))
    newcomers = _newcomers(issue, pages[0], by)
    stored = stored_layout(issue)
    if not stored.stories:
        raise NothingToCompose(_("No approved article waits for an issue. Approve some, or place them by hand."))
    asked = {f"p{pk}": page for pk, page in issue.placements.values_list("pk", "asked_page__sequence")}
    stories = [
        story if story.fixed_column or story.key not in asked else replace(story, page_wish=asked[story.key])
        for story in stored.stories
    ]
    staying = {block.story for page in stored.pages for block in page.blocks if _stays(block, stories)}
    pinned = {page.sequence: [block for block in page.blocks if block.story in staying] for page in stored.pages}
    articles = {f"p{pk}": article for pk, article in issue.placements.values_list("pk", "article_id")}
    composition = _composed(stories, stored, seed, pinned, articles)
    placed = {block.story for page in composition.layout.pages for block in page.blocks}
    added = tuple(key for key in newcomers if key in placed)
    return Composed(composition, {story.key: story for story in stories}, added)


def _composed(
    stories: Sequence[Story],
    stored: IssueLayout,
    seed: int,
    pinned: dict[int, list[Block]],
    articles: dict[str, int],
) -> Composition:
    """The stories composed under names that do not change from run to run.

    Composing orders what is equal by its key. A placement made for the time being has another key each time, and a
    reserved text each time it is stored; the article's number is always the same. So what was previewed is what is
    stored, and what is composed again comes out as before. ``articles`` are their numbers by the placements' keys.
    """
    names = {key: f"a{article:012}" for key, article in articles.items()}
    names |= {story.key: f"r{story.key[1:]:0>12}" for story in stories if story.key not in names}
    keys = {name: key for key, name in names.items()}
    done = compose(
        [replace(story, key=names[story.key]) for story in sorted(stories, key=lambda story: names[story.key])],
        stored.style,
        seed,
        pages=[PageSpec(page.sequence, page.name, page.editor) for page in stored.pages],
        imprint=stored.imprint,
        pinned={
            sequence: [replace(block, story=names[block.story]) for block in blocks]
            for sequence, blocks in pinned.items()
        },
    )
    pages = tuple(
        replace(page, blocks=tuple(replace(block, story=keys[block.story]) for block in page.blocks))
        for page in done.layout.pages
    )
    return replace(
        done,
        layout=replace(done.layout, stories=tuple(stories), pages=pages),
        reasons=tuple(replace(reason, story=keys.get(reason.story, reason.story)) for reason in done.reasons),
        left_out=tuple(keys[name] for name in done.left_out),
    )


def _stays(block: Block, stories: Sequence[Story]) -> bool:
    """Whether composing leaves a block where it is: what a person pinned, and reserved texts."""
    return block.pinned or any(story.key == block.story and story.kind == "reserved" for story in stories)


def _newcomers(issue: Issue, page: Page, by: User) -> list[str]:
    """The story keys of placements, for the time being on one page, of the articles that wait for an issue."""
    articles = waiting_articles(issue)
    Article.objects.select_for_update(of=("self",)).filter(pk__in=[article.pk for article in articles]).count()
    order = page.placements.count()
    made = Placement.objects.bulk_create(
        Placement(
            issue=issue,
            page=page,
            article=article,
            revision=article.current_revision,
            order=order + number,
            prominence=guessed_prominence(article),
            placed_by=by,
        )
        for number, article in enumerate(articles, 1)
    )
    return [f"p{placement.pk}" for placement in made]


def _is_by_machine(placement: Placement) -> bool:
    """Whether composing brought a story in and no person said anything of it since; it would come in so again."""
    untouched = placement.asked_page_id is None and not placement.print_headline
    waits = placement.article.state == Article.State.APPROVED
    return untouched and waits and placement.prominence == guessed_prominence(placement.article)


def _settle(issue: Issue, layout: IssueLayout) -> None:
    """Bring placements to the pages and into the order that the layout has them in.

    Those without room of which no person has said anything wait outside the issue again.
    """
    places = {
        block.story: (page.sequence, number)
        for page in layout.pages
        for number, block in reversed(list(enumerate(page.blocks)))
    }
    related = issue.placements.select_related("article__current_revision")
    unplaced = [each.pk for each in related if f"p{each.pk}" not in places and _is_by_machine(each)]
    Placement.objects.filter(pk__in=unplaced).delete()
    pages = {page.sequence: page for page in issue.pages.all()}
    on_page: dict[int, list[tuple[int, Placement]]] = {sequence: [] for sequence in pages}
    for placement in issue.placements.select_related("page").order_by("page__sequence", "order"):
        # what has no block keeps its page and comes last on it
        sequence, number = places.get(f"p{placement.pk}", (placement.page.sequence, 10_000 + placement.order))
        on_page[sequence].append((number, placement))
    changed = []
    for sequence, rows in on_page.items():
        for order, (_number, placement) in enumerate(sorted(rows, key=lambda row: row[0]), 1):
            if placement.order != order or placement.page_id != pages[sequence].pk:
                placement.order, placement.page = order, pages[sequence]
                changed.append(placement)
    Placement.objects.bulk_update(changed, ["order", "page"])
