"""Targets that ask the whole site over WSGI: ``python -m benchmarks.fuzz.asking TARGET SECONDS FOLDER``.

``api`` takes the API's own OpenAPI document at its word (schemathesis): sound and unsound parameters, other methods.
``public`` fills every other public address and its parameters with what an attacker or a broken program would send
(hypothesis). The process runs in a database of the benchmarks' own; nothing but the public site is asked.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import django
import hypothesis
import jsonschema
import lxml.etree
import schemathesis
from hypothesis import strategies as st
from referencing import Registry, Resource
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks
from werkzeug.test import Client, TestResponse

django.setup()

from benchmarks.fuzz.findings import Findings  # noqa: E402
from benchmarks.fuzz.properties import Broken  # noqa: E402
from newsroom.wsgi import application  # noqa: E402
from tests.conftest import SHARED  # noqa: E402
from tests.security.escapes import escapes  # noqa: E402
from tests.security.vectors import OWN  # noqa: E402

HOME, ROOT = "http://127.0.0.1", "/api/v1/"
BATCH = 60  # examples between two looks at the clock
PROBLEM = ("type", "title", "status", "detail", "documentation")
CHECKS = (
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
    checks.negative_data_rejection,
)
Ask = Callable[[int], None]  # with the seed of the batch


class Site:
    """The site as a client asks it, and what has been found so far."""

    def __init__(self, folder: Path) -> None:
        self.client, self.findings, self.asked = Client(application), Findings(folder), 0
        schema = SHARED / "schemas" / "ninjs-3.1.schema.json"
        self.ninjs = _validator(schema) if schema.is_file() else None

    def send(self, method: str, address: str, headers: dict[str, str] | None = None) -> TestResponse:
        """Ask once, over the application that the server runs."""
        self.asked += 1
        return self.client.open(address, method=method, headers=headers, base_url=HOME)

    def judged(self, judge: Callable[[], None], sent: str) -> None:
        """Judge an answer; what fails is kept and does not end the search."""
        try:
            judge()
        except hypothesis.errors.HypothesisException:
            raise
        except (Exception, FailureGroup) as error:
            self.findings.add(error, sent.encode("utf-8", "backslashreplace"), sent)


def _validator(schema: Path) -> jsonschema.Draft202012Validator:
    """IPTC's own schema; the one of GeoJSON, which it only names, takes any object here: no request leaves us."""
    shape = Resource.from_contents({"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"})
    registry: Registry[Any] = Registry().with_resource("https://geojson.org/schema/GeoJSON.json", shape)
    return jsonschema.Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")), registry=registry)


