"""Following the links of the site from page to page, until each public address has its file."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models import Article
from newsroom.edge.store import build_digest
from newsroom.edge.version import PublicVersion
from newsroom.holding import held
from newsroom.mirror.files import LOCK, Files, KnownPage, Tally
from newsroom.mirror.links import Address, file_name, internal, links_of, locations, rewritten, style_links
from newsroom.mirror.site import Resource, Site
from reading.kept_pages import unless_known

MISSING_PAGE = "404.html"  # the name that many servers look for
_ARTICLE_FILE = re.compile(r"articles/(\d+)/index\.html")
_FORM = re.compile(r'<form\b[^>]*\brole="search"|<form\b[^>]*\bmethod="get"', re.IGNORECASE)
_MAIN = re.compile(r"<main\b[^>]*>", re.IGNORECASE)

Progress = Callable[[int, int], None]  # pages done, pages known


@dataclass
class Outcome:
    """What an export did, and the links that led nowhere: from which page to which address."""

    tally: Tally
    pages: int = 0
    is_up_to_date: bool = False
    broken: list[tuple[str, str]] = field(default_factory=list)


def export(folder: Path, *, anew: bool = False, progress: Progress = lambda done, known: None) -> Outcome:
    """Bring the mirror in a folder up to date.

    Raises NotAMirror where the folder holds other things, and Held while another export writes into it.

    Nothing is done while the version of what is public, and the program that renders it, are those of the last
    export. Otherwise every page is asked for, but those of articles and issues that still show the same values are not
    rendered again (``reading.kept_pages``). ``anew`` asks for every page all the same.
    """
    Files.expect_ours(folder)
    with held(folder / LOCK):
        return _export(Files.open(folder), anew, progress)


def _export(files: Files, anew: bool, progress: Progress) -> Outcome:
    source = PublicVersion()
    try:
        program = build_digest()
        version = f"{source.current()} {program}"
    finally:
        source.close()
    if files.version == version and not anew:
        return Outcome(files.tally, is_up_to_date=True)
    _drop_retracted(files)
    if anew or not files.version.endswith(f" {program}"):
        files.pages.clear()
    walk = _Walk(Site(), files, progress)
    outcome = walk.run()
    files.finish(version, walk.known)  # the version it began with: what changed meanwhile is found by the next export
    return outcome


def _drop_retracted(files: Files) -> None:
    """What was taken down leaves before anything else is done; a large mirror takes minutes."""
    public = set(Article.objects.published().values_list("pk", flat=True))
    found = ((name, _ARTICLE_FILE.fullmatch(name)) for name in files.known)
    files.drop({name for name, match in found if match and int(match[1]) not in public})


class _Walk:
    """One export."""

    def __init__(self, site: Site, files: Files, progress: Progress) -> None:
        self._site, self._files, self._progress = site, files, progress
        self._waiting: deque[tuple[Address, str]] = deque()
        self._seen: set[Address] = set()
        self._names: dict[Address, str | None] = {}
        self._pages: list[tuple[Address, str]] = []
        self._outcome = Outcome(files.tally)
        self.known: dict[str, KnownPage] = {}

    def run(self) -> Outcome:
        """Fetch everything once; then write the pages again with links to the files that came of it."""
        for name in ("home", "sitemap", "robots", "search", "feed"):
            self._look_at(Address(reverse(f"reading:{name}")), "")
        # nothing leads to what was taken down, but its address still says so
        for pk in Article.objects.filter(state=Article.State.RETRACTED).values_list("pk", flat=True):
            self._look_at(Address(reverse("reading:article", args=[pk])), "")
        while self._waiting:
            address, came_from = self._waiting.popleft()
            self._names[address] = self._fetched(address, came_from)
            self._progress(len(self._names), len(self._seen))
        missing = self._site.get("/404-of-the-mirror/")
        text = missing.body.decode()
        self._files.write(MISSING_PAGE, self._mirrored(text, Address("/")).encode())
        return self._outcome

    def _look_at(self, address: Address, came_from: str) -> None:
        if address not in self._seen:
            self._seen.add(address)
            self._waiting.append((address, came_from))

    def _fetched(self, address: Address, came_from: str) -> str | None:
        """Fetch an address and write its file; the file's name."""
        is_lasting = address.path.startswith(f"{settings.MEDIA_URL}photos/")  # such files never change under their name
        name = file_name(address)
        if is_lasting and self._files.holds(name):
            self._files.keep(name)
            return name
        known = self._files.pages.get(name) if self._files.holds(name) else None
        with unless_known(known.values if known else "") as asking:
            found = self._site.get(address.path, address.query)
        if known and found.status == 304:
            return self._unchanged(address, name, known)
        if found.status in (301, 302, 307, 308):
            return self._redirected(found, address, came_from)
        # A page that says what became of a story (410) is linked from the corrections: a file server shows it with 200.
        if found.status not in (200, 410):
            self._outcome.broken.append((came_from, f"{address.path}?{address.query}".rstrip("?")))
            return None
        self._write(address, name, found)
        if found.kind == "text/html" and asking.values:
            links = links_of(found.body.decode(), address.path)
            self.known[name] = KnownPage(asking.values, tuple((link.path, link.page) for link in links))
        return name

    def _unchanged(self, address: Address, name: str, known: KnownPage) -> str:
        """Leave a page as it is, and follow its links."""
        for link in known.links:
            self._look_at(Address(*link), address.path)
        self._outcome.pages += 1
        self._files.keep(name)
        self.known[name] = known
        return name

    def _write(self, address: Address, name: str, found: Resource) -> None:
        if found.kind == "text/html":
            text = found.body.decode()
            for link in links_of(text, address.path):
                self._look_at(link, address.path)
            self._outcome.pages += 1
            self._files.write(name, self._mirrored(text, address).encode())
            return
        if found.kind == "text/css":
            for link in style_links(found.body.decode(), address.path):
                self._look_at(link, address.path)
        elif address.path.endswith(".xml"):
            for location in locations(found.body.decode()):
                if target := internal(location, "/"):
                    self._look_at(target, address.path)
        self._files.write(name, found.body)

    def _redirected(self, found: Resource, address: Address, came_from: str) -> str | None:
        """A page that sends the reader on, for servers that cannot redirect."""
        target = internal(found.location, address.path)
        if target is None:
            return None
        self._look_at(target, came_from)
        name = file_name(address)
        path = escape(target.mirrored)
        page = (
            '<!DOCTYPE html>\n<html lang="zh-Hans"><head><meta charset="utf-8">'
            f'<meta http-equiv="refresh" content="0; url={path}"><title>{path}</title></head>'
            f'<body><p><a href="{path}">{path}</a></p></body></html>\n'
        )
        self._files.write(name, page.encode())
        return name

    def _mirrored(self, text: str, address: Address) -> str:
        page = rewritten(text, address.path, self._path_of)
        if address.path == reverse("reading:search"):
            page = _MAIN.sub(lambda found: found[0] + _search_note(), page, count=1)
        return page

    @staticmethod
    def _path_of(address: Address) -> str:
        """The path of an address in the mirror: a folder's where a server finds its index, else the file's."""
        return quote(f"/{file_name(address).removesuffix('index.html')}")


def _search_note() -> str:
    """What the mirror's search page says."""
    live = escape(f"{settings.SITE_URL}{reverse('reading:search')}")
    words = escape(_("This is a copy of the site as plain files. The search needs the live site:"))
    return f'\n<p class="note" role="note">{words} <a href="{live}">{live}</a></p>'
