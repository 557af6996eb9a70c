"""Where a request comes from: the one place that believes, or does not believe, what a proxy says."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

HOME_NETWORK = 64  # bits of an IPv6 address that one household or office has to itself


def client_address(request: HttpRequest) -> str | None:
    """The address of the client: what the connection says, or the proxy's word where TRUSTED_PROXIES counts them.

    Each proxy appends the address it was asked from, so with N trusted ones the N-th from the right was written by
    ours; whatever stands to its left anybody may have written.
    """
    candidate = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
        if len(hops) >= settings.TRUSTED_PROXIES:
            candidate = hops[-settings.TRUSTED_PROXIES]
    try:
        return str(ip_address(candidate))
    except ValueError:
        return None


def counted_address(request: HttpRequest) -> str | None:
    """The address under which tries are counted: an IPv6 client counts by its network, which holds 2^64 addresses."""
    found = client_address(request)
    if found is None or not isinstance(parsed := ip_address(found), IPv6Address):
        return found
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ip_network((int(parsed), HOME_NETWORK), strict=False).network_address)
