"""Stories made of attacks: signed, published, and read everywhere without one of them running or breaking a page."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from urllib.parse import urlencode

import lxml.etree
import pytest
from django.test import Client
from playwright.sync_api import Dialog, Page

from articles import body
from articles.content import Content, Credit, Picture, Source
from articles.models import Article
from issues.publishing import publish_issue
from tests.factories import Team, make_article, make_issue, make_photo, make_placement, make_publication, make_released
from tests.reading.paper import Paper
from tests.reading.public_addresses import Subject, asked_about
from tests.security.escapes import escapes
from tests.security.vectors import OWN, SCRIPTS, naughty_strings

STORIES = 16
LONGEST = 300  # characters of one attack that stand in a body: some of the list fill pages


def line(text: str, most: int = 60) -> str:
    """What a form makes of a line that was typed: one line without control characters, never empty."""
    return " ".join(body.without_controls(text).split())[:most] or "空"


def hostile_story(number: int, vectors: list[str], photo: Any) -> Content:
    """A story with an attack in every field, and all of them in its body: as text and as markup."""
    pick = [line(each) for each in vectors]
    markup = "".join(f"<p>{each}</p>" for each in vectors)
    text = "".join(f"<p>{each.replace('&', '&amp;').replace('<', '&lt;')}</p>" for each in vectors)
    return Content(
        title=f"{number} {pick[0]}"[:60],
        kicker=pick[1],
        subtitle=pick[2],
        summary=pick[3],
        body=body.clean(markup + text),
        bylines=(Credit(pick[4][:30], "correspondent"), Credit(pick[5][:30], "photographer")),
        attributions=(Source(pick[6]),),
        photos=(Picture(photo.pk, caption=pick[7], credit=pick[8], alternative_text=pick[9]),),
    )


def publish_hostile(team: Team) -> tuple[Any, list[Article]]:
    """An issue whose stories hold every attack between them."""
    vectors = [text for text in (*OWN, *naughty_strings()) if body.without_controls(text).strip()]
    publication = make_publication()
    publication.blocking_rules = publication.approval_rules = publication.release_rules = []
    publication.save()
    issue = make_issue(STORIES, date=date(2026, 6, 1), number=77, total_number=777)
    articles = []
    for number, page in enumerate(issue.pages.all()):
        content = hostile_story(
            number, [text[:LONGEST] for text in vectors[number::STORIES]], make_photo(team.contributor)
        )
        articles.append(make_article(team, content, state=Article.State.APPROVED))
        make_placement(team, page, articles[-1])
    return publish_issue(make_released(issue, team), by=team.chief_editor), articles


@pytest.mark.django_db
def test_every_public_address_escapes_every_attack(team: Team) -> None:
    assert len(set(SCRIPTS)) >= 200
    paper = Paper(team)
    issue, articles = publish_hostile(team)
    client = Client(raise_request_exception=False)
    for article in articles[:: STORIES // 4]:
        title = str(article.current_revision.title)  # type: ignore[union-attr]
        subject = Subject(article, issue, (title[:20].replace("/", ""), "alert(7)"), "甲一")
        for name, addresses in asked_about(paper, subject).items():
            for address in addresses:
                assert_sound(client.get(address), f"{name}: {address}")
    for attack in SCRIPTS[::9]:
        address = f"/search/?{urlencode({'q': attack})}"
        assert_sound(client.get(address), address)


def assert_sound(response: Any, what: str) -> None:
    """An answer that is no error and holds nothing that runs, each form judged by a parser of its own."""
    assert response.status_code < 500 or response.status_code == 501, what
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    if response.streaming or not response.content:
        return
    text = response.content.decode()
    if kind == "text/html":
        assert escapes(text) == [], what
    elif kind.endswith("json"):
        json.loads(text)
        assert response.headers["X-Content-Type-Options"] == "nosniff", what
    elif kind.endswith("xml"):
        lxml.etree.fromstring(response.content, lxml.etree.XMLParser(resolve_entities=False))


@pytest.mark.django_db(transaction=True)
def test_no_attack_runs_in_a_real_browser(team: Team, page: Page, live_server: Any) -> None:
    """The fixture fails the test on any script error and on anything that the content policy had to stop."""
    issue, articles = publish_hostile(team)
    dialogs: list[str] = []

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    for article in articles:
        page.goto(live_server.url + article.get_absolute_url())
        assert page.locator("article script, article iframe, article [onerror], article [onload]").count() == 0
    page.goto(live_server.url + issue.get_absolute_url())
    page.goto(f"{live_server.url}/search/?{urlencode({'q': SCRIPTS[0]})}")
    assert dialogs == []
