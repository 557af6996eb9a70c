"""Logging in: failures lock one address, never the account; the second factor; what holds a person back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import clock, guarding, passwords, second_factor, sessions
from accounts.models import AuditEntry, Notification, User
from tests.accounts.test_second_factor import code_of, set_up, wrong_code
from tests.factories import PASSWORD, Team, make_article

pytestmark = pytest.mark.django_db
LOGIN = "/desk/login/"
LIMIT = settings.AXES_FAILURE_LIMIT


@pytest.fixture(autouse=True)
def _no_counts() -> None:
    """Counters of other tests are forgotten."""
    cache.clear()


def browser(address: str = "198.51.100.1") -> Client:
    """A browser at an address, which reads English."""
    client = Client(REMOTE_ADDR=address)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def log_in(client: Client, username: str, password: str = PASSWORD) -> Any:
    return client.post(LOGIN, {"username": username, "password": password})


def is_in(client: Client) -> bool:
    return client.get(reverse("desk:index")).status_code == 200


def acts(*actions: str) -> list[str]:
    return list(AuditEntry.objects.filter(action__in=actions).order_by("pk").values_list("action", flat=True))


# ----------------------------------------------------------------------------------------------- lockout


def test_an_outsider_locks_himself_out_and_not_the_chief_editor(team: Team) -> None:
    name, outsider, owner = team.chief_editor.username, browser("203.0.113.66"), browser("198.51.100.7")
    answers = [log_in(outsider, name, f"guess-{number}") for number in range(LIMIT)]
    assert [answer.status_code for answer in answers] == [200] * (LIMIT - 1) + [429]
    assert answers[-1].headers["Retry-After"] == str(guarding.lock_minutes() * 60)
    locked = log_in(outsider, name)  # the right password helps no more
    assert locked.status_code == 429 and "the security administrator can unlock it" in locked.content.decode()
    assert log_in(owner, name).status_code == 302
    assert acts("account.locked") == ["account.locked"]
    entry = AuditEntry.objects.get(action="account.locked")
    assert (entry.address, entry.target_id) == ("203.0.113.66", str(team.chief_editor.pk))


def test_colleagues_behind_one_address_are_locked_by_name_and_a_known_browser_never(team: Team) -> None:
    """A guesser inside the office shares the chief editor's address, but not her browser."""
    name, own = team.chief_editor.username, browser()
    log_in(own, name)
    own.post(reverse("desk:logout"))
    for number in range(LIMIT):
        log_in(browser(), name, f"guess-{number}")
    assert log_in(browser(), name).status_code == 429
    assert log_in(browser(), team.editor.username).status_code == 302
    assert log_in(own, name).status_code == 302


def test_a_known_browser_has_a_number_of_tries_of_its_own(team: Team) -> None:
    own = browser()
    log_in(own, team.editor.username)
    own.post(reverse("desk:logout"))
    statuses = [log_in(own, team.editor.username, "wrong").status_code for _try in range(10 + LIMIT)]
    assert statuses[:10] == [200] * 10 and statuses[-1] == 429


def test_a_forged_or_borrowed_cookie_makes_no_browser_known(team: Team) -> None:
    own = browser()
    log_in(own, team.editor.username)
    cookie = next(morsel for name, morsel in own.cookies.items() if name.startswith("known-"))
    assert cookie["httponly"] and cookie["path"] == "/desk/"
    other = browser("203.0.113.5")
    other.cookies[cookie.key] = cookie.value.replace(":", ":x", 1)
    for number in range(LIMIT):
        log_in(other, team.editor.username, f"guess-{number}")
    assert log_in(other, team.editor.username).status_code == 429


def test_many_addresses_are_slowed_and_the_owner_is_not(team: Team) -> None:
    name, own = team.chief_editor.username, browser()
    log_in(own, name)
    own.post(reverse("desk:logout"))
    AccessAttempt.objects.bulk_create(
        AccessAttempt(username=name, ip_address=f"203.0.113.{n}", failures_since_start=4, attempt_time=timezone.now())
        for n in range(1, 30)
    )
    refused = log_in(browser("192.0.2.1"), name)
    assert refused.status_code == 429 and 0 < int(refused.headers["Retry-After"]) <= guarding.LONGEST_WAIT
    assert "answers strangers slowly" in refused.content.decode()
    assert log_in(own, name).status_code == 302
    AccessAttempt.objects.filter(username=name).update(attempt_time=timezone.now() - timedelta(seconds=31))
    assert log_in(browser("192.0.2.2"), name).status_code == 302


