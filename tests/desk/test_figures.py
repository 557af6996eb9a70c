"""The figures of the newsroom's work: what is counted, for whom, and how long it took."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts import clock
from articles import workflow
from articles.content import Picture
from articles.models import Article, SignOff
from issues import figures
from issues.publishing import publish_issue
from tests.factories import Team, make_article, make_content, make_issue, make_photo, make_placement, make_released

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 5, 4, 1, 0, tzinfo=UTC)
State, Step = Article.State, SignOff.Step


def live(team: Team, *, body: str = "<p>十个字的正文在这里啊。</p>") -> Article:
    """An article handed in at nine, its reviews signed 2, 4 and 8 hours after they were due, published then."""
    with clock.at(MORNING):
        photo = make_photo(team.contributor)
        content = make_content(body=body, photos=(Picture(photo.pk, alternative_text="花"),))
        article = make_article(team, content, state=State.FIRST_REVIEW)
    at = MORNING
    for hours, signer, step in zip((2, 4, 8), team.signers, (Step.FIRST, Step.SECOND, Step.FINAL), strict=True):
        at += timedelta(hours=hours)
        with clock.at(at):
            article = workflow.approve(article, by=signer, expected_revision=1, step=step)
    with clock.at(at + timedelta(hours=1)):
        return workflow.publish(article, by=team.chief_editor, expected_revision=1)


def test_a_month_counts_what_happened_in_it(team: Team) -> None:
    article = live(team)
    with clock.at(MORNING):
        make_article(team, state=State.SENT_BACK)
    with clock.at(MORNING - timedelta(days=10)):
        make_article(team, state=State.APPROVED)
    (row,) = figures.of_month(team.editor, MORNING.date())
    assert (row.department, row.submitted, row.accepted, row.sent_back, row.published) == (team.department, 2, 1, 1, 1)
    assert row.characters == article.published_revision.characters  # type: ignore[union-attr]
    assert row.photos == 1
    assert row.medians[1:] == [4.0, 8.0, None]
    assert row.medians[0] == 1.0  # of the two hours, and of the one sent back at once
    (april,) = figures.of_month(team.editor, (MORNING - timedelta(days=10)).date())
    assert (april.submitted, april.published) == (1, 0)


def test_a_correction_is_not_published_twice_and_a_retraction_was_published(team: Team) -> None:
    article = live(team)
    with clock.at(MORNING + timedelta(days=2)):
        content = make_content(body="<p>短。</p>", correction_note="更正。")
        workflow.correct(article, by=team.contributor, expected_revision=1, content=content)
        for signer, step in zip(team.signers, (Step.FIRST, Step.SECOND, Step.FINAL), strict=True):
            article = workflow.approve(article, by=signer, expected_revision=2, step=step)
        article = workflow.publish(article, by=team.chief_editor, expected_revision=2)
        workflow.retract(article, by=team.chief_editor, expected_revision=2, reason="失实。")
    (row,) = figures.of_month(team.editor, MORNING.date())
    assert (row.published, row.submitted) == (1, 1)
    assert row.photos == 1, "as it was first published"


def test_an_issue_counts_what_it_carries(team: Team) -> None:
    issue = make_issue(pages=1)
    for _ in range(3):
        make_placement(team, issue.pages.get())
    (row,) = figures.of_issue(team.editor, issue)
    assert (row.accepted, row.published) == (3, 0)
    publish_issue(make_released(issue, team), by=team.chief_editor)
    issue.refresh_from_db()
    (row,) = figures.of_issue(team.editor, issue)
    assert row.published == 3


def test_departments_see_their_own_figures_and_administrators_none(team: Team, client: Client) -> None:
    live(team)
    other = Team()
    live(other)
    assert len(figures.of_month(team.editor, MORNING.date())) == 2
    (own,) = figures.of_month(team.contributor, MORNING.date())
    assert own.department == team.department
    assert figures.of_month(team.system_admin, MORNING.date()) == []
    client.force_login(team.contributor)
    text = client.get(reverse("desk:figures"), {"month": "2026-05"}).content.decode()
    assert team.department.name in text
    assert other.department.name not in text


def test_own_waiting_times_run_from_the_moment_a_review_was_due(team: Team) -> None:
    live(team)
    (time,) = figures.queue_times(team.editor, MORNING.date())
    assert (time.signed, time.median, time.longest) == (1, 4.0, 4.0)
    assert figures.queue_times(team.leader, MORNING.date()) == []


def test_page_and_file_ask_few_queries_whatever_the_size(
    team: Team, client: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        live(team)
        live(Team())
    client.force_login(team.chief_editor)
    with django_assert_max_num_queries(14):
        answer = client.get(reverse("desk:figures"), {"month": "2026-05"})
    assert answer.status_code == 200
    with django_assert_max_num_queries(8):
        answer = client.get(reverse("desk:figures_file"), {"month": "2026-05"})
        lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 5


@pytest.mark.parametrize("query", ["month=2026-13", "month=x", "issue=0", "issue=9999999999", "issue=%00", "month=%00"])
def test_a_made_up_month_or_issue_is_not_there(team: Team, client: Client, query: str) -> None:
    client.force_login(team.editor)
    assert client.get(f"{reverse('desk:figures')}?{query}").status_code == 404


def test_an_empty_month_says_so(team: Team, client: Client) -> None:
    client.force_login(team.editor)
    text = client.get(reverse("desk:figures"), {"month": "2020-01"}).content.decode()
    assert 'class="empty"' in text
