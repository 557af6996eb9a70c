"""The verbs that place articles on pages: what they do, refuse, record, and how they meet a changed world."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import AuditEntry
from articles import workflow
from articles.errors import Incomplete, NotPermitted, Stale, WorkflowError, WrongState
from articles.models import Article
from articles.steps import REVIEWS
from issues import planning
from issues.models import Issue, Placement
from issues.publishing import publish_issue
from tests.factories import (
    Team,
    make_article,
    make_content,
    make_issue,
    make_placement,
    make_published_issue,
    make_released,
)
from tests.issues.racing import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue(db: None) -> Issue:
    """A planned issue with four pages."""
    return make_issue()


def order_on(issue: Issue, sequence: int) -> list[tuple[int, int]]:
    """(placement, order) of a page, in order."""
    return list(issue.placements.filter(page__sequence=sequence).order_by("order").values_list("pk", "order"))


def last_entry(action: str) -> AuditEntry:
    """The newest audit row of an act."""
    return AuditEntry.objects.filter(action=action).order_by("-pk")[0]


def change(team: Team, article: Article, by: Any = None) -> Article:
    """Give an approved article another text, which sends it back to the first review."""
    article.refresh_from_db()
    number = article.current_revision.number if article.current_revision else 0
    editor = by or team.chief_editor
    workflow.revise(article, by=editor, expected_revision=number, content=make_content("改过的标题"))
    article.refresh_from_db()
    return article


# -------------------------------------------------------------------------------------------------- place


def test_placed_article_stands_at_the_end_of_the_page_as_it_was_signed(team: Team, issue: Issue) -> None:
    page = issue.pages.get(sequence=1)
    first = make_placement(team, page)
    article = make_article(team, state=Article.State.APPROVED)
    placement = planning.place(
        article, by=team.layout_editor, page=page, expected_revision=1, prominence=1, print_headline=" 短  标题\x00 "
    )
    assert order_on(issue, 1) == [(first.pk, 1), (placement.pk, 2)]
    assert placement.revision == article.current_revision
    assert (placement.prominence, placement.print_headline) == (1, "短 标题")
    entry = last_entry("issue.place")
    assert entry.result == AuditEntry.Result.DONE
    assert (entry.actor, entry.target_id) == (team.layout_editor, str(article.pk))
    assert entry.detail == {"issue": issue.pk, "page": 1, "revision": 1}


@pytest.mark.parametrize("name", ["contributor", "section_head", "editor", "proofreader", "leader", "system_admin"])
def test_only_who_may_place_places(team: Team, issue: Issue, name: str) -> None:
    article = make_article(team, state=Article.State.APPROVED)
    with pytest.raises(NotPermitted):
        planning.place(article, by=getattr(team, name), page=issue.pages.all()[0], expected_revision=1)
    assert not Placement.objects.exists()
    assert last_entry("issue.place").result == AuditEntry.Result.REFUSED


@pytest.mark.parametrize(
    "state",
    [
        *(Article.State.DRAFT, Article.State.FIRST_REVIEW, Article.State.SECOND_REVIEW, Article.State.FINAL_REVIEW),
        *(Article.State.SENT_BACK, Article.State.WITHDRAWN),
    ],
)
def test_article_that_is_not_approved_is_not_placed(team: Team, issue: Issue, state: Article.State) -> None:
    article = make_article(team, state=state)
    with pytest.raises(WrongState):
        planning.place(article, by=team.layout_editor, page=issue.pages.all()[0], expected_revision=1)
    assert not Placement.objects.exists()


def test_article_changed_since_it_was_looked_at_is_not_placed(team: Team, issue: Issue) -> None:
    article = make_article(team, state=Article.State.APPROVED)
    change(team, article)
    with pytest.raises(Stale):
        planning.place(article, by=team.layout_editor, page=issue.pages.all()[0], expected_revision=1)
    assert last_entry("issue.place").detail == {"reason": "Stale"}


def test_article_stands_once_in_an_issue(team: Team, issue: Issue) -> None:
    placement = make_placement(team, issue.pages.get(sequence=1))
    with pytest.raises(WorkflowError):
        make_placement(team, issue.pages.get(sequence=2), placement.article)
    assert issue.placements.count() == 1


def test_published_article_may_stand_in_a_later_issue(team: Team, issue: Issue) -> None:
    earlier = make_published_issue(team, articles=1)
    article = earlier.placements.get().article
    placement = make_placement(team, issue.pages.all()[0], article)
    assert placement.revision_id == article.published_revision_id


@pytest.mark.parametrize(("prominence", "headline"), [(0, ""), (6, ""), (3, "长" * 121)])
def test_impossible_rank_or_headline_is_refused_with_words(
    team: Team, issue: Issue, prominence: int, headline: str
) -> None:
    article = make_article(team, state=Article.State.APPROVED)
    page = issue.pages.all()[0]
    with pytest.raises(Incomplete):
        planning.place(
            article,
            by=team.layout_editor,
            page=page,
            expected_revision=1,
            prominence=prominence,
            print_headline=headline,
        )
    placement = make_placement(team, page, article)
    with pytest.raises(Incomplete):
        planning.adjust(placement, by=team.layout_editor, prominence=prominence, print_headline=headline, seen=(3, ""))


def test_page_that_was_removed_takes_no_article(team: Team, issue: Issue) -> None:
    article = make_article(team, state=Article.State.APPROVED)
    page = issue.pages.get(sequence=4)
    issue.pages.get(sequence=4).delete()
    with pytest.raises(WorkflowError):
        planning.place(article, by=team.layout_editor, page=page, expected_revision=1)


# --------------------------------------------------------------------------------------------------- move


def test_moving_within_a_page_closes_up(team: Team, issue: Issue) -> None:
    page = issue.pages.get(sequence=1)
    a, b, c = (make_placement(team, page) for _ in range(3))
    planning.move(c, by=team.layout_editor, page=page, order=1)
    assert order_on(issue, 1) == [(c.pk, 1), (a.pk, 2), (b.pk, 3)]
    planning.move(a, by=team.layout_editor, page=page, order=99)
    assert order_on(issue, 1) == [(c.pk, 1), (b.pk, 2), (a.pk, 3)]
    assert last_entry("issue.move").detail == {"issue": issue.pk, "page": 1, "order": 3}


def test_moving_to_another_page_closes_both(team: Team, issue: Issue) -> None:
    first, second = issue.pages.get(sequence=1), issue.pages.get(sequence=2)
    a, b = make_placement(team, first), make_placement(team, first)
    c = make_placement(team, second)
    moved = planning.move(a, by=team.layout_editor, page=second, order=1)
    assert (moved.page, moved.order) == (second, 1)
    assert order_on(issue, 1) == [(b.pk, 1)]
    assert order_on(issue, 2) == [(a.pk, 1), (c.pk, 2)]


def test_button_pressed_twice_moves_once(team: Team, issue: Issue) -> None:
    page = issue.pages.get(sequence=1)
    a, b, c = (make_placement(team, page) for _ in range(3))
    for _ in range(2):
        planning.move(c, by=team.layout_editor, page=page, order=2)
    assert order_on(issue, 1) == [(a.pk, 1), (c.pk, 2), (b.pk, 3)]


def test_nothing_moves_to_a_page_of_another_issue(team: Team, issue: Issue) -> None:
    placement = make_placement(team, issue.pages.get(sequence=1))
    with pytest.raises(WorkflowError):
        planning.move(placement, by=team.layout_editor, page=make_issue().pages.all()[0], order=1)
    assert last_entry("issue.move").result == AuditEntry.Result.REFUSED
    assert order_on(issue, 1) == [(placement.pk, 1)]


# ----------------------------------------------------------------------------------- adjust, refresh, remove


def test_rank_and_headline_are_changed_and_recorded(team: Team, issue: Issue) -> None:
    placement = make_placement(team, issue.pages.all()[0])
    planning.adjust(placement, by=team.layout_editor, prominence=1, print_headline="头条", seen=(3, ""))
    placement.refresh_from_db()
    assert (placement.prominence, placement.headline) == (1, "头条")
    assert last_entry("issue.adjust").detail == {"issue": issue.pk, "prominence": 1, "print_headline": "头条"}


def test_second_tab_does_not_overwrite_the_first(team: Team, issue: Issue) -> None:
    placement = make_placement(team, issue.pages.all()[0])
    planning.adjust(placement, by=team.layout_editor, prominence=1, print_headline="头条", seen=(3, ""))
    with pytest.raises(Stale):
        planning.adjust(placement, by=team.chief_editor, prominence=2, print_headline="", seen=(3, ""))
    placement.refresh_from_db()
    assert (placement.prominence, placement.print_headline) == (1, "头条")


def test_sending_the_same_adjustment_twice_is_no_conflict(team: Team, issue: Issue) -> None:
    placement = make_placement(team, issue.pages.all()[0])
    for _ in range(2):
        planning.adjust(placement, by=team.layout_editor, prominence=1, print_headline="头条", seen=(3, ""))
    placement.refresh_from_db()
    assert placement.print_headline == "头条"


def test_refreshed_placement_prints_the_newly_approved_text(team: Team, issue: Issue) -> None:
    placement = make_placement(team, issue.pages.all()[0])
    article = change(team, placement.article, team.editor)
    article = resign(team, article)
    planning.refresh(placement, by=team.layout_editor, expected_revision=2)
    placement.refresh_from_db()
    assert placement.revision.number == 2
    assert last_entry("issue.refresh").detail == {"issue": issue.pk, "revision": 2}


def resign(team: Team, article: Article) -> Article:
    """The three reviews of a text that the editor wrote: the chief editor signs second, the leader last."""
    signers = [team.section_head, team.chief_editor, team.leader]
    for review, signer in zip(REVIEWS, signers, strict=True):
        article = workflow.approve(article, by=signer, expected_revision=2, step=review.step)
    return article


def test_placement_does_not_follow_to_a_text_that_is_still_in_review(team: Team, issue: Issue) -> None:
    placement = make_placement(team, issue.pages.all()[0])
    change(team, placement.article)
    with pytest.raises(WrongState):
        planning.refresh(placement, by=team.layout_editor, expected_revision=2)
    placement.refresh_from_db()
    assert placement.revision.number == 1


def test_placement_does_not_follow_to_a_text_that_nobody_looked_at(team: Team, issue: Issue) -> None:
    placement = make_placement(team, issue.pages.all()[0])
    resign(team, change(team, placement.article, team.editor))
    with pytest.raises(Stale):
        planning.refresh(placement, by=team.layout_editor, expected_revision=1)


def test_removed_placement_leaves_the_article_approved_and_the_page_closed_up(team: Team, issue: Issue) -> None:
    page = issue.pages.get(sequence=1)
    a, b = make_placement(team, page), make_placement(team, page)
    planning.remove(a, by=team.layout_editor)
    assert order_on(issue, 1) == [(b.pk, 1)]
    assert Article.objects.get(pk=a.article_id).state == Article.State.APPROVED
    assert last_entry("issue.remove").target_id == str(a.article_id)


# ------------------------------------------------------------------------------------- in every verb alike

ACTS = {
    "move": lambda placement, by: planning.move(placement, by=by, page=placement.page, order=1),
    "adjust": lambda placement, by: planning.adjust(placement, by=by, prominence=1, print_headline="", seen=(3, "")),
    "refresh": lambda placement, by: planning.refresh(placement, by=by, expected_revision=1),
    "remove": lambda placement, by: planning.remove(placement, by=by),
}


@pytest.mark.parametrize("act", ACTS)
def test_placement_that_was_taken_off_meanwhile_gives_a_message(team: Team, issue: Issue, act: str) -> None:
    placement = make_placement(team, issue.pages.all()[0])
    planning.remove(Placement.objects.get(pk=placement.pk), by=team.chief_editor)
    with pytest.raises(Stale):
        ACTS[act](placement, team.layout_editor)
    assert last_entry(f"issue.{act}").result == AuditEntry.Result.REFUSED


@pytest.mark.parametrize("act", ACTS)
def test_who_may_not_place_changes_no_placement(team: Team, issue: Issue, act: str) -> None:
    placement = make_placement(team, issue.pages.all()[0])
    with pytest.raises(NotPermitted):
        ACTS[act](placement, team.editor)
    assert Placement.objects.filter(pk=placement.pk, prominence=3, order=1).exists()
    assert last_entry(f"issue.{act}").detail == {"reason": "NotPermitted"}


@pytest.mark.parametrize("act", ACTS)
def test_published_issue_does_not_change(team: Team, act: str) -> None:
    issue = make_published_issue(team)
    placement = issue.placements.all()[0]
    with pytest.raises(WrongState):
        ACTS[act](placement, team.chief_editor)
    assert Placement.objects.filter(pk=placement.pk, prominence=3).exists()


def test_published_issue_takes_no_article(team: Team) -> None:
    issue = make_published_issue(team)
    with pytest.raises(WrongState):
        make_placement(team, issue.pages.all()[0])


# --------------------------------------------------------------------------------------------------- races


@pytest.mark.django_db(transaction=True)
def test_two_editors_placing_one_article_place_it_once(team: Team, issue: Issue) -> None:
    article = make_article(team, state=Article.State.APPROVED)
    pages = list(issue.pages.all())

    def place(number: int) -> None:
        by = [team.layout_editor, team.chief_editor][number]
        planning.place(article, by=by, page=pages[number], expected_revision=1)

    outcomes = race(lambda: place(0), lambda: place(1))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "WorkflowError"]
    assert issue.placements.count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_moves_at_once_leave_every_page_numbered_without_gaps(team: Team, issue: Issue) -> None:
    pages = list(issue.pages.all()[:2])
    placements = [make_placement(team, page) for page in pages for _ in range(3)]

    def shuffle(start: int) -> None:
        for step in range(6):
            placement = placements[(start + step) % len(placements)]
            planning.move(placement, by=team.layout_editor, page=pages[(start + step) % 2], order=1 + step % 3)

    assert race(lambda: shuffle(0), lambda: shuffle(2), lambda: shuffle(5)) == [None, None, None]
    orders = [[order for _pk, order in order_on(issue, page.sequence)] for page in pages]
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in orders)
    assert sum(map(len, orders)) == 6


@pytest.mark.django_db(transaction=True)
def test_removing_an_article_while_the_issue_is_published_leaves_no_half_state(team: Team) -> None:
    issue = make_issue(pages=1)
    a, _b = make_placement(team, issue.pages.get()), make_placement(team, issue.pages.get())
    make_released(issue, team)
    removed, published = race(
        lambda: planning.remove(a, by=team.layout_editor), lambda: publish_issue(issue, by=team.chief_editor)
    )
    issue.refresh_from_db()
    assert issue.is_published == (published is None)
    assert (published is None) != (removed is None)  # a page without one of its stories is another page
    states = set(Article.objects.filter(placements__issue=issue).values_list("state", flat=True))
    assert states == {Article.State.PUBLISHED if published is None else Article.State.APPROVED}
    assert issue.placements.count() == (2 if isinstance(removed, WrongState) else 1)