def test_only_the_security_administrator_unlocks(team: Team) -> None:
    guesser = browser("203.0.113.9")
    for number in range(LIMIT):
        log_in(guesser, team.editor.username, f"guess-{number}")
    url = reverse("desk:log_in_unlock")
    for person in (team.system_admin, team.audit_admin, team.chief_editor):
        client = browser()
        client.force_login(person)
        assert client.post(url, {"username": team.editor.username}).status_code == 403
    security = browser()
    security.force_login(team.security_admin)
    page = security.get(reverse("desk:log_in_locks")).content.decode()
    assert team.editor.username in page and "203.0.113.9" in page
    security.post(url, {"username": team.editor.username})
    assert log_in(guesser, team.editor.username).status_code == 302
    entry = AuditEntry.objects.get(action="account.unlock")
    assert (entry.actor, entry.detail["failures"]) == (team.security_admin, LIMIT)


def test_unknown_names_are_answered_as_known_ones(team: Team) -> None:
    known, unknown = browser("203.0.113.1"), browser("203.0.113.2")
    for number in range(LIMIT + 1):
        answers = [log_in(known, team.editor.username, f"x{number}"), log_in(unknown, "nobody-here", f"x{number}")]
        words = [str(answer.context["form"].non_field_errors()) for answer in answers]
        assert words[0] == words[1] and answers[0].status_code == answers[1].status_code


# ------------------------------------------------------------------------------------------ second factor


def test_the_password_alone_opens_nothing_where_there_is_a_second_factor(team: Team) -> None:
    codes = set_up(team.editor)
    client = browser()
    assert log_in(client, team.editor.username).headers["Location"] == reverse("desk:second_factor")
    assert not is_in(client)
    ask = reverse("desk:second_factor")
    assert client.post(ask, {"code": wrong_code(team.editor)}).status_code == 400
    assert not is_in(client)
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    assert client.post(ask, {"code": code_of(team.editor)}).status_code == 302
    assert is_in(client)
    other = browser("198.51.100.2")
    log_in(other, team.editor.username)
    other.post(ask, {"recovery_code": codes[0]})
    assert is_in(other)
    assert acts("account.logged_in", "account.second_factor_failed", "account.recovery_code_used") == [
        *("account.second_factor_failed", "account.logged_in", "account.recovery_code_used", "account.logged_in")
    ]
    kinds = set(Notification.objects.filter(recipient=team.editor).values_list("kind", flat=True))
    assert {"account.new_log_in", "account.recovery_code_used"} <= kinds


def test_a_shown_password_waits_five_minutes_for_its_code_and_ends_with_a_new_password(team: Team) -> None:
    set_up(team.editor)
    ask = reverse("desk:second_factor")
    assert browser().get(ask).headers["Location"] == LOGIN
    client = browser()
    log_in(client, team.editor.username)
    with clock.at(clock.now() + timedelta(minutes=6)):
        assert client.post(ask, {"code": code_of(team.editor)}).headers["Location"] == LOGIN
    log_in(client, team.editor.username)
    passwords.set_initial(User.objects.get(pk=team.editor.pk), "Kettle-47-Baltic", by=team.system_admin)
    assert client.post(ask, {"code": code_of(team.editor)}).headers["Location"] == LOGIN


def test_switching_on_asks_for_the_password_and_ends_other_sessions(team: Team) -> None:
    client, elsewhere = browser(), browser("198.51.100.2")
    log_in(client, team.editor.username)
    log_in(elsewhere, team.editor.username)
    url = reverse("desk:second_factor_set_up")
    assert "<svg" in client.get(url).content.decode()
    code = code_of(team.editor)
    assert client.post(url, {"code": code, "password": "wrong"}).status_code == 400
    page = client.post(url, {"code": code, "password": PASSWORD}).content.decode()
    assert page.count("<li><code>") == second_factor.CODES
    assert is_in(client) and not is_in(elsewhere)


# --------------------------------------------------------------------------- what holds a person back


def test_an_initial_password_opens_nothing_but_the_page_to_change_it(team: Team) -> None:
    article = make_article(team)
    passwords.set_initial(team.editor, "Kettle-47-Baltic", by=team.system_admin)
    client = browser()
    assert log_in(client, team.editor.username, "Kettle-47-Baltic").status_code == 302
    for url in (reverse("desk:index"), reverse("desk:article_review", args=[article.pk])):
        answer = client.get(url, follow=True)
        assert answer.redirect_chain[-1][0] == reverse("desk:password_change")
    assert client.post(reverse("desk:article_submit", args=[article.pk]), {"expected_revision": 1}).status_code == 302
    article.refresh_from_db()
    assert article.state == "draft"
    sent = {
        "old_password": "Kettle-47-Baltic",
        "new_password1": "Baltic-48-Kettle",
        "new_password2": "Baltic-48-Kettle",
    }
    client.post(reverse("desk:password_change"), sent)
    assert is_in(client)


