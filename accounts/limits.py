"""How often something may be done in a time: counted in the cache, under names that lead back to nobody."""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache

from accounts import clock

logger = logging.getLogger(__name__)

_WRITTEN = re.compile(r"(?P<most>[1-9]\d{0,5})/(?P<seconds>[1-9]\d{0,4})")


def _failures_of_the_cache() -> tuple[type[Exception], ...]:
    """What a cache that is away raises; Redis's own errors where its client is installed."""
    try:
        from redis.exceptions import RedisError
    except ImportError:
        return (OSError,)
    return (OSError, RedisError)


CACHE_AWAY = _failures_of_the_cache()


@dataclass(frozen=True)
class Limit:
    """So many acts in so many seconds."""

    most: int
    seconds: int

    @classmethod
    def parse(cls, words: str) -> Limit:
        """A limit written as ``60/300``; ValueError for anything else."""
        found = _WRITTEN.fullmatch(words.strip())
        if not found:
            raise ValueError(f"{words!r} is no limit; write how many in how many seconds, such as 60/300.")
        return cls(int(found["most"]), int(found["seconds"]))


def within(limit: Limit, what: str, who: str) -> bool:
    """Count one more act, and say whether it is among those allowed. With the cache away everything is allowed."""
    name = counter(what, who)
    try:
        if cache.add(name, 1, limit.seconds):
            return True
        try:
            return int(cache.incr(name)) <= limit.most
        except ValueError:  # it ran out between the two
            cache.set(name, 1, limit.seconds)
            return True
    except CACHE_AWAY as error:
        logger.warning("The cache is away, so “%s” is not limited: %s", what, error)
        return True


def counter(what: str, who: str) -> str:
    """The counter's name. The address itself is stored nowhere, and tomorrow its counter has another name."""
    key = f"{settings.SECRET_KEY}{clock.now():%Y-%m-%d}".encode()
    return f"limit:{what}:{hmac.new(key, who.encode(errors='replace'), hashlib.sha256).hexdigest()[:32]}"
