"""Settings of the newsroom, all from the environment; nonsense stops the start with a message that says what to mend.

``docs/operations.md`` lists every variable. Without any, the project runs on this machine alone, for this machine
alone, in production mode, with an embedded PostgreSQL and a secret of its own.
"""

from __future__ import annotations

import importlib.util
import os
import tempfile
import zoneinfo
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from newsroom.environment import (
    env_bool,
    env_bucket,
    env_database,
    env_folder,
    env_int,
    env_limits,
    env_list,
    env_url,
    local_secret,
)
from newsroom.mail import email_settings
from newsroom.postgres.embedded import EmbeddedServer

BASE_DIR = Path(__file__).resolve().parent.parent


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
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS")  # earlier ones: sessions and second factors live on
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
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
]

MIDDLEWARE = [
    # what puts headers on answers stands before everything that answers
    "csp.middleware.CSPMiddleware",
    "newsroom.middleware.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "newsroom.health.HealthMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsroom.middleware.TextGZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "newsroom.middleware.DeskLocaleMiddleware",
    "newsroom.limiting.RequestLimitsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.sessions.AgeingSessionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "newsroom.middleware.AuditOriginMiddleware",
    "newsroom.middleware.FriendlyErrorsMiddleware",
    "newsroom.trouble.TroubleMiddleware",
    "axes.middleware.AxesMiddleware",
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
DATABASE: dict[str, Any] = env_database("DATABASE_URL")
if not DATABASE:
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
# A streaming copy of the database that public pages read while it has all that is public (reading/replicas.py).
if _replica := env_database("DATABASE_REPLICA_URL"):
    if EMBEDDED_POSTGRES is not None:
        raise ImproperlyConfigured("DATABASE_REPLICA_URL is set: set DATABASE_URL, the address of the primary, too.")
    _bounds = {"connect_timeout": 2, "tcp_user_timeout": 2000, "application_name": "newsroom-reading"}
    _replica["OPTIONS"] = _bounds | _replica["OPTIONS"]  # readers do not wait for it: there is the primary
    DATABASES["replica"] = {**DATABASES["default"], **_replica, "TEST": {"MIRROR": "default"}}

# How long one statement of a server process may take; commands and the worker have no limit.
DATABASE_STATEMENT_SECONDS = env_int("DATABASE_STATEMENT_SECONDS", 30, 1, 3600)

# ---------------------------------------------------------------------------------- cache, tasks, mail

REDIS_URL = env_url("REDIS_URL", ("redis", "rediss", "unix"))
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "newsroom.cache.ForgivingRedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 20_000}}
}
if REDIS_URL and importlib.util.find_spec("redis") is None:
    raise ImproperlyConfigured("REDIS_URL is set: install the extra “production” (redis).")

# Where `manage.py backup` writes, and the words that its archives are encrypted with; without any they are plain.
BACKUP_DIR = env_folder("BACKUP_DIR", VAR_DIR / "backups")
BACKUP_KEY = os.environ.get("BACKUP_KEY", "").strip()
if 0 < len(BACKUP_KEY) < 20:
    raise ImproperlyConfigured("BACKUP_KEY must hold at least 20 characters, or be left away for plain backups.")

# Public pages kept by each server process for the version of what is public (newsroom/edge). A developer's machine
# keeps none, so that a template that was changed is seen.
PAGE_CACHE_BYTES = env_int("PAGE_CACHE_MB", 0 if DEBUG else 64, 0, 4096) * 1024 * 1024
# Behind it, article and issue pages kept by the values that they show (reading/kept_pages).
KEPT_PAGES_BYTES = env_int("KEPT_PAGES_MB", 24, 0, 4096) * 1024 * 1024

# Seconds for which a server that was told to stop says that it is not ready, and goes on answering, before it stops:
# whoever hands requests on has so long to take notice.
DRAIN_SECONDS = env_int("DRAIN_SECONDS", 0, 0, 120)

# With a worker (`manage.py worker`) tasks wait in the database; without one they run at once.
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
AUTHENTICATION_BACKENDS = ["accounts.backends.LockBackend", "accounts.backends.RoleBackend"]
LOGIN_URL = "desk:login"
LOGIN_REDIRECT_URL = "desk:index"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "accounts.password_rules.Bounded"},
    {"NAME": "accounts.password_rules.OfSeveralKinds"},
    {"NAME": "accounts.password_rules.Uncommon"},
    {"NAME": "accounts.password_rules.Impersonal"},
    {"NAME": "accounts.password_rules.NotUsedBefore"},
]
PASSWORD_DAYS = env_int("PASSWORD_DAYS", 90, 0, 730)  # after which a new one is asked for; 0 never
INACTIVE_DAYS = env_int("INACTIVE_DAYS", 90, 30, 730)  # for `manage.py disable_inactive`

# A log-in ends so long after the last sign of its person, and so long after it began, whatever happens.
SESSION_IDLE_SECONDS = env_int("SESSION_IDLE_MINUTES", 30, 5, 1440) * 60
SESSION_COOKIE_AGE = env_int("SESSION_HOURS", 8, 1, 168) * 3600
SESSION_ENGINE = "newsroom.sessions" if REDIS_URL else "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
if HTTPS:  # names that browsers accept from this very host alone
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"