def bounded(seed: int, run: Callable[..., None], **given: st.SearchStrategy[Any]) -> None:
    """One batch of examples."""
    settings = hypothesis.settings(
        max_examples=BATCH,
        database=None,
        deadline=None,
        derandomize=False,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    hypothesis.seed(seed)(settings(hypothesis.given(**given)(run)))()


# ------------------------------------------------------------------------------------------------- API


def api(site: Site) -> list[Ask]:
    """For each address of the description: what the schema allows, and what it does not."""
    description = site.send("GET", f"{ROOT}openapi.json").get_json()
    schema = schemathesis.openapi.from_dict(description)
    schema.config.update(base_url=HOME)

    def of(operation: Any, mode: schemathesis.GenerationMode) -> Ask:
        def ask(seed: int) -> None:
            def one(case: Any) -> None:
                site.asked += 1
                response = case.call(base_url=HOME, app=application, headers={"Accept-Encoding": "identity"})
                sent = case.as_curl_command()
                wanted = [check for check in CHECKS if mode == NEGATIVE or check is not checks.negative_data_rejection]
                site.judged(lambda: case.validate_response(response, checks=wanted), sent)
                site.judged(lambda: _sound(site, response.status_code, response.headers, response.content), sent)

            bounded(seed, one, case=operation.as_strategy(generation_mode=mode))

        return ask

    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    unsound = [of(operation, NEGATIVE) for operation in operations if list(operation.iter_parameters())]
    return [*(of(operation, POSITIVE) for operation in operations), *unsound, _odd(site)]


POSITIVE, NEGATIVE = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE


def _sound(site: Site, status: int, headers: Any, content: bytes) -> None:
    """An answer of the API: JSON, a problem document where it is no 200, ninjs where it is a story."""
    _must(status < 500, f"the API answers {status}", content[:300])
    if status in (204, 301, 304):
        return
    kind = headers.get("content-type") or headers.get("Content-Type") or [""]
    kind = str(kind[0] if isinstance(kind, list) else kind).partition(";")[0]
    _must(kind == ("application/json" if status == 200 else "application/problem+json"), f"{status} is {kind}", content)
    document = json.loads(content) if content else {}
    if status != 200:
        _must(not content or all(name in document for name in PROBLEM), "a problem lacks a member", document)
        return
    stories = [document, *document.get("items", ())] if isinstance(document, dict) else []
    for story in stories:
        if site.ninjs is not None and "representationType" in story:
            wrong = [error.message for error in site.ninjs.iter_errors(story)]
            _must(not wrong, "a story is no ninjs", wrong[:3])


def _odd(site: Site) -> Ask:
    """Addresses below the API that nobody described, in all methods."""

    def ask(seed: int) -> None:
        def one(method: str, rest: str, query: str) -> None:
            address = f"{ROOT}{quote(rest, safe='/%')}?{quote(query, safe='=&%+;[]')}"
            response = site.send(method, address)
            body = b"" if method == "HEAD" else response.data
            site.judged(lambda: _sound(site, response.status_code, response.headers, body), f"{method} {address}")

        bounded(seed, one, method=st.sampled_from(METHODS), rest=st.one_of(PATHS, VALUES), query=QUERIES)

    return ask


METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "BREW")
NAMES = (
    *("q", "column", "department", "grid", "since", "until", "changed_since", "limit", "cursor", "representation"),
    *("publication", "year", "month", "page", "sort", "order", "kind", "period", "from", "to", "author", "url"),
    *("format", "maxwidth", "maxheight", "callback", "next", "back", "mode", "size", "lang", "fields", "match", "days"),
)
PATHS = st.lists(
    st.sampled_from(
        ("articles", "issues", "columns", "departments", "grid-areas", "pages", "1", "0", "-1", "..", "", "%00")
    ),
    max_size=6,
).map("/".join)
NUMBERS = st.one_of(
    st.integers(-3, 40), st.sampled_from((2**31, 2**63, 2**64, 10**30)), st.sampled_from(("١", "²", "1e9", "0x1", "+1"))
).map(str)
DAYS = st.one_of(
    st.dates().map(str),
    st.sampled_from(("0000-00-00", "2026-02-30", "9999-12-31", "2026-03-01T00:00:00Z", "２０２６-03-01")),
)
VALUES = st.one_of(
    st.sampled_from(OWN),
    NUMBERS,
    DAYS,
    st.text(max_size=60),
    st.text(alphabet="车位议事\"“”*-() OR：:%_\\'", max_size=200),
)
QUERIES = st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=5).map(
    lambda pairs: "&".join(f"{name}={quote(value.encode('utf-8', 'surrogatepass'), safe='%')}" for name, value in pairs)
)


# ------------------------------------------------------------------------------------------------- public site

HEADERS = (
    *("Range", "If-None-Match", "If-Modified-Since", "Accept-Encoding", "Accept", "Accept-Language", "Cookie"),
    *("X-Forwarded-Host", "X-Forwarded-Proto", "HX-Request"),
)
SAID = ("bytes=0-", "bytes=5-2", "*", '"x"', "reading=large", "reading=%22", "br;q=9", "1", "evil.example")
PRINTABLE = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40)


