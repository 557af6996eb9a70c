"""Preview links: what a reader without account sees, until the link runs out or is revoked."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from accounts import clock
from accounts.models import AuditEntry
from articles import sharing, workflow
from articles.content import Picture
from articles.models import Article, PreviewLink, PreviewNote
from tests.barriers import barriers
from tests.conftest import Watch, follow, log_in
from tests.factories import Team, make_article, make_content, make_photo

BODY = '<p>三楼平台种下二十盆花。</p><figure class="image"><img src="/media/photos/{name}" alt="花"></figure>'


def shared_article(team: Team) -> tuple[Article, PreviewLink, str]:
    """An article with a photo above and one in its text, a link to it, and the link's path."""
    above, inside = make_photo(team.contributor), make_photo(team.contributor)
    content = make_content(
        title="三楼的花坛",
        body=BODY.format(name=inside.name.removeprefix("photos/")),
        photos=(Picture(above.pk, alternative_text="平台"), Picture(inside.pk, alternative_text="花", inline=True)),
    )
    article = make_article(team, content, state=Article.State.FINAL_REVIEW)
    link = sharing.share(article, by=team.editor, expected_revision=1, reader="某主任", days=3)
    return article, link, reverse("preview", args=[sharing.token_of(link)])


def barriers_of(page: Page) -> list[str]:
    """What axe finds on the page, read in a context that lets its script in."""
    apart = page.context.browser.new_context(bypass_csp=True, viewport=page.viewport_size)  # type: ignore[union-attr]
    apart.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    looked = apart.new_page()
    looked.goto(page.url)
    found = barriers(looked)
    apart.close()
    return found


@pytest.mark.django_db
def test_the_sample_shows_its_revision_to_nobody_else(client: Client, team: Team) -> None:
    article, _link, path = shared_article(team)
    answer = client.get(path)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "样稿" in text
    assert "三楼平台种下二十盆花" in text
    assert answer["Cache-Control"] == "no-store"
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert "/media/photos/" not in text, "photos stand at the link's own address"
    assert client.get(article.get_absolute_url()).status_code == 404
    assert AuditEntry.objects.filter(action="preview.open", actor=None).count() == 1


@pytest.mark.django_db
def test_photos_of_the_sample_are_served_and_no_others(client: Client, team: Team) -> None:
    _article, link, path = shared_article(team)
    own = link.revision.photo_uses.first()
    assert own is not None
    assert client.get(f"{path}photos/{own.photo.name.removeprefix('photos/')}").status_code == 200
    other = make_photo(team.contributor)
    assert client.get(f"{path}photos/{other.name.removeprefix('photos/')}").status_code == 404
    for name in ("../../secret_key", "x.jpg", "%00"):
        assert client.get(f"{path}photos/{name}").status_code == 404
    sharing.revoke(link, by=team.editor)
    assert client.get(f"{path}photos/{own.photo.name.removeprefix('photos/')}").status_code == 404


@pytest.mark.django_db
def test_an_ended_link_answers_410_and_tells_whom_to_ask(client: Client, team: Team) -> None:
    _article, link, path = shared_article(team)
    with clock.at(link.expires_at + timedelta(minutes=1)):
        answer = client.get(path)
        assert answer.status_code == 410
        assert team.editor.name in answer.content.decode()
        assert client.post(path, {"kind": "agreed", "name": "某主任"}).status_code == 410
    assert client.get(path).status_code == 200
    sharing.revoke(link, by=team.editor)
    assert client.get(path).status_code == 410
    assert not PreviewNote.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["1", "x" * 500, "MQ:1w:abc", "..", "%00"])
def test_a_made_up_token_finds_nothing(client: Client, team: Team, token: str) -> None:
    assert client.get(f"/preview/{token}/").status_code == 404


@pytest.mark.django_db
def test_a_bad_note_keeps_what_was_typed(client: Client, team: Team) -> None:
    _article, _link, path = shared_article(team)
    answer = client.post(path, {"kind": "remark", "name": "", "words": "题目可以再短些"})
    assert answer.status_code == 400
    assert "题目可以再短些" in answer.content.decode()


@pytest.mark.django_db
def test_the_sample_says_when_there_is_a_newer_text(client: Client, team: Team) -> None:
    article, _link, path = shared_article(team)
    workflow.revise(article, by=team.editor, expected_revision=1, content=make_content(body="<p>全新的正文。</p>"))
    text = client.get(path).content.decode()
    assert "全新的正文" not in text
    assert "三楼平台种下二十盆花" in text
    assert client.get(path, headers={"accept-language": "en"}).status_code == 200


@pytest.mark.django_db
def test_previews_page_has_a_fixed_number_of_queries(
    client: Client, team: Team, django_assert_max_num_queries: Any
) -> None:
    article, _link, _path = shared_article(team)
    for number in range(6):
        sharing.share(article, by=team.editor, expected_revision=1, reader=f"读者{number}", days=1)
    client.force_login(team.editor)
    with django_assert_max_num_queries(12):
        answer = client.get(reverse("desk:article_previews", args=[article.pk]))
    assert answer.content.decode().count("/preview/") == 7


@pytest.mark.django_db(transaction=True)
def test_a_leader_without_account_reads_agrees_and_is_shut_out_again(
    browser: Browser, watch: Watch, live_server: Any, settings: Any, team: Team
) -> None:
    settings.SITE_URL = live_server.url
    article = make_article(team, state=Article.State.FINAL_REVIEW)
    desk = watch.attach(browser.new_context(locale="zh-CN").new_page())
    log_in(desk, live_server, team.editor.username)
    desk.goto(f"{live_server.url}{reverse('desk:article_previews', args=[article.pk])}")
    desk.fill("#reader", "某主任")
    follow(desk.locator("form.card button").first)
    address = desk.locator("input[readonly]").input_value()
    assert barriers_of(desk) == []

    phone: Page = watch.attach(browser.new_context(locale="zh-CN", viewport={"width": 360, "height": 740}).new_page())
    phone.goto(address)
    expect(phone.locator(".preview__mark")).to_be_visible()
    if folder := os.environ.get("SHOTS"):
        phone.screenshot(path=f"{folder}/preview.png", full_page=True)
        desk.screenshot(path=f"{folder}/previews.png", full_page=True)
    assert barriers_of(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    phone.fill("#name", "某主任")
    phone.click("button[value=agreed]")
    expect(phone.locator(".preview__note")).to_contain_text("某主任")

    desk.reload()
    expect(desk.locator(".preview__note")).to_contain_text("某主任")
    desk.click(".btn-danger")
    expect(desk.locator("input[readonly]")).to_have_count(0)
    assert phone.reload().status == 410  # type: ignore[union-attr]
    assert Article.objects.get(pk=article.pk).state == Article.State.FINAL_REVIEW
    for each in (desk, phone):
        each.context.close()
