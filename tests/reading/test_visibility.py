"""Readers see published issues and published revisions, and nothing else, at no address and in no list."""

from __future__ import annotations

from datetime import date

from django.test import Client

from articles.models import Article
from tests.factories import Team, make_published_issue
from tests.reading.paper import HIDDEN_STATES, PRINT_HEADLINE, SECRET, Paper, take_down, write_on


def body(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_every_address_answers_without_cookies_and_without_a_session(client: Client, paper: Paper) -> None:
    for address in (paper.addresses | paper.machine_addresses).values():
        response = client.get(address)
        assert response.status_code == 200, address
        assert not response.cookies, address
        is_page = response.headers["Content-Type"].startswith("text/html")
        assert ("Cookie" in response.headers.get("Vary", "")) is is_page, address  # by reading.preferences alone


def test_article_in_a_hidden_state_is_not_found(client: Client, paper: Paper, hidden: list[Article]) -> None:
    assert [article.state for article in hidden] == HIDDEN_STATES
    for article in hidden:
        status = 410 if article.state == Article.State.RETRACTED else 404
        assert client.get(article.get_absolute_url()).status_code == status, article.state


def test_hidden_articles_are_not_found_by_people_of_the_newsroom_either(
    client: Client, paper: Paper, hidden: list[Article]
) -> None:
    client.force_login(paper.team.chief_editor)
    for article in hidden:
        assert client.get(article.get_absolute_url()).status_code in (404, 410), article.state


def test_no_list_search_feed_or_sitemap_shows_what_is_hidden(
    client: Client, paper: Paper, hidden: list[Article]
) -> None:
    addresses = {article.get_absolute_url() for article in hidden}
    for address in (paper.addresses | paper.machine_addresses).values():
        text = body(client, address)
        assert SECRET not in text, address
        assert paper.planned.get_absolute_url() not in text, address
        assert not [one for one in addresses if f'{one}"' in text or f"{one}<" in text], address


def test_search_for_a_hidden_text_finds_nothing(client: Client, paper: Paper, hidden: list[Article]) -> None:
    text = body(client, f"/search/?q={SECRET}")
    assert "story-list" not in text


def test_planned_issue_and_its_pages_are_not_found(client: Client, paper: Paper, hidden: list[Article]) -> None:
    assert client.get(paper.planned.get_absolute_url()).status_code == 404
    assert client.get(f"{paper.planned.get_absolute_url()}1/").status_code == 404


def test_article_shows_the_published_revision_while_a_newer_one_is_written(client: Client, paper: Paper) -> None:
    write_on(paper.lead, title=f"{SECRET}改", body=f"<p>{SECRET}</p>", column_id=paper.column.pk)
    for address in (paper.addresses | paper.machine_addresses).values():
        assert SECRET not in body(client, address), address
    assert "车位是谈出来的" in body(client, paper.lead.get_absolute_url())


def test_headline_typed_for_print_after_the_reviews_appears_nowhere(client: Client, paper: Paper) -> None:
    assert paper.lead.placements.get().print_headline == PRINT_HEADLINE
    make_published_issue(paper.team, date=date(2026, 7, 1), number=7, total_number=107)
    more = {article.get_absolute_url(): article.get_absolute_url() for article in paper.public}
    for address in (paper.addresses | paper.machine_addresses | more).values():
        assert PRINT_HEADLINE not in body(client, address), address
    assert "story-list" not in body(client, f"/search/?q={PRINT_HEADLINE}")


def test_article_that_was_taken_down_leaves_its_issue_and_every_list(client: Client, paper: Paper) -> None:
    take_down(paper.lead)
    assert client.get(paper.lead.get_absolute_url()).status_code == 410
    addresses = paper.addresses | paper.machine_addresses
    assert client.get(addresses["author"]).status_code == 404  # it was her only story
    for name in set(addresses) - {"article", "author"}:
        text = body(client, addresses[name])
        assert "车位是谈出来的" not in text, name


def test_issue_whose_stories_were_all_taken_down_says_so(client: Client, team: Team) -> None:
    issue = make_published_issue(team, pages=1, articles=1)
    for article in Article.objects.all():
        take_down(article)
    for address in ("/", issue.get_absolute_url(), f"{issue.get_absolute_url()}1/"):
        assert "empty__title" in body(client, address)


def test_everything_answers_before_anything_is_entered(client: Client, db: None) -> None:
    for address in ("/", "/columns/", "/departments/", "/grid/", "/archive/", "/search/", "/about/", "/feed/"):
        assert client.get(address).status_code == 200, address
    assert client.get("/archive/2026/").status_code == 404
    assert "empty__title" in body(client, "/")
