"""The plain mode and the size of the text: set by a plain form, remembered in one cookie, no trap for others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils.translation import gettext as _

from reading import preferences
from tests.reading.paper import Paper

ADDRESS = "/preferences/"


def root_classes(html: str) -> str:
    """The classes of the root element."""
    found = re.search(r'<html lang="zh-Hans" class="([^"]*)">', html)
    assert found
    return found[1]


@pytest.mark.django_db
def test_page_comes_in_the_mode_and_size_of_the_cookie(client: Client, paper: Paper) -> None:
    for address in ("/", paper.lead.get_absolute_url(), "/corrections/", "/nowhere/"):
        client.cookies.clear()
        assert root_classes(client.get(address).content.decode()) == "standard size-100"
        client.cookies[preferences.COOKIE] = "plain-150"
        response = client.get(address)
        assert root_classes(response.content.decode()) == "plain size-150"
        assert "Cookie" in response.headers["Vary"]


@pytest.mark.parametrize("value", ["plain-999", "", "plain", "x" * 4000, "plain-100;", "standard-100 "])
def test_any_other_cookie_counts_as_the_standard(value: str) -> None:
    assert preferences.normal(value) == preferences.STANDARD
    assert preferences.parse(value).classes == "standard size-100"


def test_controls_lead_through_all_sizes_and_back() -> None:
    step = preferences.parse("plain-100")
    seen = [step.value]
    while step.larger:
        step = preferences.parse(step.larger)
        seen.append(step.value)
    assert seen == ["plain-100", "plain-125", "plain-150", "plain-200"]
    while step.smaller:
        step = preferences.parse(step.smaller)
    assert step.value == "plain-100"
    assert preferences.parse("standard-150").other_mode == "plain-150"
    assert preferences.parse("plain-200").other_mode == preferences.STANDARD


def test_every_known_size_has_its_rule_in_the_stylesheet() -> None:
    css = Path(settings.BASE_DIR / "static/reading/css/base.css").read_text()
    for size in preferences.SIZES[1:]:
        assert f".size-{size} {{\n  font-size: {112.5 * size / 100:g}%;" in css


@pytest.mark.django_db
def test_form_sets_one_cookie_and_goes_back_to_the_page(client: Client, paper: Paper) -> None:
    page = f"http://testserver{paper.lead.get_absolute_url()}?page=1"
    response = client.post(ADDRESS, {"view": "plain-125", "page": "/"}, headers={"Referer": page})
    assert response.status_code == 303 and response.headers["Location"] == f"{paper.lead.get_absolute_url()}?page=1"
    cookie = response.cookies[preferences.COOKIE]
    assert len(response.cookies) == 1 and cookie.value == "plain-125"
    assert cookie["max-age"] > 30_000_000 and cookie["samesite"] == "Lax"
    assert "no-store" in response.headers["Cache-Control"]
    back = client.post(ADDRESS, {"view": "standard-100"}).cookies[preferences.COOKIE]
    assert back.value == "" and back["max-age"] == 0


def test_form_leads_nowhere_else(client: Client) -> None:
    for address in (
        "https://elsewhere.example/x",
        "//elsewhere.example/x",
        "https:////elsewhere.example/",
        "javascript:1",
        "http://[",  # no address at all
    ):
        for response in (
            client.post(ADDRESS, {"view": "plain-125"}, headers={"Referer": address}),
            client.post(ADDRESS, {"view": "plain-125", "page": address}),
        ):
            assert response.headers["Location"] == "/", address


def test_unknown_value_and_reading_are_refused(client: Client) -> None:
    assert client.post(ADDRESS, {"view": "huge-1000"}).status_code == 400
    assert client.get(ADDRESS).status_code == 405


@pytest.mark.django_db
def test_every_page_has_the_button(client: Client, paper: Paper) -> None:
    for name, address in paper.addresses.items():
        text = client.get(address).content.decode()
        assert 'action="/preferences/"' in text and _("Large and plain") in text, name
