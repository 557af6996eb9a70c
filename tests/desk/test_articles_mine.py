"""My articles: where each stands in plain words, the reminder, the assignments; wishes on the form."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts import clock
from accounts.models import Notification
from articles.models import Article
from issues.assignments import workflow as assignments
from issues.models import Assignment, WantedIssue
from tests.desk.browserless import ADD, edit_url, form_data, logged_in
from tests.factories import Team, make_article, make_content, make_department, make_issue, make_published_issue

pytestmark = pytest.mark.django_db
MINE = "/desk/articles/article/mine/"
MaxQueries = Callable[[int], AbstractContextManager[Any]]


def ask(team: Team, **fields: Any) -> Assignment:
    """An assignment that the team's department was asked for."""
    defaults: dict[str, Any] = {"title": "加装电梯的故事", "department": team.department, "due_on": date(2030, 1, 31)}
    wish = assignments.Wish(**(defaults | fields))
    return assignments.assign(assignments.propose(by=team.editor, wish=wish), by=team.editor, expected_version=1)


def standing_of(client: Client, article: Article) -> str:
    groups = client.get(MINE).context["groups"]
    return next(line.standing for group in groups for line in group.lines if line.article == article)


def test_it_says_for_whom_and_how_long_an_article_waits(
    client: Client, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = make_article(team, state=Article.State.SECOND_REVIEW)
    later = clock.now() + timedelta(days=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    logged_in(client, team.contributor)
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        standing = standing_of(client, article)
    assert "Second review" in standing and team.editor.name in standing and "2 days" in standing
    logged_in(client, team.editor)
    assert team.chief_editor.name in client.get(edit_url(article)).context["standing"]


def test_reminder_is_offered_once_a_day(client: Client, team: Team) -> None:
    article = make_article(team, state=Article.State.SECOND_REVIEW)
    logged_in(client, team.contributor)
    remind = reverse("desk:article_remind", args=[article.pk])
    assert remind in client.get(MINE).content.decode()
    before = Notification.objects.count()
    assert client.post(remind, {"expected_revision": "1"}).status_code == 302
    assert Notification.objects.count() > before
    assert remind not in client.get(MINE).content.decode()


def test_page_shows_own_articles_alone_in_few_queries(
    client: Client, team: Team, django_assert_max_num_queries: MaxQueries
) -> None:
    mine = [make_article(team, state=state) for state in Article.State]
    make_article(team, make_content("别人的稿"))
    Article.objects.latest("pk")
    logged_in(client, team.contributor)
    ask(team)
    with django_assert_max_num_queries(13):
        groups = client.get(MINE).context["groups"]
    shown = {line.article for group in groups for line in group.lines}
    assert set(mine) <= shown
    logged_in(client, team.section_head)
    assert client.get(MINE).context["groups"] == []


def test_wanted_issue_is_kept_and_taken_back(client: Client, team: Team) -> None:
    make_published_issue(team)
    issue = make_issue(1, date=date(2030, 5, 1))
    logged_in(client, team.contributor)
    page = client.get(ADD)
    assert [value for value, _label in page.context["wishes"].fields["wanted_issue"].choices] == ["", issue.pk]
    client.post(ADD, form_data(page) | {"title": "想登五月", "wanted_issue": str(issue.pk)})
    article = Article.objects.latest("pk")
    assert WantedIssue.objects.get(article=article).issue == issue
    data = form_data(client.get(edit_url(article)))
    assert data["wanted_issue"] == [str(issue.pk)]
    client.post(edit_url(article), data | {"wanted_issue": ""})
    assert not WantedIssue.objects.exists()
    assert article.revisions.count() == 1  # a wish is no content


def test_story_answers_an_assignment(client: Client, team: Team) -> None:
    issue = make_issue(1, date=date(2030, 5, 1))
    assignment = ask(team, issue=issue, brief="写居民怎么商量。")
    logged_in(client, team.contributor)
    assert f"{ADD}?assignment={assignment.pk}" in client.get(MINE).content.decode()
    page = client.get(f"{ADD}?assignment={assignment.pk}")
    assert "写居民怎么商量。" in page.content.decode()
    data = form_data(page)
    assert data["assignment"] == [str(assignment.pk)]
    client.post(ADD, data | {"title": "电梯装好了", "save": "1"})
    assignment.refresh_from_db()
    assert assignment.state == Assignment.State.FILED
    assert WantedIssue.objects.get(article=assignment.article).issue == issue
    assert "assignment" not in form_data(client.get(edit_url(assignment.article)))  # type: ignore[arg-type]


def test_assignment_of_another_department_is_not_offered_and_not_taken(client: Client, team: Team) -> None:
    foreign = ask(team, department=make_department())
    logged_in(client, team.contributor)
    page = client.get(f"{ADD}?assignment={foreign.pk}")
    assert "assignment" not in page.context["wishes"].fields
    client.post(ADD, form_data(page) | {"title": "硬交", "assignment": str(foreign.pk)})
    foreign.refresh_from_db()
    assert foreign.state == Assignment.State.ASSIGNED


def test_editor_s_story_fits_the_assignment_s_department(client: Client, team: Team) -> None:
    assignment = ask(team)
    other = make_department()
    logged_in(client, team.editor)
    data = form_data(client.get(ADD)) | {"title": "代录", "assignment": str(assignment.pk), "department": str(other.pk)}
    answer = client.post(ADD, data)
    assert answer.status_code == 400 and not Article.objects.exists()
    assert any(mistake.anchor == "id_assignment" for mistake in answer.context["mistakes"])
    assert client.post(ADD, data | {"department": str(team.department.pk)}).status_code == 302
