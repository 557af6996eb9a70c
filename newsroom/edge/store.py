"""Where pages are kept: in the process, bounded by bytes, and behind it in the cache that servers share."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.cache import BaseCache, caches

from newsroom.edge.addresses import Key
from newsroom.edge.pages import StoredPage

logger = logging.getLogger(__name__)

SHARE_OF_QUERIES = 4  # pages with a query (searches, later pages of lists) get a quarter: they push no article out
SHARED_SECONDS = 86_400


class Shelf:
    """Pages by key, the least recently read going first. A newer version takes the place of the older."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._pages: OrderedDict[Key, StoredPage] = OrderedDict()
        self._lock = threading.Lock()
        self._bytes = 0

    @property
    def bytes(self) -> int:
        """What the pages cost."""
        return self._bytes

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: Key) -> StoredPage | None:
        """The page kept under a key, of whatever version."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: Key, page: StoredPage) -> None:
        """Keep a page, unless it alone would fill an eighth of the shelf."""
        with self._lock:
            former = self._pages.pop(key, None)
            if former is not None:
                self._bytes -= former.cost
            if page.cost * 8 > self._most:
                return
            self._pages[key] = page
            self._bytes += page.cost
            while self._bytes > self._most:
                _key, oldest = self._pages.popitem(last=False)
                self._bytes -= oldest.cost


class Store:
    """The pages of this process, and those of its neighbours where they share a cache."""

    def __init__(self, most_bytes: int, shared: BaseCache | None = None) -> None:
        queries = most_bytes // SHARE_OF_QUERIES
        self._pages, self._queries = Shelf(most_bytes - queries), Shelf(queries)
        self._shared = shared

    def get(self, key: Key) -> StoredPage | None:
        """The page that this process keeps under a key, of whatever version."""
        return self._shelf(key).get(key)

    def get_shared(self, key: Key, version: str) -> StoredPage | None:
        """A neighbour's page for exactly this version."""
        if self._shared is None:
            return None
        try:
            found = self._shared.get(self._name(key, version))
        except Exception as error:  # whatever a cache of any make raises, the page can still be rendered
            logger.warning("The shared cache does not answer: %s", error)
            return None
        if found is None:
            return None
        page = StoredPage(version, *found)
        self._shelf(key).put(key, page)
        return page

    def put(self, key: Key, page: StoredPage) -> None:
        """Keep a page here and, where there is one, in the shared cache."""
        self._shelf(key).put(key, page)
        if self._shared is None:
            return
        try:
            self._shared.set(self._name(key, page.version), (page.headers, page.body), SHARED_SECONDS)
        except Exception as error:
            logger.warning("The shared cache does not take a page: %s", error)

    def _shelf(self, key: Key) -> Shelf:
        return self._queries if key.query else self._pages

    def _name(self, key: Key, version: str) -> str:
        # servers share a page only while they run the same program
        digest = hashlib.sha256("\0".join([build_digest(), version, *map(str, key)]).encode()).hexdigest()
        return f"page:{digest}"


def own_store() -> Store:
    """The store that the settings ask for."""
    return Store(settings.PAGE_CACHE_BYTES, caches["default"] if settings.REDIS_URL else None)


@cache
def build_digest() -> str:
    """The code, templates and statics that pages are rendered with, and the settings that show in them, as a hash."""
    digest = hashlib.sha256(f"{settings.SITE_URL} {settings.TIME_ZONE} {settings.DEBUG}".encode())
    for path in sorted(_sources()):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources() -> Iterable[Path]:
    for room in ("reading", "issues", "articles", "departments", "newsroom", "templates", "locale"):
        for pattern in ("*.py", "*.html", "*.xml", "*.mo"):
            yield from (settings.BASE_DIR / room).rglob(pattern)
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if manifest.is_file():
        yield manifest
