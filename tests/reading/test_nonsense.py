"""Nonsense sent to every public address: it is refused politely, and nothing of it comes back as markup."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote, urlencode, urlsplit

import pytest
from django.test import Client
from django.urls import resolve

from tests.reading.paper import Paper
from tests.reading.public_addresses import asked_about, subject_of

MARKUP = "\"'><script>alert(7)</script>"
BROKEN = ("<script>alert(7)", "Traceback (most recent call last)", 'id="traceback')
# What stands in the place of a part of an address, or of a parameter's value, as addresses write it.
VALUES = (
    *("a%00b", "%ff%ED%A0%80", quote(MARKUP, safe=""), "-1", "0", "99999999999999999999", "9" * 5000, "x" * 10_000),
    *("..%2F..%2Fetc%2Fpasswd", "%EF%BC%91", "NaN"),
)
PARAMETERS = (
    *("page", "q", "column", "department", "grid", "since", "until", "order", "sort", "limit", "cursor", "url"),
    *("format", "maxwidth", "representation", "changed_since", "download", "sent", "utm_source", "__proto__[x]"),
)
HEADERS: tuple[dict[str, str], ...] = (
    {"Accept-Language": "zz-ZZ;q=x,,;;\x7f" + "a" * 5000},
    {"Accept-Encoding": "br;q=nan, gzip;q=-1, \xff"},
    {"Cookie": f"reading={MARKUP}; reading=plain-99999999999999999999999; django_language=<b>"},
    {"Cookie": "sessionid=%00; csrftoken=\x00; ;=;===;reading"},
    {"Range": "bytes=99999999999999999999-1,0-,-0"},
    {"If-None-Match": 'W/"' + "x" * 5000},
    {"If-Modified-Since": "Sat, 99 Foo 99999 99:99:99 GMT"},
    {"If-Range": MARKUP, "Range": "bytes=0-0"},
    {"X-Forwarded-For": MARKUP, "X-Forwarded-Proto": "gopher", "X-Forwarded-Host": "evil.example"},
    {"Referer": "javascript:alert(7)", "Origin": "null", "User-Agent": "\x00" * 50},
    {"HX-Request": "true", "HX-Target": MARKUP},
)
HOSTS = ("evil.example", "testserver:99999999", "testserver@evil.example", "[::1", "", "a" * 5000, "<script>alert(7)")
REFUSED = {400, 403, 404, 405, 410, 414, 422}


def sound_addresses(paper: Paper) -> list[str]:
    """One address of each route, without its parameters."""
    asked = asked_about(paper, subject_of(paper)).values()
    return list(dict.fromkeys(urlsplit(address).path for addresses in asked for address in addresses[:1]))


def spoilt(path: str) -> Iterator[str]:
    """The address with each part that its route reads replaced by nonsense, one at a time."""
    parts = path.split("/")
    found: Any = resolve(unquote(path))
    read = [str(value) for value in found.captured_kwargs.values()]
    for number, part in enumerate(parts):
        if any(word in unquote(part) or (part and unquote(part) in word.split("/")) for word in read):
            for value in VALUES:
                yield "/".join([*parts[:number], value, *parts[number + 1 :]])


def problems(response: Any, what: str) -> list[str]:
    """What is wrong with an answer to nonsense."""
    text = "" if response.streaming else response.content.decode("utf-8", "replace")
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    shown = what[:200]
    # 501 is what the specification of oEmbed asks for a form that is not offered
    found = [f"{shown}: {response.status_code}"] if response.status_code >= 500 and response.status_code != 501 else []
    is_page = response.headers.get("Content-Type", "").startswith(("text/html", "application/xml", "text/xml"))
    found += [f"{shown}: says {words}" for words in BROKEN if is_page and words in text]
    if "evil.example" in headers or (is_page and "evil.example" in text):
        found.append(f"{shown}: takes over the name of another host")
    return found


@pytest.fixture
def reader() -> Client:
    """Somebody whose requests may fail without failing the test at once."""
    return Client(raise_request_exception=False)


def test_nonsense_in_the_parts_of_addresses(reader: Client, paper: Paper) -> None:
    asked = [address for path in sound_addresses(paper) for address in spoilt(path)]
    assert len(asked) > 30 * len(VALUES)
    assert [line for address in asked for line in problems(reader.get(address), address)] == []


def test_nonsense_in_every_parameter(reader: Client, paper: Paper) -> None:
    """All together: the next test sends them one by one to the pages that read some."""
    found = []
    for path in sound_addresses(paper):
        for value in VALUES[:4]:
            query = "&".join(f"{name}={value}" for name in PARAMETERS)
            found += problems(reader.get(f"{path}?{query}"), f"{path} with every parameter {value}")
    assert found == []


@pytest.mark.parametrize("name", ["search", "search_suggestions", "oembed", "api_articles"])
def test_nonsense_in_one_parameter(reader: Client, paper: Paper, name: str) -> None:
    path = urlsplit(asked_about(paper, subject_of(paper))[f"reading:{name}"][0]).path
    asked = [f"{path}?{parameter}={value}" for parameter in PARAMETERS for value in VALUES]
    asked += [f"{path}?{'&'.join(f'p{number}=1' for number in range(2000))}", f"{path}?&&==&%&%zz&=&?=?"]
    assert [line for address in asked for line in problems(reader.get(address), address)] == []


def test_nonsense_in_headers(reader: Client, paper: Paper) -> None:
    found = []
    for path in sound_addresses(paper):
        for headers in HEADERS:
            # the test client's own cookies would stand in the place of ours
            sent = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
            response = reader.generic("GET", path, **sent)  # type: ignore[arg-type]
            reader.cookies.clear()
            found += problems(response, f"{path} with {headers}")
    assert found == []


def test_names_of_other_hosts_are_refused(reader: Client, paper: Paper) -> None:
    for host in HOSTS:
        for path in ("/", paper.lead.get_absolute_url(), "/feed/", "/api/v1/articles/", "/sitemap.xml", "/nowhere/"):
            response = reader.get(path, headers={"host": host})
            assert problems(response, f"{path} at {host!r}") == []


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "PROPFIND", "<B>"])
def test_pages_are_only_read(reader: Client, paper: Paper, method: str) -> None:
    """No page takes a change, but for the forms and the count of readings, which refuse an empty one."""
    for path in sound_addresses(paper):
        body = urlencode({"text": MARKUP, "website": MARKUP, "value": MARKUP})
        response = reader.generic(method, path, body, content_type="application/x-www-form-urlencoded")
        assert problems(response, f"{method} {path}") == []
        allowed = {200, 204} if method in ("POST", "OPTIONS") else set()
        assert response.status_code in REFUSED | allowed, f"{method} {path}: {response.status_code}"
