"""Settings of the newsroom, all from the environment; nonsense stops the start with a message that says what to mend.

``docs/operations.md`` lists every variable. Without any, the project runs on this machine alone, for this machine
alone, in production mode, with an embedded PostgreSQL and a secret of its own.
"""

from __future__ import annotations

import os
import secrets
import zoneinfo
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from newsroom.mail import email_settings
from newsroom.postgres.embedded import EmbeddedServer

BASE_DIR = Path(__file__).resolve().parent.parent


# ------------------------------------------------------------------------------------- reading the environment


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


# ------------------------------------------------------------------------------------------------- basics

VAR_DIR = env_folder("VAR_DIR", BASE_DIR / "var")
DEBUG = env_bool("DEBUG", False)
PORT = env_int("PORT", 8000, 1, 65535)
SITE_URL = env_url("SITE_URL", ("http", "https")) or f"http://127.0.0.1:{PORT}"
HTTPS = SITE_URL.startswith("https://")

_one_machine = not os.environ.get("DATABASE_URL", "").strip()
SECRET_KEY = os.environ.get("SECRET_KEY", "") or (local_secret(VAR_DIR / "secret_key") if _one_machine else "")
if len(SECRET_KEY) < 40:
    raise ImproperlyConfigured(
        "SECRET_KEY must hold at least 40 random characters; where DATABASE_URL is set, several servers share it."
    )
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS") or (["*"] if DEBUG else [urlsplit(SITE_URL).hostname or "", "localhost"])
CSRF_TRUSTED_ORIGINS = [SITE_URL] if HTTPS else []

# How many reverse proxies stand before the server and may be believed about the client's address.
TRUSTED_PROXIES = env_int("TRUSTED_PROXIES", 0, 0, 5)

INSTALLED_APPS = [
    "newsroom",
    "reading",
    "issues",
    "articles",
    "accounts",
    "departments",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.admin",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_ckeditor_5",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "csp",
]

MIDDLEWARE = [
    "newsroom.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "newsroom.middleware.SecurityHeadersMiddleware",
    "newsroom.middleware.TextGZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "newsroom.middleware.DeskLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "newsroom.middleware.AuditOriginMiddleware",
    "newsroom.middleware.FriendlyErrorsMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["reading.templatetags.kept_components"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# ----------------------------------------------------------------------------------------------- database

EMBEDDED_POSTGRES: EmbeddedServer | None = None
_database_url = os.environ.get("DATABASE_URL", "").strip()
DATABASE: dict[str, Any] = {}
if _database_url:
    try:
        _parts = conninfo_to_dict(_database_url)
    except ProgrammingError:
        raise ImproperlyConfigured(
            # the driver's own message would print the password
            "DATABASE_URL is not an address of PostgreSQL, such as postgresql://user:password@host:5432/newsroom."
        ) from None
    if not _parts.get("dbname"):
        raise ImproperlyConfigured("DATABASE_URL names no database: postgresql://user:password@host:5432/newsroom.")
    _named = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    DATABASE = {key: str(_parts.pop(part, "") or "") for key, part in _named.items()} | {"OPTIONS": dict(_parts)}
else:
    EMBEDDED_POSTGRES = EmbeddedServer(VAR_DIR / "postgres")
    DATABASE = {**EMBEDDED_POSTGRES.django_settings(), "OPTIONS": {}}

# Persistent connections, one per server thread: benchmarks/connections.py measured them ahead of psycopg's pool here.
DATABASES = {
    "default": {
        "ENGINE": "newsroom.postgres",
        "CONN_MAX_AGE": env_int("DATABASE_CONNECTION_AGE", 600, 0, 86400),
        "CONN_HEALTH_CHECKS": True,
        **DATABASE,
    }
}

# ---------------------------------------------------------------------------------- cache, tasks, mail

REDIS_URL = env_url("REDIS_URL", ("redis", "rediss", "unix"))
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# Public pages kept by each server process for the version of what is public (newsroom/edge). A developer's machine
# keeps none, so that a template that was changed is seen.
PAGE_CACHE_BYTES = env_int("PAGE_CACHE_MB", 0 if DEBUG else 64, 0, 4096) * 1024 * 1024

# With a worker (`manage.py db_worker`) tasks wait in the database; without one they run at once.
HAS_WORKER = env_bool("WORKER", False)
TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend"
        if HAS_WORKER
        else "django_tasks.backends.immediate.ImmediateBackend"
    }
}

