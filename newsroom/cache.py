"""Redis as a cache that may be away: then it holds nothing, and everything is worked out anew."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

REST = 5.0  # seconds after a failure in which Redis is not asked, so that no request waits for it twice


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache, whose failures are misses."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._asked_again_at = 0.0

    def _or(self, otherwise: Any, act: Callable[[], Any]) -> Any:
        if time.monotonic() < self._asked_again_at:
            return otherwise
        try:
            return act()
        except (RedisError, OSError) as error:
            self._asked_again_at = time.monotonic() + REST
            logger.warning("The cache is away and counts as empty: %s", type(error).__name__)
            return otherwise

    def add(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> bool:
        """Store unless it is there; without Redis nothing was there."""
        return bool(self._or(True, lambda: super(ForgivingRedisCache, self).add(key, value, *args, **kwargs)))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """What is stored, or the default."""
        return self._or(default, lambda: super(ForgivingRedisCache, self).get(key, default, version))

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        """Store it, or not."""
        self._or(None, lambda: super(ForgivingRedisCache, self).set(key, value, *args, **kwargs))

    def touch(self, key: Any, *args: Any, **kwargs: Any) -> bool:
        """Keep it longer; false where it is not there."""
        return bool(self._or(False, lambda: super(ForgivingRedisCache, self).touch(key, *args, **kwargs)))

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Forget it; whether it was there."""
        return bool(self._or(False, lambda: super(ForgivingRedisCache, self).delete(key, version)))

    def get_many(self, keys: Any, version: int | None = None) -> Any:
        """Those that are stored."""
        return self._or({}, lambda: super(ForgivingRedisCache, self).get_many(keys, version))

    def has_key(self, key: Any, version: int | None = None) -> bool:
        """Whether it is there."""
        return bool(self._or(False, lambda: super(ForgivingRedisCache, self).has_key(key, version)))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> Any:
        """Count up; without Redis everybody is the first."""
        return self._or(delta, lambda: super(ForgivingRedisCache, self).incr(key, delta, version))

    def set_many(self, data: Any, *args: Any, **kwargs: Any) -> list[Any]:
        """Store them, or none."""
        found = self._or(None, lambda: super(ForgivingRedisCache, self).set_many(data, *args, **kwargs))
        return list(data) if found is None else list(found)

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        """Forget them."""
        self._or(None, lambda: super(ForgivingRedisCache, self).delete_many(keys, version))

    def clear(self) -> None:
        """Forget everything."""
        self._or(None, lambda: super(ForgivingRedisCache, self).clear())
