"""A crawler: follows every link, picture, script and form of the site, as one person, within bounds."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

import lxml.html
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve

SITE = "http://testserver"
HOSTS = (urlsplit(SITE).netloc, urlsplit(settings.SITE_URL).netloc)  # canonical addresses name the second
LINKS = (("a", "href"), ("area", "href"), ("link", "href"), ("img", "src"), ("script", "src"), ("source", "src"))
MAXIMUM = 1500  # addresses of one walk


@dataclass(frozen=True)
class Form:
    """A form as a browser would send it: where to, how, and what stands in it."""

    page: str
    action: str
    method: str
    fields: tuple[tuple[str, str], ...]
    texts: frozenset[str]  # names of the fields that a person types into
    files: frozenset[str] = frozenset()  # and of those that take a file

    @property
    def kind(self) -> tuple[str, str, frozenset[str]]:
        """What tells forms apart: the route, the method and the fields."""
        return route_of(self.action), self.method, frozenset(name for name, _value in self.fields) | self.files


@dataclass
class Walk:
    """What one person met on her way through the site."""

    client: Client
    outside: frozenset[str] = frozenset()  # routes that somebody else walks: seen, not entered
    samples: int = 2  # addresses of each route and set of parameters, and four times as many of each route
    answers: dict[str, int] = field(default_factory=dict)
    found_on: dict[str, str] = field(default_factory=dict)
    forms: dict[Any, Form] = field(default_factory=dict)
    _visits: Counter[Any] = field(default_factory=Counter)

    def from_(self, *starts: str) -> Walk:
        """Walk from some addresses as far as the links lead."""
        waiting = deque(starts)
        self.found_on |= dict.fromkeys(starts, "the start")
        while waiting and len(self.answers) < MAXIMUM:
            address = waiting.popleft()
            if not self._is_new(address):
                continue
            response = self.client.get(address)
            self.answers[address] = response.status_code
            for link in self._links(response, address):
                if link not in self.found_on:
                    self.found_on[link] = address
                    waiting.append(link)
        return self

    @property
    def routes(self) -> set[str]:
        """The routes of every address that was met, entered or not."""
        return {route_of(address) for address in self.found_on}

    def statuses(self, *sound: int) -> list[str]:
        """The addresses that answered otherwise, with the page that led there."""
        return [
            f"{status} {address} from {self.found_on[address]}"
            for address, status in self.answers.items()
            if status not in sound
        ]

    def _is_new(self, address: str) -> bool:
        route = route_of(address)
        if address in self.answers or route in self.outside:
            return False
        kind = (route, frozenset(name for name, _value in parse_qsl(urlsplit(address).query, keep_blank_values=True)))
        self._visits[kind] += 1
        self._visits[route] += 1
        return self._visits[kind] <= self.samples and self._visits[route] <= 4 * self.samples

    def _links(self, response: Any, address: str) -> Iterable[str]:
        if 300 <= response.status_code < 400 and response.has_header("Location"):
            yield from _of_this_site([response["Location"]], address)
        if response.streaming:
            b"".join(response.streaming_content)  # read to its end, as a browser does
            return
        if not response.headers.get("Content-Type", "").startswith("text/html") or not response.content.strip():
            return
        page = lxml.html.fromstring(response.content.decode())
        found = [element.get(name) for tag, name in LINKS for element in page.iter(tag) if element.get(name)]
        for pictures in (element.get("srcset") for element in page.iter("img", "source")):
            found += [part.split()[0] for part in (pictures or "").split(",") if part.strip()]
        yield from _of_this_site(found, address)
        for form in page.iter("form"):
            self._take(form, address)

    def _take(self, form: Any, address: str) -> None:
        action = next(iter(_of_this_site([form.get("action") or address], address)), None)
        if action is None:
            return
        values = [(name, str(value or "")) for name, value in form.form_values()]
        texts, files = set(), set()
        for field_ in form.iter("input", "textarea", "select"):
            name, kind = field_.get("name"), field_.get("type", "text") if field_.tag == "input" else field_.tag
            if not name or name == "csrfmiddlewaretoken":
                continue
            if kind == "file":
                files.add(name)
            if kind not in ("checkbox", "radio", "file", "submit", "button", "image"):
                texts.add(name)
        made = Form(
            address, action, form.get("method", "get").lower(), tuple(values), frozenset(texts), frozenset(files)
        )
        self.forms.setdefault(made.kind, made)


def route_of(address: str) -> str:
    """The name of an address's route, or the first part of an address that none answers."""
    path = urlsplit(address).path
    try:
        match = resolve(path)
    except Resolver404:
        return f"/{path.split('/')[1]}/"
    return match.view_name or str(match.route)


def _of_this_site(links: Iterable[str], address: str) -> Iterable[str]:
    for link in links:
        try:
            parts = urlsplit(urljoin(f"{SITE}{address}", urldefrag(link.strip()).url))
        except ValueError:
            yield f"/unreadable/?{link!r}"
            continue
        if parts.scheme in ("http", "https") and parts.netloc in HOSTS:
            yield parts.path + (f"?{parts.query}" if parts.query else "")