# Failed log-ins lock one account for one address, never the account itself (accounts/guarding.py).
AXES_FAILURE_LIMIT = env_int("LOGIN_FAILURES", 5, 3, 20)
AXES_COOLOFF_TIME = timedelta(minutes=env_int("LOCK_MINUTES", 30, 5, 1440))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "accounts.addresses.counted_address"
AXES_WHITELIST_CALLABLE = "accounts.devices.spares"
AXES_LOCKOUT_CALLABLE = "newsroom.desk.login.locked_out"
AXES_RESET_ON_SUCCESS = AXES_DISABLE_ACCESS_LOG = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = AXES_ENABLE_ADMIN = AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "next", "csrfmiddlewaretoken"]

# Everybody may use a second factor; chief editor, leader and administrators must where this is on.
REQUIRE_SECOND_FACTOR = env_bool("REQUIRE_SECOND_FACTOR", HTTPS and not DEBUG)
OTP_TOTP_ISSUER = urlsplit(SITE_URL).hostname
OTP_ADMIN_HIDE_SENSITIVE_DATA = True

# Single sign-on through OpenID Connect, where an issuer is named. Accounts are never made by it.
OIDC_ISSUER = env_url("OIDC_ISSUER", ("http", "https"))
OIDC_CLIENT_ID = os.environ.get("OIDC_CLIENT_ID", "").strip()
OIDC_CLIENT_SECRET = os.environ.get("OIDC_CLIENT_SECRET", "").strip()
OIDC_USERNAME_CLAIM = os.environ.get("OIDC_USERNAME_CLAIM", "").strip() or "preferred_username"
OIDC_NAME = os.environ.get("OIDC_NAME", "").strip()  # on the button of the log-in page
if OIDC_ISSUER and not (OIDC_CLIENT_ID and OIDC_CLIENT_SECRET):
    raise ImproperlyConfigured("OIDC_ISSUER is set: set OIDC_CLIENT_ID and OIDC_CLIENT_SECRET too.")
if OIDC_ISSUER and importlib.util.find_spec("authlib") is None:
    raise ImproperlyConfigured("OIDC_ISSUER is set: install the extra “oidc” (authlib and requests).")

# How often one address may log in, search, send forms and ask the API, and one session save at the desk.
RATE_LIMITS = env_limits(
    "RATE_LIMITS",
    {"login": "60/300", "search": "120/60", "forms": "60/600", "api": "600/60", "desk": "900/60"},
)
MAX_REQUEST_BYTES = env_int("MAX_REQUEST_MB", 120, 10, 2000) * 1024 * 1024

CSRF_FAILURE_VIEW = "newsroom.errors.stale_form"
SECURE_SSL_REDIRECT = False
SILENCED_SYSTEM_CHECKS = ["security.W008"]  # the reverse proxy redirects to HTTPS; two that do can make a loop
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
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
MEDIA_BUCKET = env_bucket()
STORAGES = {
    "default": {"BACKEND": "newsroom.object_storage.BucketStorage", "OPTIONS": MEDIA_BUCKET}
    if MEDIA_BUCKET
    else {"BACKEND": "newsroom.storage.WholeFileStorage", "OPTIONS": {"lasting": not DEBUG}},
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

LOG_FORMAT = os.environ.get("LOG_FORMAT", "").strip() or "plain"
if LOG_FORMAT not in ("plain", "json"):
    raise ImproperlyConfigured(f"LOG_FORMAT={LOG_FORMAT!r} must be plain or json.")
LOG_REQUESTS = env_bool("LOG_REQUESTS", False)
ERROR_MAIL_TO = env_list("ERROR_MAIL_TO")
# With a token Prometheus finds its numbers at /health/metrics; the processes of one server add them up in one folder.
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "").strip()
if 0 < len(METRICS_TOKEN) < 20:
    raise ImproperlyConfigured("METRICS_TOKEN must hold at least 20 characters, or be left away for no metrics.")
METRICS_FOLDER = Path(tempfile.gettempdir()) / f"newsroom-metrics-{os.getuid()}-{PORT}"
if METRICS_TOKEN:
    METRICS_FOLDER.mkdir(mode=0o700, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(METRICS_FOLDER)

# What a stranger's request is refused for before anything looks at it: one line of the log, and nobody is woken.
_TOO_MUCH = ("RequestDataTooBig", "SuspiciousMultipartForm", "TooManyFieldsSent", "TooManyFilesSent")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"one_line": {"()": "newsroom.edge.refusals.OneLine"}},
    "formatters": {
        "plain": {"()": "newsroom.observing.logs.PlainFormatter"},
        "json": {"()": "newsroom.observing.logs.JSONFormatter"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT},
        "technician": {"class": "newsroom.observing.mails.TechnicianMailHandler", "level": "ERROR"},
    },
    "root": {"handlers": ["console", *(["technician"] if ERROR_MAIL_TO else [])], "level": "WARNING"},
    "loggers": {
        "newsroom.requests": {"level": "INFO"},
        # A refused or missing page is the visitor's affair; it is in the access log, not an alarm.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "WARNING"},
        **{f"django.security.{kind}": {"filters": ["one_line"]} for kind in ("DisallowedHost", *_TOO_MUCH)},
        # It names user names and addresses; the audit trail tells of failures and locks, to whom it concerns.
        "axes": {"level": "ERROR"},
    },
}
