"""Reads a form out of a page as a browser without JavaScript would send it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from articles.models import Article

ADD = "/desk/articles/article/add/"


class _Form(HTMLParser):
    """Collects name and value of every control that would be sent; buttons and files are left to the test."""

    def __init__(self, css_class: str) -> None:
        super().__init__(convert_charrefs=True)
        self.data: dict[str, list[str]] = {}
        self._class = css_class
        self._inside = False
        self._templates = 0
        self._textarea: str | None = None
        self._select: str | None = None
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._inside = self._class in (given.get("class") or "").split()
        if tag == "template":
            self._templates += 1
        name = given.get("name") or ""
        if not self._inside or self._templates:
            return
        if tag == "input" and name and given.get("type") not in ("file", "submit"):
            ticks = given.get("type") in ("checkbox", "radio")
            if not ticks or "checked" in given:
                self.data.setdefault(name, []).append(given.get("value") or ("on" if ticks else ""))
        elif tag == "textarea":
            self._textarea, self._text = name, []
        elif tag == "select":
            self._select = name
            self.data[name] = []
        elif tag == "option" and self._select and ("selected" in given or not self.data[self._select]):
            self.data[self._select] = [given.get("value") or ""]

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._templates -= 1
        if tag == "form":
            self._inside = False
        if tag == "select":
            self._select = None
        if tag == "textarea" and self._textarea is not None:
            self.data.setdefault(self._textarea, []).append("".join(self._text).removeprefix("\n"))
            self._textarea = None


def form_data(response: HttpResponse | Any, css_class: str = "story-form") -> dict[str, Any]:
    """What the form with this class would send as it stands, ready for the test client."""
    parser = _Form(css_class)
    parser.feed(response.content.decode())
    assert parser.data, f"no form with class {css_class}"
    return dict(parser.data)


def edit_url(article: Article) -> str:
    """Where an article is edited."""
    return reverse("desk:article_edit", args=[article.pk])


def logged_in(client: Client, user: User) -> Client:
    """The client as this person."""
    client.force_login(user)
    return client
