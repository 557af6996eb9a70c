"""In a real browser, without any script of ours: second factor, lockout, timeout, three administrators."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as project_settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Browser, Page, ViewportSize, expect

from accounts import sessions
from accounts.models import AuditEntry, User
from tests.accounts.test_second_factor import code_of
from tests.barriers import barriers
from tests.conftest import SLOWEST, Watch, follow, log_in
from tests.factories import PASSWORD, Team

pytestmark = pytest.mark.django_db(transaction=True)
PHONE: ViewportSize = {"width": 360, "height": 740}


@pytest.fixture(autouse=True)
def _no_counts() -> None:
    cache.clear()


@pytest.fixture
def bare(browser: Browser) -> Iterator[Page]:
    """A page whose complaints nobody counts: axe brings styles that the policy refuses."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    context.set_default_timeout(SLOWEST)
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(browser: Browser, watch: Watch) -> Iterator[Page]:
    """A telephone on which scripts are switched off."""
    context = browser.new_context(
        locale="zh-CN", timezone_id="Asia/Shanghai", viewport=PHONE, java_script_enabled=False
    )
    context.set_default_timeout(SLOWEST)
    yield watch.attach(context.new_page())
    context.close()


def url(live_server: Any, name: str, *args: Any) -> str:
    return f"{live_server.url}{reverse(f'desk:{name}', args=args)}"


def sign_in(page: Page, live_server: Any, username: str, password: str = PASSWORD) -> None:
    page.goto(url(live_server, "login"))
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    follow(page.locator("main [type=submit].btn-primary").first)


def test_second_factor_on_a_phone_without_scripts(
    live_server: Any, team: Team, phone: Page, bare: Page, settings: Any
) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    chief = team.chief_editor
    sign_in(phone, live_server, chief.username)
    expect(phone).to_have_url(url(live_server, "second_factor_set_up"))
    phone.goto(url(live_server, "article_list"))  # nothing opens before the second factor is there
    expect(phone).to_have_url(url(live_server, "second_factor_set_up"))
    picture = phone.locator(".security__picture svg").bounding_box()
    assert picture is not None and picture["width"] >= 180 and picture["x"] + picture["width"] <= PHONE["width"]
    phone.fill("#id_code", code_of(chief))
    phone.fill("#id_password", PASSWORD)
    phone.click("main form.card [type=submit]")
    expect(phone.locator(".security__codes code")).to_have_count(10)
    codes = phone.locator(".security__codes code").all_inner_texts()
    phone.click("main .btn-primary")
    expect(phone).to_have_url(url(live_server, "index"))

    # at another computer: password, wrong code, recovery code
    sign_in(bare, live_server, chief.username)
    expect(bare).to_have_url(url(live_server, "second_factor"))
    assert barriers(bare) == []
    bare.fill("#id_code", "000 000")
    bare.click("main form:has(#id_code) [type=submit]")
    expect(bare.locator("[role=alert]")).to_be_visible()
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    bare.click("main summary")
    bare.fill("#id_recovery_code", codes[3])
    bare.click("main form:has(#id_recovery_code) [type=submit]")
    expect(bare).to_have_url(url(live_server, "index"))
    bare.goto(url(live_server, "my_security"))
    assert barriers(bare) == []
    expect(bare.locator("#second-factor + p")).to_contain_text("9")