# Console on a developer's machine, files in var/mail otherwise, until EMAIL_URL names a mail server.
_email_url = os.environ.get("EMAIL_URL", "").strip() or ("console:" if DEBUG else (VAR_DIR / "mail").as_uri())
globals().update(email_settings(_email_url))
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", "").strip() or f"newsroom@{urlsplit(SITE_URL).hostname}"

# --------------------------------------------------------------------------------- accounts and sessions

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.RoleBackend"]
LOGIN_URL = "desk:login"
LOGIN_REDIRECT_URL = "desk:index"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_COOKIE_AGE = env_int("SESSION_HOURS", 8, 1, 168) * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "newsroom.errors.stale_form"
SECURE_SSL_REDIRECT = False
SILENCED_SYSTEM_CHECKS = ["security.W008"]  # the reverse proxy redirects to HTTPS; two that do can make a loop
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Nothing from elsewhere, no inline script, no eval. The desk's editor alone relaxes style-src, in newsroom/desk.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# ------------------------------------------------------------------------------------------------ language

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("TIME_ZONE", "").strip() or "Asia/Shanghai"
if TIME_ZONE not in zoneinfo.available_timezones():
    raise ImproperlyConfigured(f"TIME_ZONE={TIME_ZONE!r} is not a time zone, such as Asia/Shanghai.")

# --------------------------------------------------------------------------------------- statics and media

STATIC_URL = "/static/"
STATIC_ROOT = env_folder("STATIC_ROOT", BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "reading.stylesheet.StylesheetFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = env_folder("MEDIA_ROOT", VAR_DIR / "media")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG

PHOTO_MAX_BYTES = env_int("PHOTO_MAX_MB", 20, 1, 200) * 1024 * 1024
PHOTO_MAX_PIXELS = env_int("PHOTO_MAX_MEGAPIXELS", 60, 1, 500) * 1_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024  # bytes of a form without its files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

CK_EDITOR_5_UPLOAD_FILE_VIEW_NAME = "desk:photo_upload"
CKEDITOR_5_UPLOAD_FILE_TYPES = ["jpeg", "png", "webp"]
CKEDITOR_5_CONFIGS = {
    "article": {
        "language": {"ui": "zh-cn", "content": "zh-cn"},
        "toolbar": [
            *("heading", "|", "bold", "italic", "link", "|", "bulletedList", "numberedList", "blockQuote", "|"),
            *("insertTable", "imageUpload", "alignment", "|", "removeFormat", "undo", "redo"),
        ],
        "heading": {
            "options": [
                {"model": "paragraph", "title": "正文", "class": "ck-heading_paragraph"},
                {"model": "heading3", "view": "h3", "title": "小标题", "class": "ck-heading_heading3"},
            ]
        },
        "alignment": {
            "options": [
                {"name": "left", "className": "align-left"},
                {"name": "center", "className": "align-center"},
                {"name": "right", "className": "align-right"},
            ]
        },
        "image": {"toolbar": ["imageTextAlternative", "toggleImageCaption"]},
        "table": {"contentToolbar": ["tableColumn", "tableRow", "mergeTableCells"]},
        "link": {"addTargetToExternalLinks": False, "defaultProtocol": "https://"},
    }
}

# ----------------------------------------------------------------------------------------------- logging

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # A refused or missing page is the visitor's affair; it is in the access log, not an alarm.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "WARNING"},
    },
}
