"""What concerns me: the words, the list, the bell, and one's own settings."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from accounts.models import AuditEntry, Notification, User
from accounts.notice_words import KINDS, STEPS, address_of, in_words, remark_of
from accounts.notifications import notify
from articles import comments, workflow
from articles.models import Article, SignOff
from tests.factories import Team, make_article, make_content, make_user

pytestmark = pytest.mark.django_db
State = Article.State
LIST = "desk:notification_list"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def client(client: Client, team: Team) -> Client:
    """The contributor, reading English."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(team.contributor)
    return client


def tell(person: User, kind: str = "article.approved", **options: Any) -> Notification:
    """One notification of a person."""
    (made,) = notify([person], kind, by=options.pop("by", None), target=options.pop("target", None), **options)
    return made


# ------------------------------------------------------------------------------------------------------ words


def kinds_in(source: Path) -> set[str]:
    """The kinds that a module tells of: whatever literal may stand second in a call of ``notify``."""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    found: set[str] = set()
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        calls = [n for n in ast.walk(function) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "notify"]
        for call in calls:
            if isinstance(call.args[1], ast.Constant):
                found.add(str(call.args[1].value))
                continue
            named = {n.value for n in ast.walk(function) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
            found |= {name for name in named if name.startswith("article.")}
    return found


def test_every_kind_of_the_code_has_words_and_no_other() -> None:
    rooms = ("accounts", "articles", "issues", "newsroom", "reading")
    told = {kind for room in rooms for source in (ROOT / room).rglob("*.py") for kind in kinds_in(source)}
    assert {"article.waiting", "article.corrected", "assignment.filed"} <= told
    assert told == set(KINDS) - {"preview.note.agreed"}


def test_steps_are_named_as_the_articles_name_them() -> None:
    for language in ("en", "zh-hans"):
        with override(language):
            assert {key: str(words) for key, words in STEPS.items()} == {
                step.value: str(step.label) for step in SignOff.Step
            }


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"preview.note.agreed"}))
def test_every_kind_makes_a_sentence_whatever_is_missing(team: Team, kind: str) -> None:
    article = make_article(team)
    with override("en"):
        whole = in_words(tell(team.editor, kind, by=team.leader, target=article, step="first", reader="某书记"))
        bare = in_words(tell(team.editor, kind))
    assert str(article) in whole or kind.startswith("account.")  # these are of the reader's own account
    assert "%(" not in whole + bare


def test_sentences_say_step_reader_and_day(team: Team) -> None:
    with override("en"):
        assert in_words(tell(team.editor, "article.waiting", step="second")).startswith("Second review: ")
        agreed = tell(team.editor, "preview.note", reader="某书记", note_kind="agreed")
        assert in_words(agreed).startswith("某书记 has read the preview")
        assert "03/15/2026" in in_words(tell(team.editor, "assignment.assigned", due_on="2026-03-15"))
        assert in_words(tell(team.editor, "moon.landing")) == "moon.landing"
        assert in_words(Notification(kind="article.approved", detail=["nonsense"], target_label="x"))


def test_remarks_are_shown_and_things_without_a_page_lead_to_the_list(team: Team) -> None:
    assert remark_of(tell(team.editor, "article.sent_back", reason="请核实。")) == "请核实。"
    assert remark_of(tell(team.editor, "article.comment", words="这里有误")) == "这里有误"
    assert address_of(tell(team.editor)) == reverse(LIST)


# --------------------------------------------------------------------------------- who is told, through the verbs


def told(person: User) -> list[str]:
    """The kinds a person was told, oldest first."""
    return [row.kind for row in Notification.objects.visible_to(person).order_by("pk")]


def test_later_rejection_tells_the_earlier_signers_and_the_writer(team: Team) -> None:
    article = make_article(team, state=State.FINAL_REVIEW)
    Notification.objects.all().delete()
    workflow.send_back(article, by=team.leader, expected_revision=1, reason="请核实数字。")
    for person in (team.contributor, team.section_head, team.editor):
        assert told(person) == ["article.sent_back"]
    assert told(team.leader) == []
    assert told(team.outsider) == []


def test_return_to_a_step_names_the_step(team: Team) -> None:
    article = make_article(team, state=State.FINAL_REVIEW)
    Notification.objects.all().delete()
    workflow.send_back(article, by=team.leader, expected_revision=1, reason="请核实数字。", to="first")
    (row,) = Notification.objects.visible_to(team.section_head)
    with override("en"):
        assert in_words(row) == f"{team.leader.name} sent “{article}” back to the First review."


def test_signer_learns_that_her_signature_is_void(team: Team) -> None:
    article = make_article(team, state=State.SECOND_REVIEW)
    Notification.objects.all().delete()
    workflow.revise(article, by=team.editor, expected_revision=1, content=make_content(body="<p>改过。</p>"))
    assert "article.voided" in told(team.section_head)


def test_comment_tells_the_writer_and_not_its_own_author(team: Team) -> None:
    article = make_article(team, state=State.FIRST_REVIEW)
    Notification.objects.all().delete()
    comments.comment(article, by=team.editor, expected_revision=1, words="请核实。")
    assert told(team.contributor) == ["article.comment"]
    assert told(team.editor) == []


def test_disabled_accounts_are_told_nothing(team: Team) -> None:
    gone = make_user(is_active=False)
    assert notify([gone, team.editor, team.editor], "article.approved", by=None)[0].recipient == team.editor
    assert told(gone) == []


# ------------------------------------------------------------------------------------------------------- list


