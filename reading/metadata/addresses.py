"""Addresses with scheme and host."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings


def absolute(path: str) -> str:
    """An address with scheme and host, from a path on this site."""
    return f"{settings.SITE_URL}{path}"


def domain() -> str:
    """Host name (and port) of the site."""
    return urlsplit(settings.SITE_URL).netloc