def test_a_prescribed_second_factor_comes_before_work(team: Team, settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    client = browser()
    log_in(client, team.chief_editor.username)
    assert client.get("/desk/", follow=True).redirect_chain[-1][0] == reverse("desk:second_factor_set_up")
    client.get(reverse("desk:second_factor_set_up"))
    sent = {"code": code_of(team.chief_editor), "password": PASSWORD}
    assert client.post(reverse("desk:second_factor_set_up"), sent).status_code == 200
    assert is_in(client)
    editors = browser("198.51.100.2")
    log_in(editors, team.editor.username)
    assert is_in(editors)


def test_a_new_password_that_waits_for_release_opens_nothing(team: Team) -> None:
    passwords.set_initial(team.leader, "Kettle-47-Baltic", by=team.system_admin)
    client = browser()
    answer = log_in(client, team.leader.username, "Kettle-47-Baltic")
    assert "Ask the security administrator to release it" in answer.content.decode()
    security = browser("198.51.100.2")
    security.force_login(team.security_admin)
    security.post(reverse("desk:accounts_user_release", args=[team.leader.pk]))
    assert log_in(client, team.leader.username, "Kettle-47-Baltic").status_code == 302


# ----------------------------------------------------------------------------------------------- sessions


def test_a_log_in_ends_when_nothing_is_done_and_when_it_is_old(team: Team) -> None:
    began, minute = clock.now(), timedelta(minutes=1)
    User.objects.update(password_changed_at=began + 100 * minute - timedelta(days=90))  # grows old while she works
    client = browser()
    with clock.at(began):
        log_in(client, team.editor.username)
    with clock.at(began + 29 * minute):
        assert is_in(client)
    with clock.at(began + 58 * minute):  # twenty-nine after the last sign
        assert is_in(client)
    with clock.at(began + 89 * minute):
        page = client.get("/desk/", follow=True).content.decode()
        assert "nothing was done for 30 minutes" in page
        assert not is_in(client)
        log_in(client, team.editor.username)
    for step in range(1, 18):
        with clock.at(began + 89 * minute + step * 28 * minute):
            assert is_in(client)
    with clock.at(began + 89 * minute + 18 * 28 * minute):
        assert "8 hours at most" in client.get("/desk/", follow=True).content.decode()
        log_in(client, team.editor.username)
        assert client.get("/desk/", follow=True).redirect_chain[-1][0] == reverse("desk:password_change")
    whys = (
        AuditEntry.objects.filter(action="account.session_ended").order_by("pk").values_list("detail__why", flat=True)
    )
    assert list(whys) == ["idle", "too_long"]


def test_what_a_page_asks_for_by_itself_is_no_sign_of_life(team: Team, rf: Any) -> None:
    client = browser()
    client.force_login(team.editor)
    session = client.session
    session[sessions.SEEN] -= 600
    session.save()
    request = rf.get("/")
    request.session, request.user = client.session, team.editor
    request.resolver_match = type("Match", (), {"url_name": "board_version"})()
    sessions.person_of(request)
    assert request.session[sessions.SEEN] == session[sessions.SEEN]


def test_logging_out_everywhere_leaves_this_browser_alone(team: Team) -> None:
    here, there = browser(), browser("198.51.100.2")
    log_in(here, team.editor.username)
    log_in(there, team.editor.username)
    here.post(reverse("desk:log_out_everywhere"))
    assert is_in(here) and not is_in(there)
    assert acts("account.log_out_everywhere") == ["account.log_out_everywhere"]


def test_own_security_page_costs_a_fixed_number_of_queries(team: Team, django_assert_max_num_queries: Any) -> None:
    client = browser()
    log_in(client, team.editor.username)
    with django_assert_max_num_queries(8):
        page = client.get(reverse("desk:my_security")).content.decode()
    assert "198.51.100.1" in page


def test_a_session_is_new_after_logging_in_and_gone_after_logging_out(team: Team) -> None:
    client = browser()
    client.get(LOGIN)
    log_in(client, team.editor.username)
    key = client.session.session_key
    client.post(reverse("desk:logout"))
    assert not Session.objects.filter(session_key=key).exists()
