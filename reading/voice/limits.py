"""How often one connection may write: counted under a name that changes daily and leads back to nobody."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from accounts import clock


def _name(request: HttpRequest, what: str) -> str:
    """The counter's name. The address itself is stored nowhere, and tomorrow its counter has another name."""
    key = f"{settings.SECRET_KEY}{clock.now():%Y-%m-%d}".encode()
    address = request.META.get("REMOTE_ADDR", "")
    return f"limit:{what}:{hmac.new(key, address.encode(errors='replace'), hashlib.sha256).hexdigest()[:32]}"


def within_limit(request: HttpRequest, what: str, *, most: int, seconds: int) -> bool:
    """Count one more act of this connection, and say whether it is among the ``most`` allowed in ``seconds``."""
    name = _name(request, what)
    if cache.add(name, 1, seconds):
        return True
    try:
        return int(cache.incr(name)) <= most
    except ValueError:  # it ran out between the two
        cache.set(name, 1, seconds)
        return True
