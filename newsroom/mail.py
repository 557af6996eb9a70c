"""Where e-mails go, from one address: ``console:``, ``file:///folder``, ``smtp://…`` or ``smtps://…``."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TIMEOUT = 10  # seconds; somebody may be waiting for the page whose act sends the mail
_BACKENDS = "django.core.mail.backends"


def email_settings(address: str) -> dict[str, Any]:
    """Django's settings for an address of a mail server.

    ``smtp`` speaks STARTTLS on port 587 where user and password are given, and plain on port 25 otherwise; ``smtps``
    speaks TLS from the beginning, on port 465. Raises ImproperlyConfigured, without the password in its message.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise _nonsense() from None
    if parts.scheme == "console" and not parts.netloc:
        return {"EMAIL_BACKEND": f"{_BACKENDS}.console.EmailBackend"}
    if parts.scheme == "file" and not parts.netloc and Path(parts.path).is_absolute():
        return {"EMAIL_BACKEND": f"{_BACKENDS}.filebased.EmailBackend", "EMAIL_FILE_PATH": unquote(parts.path)}
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise _nonsense()
    is_tls, has_login = parts.scheme == "smtps", bool(parts.username)
    return {
        "EMAIL_BACKEND": f"{_BACKENDS}.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or (465 if is_tls else 587 if has_login else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": is_tls,
        "EMAIL_USE_TLS": has_login and not is_tls,
        "EMAIL_TIMEOUT": TIMEOUT,
    }


def _nonsense() -> ImproperlyConfigured:
    return ImproperlyConfigured(
        "EMAIL_URL must be console:, file:///absolute/folder, smtp://user:password@host:587 or smtps://…"
    )
