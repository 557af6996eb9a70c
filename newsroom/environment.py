"""Reading the environment: each kind of setting, and what is wrong with one that is nonsense."""

from __future__ import annotations

import importlib.util
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

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
    parts = urlsplit(value)
    names_a_place = parts.path if parts.scheme == "unix" else parts.netloc
    if value and (parts.scheme not in schemes or not names_a_place):
        raise ImproperlyConfigured(f"{name}={value!r} must be an address that begins with {' or '.join(schemes)}://.")
    return value


def env_database(name: str) -> dict[str, Any]:
    """An address of PostgreSQL as Django's settings of a database; empty without one."""
    value = os.environ.get(name, "").strip()
    if not value:
        return {}
    try:
        parts = conninfo_to_dict(value)
    except ProgrammingError:
        raise ImproperlyConfigured(
            # the driver's own message would print the password
            f"{name} is not an address of PostgreSQL, such as postgresql://user:password@host:5432/newsroom."
        ) from None
    if not parts.get("dbname"):
        raise ImproperlyConfigured(f"{name} names no database: postgresql://user:password@host:5432/newsroom.")
    named = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    return {key: str(parts.pop(part, "") or "") for key, part in named.items()} | {"OPTIONS": dict(parts)}


def env_bucket() -> dict[str, Any]:
    """What MEDIA_S3_… say, as options of ``newsroom.object_storage``; empty where no bucket is named."""
    told = {
        "bucket_name": "MEDIA_S3_BUCKET",
        "region_name": "MEDIA_S3_REGION",
        "access_key": "MEDIA_S3_ACCESS_KEY",
        "secret_key": "MEDIA_S3_SECRET_KEY",
        "location": "MEDIA_S3_PREFIX",
    }
    options: dict[str, Any] = {key: value for key, name in told.items() if (value := os.environ.get(name, "").strip())}
    if endpoint := env_url("MEDIA_S3_ENDPOINT", ("http", "https")):
        options["endpoint_url"] = endpoint
    if not options.get("bucket_name"):
        if options:
            raise ImproperlyConfigured("MEDIA_S3_… are set, but no bucket: set MEDIA_S3_BUCKET, or none of them.")
        return {}
    if ("access_key" in options) != ("secret_key" in options):
        raise ImproperlyConfigured("Set both MEDIA_S3_ACCESS_KEY and MEDIA_S3_SECRET_KEY, or neither.")
    options["addressing_style"] = os.environ.get("MEDIA_S3_ADDRESSING", "").strip() or "auto"
    if options["addressing_style"] not in ("auto", "path", "virtual"):
        raise ImproperlyConfigured("MEDIA_S3_ADDRESSING must be auto, path or virtual.")
    if importlib.util.find_spec("storages") is None or importlib.util.find_spec("boto3") is None:
        raise ImproperlyConfigured("MEDIA_S3_BUCKET is set: install the extra “production” (django-storages[s3]).")
    return options


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
