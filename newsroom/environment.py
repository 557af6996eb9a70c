"""Reading the environment: each kind of setting, and what is wrong with one that is nonsense."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from accounts.limits import Limit


def env_bool(name: str, default: bool) -> bool:
    """A switch: 1/0, true/false, yes/no, on/off."""
    value = os.environ.get(name, "").strip().lower()
    if value in ("", "1", "true", "yes", "on"):
        return bool(value) or default
    if value in ("0", "false", "no", "off"):
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is neither on nor off: use 1 or 0.")


def env_int(name: str, default: int, lowest: int, highest: int) -> int:
    """A whole number between two bounds, both included."""
    value = os.environ.get(name, "").strip() or str(default)
    if not value.isdecimal() or not lowest <= int(value) <= highest:
        raise ImproperlyConfigured(f"{name}={value!r} must be a whole number from {lowest} to {highest}.")
    return int(value)


def env_list(name: str) -> list[str]:
    """Words separated by commas."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def env_url(name: str, schemes: tuple[str, ...]) -> str:
    """An address with one of these schemes, or the empty string."""
    value = os.environ.get(name, "").strip().rstrip("/")
    if value and (urlsplit(value).scheme not in schemes or not urlsplit(value).netloc):
        raise ImproperlyConfigured(f"{name}={value!r} must be an address that begins with {' or '.join(schemes)}://.")
    return value


def env_folder(name: str, default: Path) -> Path:
    """An absolute folder; made when it is first written to."""
    path = Path(os.environ.get(name, "").strip() or default)
    if not path.is_absolute() or path.is_file():
        raise ImproperlyConfigured(f"{name}={str(path)!r} must be the absolute path of a folder.")
    return path


def env_limits(name: str, defaults: dict[str, str]) -> dict[str, Limit]:
    """Limits written as ``login=60/300,search=120/60`` over the defaults; ``off`` is none at all."""
    if os.environ.get(name, "").strip().lower() == "off":
        return {}
    limits = {kind: Limit.parse(words) for kind, words in defaults.items()}
    for entry in env_list(name):
        kind, _equals, words = (part.strip() for part in entry.partition("="))
        if kind not in limits:
            raise ImproperlyConfigured(f"{name}: there is no {kind!r}; the kinds are {', '.join(defaults)}, or off.")
        try:
            limits[kind] = Limit.parse(words)
        except ValueError as error:
            raise ImproperlyConfigured(f"{name}: {error}") from None
    return limits


def local_secret(path: Path) -> str:
    """The secret of a site on one machine: random, made once, readable by its owner alone, kept beside the data."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text(encoding="utf-8")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text(encoding="utf-8")
