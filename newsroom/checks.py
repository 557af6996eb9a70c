"""System checks of the newsroom's own set-up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection


@register(Tags.database)
def check_server_version(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """PostgreSQL 15 or newer: the schema uses NULLS NOT DISTINCT."""
    if not databases or "default" not in databases:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        version = int(cursor.fetchone()[0])
    if version >= 150000:
        return []
    return [
        Error(
            f"PostgreSQL {version // 10000} is too old.",
            hint="Use PostgreSQL 15 or newer, or unset DATABASE_URL to use the embedded server.",
            id="newsroom.E001",
        )
    ]


@register(Tags.security, deploy=True)
def check_demo_accounts(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """No account of the demo paper where the site is real."""
    from accounts.models import User

    if settings.DEBUG or not User.objects.filter(is_demo=True, is_active=True).exists():
        return []
    return [
        Error(
            "The database holds active accounts of the demo paper.",
            hint="They cannot log in while DEBUG is off; use a fresh database for a real site.",
            id="newsroom.E002",
        )
    ]
