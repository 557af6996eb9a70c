"""Settings come from the environment alone, and nonsense stops the start with a message that says what to mend."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SECRET = "s" * 50


def start(tmp_path: Path, code: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """A process of its own that reads the settings."""
    clean = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "PYTHONPATH")}
    return subprocess.run(
        [sys.executable, "-c", f"from newsroom import settings\n{code}"],
        cwd=ROOT,
        env=clean | {"VAR_DIR": str(tmp_path / "var")} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"DEBUG": "perhaps"}, "DEBUG='perhaps' is neither on nor off"),
        ({"PORT": "abc"}, "PORT='abc' must be a whole number"),
        ({"PORT": "70000"}, "from 1 to 65535"),
        ({"SITE_URL": "paper.example"}, "must be an address that begins with http or https"),
        ({"TIME_ZONE": "Mars/Base"}, "is not a time zone"),
        ({"VAR_DIR": "relative/path"}, "must be the absolute path"),
        ({"SECRET_KEY": "short"}, "at least 40 random characters"),
        ({"DATABASE_URL": "postgresql://u:p@h/newsroom"}, "SECRET_KEY must hold"),
        ({"DATABASE_URL": "mysql://u:geheim@h/x", "SECRET_KEY": SECRET}, "not an address of PostgreSQL"),
        ({"DATABASE_URL": "postgresql://host", "SECRET_KEY": SECRET}, "names no database"),
        ({"REDIS_URL": "http://redis"}, "begins with redis or rediss"),
        ({"BACKUP_KEY": "geheim"}, "BACKUP_KEY must hold at least 20 characters"),
        ({"METRICS_TOKEN": "geheim"}, "METRICS_TOKEN must hold at least 20 characters"),
        ({"LOG_FORMAT": "xml"}, "must be plain or json"),
    ],
)
def test_nonsense_stops_the_start_with_words(tmp_path: Path, environment: dict[str, str], message: str) -> None:
    result = start(tmp_path, **environment)
    assert result.returncode != 0
    last = result.stderr.strip().splitlines()[-1]
    assert message in last
    assert "geheim" not in result.stderr


def test_without_any_setting_one_machine_runs_in_production_mode(tmp_path: Path) -> None:
    code = "print(settings.DEBUG, settings.ALLOWED_HOSTS, len(settings.SECRET_KEY) >= 40)"
    first, second = (start(tmp_path, f"{code}; print(settings.SECRET_KEY)") for _ in range(2))
    assert first.stdout.startswith("False ['127.0.0.1', 'localhost'] True")
    assert first.stdout == second.stdout  # the secret is made once
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o077 == 0


def test_https_address_switches_secure_cookies_on(tmp_path: Path) -> None:
    code = "print(settings.SESSION_COOKIE_SECURE, settings.SECURE_HSTS_SECONDS > 0, settings.CSRF_TRUSTED_ORIGINS)"
    result = start(tmp_path, code, SITE_URL="https://paper.example/")
    assert result.stdout.strip() == "True True ['https://paper.example']"


def test_external_database_leaves_the_embedded_server_alone(tmp_path: Path) -> None:
    code = "db = settings.DATABASES['default']; print(settings.EMBEDDED_POSTGRES, db['HOST'], db['PORT'])"
    url = "postgresql://user:secret@db.example:6543/newsroom?sslmode=require"
    result = start(tmp_path, f"{code}; print(settings.DATABASE['OPTIONS'])", DATABASE_URL=url, SECRET_KEY=SECRET)
    assert result.stdout.split("\n")[:2] == ["None db.example 6543", "{'sslmode': 'require'}"]
    assert not (tmp_path / "var").exists()