def test_list_shows_unread_first_and_each_latest_first(client: Client, team: Team) -> None:
    rows = [tell(team.contributor, n=n) for n in range(4)]
    for row in (rows[0], rows[3]):
        client.post(reverse("desk:notification_read", args=[row.pk]))
    shown = [entry["row"].pk for entry in client.get(reverse(LIST)).context["rows"]]
    assert shown == [rows[2].pk, rows[1].pk, rows[3].pk, rows[0].pk]


def test_nobody_sees_or_marks_what_concerns_another(client: Client, team: Team) -> None:
    other = tell(team.editor)
    assert client.get(reverse(LIST)).context["rows"] == []
    assert client.get(reverse("desk:notification_open", args=[other.pk])).status_code == 404
    assert client.post(reverse("desk:notification_read", args=[other.pk])).status_code == 404
    client.post(reverse("desk:notification_read_all"), {"latest": str(other.pk)})
    other.refresh_from_db()
    assert other.read_at is None


def test_opening_leads_to_the_thing_and_marks_it_read(client: Client, team: Team) -> None:
    article = make_article(team)
    row = tell(team.contributor, target=article)
    answer = client.get(reverse("desk:notification_open", args=[row.pk]))
    assert answer["Location"] == reverse("desk:article_review", args=[article.pk])
    row.refresh_from_db()
    first = row.read_at
    assert first is not None
    client.get(reverse("desk:notification_open", args=[row.pk]))
    row.refresh_from_db()
    assert row.read_at == first


def test_marking_is_by_post_alone(client: Client, team: Team) -> None:
    row = tell(team.contributor)
    for url in (reverse("desk:notification_read", args=[row.pk]), reverse("desk:notification_read_all")):
        assert client.get(url).status_code == 405
    row.refresh_from_db()
    assert row.read_at is None


def test_marking_all_spares_what_came_since_the_page_was_shown(client: Client, team: Team) -> None:
    seen = [tell(team.contributor) for _n in range(3)]
    latest = client.get(reverse(LIST)).context["latest"]
    since = tell(team.contributor)
    client.post(reverse("desk:notification_read_all"), {"latest": str(latest)})
    assert not Notification.objects.filter(pk__in=[row.pk for row in seen], read_at=None).exists()
    since.refresh_from_db()
    assert since.read_at is None


@pytest.mark.parametrize("latest", ["", "x", "-1", "9" * 40, "１２"])
def test_marking_all_of_nonsense_marks_nothing(client: Client, team: Team, latest: str) -> None:
    row = tell(team.contributor)
    assert client.post(reverse("desk:notification_read_all"), {"latest": latest}).status_code == 302
    row.refresh_from_db()
    assert row.read_at is None


def test_markup_in_a_title_or_remark_stays_text(client: Client, team: Team) -> None:
    tell(team.contributor, "article.sent_back", reason="<script>alert(1)</script>")
    Notification.objects.update(target_label="<img src=x>")
    page = client.get(reverse(LIST)).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_empty_list_says_what_will_come(client: Client) -> None:
    assert "Nothing concerns you yet." in client.get(reverse(LIST)).content.decode()


def test_list_is_cut_into_pages_and_costs_the_same(
    client: Client, team: Team, django_assert_max_num_queries: Any
) -> None:
    article = make_article(team)
    tell(team.contributor, by=team.editor, target=article)
    with django_assert_max_num_queries(7) as few:  # session, person, her department, count, rows, paper, bell
        client.get(reverse(LIST))
    for n in range(70):
        tell(team.contributor, by=team.editor, target=article, n=n)
    with django_assert_max_num_queries(len(few)):
        answer = client.get(reverse(LIST))
    assert len(answer.context["rows"]) == 30
    assert len(client.get(reverse(LIST), {"page": "3"}).context["rows"]) == 11


# ------------------------------------------------------------------------------------------------------- bell


def test_bell_counts_on_every_page_and_for_everyone(client: Client, team: Team) -> None:
    for _n in range(3):
        tell(team.contributor)
    for name in ("index", "article_list", "notification_list", "password_change"):
        assert 'class="bell__count">3<' in client.get(reverse(f"desk:{name}")).content.decode(), name
    for person in team.everyone.values():
        client.force_login(person)
        assert 'class="bell' in client.get(reverse("desk:index")).content.decode()


def test_bell_counts_to_ninety_nine(client: Client, team: Team) -> None:
    for _n in range(120):
        tell(team.contributor)
    assert 'class="bell__count">99+<' in client.get(reverse("desk:index")).content.decode()


def test_bell_is_silent_when_all_is_read(client: Client, team: Team) -> None:
    assert "bell__count" not in client.get(reverse("desk:index")).content.decode()


# --------------------------------------------------------------------------------------------------- settings


def test_person_chooses_how_often_mails_come(client: Client, team: Team) -> None:
    url = reverse("desk:my_settings")
    assert client.post(url, {"mail_preference": "at_once"}).status_code == 302
    team.contributor.refresh_from_db()
    assert team.contributor.mail_preference == User.MailPreference.AT_ONCE
    entry = AuditEntry.objects.get(action="account.mail_preference")
    assert (entry.actor, entry.detail) == (team.contributor, {"before": "daily", "after": "at_once"})
    client.post(url, {"mail_preference": "at_once"})
    assert AuditEntry.objects.filter(action="account.mail_preference").count() == 1


def test_nothing_else_is_changed_through_the_settings(client: Client, team: Team) -> None:
    form = {"mail_preference": "never", "email": "x@example.test", "roles": "chief_editor", "name": "别人"}
    client.post(reverse("desk:my_settings"), form)
    team.contributor.refresh_from_db()
    assert (team.contributor.email, team.contributor.roles) == ("", ["contributor"])
    assert client.post(reverse("desk:my_settings"), {"mail_preference": "hourly"}).status_code == 400
    team.contributor.refresh_from_db()
    assert team.contributor.mail_preference == User.MailPreference.NEVER
