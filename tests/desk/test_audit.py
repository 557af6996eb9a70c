"""The audit trail on the desk: who reads it, that nobody writes it, how it is searched, what it costs."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.models import AuditEntry
from newsroom.desk.acts import ACTS, act_in_words, kind_in_words
from newsroom.desk.site import desk
from tests.factories import Team, make_article

pytestmark = pytest.mark.django_db
LIST = "desk:accounts_auditentry_changelist"


@pytest.fixture
def client(client: Client, team: Team) -> Client:
    """The audit administrator, reading English."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(team.audit_admin)
    return client


def found(client: Client, **filters: str) -> list[str]:
    """The acts that the list shows, newest first."""
    return [entry.action for entry in client.get(reverse(LIST), filters).context["cl"].result_list]


def test_list_filters_by_act_result_kind_person_and_day(client: Client, team: Team) -> None:
    article = make_article(team)
    audit.record("issue.place", by=team.layout_editor, target=article, result=AuditEntry.Result.REFUSED)
    AuditEntry.objects.create(action="photo.upload", at=timezone.now() - timedelta(days=40))
    assert found(client, action="article.create") == ["article.create"]
    assert found(client, result__exact="refused") == ["issue.place"]
    assert found(client, kind="articles.article") == ["issue.place", "article.create"]
    assert found(client, actor__id__exact=str(team.layout_editor.pk)) == ["issue.place"]
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow = today + timedelta(days=1)
    assert "photo.upload" in found(client)
    assert "photo.upload" not in found(client, at__gte=today.isoformat(), at__lt=tomorrow.isoformat())


def test_everything_done_to_one_thing_is_one_link_away(client: Client, team: Team) -> None:
    article = make_article(team)
    make_article(team)
    entry = AuditEntry.objects.get(target_type="articles.article", target_id=str(article.pk))
    page = client.get(reverse("desk:accounts_auditentry_change", args=[entry.pk])).content.decode()
    query = f"target_type=articles.article&amp;target_id={article.pk}"
    assert f'href="{reverse(LIST)}?{query}"' in page
    listed = client.get(reverse(LIST), {"target_type": "articles.article", "target_id": str(article.pk)})
    assert [e.target_id for e in listed.context["cl"].result_list] == [str(article.pk)]


def test_search_finds_a_person_and_a_thing(client: Client, team: Team) -> None:
    article = make_article(team)
    assert found(client, q=team.contributor.name) == ["article.create"]
    assert found(client, q=str(article)) == ["article.create"]
    assert found(client, q="没有这样的东西") == []


def test_entry_shows_who_what_when_and_with_what_details(client: Client, team: Team) -> None:
    entry = audit.record(
        "account.roles", by=team.security_admin, target=team.editor, before=["editor"], after=["<b>leader</b>"]
    )
    page = client.get(reverse("desk:accounts_auditentry_change", args=[entry.pk])).content.decode()
    for words in (team.security_admin.username, "Changed the roles of an account", "account.roles", str(team.editor)):
        assert words in page
    assert "&lt;b&gt;leader&lt;/b&gt;" in page
    assert "<b>leader" not in page


def test_markup_in_a_logged_name_stays_text_in_the_list(client: Client) -> None:
    AuditEntry.objects.create(action="x.y", actor_name="<script>alert(1)</script>", target_label='"><img src=x>')
    page = client.get(reverse(LIST)).content.decode()
    assert "<script>alert" not in page
    assert "<img" not in page


def test_trail_is_not_changed_through_its_form(client: Client, team: Team) -> None:
    entry = audit.record("issue.publish", by=team.chief_editor)
    url = reverse("desk:accounts_auditentry_change", args=[entry.pk])
    assert client.post(url, {"action": "nothing.happened"}).status_code == 403
    assert AuditEntry.objects.get(pk=entry.pk).action == "issue.publish"


def test_list_is_cut_into_pages_and_costs_the_same(
    client: Client, team: Team, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(8) as few:
        client.get(reverse(LIST))
    for n in range(120):
        audit.record("photo.upload", by=team.editor, n=n)
    with django_assert_max_num_queries(len(few)):
        answer = client.get(reverse(LIST))
    assert len(answer.context["cl"].result_list) == 50
    assert client.get(reverse(LIST), {"p": "3"}).status_code == 200


# ------------------------------------------------------------------------------------------- acts in words

ROOT = Path(__file__).resolve().parents[2]
RECORDED = re.compile(r"""(?:audit\.record|_record|@verb)\(\s*"([a-z_]+\.[a-z_]+)\"""")


def test_every_act_of_the_code_has_words() -> None:
    rooms = ("accounts", "articles", "issues", "newsroom", "reading")
    sources = [source.read_text(encoding="utf-8") for room in rooms for source in (ROOT / room).rglob("*.py")]
    recorded = {act for source in sources for act in RECORDED.findall(source)}
    assert {"article.approve", "issue.publish", "account.roles"} <= recorded
    assert recorded - set(ACTS) == set()


def test_every_register_that_django_forms_write_has_words() -> None:
    # their verbs and forms name the acts themselves
    own_words = {"user", "auditentry", "article", "issue", "notification"}
    names = {model._meta.model_name for model in desk._registry} - own_words
    assert {f"{name}.{act}" for name in names for act in ("add", "change")} <= set(ACTS)


def test_unknown_act_and_kind_show_as_they_are() -> None:
    assert act_in_words("moon.landing") == "moon.landing"
    assert kind_in_words("gone.model") == "gone.model"
    assert kind_in_words("") == ""
