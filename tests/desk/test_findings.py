"""The proofreader's findings beside a text, dismissing them, and those that hold an issue back."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from articles import workflow
from articles.errors import Incomplete, NotPermitted, WorkflowError
from articles.models import Article
from departments.models import Appointment
from issues.error_rates import count_errors, stories_of
from issues.models import ArchiveSnapshot, DismissedFinding, ErrorCount, Issue, KnownWord, Publication, WordingEntry
from issues.proofreading import accept_finding, companions, dismiss_finding, doubts, newsroom_context, statistics
from issues.proofreading.acting import Wanted
from issues.publishing import publish_issue, publishing_problems
from newsroom.desk.rules import RULES_IN_WORDS
from proofreading import Context, registry
from tests.desk.browserless import form_data
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


def downloaded(response: Any) -> str:
    """A file that was streamed."""
    return b"".join(response.streaming_content).decode()


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
    article = make_article(team, make_content(body=DOUBTFUL), state=Article.State.APPROVED)
    issue = make_issue(1)
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
    certain = {rule.name for rule in registry.rules() if rule.severity == "error"}
    assert set(RULES_IN_WORDS) == certain | {"wording-list"}


def test_the_chief_editor_ticks_which_findings_block(client: Client, team: Team) -> None:
    publication = make_publication()
    client.force_login(team.chief_editor)
    address = reverse("desk:issues_publication_change", args=[publication.pk])
    page = client.get(address)
    form = page.context["adminform"].form
    data = {name: form[name].value() or "" for name in form.fields if not name.endswith("_rules")}
    assert form["blocking_rules"].value() == publication.blocking_rules
    chosen = {"blocking_rules": ["dash", "torn"], "submission_rules": ["id-card"], "release_rules": ["space"]}
    assert client.post(address, {**data, **chosen}).status_code == 302
    publication.refresh_from_db()
    assert publication.approval_rules == []
    assert all(getattr(publication, name) == rules for name, rules in chosen.items())


def test_a_kicker_is_no_paragraph_that_breaks_off(client: Client, team: Team) -> None:
    make_publication()
    content = make_content("院墙上的七只猫", kicker="巡夜的老何说", body="<p>老何巡夜回来，在院墙上数猫。</p>")
    article = workflow.submit(make_article(team, content), by=team.contributor, expected_revision=1)
    client.force_login(team.section_head)
    assert "torn" not in shown(client, article)


def test_which_findings_block_is_a_setting(team: Team) -> None:
    article = make_article(team, make_content(body=DOUBTFUL), state=Article.State.APPROVED)
    issue = make_issue(1)
    make_placement(team, issue.pages.get(), article)
    make_released(issue, team)
    Publication.objects.update(blocking_rules=[])
    assert publishing_problems(Issue.objects.get()) == []
    Publication.objects.update(blocking_rules=["half-width-mark"])
    assert len(publishing_problems(Issue.objects.get())) == 1


# ------------------------------------------------------------------------------------------------- accepting


def acceptance(article: Article, finding: Any) -> dict[str, Any]:
    """What the button beside a finding sends."""
    return {
        "expected_revision": 1,
        "expected_state": article.state,
        "rule": finding.rule,
        "place": finding.place,
        "suggestion": finding.suggestion,
    }


def test_an_accepted_finding_is_the_next_revision_and_voids_signatures(
    client: Client, team: Team, article: Article
) -> None:
    client.force_login(team.editor)
    form = acceptance(article, shown(client, article)["half-width-mark"])
    assert client.post(url("finding_accept", article), form).status_code == 302
    changed = Article.objects.get(pk=article.pk)
    assert changed.current_revision is not None
    assert (changed.current_revision.number, changed.current_revision.author) == (2, team.editor)
    assert changed.current_revision.text == "12月32日，居民们坐下来商量。"
    assert changed.review_round == article.review_round + 1
    row = AuditEntry.objects.get(action="article.accept_finding", result="done")
    assert (row.detail["rule"], row.detail["before"], row.detail["after"]) == ("half-width-mark", ",", "，")
    assert client.post(url("finding_accept", article), form).status_code == 409  # somebody was faster


def test_a_finding_that_says_something_else_now_is_not_accepted(team: Team, article: Article) -> None:
    with pytest.raises(WorkflowError):
        accept_finding(article, by=team.editor, expected_revision=1, wanted=Wanted("half-width-mark", "x", "，"))
    assert Article.objects.get(pk=article.pk).current_revision_id == article.current_revision_id


def test_suggestions_reach_every_line_of_a_story(team: Team) -> None:
    make_publication()
    content = make_content(
        "标题,在这里", kicker="引题,在这里", summary="提要,也在这里。", body="<p>正文,<b>在</b>这里。</p>"
    )
    article = make_article(team, content)
    for number in range(1, 5):
        revision = Article.objects.get(pk=article.pk).current_revision
        assert revision is not None
        found = doubts(revision, newsroom_context(Publication.objects.first(), revision.created_at.date()))
        comma = next(each for each in found if each.finding.rule == "half-width-mark")
        wanted = Wanted(comma.finding.rule, comma.quote, comma.finding.suggestion or "")
        accept_finding(article, by=team.contributor, expected_revision=number, wanted=wanted)
    revision = Article.objects.get(pk=article.pk).current_revision
    assert revision is not None
    mended = [revision.kicker, revision.title, revision.summary, revision.body]
    assert mended == ["引题，在这里", "标题，在这里", "提要，也在这里。", "<p>正文，<strong>在</strong>这里。</p>"]


# ------------------------------------------------------------------------------------------------- registers


def test_words_of_a_finding_go_on_a_register_and_are_doubted_no_more(client: Client, team: Team) -> None:
    Appointment.objects.create(person="何建萍", post="书记")
    make_publication()
    article = make_article(team, make_content(body="<p>居民区书记何建苹说，大家坐下来商量。</p>"))
    client.force_login(team.chief_editor)
    finding = shown(client, article)["name-register"]
    assert (finding.quote, finding.suggestion, finding.kind) == ("何建苹", "何建萍", "person")
    address = url("finding_register", article)
    asked = client.get(address, {"rule": finding.rule, "words": finding.quote})
    assert (asked.context["form"].initial["name"], asked.context["form"].initial["kind"]) == ("何建苹", "person")
    assert client.post(address, {"kind": "person", "name": "何建苹", "post": "书记"}).status_code == 302
    assert "name-register" not in shown(client, article)
    assert AuditEntry.objects.get(action="register.add").detail["article"] == article.pk
    assert client.post(address, {"kind": "person", "name": "何建苹", "post": "书记"}).status_code == 400  # twice
    assert client.post(address, {"kind": "unit", "name": "党群办"}).status_code == 400  # of which department?
    assert client.post(address, {"kind": "place", "name": "织锦路"}).status_code == 302
    assert KnownWord.objects.get().kind == "place"


# --------------------------------------------------------------------------------------------------- each step


def test_chosen_rules_hold_back_submission_and_signature_and_doubts_are_seen(client: Client, team: Team) -> None:
    make_publication(submission_rules=["impossible-date"], approval_rules=["half-width-mark"], doubts_are_seen=True)
    article = make_article(team, make_content(body=DOUBTFUL))
    with pytest.raises(Incomplete, match="12月32日"):
        workflow.submit(article, by=team.contributor, expected_revision=1)
    Publication.objects.update(submission_rules=[])
    workflow.submit(article, by=team.contributor, expected_revision=1)
    first: dict[str, Any] = {"by": team.section_head, "expected_revision": 1, "step": "first"}
    with pytest.raises(Incomplete):
        workflow.approve(article, **first)
    WordingEntry.objects.create(word="坐下来", severity="error", reason="测试")
    Publication.objects.update(approval_rules=["wording-list"])
    with pytest.raises(Incomplete, match="坐下来"):
        workflow.approve(article, **first)
    WordingEntry.objects.update(severity="warning")  # a doubt holds nothing back
    Publication.objects.update(approval_rules=[])
    client.force_login(team.section_head)
    page = client.get(url("article_review", article))
    mark = page.context["checked"].seen_mark
    assert f'value="{mark}"' in page.content.decode()
    for seen in ("", "0" * 16):
        with pytest.raises(Incomplete):
            workflow.approve(article, **first, doubts_seen=seen)
    form = {"expected_revision": 1, "step": "first", "doubts_seen": mark}
    assert client.post(url("article_approve", article), form).status_code == 302
    assert Article.objects.get(pk=article.pk).state == Article.State.SECOND_REVIEW
    assert AuditEntry.objects.get(action="article.approve", result="done").detail["doubts_seen"] == mark


def test_notes_are_hidden_and_shown_again(client: Client, team: Team, article: Article) -> None:
    client.force_login(team.section_head)
    assert any(finding.severity == "info" for finding in shown(client, article).values())
    assert client.post(reverse("desk:finding_notes"), {"back": url("article_review", article)}).status_code == 302
    assert all(finding.severity != "info" for finding in shown(client, article).values())
    away = client.post(reverse("desk:finding_notes"), {"back": "https://elsewhere.example/"})
    assert away["Location"] == reverse("desk:article_list")


# ------------------------------------------------------------------------------------------------- while typing


def test_findings_come_while_somebody_types_in_few_queries(
    client: Client, team: Team, article: Article, django_assert_max_num_queries: Any
) -> None:
    client.force_login(team.section_head)
    typed = {"title": "标题,在这里", "body": DOUBTFUL}
    statistics.counted()
    with django_assert_max_num_queries(10):
        page = client.post(url("article_findings", article), typed).content.decode()
    title, body = (
        page.split('id="findings-title"')[1].split('id="findings-subtitle"')[0],
        page.split("findings-body")[1],
    )
    assert "half-width-mark" in title and "impossible-date" not in title
    assert "impossible-date" in body
    assert page.count("hx-swap-oob") == 6


def test_the_form_finds_and_mends_without_scripts(client: Client, team: Team) -> None:
    make_publication()
    article = make_article(team, make_content("标题,在这里", body=DOUBTFUL))
    client.force_login(team.contributor)
    address = url("article_edit", article)
    data = form_data(client.get(address), "story-form")
    page = client.post(address, {**data, "check": "1"})
    (typed,) = page.context["checking"].fields["title"]
    page = client.post(address, {**form_data(page, "story-form"), "accept": typed.data})
    assert page.status_code == 200
    assert form_data(page, "story-form")["title"] == ["标题，在这里"]
    assert page.context["checking"].fields["title"] == []
    (comma,) = [each for each in page.context["checking"].fields["body"] if each.finding.suggestion == "，"]
    page = client.post(address, {**form_data(page, "story-form"), "accept": comma.data})
    assert "12月32日，居民们" in form_data(page, "story-form")["body"][0]
    assert article.revisions.count() == 1  # nothing is saved before she saves


def test_the_form_dismisses_with_a_reason_with_and_without_scripts(
    client: Client, team: Team, django_assert_max_num_queries: Any
) -> None:
    make_publication()
    article = make_article(team, make_content("标题,在这里", body=DOUBTFUL))
    client.force_login(team.chief_editor)
    address = url("article_edit", article)
    page = client.post(address, {**form_data(client.get(address), "story-form"), "check": "1"})
    day = next(each for each in page.context["checking"].fields["body"] if each.finding.rule == "impossible-date")
    sent = form_data(page, "story-form")
    page = client.post(address, {**sent, "dismiss": day.data})  # no reason
    assert page.context["problems"]
    page = client.post(address, {**sent, "dismiss": day.data, f"why-{day.key}": "引用旧报原文"})
    assert DismissedFinding.objects.get().reason == "引用旧报原文"
    assert day.key not in page.content.decode()
    (comma,) = page.context["checking"].fields["title"]
    typed = {"title": "标题,在这里", "body": DOUBTFUL, "dismiss": comma.data, f"why-{comma.key}": "照抄招牌"}
    statistics.counted()
    with django_assert_max_num_queries(16):
        pieces = client.post(url("article_findings", article), typed).content.decode()
    assert DismissedFinding.objects.count() == 2
    assert comma.key not in pieces and "hx-swap-oob" in pieces
    assert article.revisions.count() == 1  # the text itself is not touched


def test_the_form_offers_what_a_person_may_do_about_a_finding(client: Client, team: Team) -> None:
    make_publication()
    Appointment.objects.create(person="何建萍", post="书记")
    body = "<p>居民区书记何建苹说，12月32日,大家坐下来商量。</p>"
    article = make_article(team, make_content(body=body))
    for by, offered in ((team.chief_editor, 2), (team.contributor, 0)):
        client.force_login(by)
        pieces = client.post(url("article_findings", article), {"body": body}).content.decode()
        assert pieces.count('name="accept"') >= 2
        assert bool(pieces.count('name="dismiss"')) is bool(offered)
        assert bool(pieces.count("/register/?rule=name-register")) is bool(offered)
        refused = client.post(
            url("article_findings", article), {"body": body, "dismiss": '{"rule": "x", "quote": "y"}'}
        )
        assert refused.status_code == 200 and not DismissedFinding.objects.exists()


# ------------------------------------------------------------------------------------------- across the issue


def test_a_name_that_the_issue_s_other_story_writes_otherwise_is_shown_and_dismissed(
    client: Client, team: Team, django_assert_max_num_queries: Any
) -> None:
    make_publication()
    often = "<p>居民区书记周明岚说，办法定了。周明岚带队看了车棚。</p>"
    first = make_article(team, make_content("车棚", body=often), state=Article.State.APPROVED)
    second = make_article(
        team, make_content("听证", body="<p>书记周明兰说，会开了三次。</p>"), state=Article.State.APPROVED
    )
    issue = make_issue(1)
    client.force_login(team.chief_editor)
    assert "issue-name" not in shown(client, second)  # it stands in no issue yet
    for article in (first, second):
        make_placement(team, issue.pages.get(), article)
    companions.kept.forget()
    finding = shown(client, second)["issue-name"]
    assert (finding.quote, finding.suggestion, finding.kind) == ("周明兰", "周明岚", "person")
    assert "issue-name" not in shown(client, first)  # the other form is the rarer one
    checklist = reverse("desk:issue_checklist", args=[issue.pk])
    client.get(checklist)
    with django_assert_max_num_queries(34):
        (told,) = client.get(checklist).context["differences"]
    assert (told.article, told.found.words, told.found.other) == (second.pk, "周明兰", "周明岚")
    form = {"rule": finding.rule, "place": finding.place, "reason": "两个人"}
    assert client.post(url("finding_dismiss", second), form).status_code == 302
    assert client.get(checklist).context["differences"] == []


# ------------------------------------------------------------------------------------------- archive and rates


def test_statistics_grow_by_what_is_new_and_lose_what_is_retracted(team: Team) -> None:
    first = make_article(team, make_content(body="<p>柳桥居民区的停车办法。</p>"), state=Article.State.PUBLISHED)
    statistics.take_snapshot()
    assert ArchiveSnapshot.objects.get().counted == {str(first.pk): first.published_revision_id}
    held = statistics.Counted.stored()
    assert (held.count("停车办法"), held.catch_up()) == (1, 0)
    make_article(team, make_content(body="<p>柳桥居民区的灯。</p>"), state=Article.State.PUBLISHED)
    assert (held.catch_up(), held.count("柳桥居民区")) == (1, 2)
    workflow.retract(first, by=team.chief_editor, expected_revision=1, reason="失实")
    assert (held.catch_up(), held.count("柳桥居民区"), held.count("停车办法")) == (1, 1, 0)
    assert held.catch_up(most=0) == 0
    statistics.take_snapshot()
    assert ArchiveSnapshot.objects.get().characters == held.characters
    statistics.forget()


def test_error_rates_of_stories_as_handed_in_and_as_printed(
    client: Client, team: Team, django_assert_max_num_queries: Any
) -> None:
    article = make_article(team, make_content(body=DOUBTFUL))
    workflow.submit(article, by=team.contributor, expected_revision=1)
    better = make_content(body="<p>12月31日，居民们坐下来商量停车的办法。</p>")
    workflow.revise(article, by=team.chief_editor, expected_revision=1, content=better)
    for step, signer in (("first", team.section_head), ("second", team.editor), ("final", team.leader)):
        workflow.approve(article, by=signer, expected_revision=2, step=step)
    issue = make_issue(1)
    make_placement(team, issue.pages.get(), Article.objects.get(pk=article.pk))
    publish_issue(make_released(issue, team), by=team.chief_editor)
    issue = Issue.objects.get(pk=issue.pk)
    client.force_login(team.editor)
    assert client.get(reverse("desk:error_rates")).context["uncounted"] == 1
    assert client.post(reverse("desk:error_rates_count")).status_code == 302
    assert (ErrorCount.objects.count(), count_errors([issue])) == (2, 0)
    (story,) = stories_of(team.editor, [issue])
    assert story.handed_in is not None and story.printed is not None
    assert (story.handed_in.errors, story.printed.errors) == (2, 0)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("desk:error_rates"))
    assert page.context["charts"][0].cells == [(story.handed_in.rate, 0.0)]
    assert "<svg" in page.content.decode()
    assert stories_of(team.outsider, [issue]) == []
    file = downloaded(client.get(reverse("desk:error_rates_file")))
    assert story.placement.revision.title in file


# ------------------------------------------------------------------------------------------- registers as files


def test_a_register_goes_out_and_comes_back_by_way_of_a_preview(
    client: Client, team: Team, django_assert_max_num_queries: Any
) -> None:
    client.force_login(team.chief_editor)
    Appointment.objects.create(person="高岭", post="书记")
    text = downloaded(client.get(reverse("desk:register_download", args=["people", "csv"])))
    sent = SimpleUploadedFile("people.csv", (text + "何建萍,主任,,,,,\n,缺名,,,,,\n").encode())
    with django_assert_max_num_queries(12):
        page = client.post(reverse("desk:register_preview", args=["people"]), {"file": sent})
    counts = page.context["counts"]
    assert counts == {"added": 1, "changed": 0, "removed": 0, "refused": 1}
    store = reverse("desk:register_store", args=["people"])
    assert client.post(store, {"kept": page.context["kept"] + "x"}).status_code == 400
    assert client.post(store, {"kept": page.context["kept"]}).status_code == 302
    assert Appointment.objects.filter(person="何建萍").count() == 1
    assert client.post(store, {"kept": page.context["kept"]}).status_code == 409
    broken = SimpleUploadedFile("people.csv", b"\x00\x01")
    assert client.post(reverse("desk:register_preview", args=["people"]), {"file": broken}).status_code == 400
    xlsx = client.get(reverse("desk:register_download", args=["people", "xlsx"]))
    assert xlsx.content.startswith(b"PK")
    assert AuditEntry.objects.filter(action="register.export").count() == 2
