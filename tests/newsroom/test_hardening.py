"""What every answer carries, how much and how often may be asked, and that a production set-up passes the checks."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache, caches
from django.core.files.base import ContentFile
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.limits import Limit
from newsroom import limiting
from tests.factories import Team

ROOT = Path(__file__).resolve().parent.parent.parent
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.fixture(autouse=True)
def _no_counts() -> None:
    """Counters of other tests are forgotten."""
    cache.clear()


# ------------------------------------------------------------------------------------------------ headers


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["/", "/desk/", "/desk/login/", "/search/?q=x", "/api/v1/nothing", "/nothing", "/health/alive", "/robots.txt"],
)
def test_every_answer_carries_the_policies(client: Client, path: str) -> None:
    answer = client.get(path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == "'self'"  # stricter than a nonce: no inline script at all
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert answer.headers["Cross-Origin-Resource-Policy"] in ("same-origin", "cross-origin")


@pytest.mark.django_db
def test_a_host_that_is_not_ours_is_refused(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["paper.example"]
    for host in ("evil.example", "paper.example.evil.example", "paper.example@evil.example", "a b"):
        assert client.get("/desk/login/", headers={"host": host}).status_code == 400
    assert client.get("/desk/login/", headers={"host": "paper.example"}).status_code == 200


def test_production_passes_the_deployment_checks(tmp_path: Path) -> None:
    """The whole of it in one process: checks, cookies, HSTS, proxies, hosts."""
    code = (
        "import django; django.setup()\n"
        "from django.core import checks\n"
        "from django.conf import settings as s\n"
        "from newsroom.checks import check_demo_accounts\n"
        "checks.registry.registry.deployment_checks.discard(check_demo_accounts)  # asks a database; there is none\n"
        "print([str(m) for m in checks.run_checks(include_deployment_checks=True) if not m.is_silenced()])\n"
        "print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE)\n"
        "print(s.CSRF_COOKIE_NAME, s.CSRF_COOKIE_SECURE, s.CSRF_COOKIE_HTTPONLY)\n"
        "print(s.SECURE_HSTS_SECONDS >= 31536000, s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.REQUIRE_SECOND_FACTOR, s.DEBUG)\n"
    )
    clean = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "PYTHONPATH")}
    production = {"SITE_URL": "https://paper.example", "SECRET_KEY": "k7" + "".join(map(chr, range(60, 120)))}
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=clean | {"VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "newsroom.settings"} | production,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.stdout.splitlines() == [
        "[]",
        "__Host-session True True Lax",
        "__Host-csrf True False",
        "True True True False",
    ], result.stderr


# ------------------------------------------------------------------------------------------- how often


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("get", "/desk/login/", ""),
        ("post", "/desk/login/", "login"),
        ("post", "/desk/login/second-factor/", "login"),
        ("post", "/desk/password_change/", "login"),
        ("get", "/desk/sign-on/return/", "login"),
        ("post", "/desk/articles/1/submit/", "desk"),
        ("get", "/desk/articles/1/", ""),
        ("get", "/search/", "search"),
        ("get", "/search/suggestions/", "search"),
        ("get", "/api/v1/articles/", "api"),
        ("get", "/oembed", "api"),
        ("post", "/letters/", "forms"),
        ("post", "/articles/7/report/", "forms"),
        ("post", "/articles/7/read/", ""),
        ("post", "/preview/abc/", "forms"),
        ("get", "/", ""),
    ],
)
def test_which_limit_a_request_falls_under(method: str, path: str, kind: str) -> None:
    assert limiting.kind_of(getattr(RequestFactory(), method)(path)) == kind


@pytest.mark.django_db
def test_too_many_requests_are_refused_in_words_with_the_time_to_wait(client: Client, settings: Any) -> None:
    settings.RATE_LIMITS = {kind: Limit(2, 90) for kind in ("login", "search", "api", "forms")}
    for send, words in (
        (lambda: client.post(reverse("desk:login"), {"username": "x", "password": "y"}), "2"),
        (lambda: client.get("/search/?q=x"), "2"),
        (lambda: client.get("/api/v1/nothing"), "429"),
        (lambda: client.post("/letters/", {}), "2"),
    ):
        statuses = [send().status_code for _try in range(2)]
        assert 429 not in statuses
        refused = send()
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "90")
        assert words in refused.content.decode() and "no-store" in refused.headers["Cache-Control"]
    assert client.get("/search/?q=x", REMOTE_ADDR="203.0.113.1").status_code == 200


@pytest.mark.django_db
def test_behind_a_proxy_each_client_counts_by_itself(client: Client, settings: Any) -> None:
    settings.RATE_LIMITS, settings.TRUSTED_PROXIES = {"search": Limit(1, 60)}, 1
    answers = [
        client.get("/search/?q=x", headers={"X-Forwarded-For": f"6.6.6.{number}, {address}"}).status_code
        for number, address in enumerate(("203.0.113.1", "203.0.113.2", "203.0.113.1"))
    ]
    assert answers == [200, 200, 429]


@pytest.mark.django_db
def test_an_office_behind_one_address_saves_by_session(team: Team, settings: Any) -> None:
    settings.RATE_LIMITS = {"desk": Limit(1, 60)}
    clients = [Client(), Client()]
    for client, person in zip(clients, (team.editor, team.leader), strict=True):
        client.force_login(person)
    url = reverse("desk:notification_read_all")
    assert [client.post(url).status_code for client in (*clients, *clients)] == [302, 302, 429, 429]


def test_with_the_cache_away_nothing_is_limited_and_nothing_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    from accounts import limits

    def away(*args: Any, **kwargs: Any) -> None:
        raise ConnectionRefusedError("no cache")

    monkeypatch.setattr(type(caches["default"]), "add", away)
    assert all(limits.within(Limit(1, 60), "test", "me") for _try in range(3))


# ---------------------------------------------------------------------------------------------- how much


@pytest.mark.django_db
def test_too_much_at_once_is_refused_in_words(client: Client, team: Team, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
    body = b"text=" + b"x" * 3 * 1024 * 1024
    form = "application/x-www-form-urlencoded"
    refused = client.post("/letters/", body, content_type=form)
    assert refused.status_code == 413 and "2 MB" in refused.content.decode()
    assert client.post(reverse("desk:login"), body, content_type=form).status_code == 413
    upload = reverse("desk:photo_upload")
    large = ContentFile(b"x" * 3 * 1024 * 1024, name="no-picture.jpg")
    assert client.post(upload, {"upload": large}).status_code == 413  # a stranger's files are not read
    client.force_login(team.editor)
    large.seek(0)
    assert client.post(upload, {"upload": large}).status_code == 400
    many = {f"field{number}": "x" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    assert client.post(reverse("desk:notification_read_all"), many).status_code == 413
    settings.MAX_REQUEST_BYTES = 1024
    assert client.post(reverse("desk:photo_upload"), {"upload": "x" * 2000}).status_code == 413


# ------------------------------------------------------------------------------------------- what is promised


def test_every_test_that_the_document_names_is_there() -> None:
    """docs/security.md names a file, or a file and a test; ``::name`` belongs to the file named before it."""
    lost, latest = [], ""
    for file, name in re.findall(r"`([a-z_/]*(?:\.py)?)(?:::(\w+))?`", (ROOT / "docs/security.md").read_text("utf-8")):
        if not name and not file.endswith((".py", "/")):
            continue  # a command, a setting
        latest = file or latest
        path = ROOT / "tests" / latest
        if latest.startswith("accounts/audit"):
            path = ROOT / latest
        if not path.exists() or (name and f"def {name}(" not in path.read_text("utf-8")):
            lost.append(f"{latest}::{name}")
    assert lost == []
