"""Redis as a cache that may be away: then it holds nothing, everything is worked out anew, and each process counts.

What must be counted all the same (limits on log-ins, forms and searches) goes on in the memory of each process while
Redis is away; nothing else does, since processes that remembered apart would contradict each other.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)

REST = 5.0  # seconds after a failure in which Redis is not asked, so that no request waits for it twice
PATIENCE = 1.0  # seconds that Redis has to take a connection, and for each answer
_MEANWHILE = "newsroom-while-redis-is-away"


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache, whose failures are misses, and whose counters go on in this process meanwhile."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        # One further try, at once: it replaces a connection that Redis closed when it was started anew.
        bounds = {"socket_connect_timeout": PATIENCE, "socket_timeout": PATIENCE, "retry": Retry(NoBackoff(), 1)}
        super().__init__(server, {**params, "OPTIONS": {**bounds, **params.get("OPTIONS", {})}})
        self._meanwhile = LocMemCache(_MEANWHILE, {"OPTIONS": {"MAX_ENTRIES": 20_000}})
        self._asked_again_at = 0.0

    def _or(self, otherwise: Callable[[], Any], act: Callable[[], Any]) -> Any:
        if time.monotonic() < self._asked_again_at:
            return otherwise()
        try:
            return act()
        except (RedisError, OSError) as error:
            self._asked_again_at = time.monotonic() + REST
            logger.warning("The cache is away and counts as empty: %s", type(error).__name__)
            return otherwise()

    def add(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> bool:
        """Store unless it is there; without Redis this process remembers what it added."""
        meanwhile = lambda: self._meanwhile.add(key, value, *args, **kwargs)  # noqa: E731
        return bool(self._or(meanwhile, lambda: super(ForgivingRedisCache, self).add(key, value, *args, **kwargs)))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """What is stored, or the default."""
        meanwhile = lambda: self._meanwhile.get(key, default, version)  # noqa: E731
        return self._or(meanwhile, lambda: super(ForgivingRedisCache, self).get(key, default, version))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> Any:
        """Count up; ValueError where nothing is counted under this key, here or while Redis is away."""
        meanwhile = lambda: self._meanwhile.incr(key, delta, version)  # noqa: E731
        return self._or(meanwhile, lambda: super(ForgivingRedisCache, self).incr(key, delta, version))

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        """Store it, or not."""
        self._or(_nothing, lambda: super(ForgivingRedisCache, self).set(key, value, *args, **kwargs))

    def touch(self, key: Any, *args: Any, **kwargs: Any) -> bool:
        """Keep it longer; false where it is not there."""
        return bool(self._or(_nothing, lambda: super(ForgivingRedisCache, self).touch(key, *args, **kwargs)))

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Forget it; whether it was there."""
        return bool(self._or(_nothing, lambda: super(ForgivingRedisCache, self).delete(key, version)))

    def get_many(self, keys: Any, version: int | None = None) -> Any:
        """Those that are stored."""
        return self._or(dict, lambda: super(ForgivingRedisCache, self).get_many(keys, version))

    def has_key(self, key: Any, version: int | None = None) -> bool:
        """Whether it is there."""
        return bool(self._or(_nothing, lambda: super(ForgivingRedisCache, self).has_key(key, version)))

    def set_many(self, data: Any, *args: Any, **kwargs: Any) -> list[Any]:
        """Store them, or none; the keys that were not stored."""
        failed = self._or(lambda: data, lambda: super(ForgivingRedisCache, self).set_many(data, *args, **kwargs))
        return list(failed)

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        """Forget them."""
        self._or(_nothing, lambda: super(ForgivingRedisCache, self).delete_many(keys, version))

    def clear(self) -> None:
        """Forget everything."""
        self._meanwhile.clear()
        self._or(_nothing, lambda: super(ForgivingRedisCache, self).clear())


def _nothing() -> None:
    return None
