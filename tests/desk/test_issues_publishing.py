"""The checklist of an issue and publishing it from the desk."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles import workflow
from issues.models import Issue
from issues.proofreading import companions
from issues.publishing import publish_issue
from tests.factories import Team, make_content, make_issue, make_placement, make_published_issue, make_released

pytestmark = pytest.mark.django_db


def url(name: str, *args: Any) -> str:
    return reverse(f"desk:{name}", args=args)


@pytest.fixture
def issue(team: Team) -> Issue:
    """An issue of two pages that is ready."""
    made = make_issue(2)
    for page in made.pages.all():
        make_placement(team, page)
    return make_released(made, team)


@pytest.fixture
def chief(client: Client, team: Team) -> Client:
    """A logged-in chief editor."""
    client.force_login(team.chief_editor)
    return client


def test_open_points_lead_to_their_cure(chief: Client, team: Team) -> None:
    issue = make_issue(2)
    placement = make_placement(team, issue.pages.get(sequence=2))
    workflow.withdraw(placement.article, by=team.contributor, expected_revision=1)
    answer = chief.get(url("issue_checklist", issue.pk))
    page = answer.content.decode()
    assert answer.context["open_count"] == 4  # an empty page; an article without approval, place and proof
    assert f'{url("issue_board", issue.pk)}#page-2"' in page and f'{url("issue_proofs", issue.pk)}#page-2"' in page
    assert f'{url("issue_plan", issue.pk)}#page-1"' in page  # the empty page
    assert url("article_review", placement.article_id) in page
    assert f'{url("issue_plan", issue.pk)}#page-2"' in page
    assert url("issue_publish", issue.pk) not in page


def test_ready_issue_asks_once_and_is_published(chief: Client, team: Team, issue: Issue) -> None:
    checklist = chief.get(url("issue_checklist", issue.pk))
    assert checklist.context["open_count"] == 0 and url("issue_publish", issue.pk) in checklist.content.decode()
    asked = chief.get(url("issue_publish", issue.pk))
    assert asked.status_code == 200
    issue.refresh_from_db()
    assert not issue.is_published
    answer = chief.post(url("issue_publish", issue.pk), follow=True)
    issue.refresh_from_db()
    assert issue.is_published and issue.published_by == team.chief_editor
    message = str(next(iter(answer.context["messages"])))
    assert f'<a href="{issue.get_absolute_url()}">' in message
    assert chief.get(issue.get_absolute_url()).status_code == 200


def test_issue_with_open_points_is_not_even_asked_about(chief: Client, team: Team) -> None:
    issue = make_issue(1)
    answer = chief.get(url("issue_publish", issue.pk))
    assert answer["Location"] == url("issue_checklist", issue.pk)


def test_change_between_asking_and_pressing_holds_the_issue_back(chief: Client, team: Team, issue: Issue) -> None:
    chief.get(url("issue_publish", issue.pk))
    article = issue.placements.all()[0].article
    workflow.revise(article, by=team.editor, expected_revision=1, content=make_content("抢改"))
    answer = chief.post(url("issue_publish", issue.pk))
    assert answer.status_code == 409
    assert answer.context["was_refused"] and answer.context["open_count"] == 2
    issue.refresh_from_db()
    assert not issue.is_published


def test_second_press_says_that_it_is_published(chief: Client, team: Team, issue: Issue) -> None:
    publish_issue(issue, by=team.chief_editor)
    answer = chief.post(url("issue_publish", issue.pk), follow=True)
    assert answer.redirect_chain[-1][0] == url("issue_checklist", issue.pk)
    assert len(answer.context["messages"]) == 1
    assert issue.get_absolute_url() in answer.content.decode()


def test_layout_editor_sees_that_the_chief_editor_publishes(client: Client, team: Team, issue: Issue) -> None:
    client.force_login(team.layout_editor)
    page = client.get(url("issue_checklist", issue.pk)).content.decode()
    assert url("issue_publish", issue.pk) not in page


def test_checklist_takes_the_same_number_of_queries_whatever_the_size(
    chief: Client, team: Team, django_assert_num_queries: Any
) -> None:
    chief.get(url("issue_list"))
    for pages, articles in ((1, 1), (4, 5)):
        issue = make_issue(pages)
        for page in issue.pages.all():
            for _ in range(articles):
                make_placement(team, page)
        make_released(issue, team)
        companions.kept.forget()
        with django_assert_num_queries(
            32
        ):  # session, person, bell, paper, issue, those of the checks, names in two ways
            assert chief.get(url("issue_checklist", issue.pk)).context["open_count"] == 0


def test_checklist_of_a_published_issue_names_who_published_it(chief: Client, team: Team) -> None:
    issue = make_published_issue(team)
    page = chief.get(url("issue_checklist", issue.pk)).content.decode()
    assert team.chief_editor.name in page and issue.get_absolute_url() in page
