"""Publishing an issue: what stands in its way, what it does, and what happens when the world moves meanwhile."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from django.db import connection

from accounts.models import AuditEntry
from articles import workflow
from articles.errors import FourEyes, Incomplete, NotPermitted, Stale, WrongState
from articles.models import Article
from articles.steps import REVIEWS
from issues import planning
from issues.models import Issue
from issues.publishing import publish_issue, publishing_checks, publishing_problems
from tests.factories import (
    Team,
    make_article,
    make_content,
    make_issue,
    make_placement,
    make_publication,
    make_published_issue,
    make_released,
)
from tests.issues.racing import race

pytestmark = pytest.mark.django_db


def full_issue(team: Team, pages: int = 1, articles: int = 2, **fields: Any) -> Issue:
    """A planned issue with approved articles on every page."""
    issue = make_issue(pages, **fields)
    for page in issue.pages.all():
        for _ in range(articles):
            make_placement(team, page)
    return make_released(issue, team)


def states_of(issue: Issue) -> set[str]:
    """The states of the issue's articles."""
    return set(Article.objects.filter(placements__issue=issue).values_list("state", flat=True))


def open_labels(issue: Issue) -> list[str]:
    """Which checks of the list are open."""
    return [check.label for check in publishing_checks(issue) if check.points]


# ------------------------------------------------------------------------------------------------ success


def test_published_issue_shows_exactly_what_was_placed(team: Team) -> None:
    issue = full_issue(team)
    published = publish_issue(issue, by=team.chief_editor)
    assert published.is_published and published.published_by == team.chief_editor
    for placement in published.placements.select_related("article"):
        assert placement.article.state == Article.State.PUBLISHED
        assert placement.article.published_revision_id == placement.revision_id
    entries = AuditEntry.objects.filter(action="issue.publish")
    assert [(e.result, e.actor, e.detail) for e in entries] == [("done", team.chief_editor, {"articles": 2})]
    assert AuditEntry.objects.filter(action="article.publish", result="done").count() == 2


def test_article_that_is_public_already_may_stand_in_a_later_issue(team: Team) -> None:
    earlier = make_published_issue(team, articles=1, total_number=10, number=1)
    later = make_issue(1, total_number=11, number=2)
    placement = make_placement(team, later.pages.get(), earlier.placements.get().article)
    before = placement.article.published_at
    publish_issue(make_released(later, team), by=team.chief_editor)
    placement.article.refresh_from_db()
    assert placement.article.published_at == before


# ------------------------------------------------------------------------------------------------ refusals


@pytest.mark.parametrize("name", ["contributor", "section_head", "editor", "layout_editor", "leader", "system_admin"])
def test_only_the_chief_editor_publishes(team: Team, name: str) -> None:
    issue = full_issue(team)
    with pytest.raises(NotPermitted):
        publish_issue(issue, by=getattr(team, name))
    assert states_of(issue) == {Article.State.APPROVED}
    entry = AuditEntry.objects.filter(action="issue.publish").latest("pk")
    assert (entry.result, entry.detail) == ("refused", {"reason": "NotPermitted"})


def test_empty_issue_and_empty_pages_are_named(team: Team) -> None:
    issue = make_issue(pages=2)
    assert len(publishing_problems(issue)) == 3
    make_placement(team, issue.pages.get(sequence=1))
    assert [point.page.sequence for point in publishing_checks(issue)[0].points if point.page] == [2]
    with pytest.raises(Incomplete):
        publish_issue(issue, by=team.chief_editor)


def test_changed_article_holds_the_whole_issue_back(team: Team) -> None:
    issue = full_issue(team, articles=3)
    article = issue.placements.all()[1].article
    workflow.revise(article, by=team.chief_editor, expected_revision=1, content=make_content("改动"))
    with pytest.raises(Incomplete) as refusal:
        publish_issue(issue, by=team.chief_editor)
    assert len(refusal.value.problems) == 2  # the text is another, and it is not approved
    issue.refresh_from_db()
    assert not issue.is_published
    assert Article.State.PUBLISHED not in states_of(issue)
    assert not AuditEntry.objects.filter(action="article.publish", result="done").exists()


@pytest.mark.parametrize("act", ["withdraw", "send_back"])
def test_article_that_lost_its_approval_is_named_with_its_page(team: Team, act: str) -> None:
    issue = full_issue(team)
    placement = issue.placements.all()[0]
    if act == "withdraw":
        workflow.withdraw(placement.article, by=team.contributor, expected_revision=1)
    else:
        workflow.send_back(placement.article, by=team.leader, expected_revision=1, reason="数字要核实。")
    points = [point for check in publishing_checks(issue) for point in check.points]
    assert [(point.article, point.page) for point in points] == [(placement.article, placement.page)]
    with pytest.raises(Incomplete):
        publish_issue(issue, by=team.chief_editor)