def public(site: Site) -> list[Ask]:
    """Every public address with parts of it replaced, any query, some headers of proxies and programs."""
    from django.urls import URLPattern

    from reading.urls import urlpatterns

    routes = [
        str(one.pattern) for one in urlpatterns if isinstance(one, URLPattern) and "api/v1" not in str(one.pattern)
    ]
    headers = st.dictionaries(st.sampled_from(HEADERS), st.one_of(st.sampled_from(SAID), PRINTABLE), max_size=3)

    def of(some: list[str]) -> Ask:
        def ask(seed: int) -> None:
            def one(data: Any, method: str, query: str, headers: dict[str, str]) -> None:
                path = _filled(data.draw(st.sampled_from(some)), data)
                address = f"/{path}?{query}" if query else f"/{path}"
                response = site.send(method, address, headers)
                site.judged(lambda: _shown(response, method), f"{method} {address} {headers}")

            bounded(
                seed, one, data=st.data(), method=st.sampled_from((*("GET",) * 12, "HEAD", "POST")), query=QUERIES,
                headers=headers,
            )  # fmt: skip

        return ask

    searches = [route for route in routes if route.startswith(("search", "archive", "oembed", "topics", "authors"))]
    return [of(routes), of(searches)]


def _filled(route: str, data: Any) -> str:
    """The route with something in the place of each of its parts, mostly something that could be there."""
    pieces = (piece.partition(">") for piece in route.split("<"))
    path = ""
    for head, is_part, rest in pieces:
        if not is_part:
            path += head
            continue
        kind = head.partition(":")[0]
        likely = {"int": NUMBERS, "year": st.integers(1900, 2999).map(str), "month": st.integers(1, 12).map(str)}
        usual = likely.get(
            kind, st.sampled_from(("tongxi", "shequ", "pages", "issues", "articles", "kuaixun", "sheping"))
        )
        value = data.draw(st.one_of(usual, usual, VALUES))
        path += quote(value.encode("utf-8", "surrogatepass"), safe="%") + rest
    return path


def _shown(response: TestResponse, method: str) -> None:
    """A public answer: no error, nothing injected, each form judged by a parser of its own, the policies on it."""
    status, content = response.status_code, response.data
    _must(status < 500 or status == 501, f"the site answers {status}", content[:300])
    _must("content-security-policy" in response.headers, "an answer has no policy", dict(response.headers))
    _must(
        response.headers.get("X-Content-Type-Options") == "nosniff", "an answer may be sniffed", dict(response.headers)
    )
    place = response.headers.get("Location", "")
    _must(
        not place.startswith(("//", "/\\")) and "evil.example" not in place.partition("?")[0], "sent elsewhere", place
    )
    if method == "HEAD" or response.headers.get("Content-Encoding") or not content or status in (206, 304):
        return
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    if kind == "text/html":
        _must(not (found := escapes(content.decode())), "markup of a visitor's came back", found)
    elif kind.endswith("json"):
        json.loads(content)
    elif kind.endswith("xml"):
        lxml.etree.fromstring(content, lxml.etree.XMLParser(resolve_entities=False))


def _must(is_so: bool, what: str, shown: object = "") -> None:
    if not is_so:
        raise Broken(what, str(shown)[:400])


# ------------------------------------------------------------------------------------------------- running

TARGETS: dict[str, Callable[[Site], list[Ask]]] = {"api": api, "public": public}


def run(name: str, seconds: int, folder: Path) -> None:
    """Ask for so long, one kind of question after the other, each batch with a seed of its own."""
    site, began, rounds = Site(folder), time.monotonic(), 0
    asks = TARGETS[name](site)
    while time.monotonic() - began < seconds:
        asks[rounds % len(asks)](rounds)
        rounds += 1
        passed = {"inputs": site.asked, "seconds": round(time.monotonic() - began)}
        (folder / "progress.json").write_text(json.dumps(passed))


if __name__ == "__main__":
    run(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