def test_lockout_and_unlocking(live_server: Any, team: Team, browser: Browser, bare: Page) -> None:
    name = team.chief_editor.username
    outsider = browser.new_context().new_page()
    for number in range(project_settings.AXES_FAILURE_LIMIT):
        sign_in(outsider, live_server, name, f"guess-{number}")
        expect(outsider.locator("[role=alert]")).to_be_visible()
    expect(outsider.locator("[role=alert]")).to_contain_text(str(project_settings.AXES_COOLOFF_TIME.seconds // 60))
    log_in(bare, live_server, team.security_admin.username)
    bare.goto(url(live_server, "log_in_locks"))
    assert barriers(bare) == []
    bare.click(f"li:has-text('{name}') button")
    expect(bare.locator(".messagelist")).to_contain_text(name)
    sign_in(outsider, live_server, name)
    expect(outsider).to_have_url(url(live_server, "index"))
    outsider.context.close()


def test_timeout_says_why_and_leads_back(live_server: Any, team: Team, page: Page) -> None:
    log_in(page, live_server, team.editor.username)
    session = Session.objects.get()
    values = session.get_decoded()
    values[sessions.SEEN] -= project_settings.SESSION_IDLE_SECONDS + 1
    Session.objects.filter(pk=session.pk).update(session_data=Session.objects.encode(values))
    page.goto(url(live_server, "article_list"))
    expect(page.locator(".messagelist")).to_contain_text("30")
    page.fill("input[name=username]", team.editor.username)
    page.fill("input[name=password]", PASSWORD)
    page.click("main [type=submit].btn-primary")
    expect(page).to_have_url(url(live_server, "article_list"))


def test_three_administrators_and_none_alone(live_server: Any, team: Team, browser: Browser, page: Page) -> None:
    """A new colleague takes two people; the third reads what they did, and none of them can publish."""
    fresh = "Kettle-47-Baltic"
    log_in(page, live_server, team.system_admin.username)
    page.goto(url(live_server, "accounts_user_add"))
    page.fill("#id_username", "xinren")
    page.fill("#id_name", "新人")
    page.fill("#id_password1", fresh)
    page.fill("#id_password2", fresh)
    page.click("[name=_save]")
    expect(page.locator(".messagelist")).to_be_visible()
    account = User.objects.get(username="xinren")
    page.goto(url(live_server, "accounts_user_change", account.pk))
    assert page.locator("input[name=roles]").count() == 0

    pages = {}
    for kind in ("security_admin", "audit_admin"):
        pages[kind] = browser.new_context(locale="zh-CN").new_page()
        log_in(pages[kind], live_server, team.everyone[kind].username)
    security, auditor = pages["security_admin"], pages["audit_admin"]
    security.goto(url(live_server, "accounts_user_change", account.pk))
    assert security.locator("input[name=name]").count() == 0
    security.check("input[name=roles][value=contributor]")
    security.click("[name=_save]")
    expect(security.locator(".messagelist")).to_be_visible()
    security.goto(url(live_server, "accounts_user_change", team.security_admin.pk))
    assert security.locator("input[name=roles]").count() == 0  # nobody's own
    auditor.goto(url(live_server, "accounts_user_change", account.pk))
    assert auditor.locator("main input:not([type=hidden]), main select, main [name=_save]").count() == 0
    for administrator in (page, security, auditor):
        for name in ("issue_list", "article_list", "article_add"):
            assert administrator.goto(url(live_server, name)).status == 403  # type: ignore[union-attr]
    acts = AuditEntry.objects.filter(target_id=str(account.pk), action__in=("account.create", "account.roles"))
    assert list(acts.order_by("pk").values_list("action", "actor")) == [
        ("account.create", team.system_admin.pk),
        ("account.roles", team.security_admin.pk),
    ]

    # the new colleague chooses a password of her own before anything opens
    new = browser.new_context(locale="zh-CN").new_page()
    sign_in(new, live_server, "xinren", fresh)
    expect(new).to_have_url(url(live_server, "password_change"))
    assert barriers(new) == []
    new.fill("#id_old_password", fresh)
    new.fill("#id_new_password1", "Baltic-48-Kettle")
    new.fill("#id_new_password2", "Baltic-48-Kettle")
    new.click("main form.card [type=submit]")
    expect(new).to_have_url(url(live_server, "password_change_done"))
    new.goto(url(live_server, "index"))
    expect(new.locator(".menu")).to_be_visible()
    for other in (*pages.values(), new):
        other.context.close()
