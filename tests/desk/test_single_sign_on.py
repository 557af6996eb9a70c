"""Logging in through a sign-on service, tried against one that really answers on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from django.conf import settings as project_settings
from django.test import Client
from django.urls import reverse
from joserfc.jwk import RSAKey

from accounts.models import AuditEntry, User
from tests.accounts.test_second_factor import set_up
from tests.conftest import SLOWEST
from tests.desk.single_sign_on_service import CLIENT_ID, CLIENT_SECRET, Service
from tests.factories import Team, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(settings: Any) -> Iterator[Service]:
    """The service, set up as the newsroom's."""
    running = Service()
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = running.url, CLIENT_ID, CLIENT_SECRET
    settings.SITE_URL, settings.OIDC_NAME = "http://testserver", "One door"
    yield running
    running.stop()


def english() -> Client:
    client = Client()
    client.cookies[project_settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def sign_on(client: Client) -> Any:
    """Go to the service and come back, as a browser does."""
    there = client.get(reverse("desk:sign_on")).headers["Location"]
    back = requests.get(there, allow_redirects=False, timeout=SLOWEST / 1000).headers["Location"]
    return client.get(back)


def is_in(client: Client) -> bool:
    return client.get(reverse("desk:index")).status_code == 200


def refusals() -> list[str]:
    rows = AuditEntry.objects.filter(action="account.login_failed").order_by("pk")
    return [row.detail.get("why", "") for row in rows]


def test_a_person_with_an_account_gets_in_and_is_bound_to_the_services_number(service: Service, team: Team) -> None:
    client = english()
    assert "Log in through One door" in client.get(reverse("desk:login")).content.decode()
    service.who = {"sub": "s-7", "preferred_username": team.editor.username}
    assert sign_on(client).headers["Location"] == reverse("desk:index")
    assert is_in(client)
    assert User.objects.get(pk=team.editor.pk).sso_subject == "s-7"
    assert AuditEntry.objects.filter(action="account.single_sign_on", target_id=str(team.editor.pk)).count() == 1
    # she is renamed there, and somebody else gets her old name
    service.who = {"sub": "s-7", "preferred_username": "married-now"}
    renamed = english()
    sign_on(renamed)
    assert is_in(renamed)
    service.who = {"sub": "s-8", "preferred_username": team.editor.username}
    stranger = english()
    sign_on(stranger)
    assert not is_in(stranger) and refusals() == ["unknown"]


def test_no_account_is_made_and_none_is_opened_that_is_closed_here(service: Service, team: Team) -> None:
    disabled, roleless = make_user(username="disabled", is_active=False, sso_subject="s-2"), make_user(username="new")
    for subject, name in (("s-1", "unknown-here"), ("s-2", disabled.username), ("s-3", roleless.username)):
        client = english()
        service.who = {"sub": subject, "preferred_username": name}
        assert sign_on(client).headers["Location"] == reverse("desk:login")
        assert not is_in(client)
    assert refusals() == ["unknown", "inactive", "no_role"]
    assert not User.objects.filter(username="unknown-here").exists()


def test_the_second_factor_is_asked_for_all_the_same(service: Service, team: Team) -> None:
    set_up(team.editor)
    service.who = {"sub": "s-7", "preferred_username": team.editor.username}
    client = english()
    assert sign_on(client).headers["Location"] == reverse("desk:second_factor")
    assert not is_in(client)


@pytest.mark.parametrize("forged", ["another key", "another audience", "expired", "another nonce", "another issuer"])
def test_a_proof_that_is_not_sound_opens_nothing(service: Service, team: Team, forged: str) -> None:
    service.who = {"sub": "s-7", "preferred_username": team.editor.username}
    if forged == "another key":
        service.signing_key = RSAKey.generate_key(2048)
    claims: dict[str, dict[str, Any]] = {
        "another audience": {"aud": "somebody-else"},
        "expired": {"exp": 1_000_000_000, "iat": 999_999_000},
        "another nonce": {"nonce": "x"},
        "another issuer": {"iss": "https://evil.example"},
    }
    service.claims = claims.get(forged, {})
    client = english()
    assert sign_on(client).headers["Location"] == reverse("desk:login")
    assert not is_in(client)
    assert User.objects.get(pk=team.editor.pk).sso_subject == ""


def test_coming_back_without_having_gone_opens_nothing(service: Service, team: Team) -> None:
    service.who = {"sub": "s-7", "preferred_username": team.editor.username}
    there = english().get(reverse("desk:sign_on")).headers["Location"]
    back = requests.get(there, allow_redirects=False, timeout=SLOWEST / 1000).headers["Location"]
    victim = english()
    victim.get(back)
    assert not is_in(victim)


def test_a_service_that_is_away_is_said_and_leaves_the_other_way_in(service: Service, settings: Any) -> None:
    settings.OIDC_ISSUER = "http://127.0.0.1:1"
    page = english().get(reverse("desk:sign_on"), follow=True)
    assert page.redirect_chain[-1][0] == reverse("desk:login")
    assert "does not answer" in page.content.decode()


def test_without_a_service_there_is_no_such_address(client: Client) -> None:
    assert client.get(reverse("desk:sign_on")).status_code == 404
    assert client.get(reverse("desk:sign_on_return")).status_code == 404
