"""The proofreader's findings beside a text, dismissing them, and those that hold an issue back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from articles import workflow
from articles.errors import Incomplete, NotPermitted
from articles.models import Article
from issues.models import DismissedFinding, Issue, Publication
from issues.proofreading import dismiss_finding, doubts
from issues.publishing import publish_issue, publishing_problems
from newsroom.desk.rules import RULES_IN_WORDS
from proofreading import Context, registry
from tests.factories import (
    Team,
    make_article,
    make_content,
    make_issue,
    make_placement,
    make_publication,
    make_released,
)

pytestmark = pytest.mark.django_db
DOUBTFUL = "<p>12月32日,居民们坐下来商量。</p>"


def url(name: str, article: Article) -> str:
    return reverse(f"desk:{name}", args=[article.pk])


def shown(client: Client, article: Article) -> dict[str, Any]:
    """Findings on the review screen by rule."""
    margin = client.get(url("article_review", article)).context["margin"]
    found = [*margin.findings, *(f for piece in (margin.headline, *margin.pieces) for f in piece.findings)]
    return {finding.rule: finding for finding in found}


@pytest.fixture
def article(team: Team) -> Article:
    """A text with a comma of the wrong width and a day that does not exist."""
    make_publication()
    return workflow.submit(make_article(team, make_content(body=DOUBTFUL)), by=team.contributor, expected_revision=1)


def test_findings_stand_beside_their_words_with_what_would_be_right(
    client: Client, team: Team, article: Article
) -> None:
    client.force_login(team.section_head)
    found = shown(client, article)
    assert found["half-width-mark"].suggestion == "，"
    assert found["impossible-date"].severity == "error"
    assert "“,” → “，”" in client.get(url("article_review", article)).content.decode()


def test_a_dismissed_finding_is_gone_until_its_words_change(client: Client, team: Team, article: Article) -> None:
    client.force_login(team.section_head)
    finding = shown(client, article)["impossible-date"]
    form = {"rule": finding.rule, "place": finding.place, "reason": "引用旧报原文"}
    assert client.post(url("finding_dismiss", article), form).status_code == 302
    assert "impossible-date" not in shown(client, article)
    assert DismissedFinding.objects.get().reason == "引用旧报原文"
    assert AuditEntry.objects.filter(action="article.dismiss_finding", result="done").count() == 1
    changed = make_content(body=DOUBTFUL.replace("，", "").replace("居民们", "街坊们"))
    workflow.revise(article, by=team.section_head, expected_revision=1, content=changed)
    assert "impossible-date" in shown(client, article)


@pytest.mark.parametrize("form", [{}, {"rule": "impossible-date", "place": "x"}, {"rule": "no-rule", "reason": "x"}])
def test_a_dismissal_without_rule_or_reason_is_refused(
    client: Client, team: Team, article: Article, form: dict[str, str]
) -> None:
    client.force_login(team.section_head)
    assert client.post(url("finding_dismiss", article), form).status_code >= 400
    assert not DismissedFinding.objects.exists()


def test_writers_do_not_dismiss_what_is_found_in_their_text(team: Team, article: Article) -> None:
    with pytest.raises(NotPermitted):
        dismiss_finding(article, by=team.contributor, rule="impossible-date", quote="x", reason="没错")


def test_a_chosen_finding_holds_the_issue_back_until_it_is_mended_or_dismissed(team: Team) -> None:
    issue = make_issue(1)
    article = make_article(team, make_content(body=DOUBTFUL), state=Article.State.APPROVED)
    make_placement(team, issue.pages.get(), article)
    make_released(issue, team)
    (problem,) = publishing_problems(issue)  # the comma is an error too, but not one that is chosen to block
    with pytest.raises(Incomplete):
        publish_issue(issue, by=team.chief_editor)
    assert article.current_revision is not None
    (doubt,) = [each for each in doubts(article.current_revision, Context(day=issue.date)) if each.words in problem][:1]
    dismiss_finding(article, by=team.chief_editor, rule=doubt.finding.rule, quote=doubt.quote, reason="引文")
    assert publish_issue(issue, by=team.chief_editor).is_published


def test_every_certain_rule_has_its_words() -> None:
    assert set(RULES_IN_WORDS) == {rule.name for rule in registry.rules() if rule.severity == "error"}


def test_the_chief_editor_ticks_which_findings_block(client: Client, team: Team) -> None:
    publication = make_publication()
    client.force_login(team.chief_editor)
    address = reverse("desk:issues_publication_change", args=[publication.pk])
    page = client.get(address)
    form = page.context["adminform"].form
    data = {name: form[name].value() or "" for name in form.fields if name != "blocking_rules"}
    assert form["blocking_rules"].value() == publication.blocking_rules
    assert client.post(address, {**data, "blocking_rules": ["dash", "torn"]}).status_code == 302
    publication.refresh_from_db()
    assert publication.blocking_rules == ["dash", "torn"]


def test_a_kicker_is_no_paragraph_that_breaks_off(client: Client, team: Team) -> None:
    make_publication()
    content = make_content("院墙上的七只猫", kicker="巡夜的老何说", body="<p>老何巡夜回来，在院墙上数猫。</p>")
    article = workflow.submit(make_article(team, content), by=team.contributor, expected_revision=1)
    client.force_login(team.section_head)
    assert "torn" not in shown(client, article)


def test_which_findings_block_is_a_setting(team: Team) -> None:
    issue = make_issue(1)
    make_placement(
        team, issue.pages.get(), make_article(team, make_content(body=DOUBTFUL), state=Article.State.APPROVED)
    )
    make_released(issue, team)
    Publication.objects.update(blocking_rules=[])
    assert publishing_problems(Issue.objects.get()) == []
    Publication.objects.update(blocking_rules=["half-width-mark"])
    assert len(publishing_problems(Issue.objects.get())) == 1
