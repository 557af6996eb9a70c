"""How often one connection may write: counted under a name that changes daily and leads back to nobody."""

from __future__ import annotations

from django.http import HttpRequest

from accounts.addresses import counted_address
from accounts.limits import Limit, within


def within_limit(request: HttpRequest, what: str, *, most: int, seconds: int) -> bool:
    """Count one more act of this connection, and say whether it is among the ``most`` allowed in ``seconds``."""
    return within(Limit(most, seconds), what, counted_address(request) or "")
