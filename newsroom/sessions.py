"""Log-ins in the database, with a copy in Redis for a minute: servers share them, and none is lost with Redis.

The copy is short-lived on purpose. A log-out, or a session that was changed, while Redis could not be told of it holds
everywhere once the copy has run out; nothing that a lost message could leave behind lives longer than a minute.
"""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import cached_db
from django.core.cache import BaseCache

COPY_SECONDS = 60


class _Briefly:
    """A cache that keeps nothing longer than a minute."""

    def __init__(self, cache: BaseCache) -> None:
        self._cache = cache

    def set(self, key: str, value: Any, timeout: float) -> None:
        """Keep a session's copy."""
        self._cache.set(key, value, min(timeout, COPY_SECONDS))

    def get(self, key: str) -> Any:
        """The copy, or None."""
        return self._cache.get(key)

    def delete(self, key: str) -> None:
        """Forget the copy."""
        self._cache.delete(key)

    def __contains__(self, key: str) -> bool:
        return key in self._cache


class SessionStore(cached_db.SessionStore):
    """Django's sessions of database and cache, the cache's share bounded."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._cache: Any = _Briefly(self._cache)