def test_text_changed_behind_the_workflow_is_not_published(team: Team) -> None:
    issue = full_issue(team, articles=1)
    with connection.cursor() as cursor:  # as somebody with the database's password could
        cursor.execute("SET session_replication_role = replica")  # no trigger fires
        cursor.execute("UPDATE articles_revision SET title = title || '！'")
        cursor.execute("SET session_replication_role = DEFAULT")
    assert len(publishing_problems(issue)) == 2  # the signatures, and the page that was proofed with other words
    with pytest.raises(Incomplete):
        publish_issue(issue, by=team.chief_editor)


def test_missing_signature_is_named(team: Team) -> None:
    issue = full_issue(team, articles=1)
    Article.objects.filter(placements__issue=issue).update(review_round=2)  # the signatures are of the first round
    assert len(publishing_problems(issue)) == len(REVIEWS)


def test_issue_is_not_published_behind_a_later_one(team: Team) -> None:
    make_published_issue(team, total_number=12, number=2, date=date(2026, 3, 1))
    issue = full_issue(team, total_number=11, number=1, date=date(2026, 2, 1))
    assert len(open_labels(issue)) == 1
    with pytest.raises(Incomplete):
        publish_issue(issue, by=team.chief_editor)


def test_another_paper_may_have_a_higher_number(team: Team) -> None:
    other = make_publication(slug="other", name="邻街社区")
    make_published_issue(team, total_number=99, number=2, publication=other)
    assert open_labels(full_issue(team, total_number=11, number=1)) == []


def test_issue_is_published_once(team: Team) -> None:
    issue = make_published_issue(team)
    with pytest.raises(WrongState):
        publish_issue(issue, by=team.chief_editor)


def test_checklist_takes_the_same_number_of_queries_whatever_the_size(
    team: Team, django_assert_max_num_queries: Any
) -> None:
    small, large = full_issue(team, pages=1, articles=1), full_issue(team, pages=4, articles=5)
    for issue in (small, large):
        with django_assert_max_num_queries(28):
            assert publishing_problems(Issue.objects.get(pk=issue.pk)) == []


# --------------------------------------------------------------------------------------------------- races


@pytest.mark.django_db(transaction=True)
def test_two_people_publishing_at_once_publish_once(team: Team) -> None:
    issue = full_issue(team)
    outcomes = race(*[lambda: publish_issue(issue, by=team.chief_editor)] * 2)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "WrongState"]
    assert AuditEntry.objects.filter(action="issue.publish", result="done").count() == 1
    assert AuditEntry.objects.filter(action="article.publish", result="done").count() == 2


@pytest.mark.parametrize("attempt", range(3))
@pytest.mark.django_db(transaction=True)
def test_text_revised_while_the_issue_is_published_either_waits_or_stops_it(team: Team, attempt: int) -> None:
    issue = full_issue(team)
    article = issue.placements.all()[attempt % 2].article
    content = make_content(f"抢改{uuid.uuid4().hex[:6]}")
    published, revised = race(
        lambda: publish_issue(issue, by=team.chief_editor),
        lambda: workflow.revise(article, by=team.editor, expected_revision=1, content=content),
    )
    issue.refresh_from_db()
    article.refresh_from_db()
    assert (published is None) != (revised is None)
    if published is None:
        assert isinstance(revised, WrongState)
        assert states_of(issue) == {Article.State.PUBLISHED}
        assert article.published_revision_id == article.current_revision_id
    else:
        assert isinstance(published, Incomplete)
        assert not issue.is_published
        assert states_of(issue) == {Article.State.APPROVED, Article.State.FIRST_REVIEW}
        assert not Article.objects.published().filter(placements__issue=issue).exists()


@pytest.mark.django_db(transaction=True)
def test_article_placed_while_the_issue_is_published_holds_it_back_or_is_not_placed(team: Team) -> None:
    issue = full_issue(team)
    article = make_article(team, state=Article.State.APPROVED)
    published, placed = race(
        lambda: publish_issue(issue, by=team.chief_editor),
        lambda: planning.place(article, by=team.layout_editor, page=issue.pages.get(), expected_revision=1),
    )
    assert (published is None) != (placed is None)
    assert isinstance(placed, WrongState) or isinstance(published, Incomplete)  # it has no place on the page yet
    assert states_of(issue) == {Article.State.PUBLISHED if published is None else Article.State.APPROVED}
    article.refresh_from_db()
    assert article.state == Article.State.APPROVED


@pytest.mark.django_db(transaction=True)
def test_last_signature_and_publishing_at_once_leave_no_unsigned_text_public(team: Team) -> None:
    issue = full_issue(team, articles=1)
    article = issue.placements.get().article
    workflow.revise(article, by=team.editor, expected_revision=1, content=make_content("重审"))
    for review, signer in zip(REVIEWS[:2], (team.section_head, team.chief_editor), strict=True):
        workflow.approve(article, by=signer, expected_revision=2, step=review.step)
    published, signed = race(
        lambda: publish_issue(issue, by=team.chief_editor),
        lambda: workflow.approve(article, by=team.leader, expected_revision=2, step=REVIEWS[2].step),
    )
    assert isinstance(published, Incomplete)  # the page still carries the first revision
    assert not isinstance(signed, (FourEyes, Stale))
    article.refresh_from_db()
    assert article.published_revision is None
