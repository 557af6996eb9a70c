"""Who may open which address of the articles' desk, secondary views included: one table, walked role by role."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import NoReverseMatch, reverse

from articles.models import Article
from tests.factories import Team, image_bytes, make_article

pytestmark = pytest.mark.django_db

ADMINISTRATORS = ("system_admin", "security_admin", "audit_admin")
READERS = ("section_head", "editor", "chief_editor", "layout_editor", "proofreader", "leader")
WRITERS = ("contributor", "section_head", "editor", "chief_editor")
ROLES = ("contributor", *READERS, *ADMINISTRATORS, "outsider")

# Addresses of one article by the answer for those who see it.
PAGES = ("article_review", "article_history", "article_revision")
ACTS = ("article_submit", "article_approve", "article_send_back", "article_withdraw")


def address(name: str, article: Article) -> str:
    return reverse(f"desk:{name}", args=[article.pk, 1] if name == "article_revision" else [article.pk])


@pytest.mark.parametrize("state", [Article.State.DRAFT, Article.State.SECOND_REVIEW, Article.State.WITHDRAWN])
@pytest.mark.parametrize("role", ROLES)
def test_pages_of_an_article(client: Client, team: Team, role: str, state: Article.State) -> None:
    article = make_article(team, state=state)
    client.force_login(team.everyone[role])
    sees = role in ("contributor", *READERS)
    for name in PAGES:
        assert client.get(address(name, article)).status_code == (200 if sees else 404), name
    for name in ACTS:
        assert client.get(address(name, article)).status_code == (302 if sees else 404), name
    edits = role in WRITERS and (state != Article.State.SECOND_REVIEW or role in ("editor", "chief_editor"))
    assert client.get(address("article_edit", article)).status_code == (200 if edits else 403 if sees else 404)


@pytest.mark.parametrize("role", ROLES)
def test_list_form_and_upload(client: Client, team: Team, role: str) -> None:
    client.force_login(team.everyone[role])
    reads, writes = role not in ADMINISTRATORS, role in (*WRITERS, "outsider")
    assert client.get(reverse("desk:article_list")).status_code == (200 if reads else 403)
    assert client.get(reverse("desk:article_add")).status_code == (200 if writes else 403)
    file = SimpleUploadedFile("a.jpg", image_bytes(), "image/jpeg")
    assert client.post(reverse("desk:photo_upload"), {"upload": file}).status_code == (200 if writes else 403)


def test_visitors_are_sent_to_the_login(client: Client, team: Team) -> None:
    article = make_article(team)
    for name in (*PAGES, *ACTS, "article_edit"):
        answer = client.get(address(name, article))
        assert answer.status_code == 302 and "/login/" in answer["Location"], name
    for name in ("article_list", "article_add"):
        assert "/login/" in client.get(reverse(f"desk:{name}"))["Location"]
    assert client.post(address("article_submit", article), {"expected_revision": 1}).status_code == 302
    assert Article.objects.get().state == Article.State.DRAFT


@pytest.mark.parametrize("number", [0, 999_999, 2**63, 10**40])
def test_unknown_number_is_not_found(client: Client, team: Team, number: int) -> None:
    client.force_login(team.editor)
    for name in ("article_review", "article_edit", "article_history", *ACTS):
        path = reverse(f"desk:{name}", args=[1]).replace("/1/", f"/{number}/", 1)
        assert client.get(path).status_code == 404
        assert client.post(path).status_code in (404, 405)


@pytest.mark.parametrize("name", ["changelist", "add", "change", "delete", "history"])
def test_the_admins_own_forms_are_not_there(name: str) -> None:
    arguments: list[Any] = [] if name in ("add", "changelist") else [1]
    with pytest.raises(NoReverseMatch):
        reverse(f"desk:articles_article_{name}", args=arguments)


def test_bulk_actions_do_nothing(client: Client, team: Team) -> None:
    article = make_article(team)
    client.force_login(team.chief_editor)
    client.post(
        reverse("desk:article_list"), {"action": "delete_selected", "_selected_action": [article.pk], "post": "yes"}
    )
    assert Article.objects.filter(pk=article.pk, state=Article.State.DRAFT).exists()
