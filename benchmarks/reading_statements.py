"""What each public page asks of the database, in statements and blocks of 8 KB: figures that no other load can blur.

Run within Django's settings of a database (``manage.py shell``). Every page is asked twice: first as after a
publication, when what is kept for the state of the paper (``reading.standing``) is not there yet, then again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from django.core.cache import cache
from django.db import connection
from django.test import Client

from articles.models import Byline
from reading import standing

_ASKS = re.compile(r"\s*\(*\s*(SELECT|EXECUTE|WITH)\b", re.IGNORECASE)


@dataclass(slots=True)
class Work:
    """What PostgreSQL did for one page: statements, blocks looked at, milliseconds of execution."""

    statements: int = 0
    blocks: int = 0
    milliseconds: float = 0.0


@contextmanager
def _explained() -> Iterator[Work]:
    """Has every question explained with the figures of a run of its own, before it is put as it is."""
    work, asking = Work(), False

    def explain(execute: Callable[..., Any], sql: str, parameters: Any, many: bool, context: Any) -> Any:
        nonlocal asking
        if not asking and _ASKS.match(sql):
            asking = True
            try:
                with connection.cursor() as cursor:
                    cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {sql}", parameters)
                    found = cursor.fetchone()[0][0]
            finally:
                asking = False
            work.statements += 1
            work.blocks += found["Plan"]["Shared Hit Blocks"] + found["Plan"]["Shared Read Blocks"]
            work.milliseconds += found["Execution Time"]
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(explain):
        yield work


def addresses(client: Client) -> dict[str, str]:
    """One address of each kind, found as a reader would find it."""

    def first(pattern: str, path: str, place: int = 0) -> str:
        return unquote(re.findall(pattern, client.get(path).content.decode())[place])

    issue = first(r'href="(/issues/[\w-]+/\d+/\d+/)"', "/")
    byline = Byline.objects.order_by("-pk")[0]
    return {
        "issue": issue,
        "article": first(r'href="(/articles/\d+/)"', issue, 14),
        "home": "/",
        "e-paper": f"{issue}1/",
        "columns": "/columns/",
        "column": first(r'href="(/columns/[\w-]+/)"', "/columns/"),
        "department": first(r'href="(/departments/[\w-]+/)"', "/departments/"),
        "authors": "/authors/",
        "author": f"/authors/{byline.name}/",
        "grid areas": "/grid/",
        "grid area": first(r'href="(/grid/[\w-]+/)"', "/grid/"),
        "topics": "/topics/",
        "topic": first(r'href="(/topics/[^"/]+/)"', "/topics/"),
        "archive": "/archive/",
        "year": f"/archive/{issue.split('/')[3]}/",
        "corrections": "/corrections/",
        "search": "/search/",
        "feed": "/feed/",
        "column feed": first(r'href="(/columns/[\w-]+/)"', "/columns/") + "feed/",
        "sitemap": "/sitemap.xml",
    }


def main() -> None:
    """Print one JSON object: for each page its address, and its work at first and again, as lists of three numbers."""
    client, found = Client(HTTP_HOST="127.0.0.1"), dict[str, Any]()
    for name, path in addresses(client).items():
        client.get(path)  # statements prepared, templates read
        cache.clear()
        standing.forget()
        works = []
        for _turn in ("first", "again"):
            with _explained() as work:
                response = client.get(path)
            if response.status_code != 200:
                raise SystemExit(f"{path} answered with {response.status_code}.")
            works.append((work.statements, work.blocks, round(work.milliseconds, 2)))
        found[name] = works
    print(json.dumps(found))
