"""Notifications by e-mail: to whom, when, what they say, and that a broken mail server breaks nothing else."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts import clock
from accounts.mailing import LISTED, send_now, send_waiting
from accounts.models import Notification, User
from accounts.notifications import notify
from accounts.roles import Role
from articles import workflow
from articles.models import Article
from tests.factories import Team, make_article, make_user

pytestmark = pytest.mark.django_db
Preference = User.MailPreference


@pytest.fixture(autouse=True)
def _address(settings: Any) -> None:
    settings.SITE_URL = "https://paper.example"


def reader(preference: User.MailPreference, **fields: Any) -> User:
    """A person who can get mails."""
    return make_user(Role.EDITOR, **({"email": "reader@example.test", "mail_preference": preference} | fields))


class BrokenServer(EmailBackend):
    """A mail server that is not there for addresses that begin with ``broken``."""

    def send_messages(self, messages: Any) -> int:
        """Refuse, or deliver."""
        for message in messages:
            if message.to[0].startswith("broken"):
                raise ConnectionRefusedError("no mail server")
        return super().send_messages(messages)


@pytest.fixture
def _broken_server(settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.BrokenServer"


def run(*arguments: str) -> int:
    """The command's exit status."""
    try:
        call_command("send_notifications", *arguments, stdout=StringIO())
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


# ------------------------------------------------------------------------------------------------------ at once


def test_mail_goes_out_when_the_act_is_committed(django_capture_on_commit_callbacks: Any) -> None:
    person = reader(Preference.AT_ONCE)
    with django_capture_on_commit_callbacks(execute=True):
        (row,) = notify([person], "article.approved", by=None)
        assert mail.outbox == []
    assert [message.to for message in mail.outbox] == [["reader@example.test"]]
    row.refresh_from_db()
    assert row.mailed_at is not None


@pytest.mark.parametrize(
    "fields",
    [
        {"mail_preference": Preference.DAILY},
        {"mail_preference": Preference.NEVER},
        {"mail_preference": Preference.AT_ONCE, "email": ""},
    ],
)
def test_nobody_else_gets_a_mail_at_once(fields: Any, django_capture_on_commit_callbacks: Any) -> None:
    person = reader(Preference.AT_ONCE, **fields)
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        notify([person], "article.approved", by=None)
    assert callbacks == []
    assert mail.outbox == []


def test_mail_links_to_the_desk_and_holds_no_text(team: Team, django_capture_on_commit_callbacks: Any) -> None:
    person = reader(Preference.AT_ONCE, name="某编辑")
    article = make_article(team)
    with django_capture_on_commit_callbacks(execute=True):
        (row,) = notify([person], "article.comment", by=team.leader, target=article, words="正文里的一句话")
        notify([person], "article.sent_back", by=team.leader, target=article, reason="引用了正文")
    first, second = mail.outbox
    text = str(first.body)
    assert f"https://paper.example{reverse('desk:notification_open', args=[row.pk])}" in text
    assert f"https://paper.example{reverse('desk:my_settings')}" in text
    assert str(article) in text
    assert str(article) in first.subject
    assert "某编辑" in text
    assert "正文里的一句话" not in text
    assert "引用了正文" not in str(second.body)
    assert first.content_subtype == "plain"


def test_title_with_a_line_break_makes_one_subject_line(django_capture_on_commit_callbacks: Any) -> None:
    person = reader(Preference.AT_ONCE)
    with django_capture_on_commit_callbacks(execute=True):
        notify([person], "article.approved", by=None)
        Notification.objects.update(target_label="一行\r\nBcc: x@example.test")
    (message,) = mail.outbox
    assert "\n" not in message.subject
    assert message.recipients() == ["reader@example.test"]


@pytest.mark.usefixtures("_broken_server")
@pytest.mark.django_db(transaction=True)
def test_broken_mail_server_leaves_the_act_and_is_tried_again() -> None:
    team = Team()
    for person in (team.section_head, team.contributor):
        person.email, person.mail_preference = "broken@example.test", Preference.AT_ONCE
        person.save()
    article = make_article(team)
    workflow.submit(article, by=team.contributor, expected_revision=1)
    article.refresh_from_db()
    assert article.state == Article.State.FIRST_REVIEW
    row = Notification.objects.get(recipient=team.section_head)
    assert row.mailed_at is None
    assert run() == 1
    User.objects.filter(pk=team.section_head.pk).update(email="mended@example.test")
    assert run() == 0
    assert [message.to for message in mail.outbox] == [["mended@example.test"]]
    assert run() == 0
    assert len(mail.outbox) == 1


@pytest.mark.usefixtures("_broken_server")
def test_one_bad_address_does_not_keep_the_others_from_their_mail() -> None:
    for address in ("broken@example.test", "good@example.test"):
        notify([reader(Preference.DAILY, email=address)], "article.approved", by=None)
    delivery = send_waiting(Preference.DAILY)
    assert (delivery.sent, delivery.failed) == (1, 1)
    assert [message.to for message in mail.outbox] == [["good@example.test"]]


def test_same_notification_is_mailed_once() -> None:
    (row,) = notify([reader(Preference.AT_ONCE)], "article.approved", by=None)
    assert send_now.call([row.pk]) == 1
    assert send_now.call([row.pk]) == 0
    assert send_waiting(Preference.AT_ONCE).sent == 0


# ------------------------------------------------------------------------------------------------------- daily


def test_digest_is_one_mail_a_person_of_what_is_unread() -> None:
    one, two = reader(Preference.DAILY), reader(Preference.DAILY, email="two@example.test")
    at_once, never = reader(Preference.AT_ONCE), reader(Preference.NEVER)
    for n in range(3):
        notify([one, two, at_once, never], "article.approved", by=None, n=n)
    Notification.objects.filter(recipient=two).update(read_at=timezone.now())
    (row,) = notify([two], "article.published", by=None)
    assert run("--daily") == 0
    by_person = {message.to[0]: str(message.body) for message in mail.outbox}
    assert set(by_person) == {"reader@example.test", "two@example.test"}
    assert by_person["reader@example.test"].count("/open/") == 3
    assert by_person["two@example.test"].count("/open/") == 1
    assert reverse("desk:notification_open", args=[row.pk]) in by_person["two@example.test"]
    assert run("--daily") == 0
    assert len(mail.outbox) == 2


def test_what_is_older_than_a_week_and_who_is_disabled_gets_no_mail() -> None:
    person, gone = reader(Preference.DAILY), reader(Preference.DAILY)
    with clock.at(timezone.now() - timedelta(days=8)):
        notify([person], "article.approved", by=None)
    notify([gone], "article.approved", by=None)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    assert send_waiting(Preference.DAILY).sent == 0


def test_long_digest_names_some_and_counts_the_rest() -> None:
    person = reader(Preference.DAILY)
    for n in range(LISTED + 7):
        notify([person], "article.approved", by=None, n=n)
    assert send_waiting(Preference.DAILY).sent == 1
    text = str(mail.outbox[0].body)
    assert text.count("/open/") == LISTED
    assert "7" in text.rsplit("/open/", 1)[1].split("https://")[0]


def test_digest_is_written_in_the_newsrooms_language_whatever_the_reader_uses() -> None:
    with override("en"):
        notify([reader(Preference.DAILY)], "article.approved", by=None)
        send_waiting(Preference.DAILY)
        english = str(mail.outbox[0].body)
    notify([reader(Preference.DAILY, name="某某")], "article.approved", by=None)
    send_waiting(Preference.DAILY)
    assert english.split()[1:3] == str(mail.outbox[1].body).split()[1:3]


def test_digest_costs_the_same_whatever_is_told(django_assert_max_num_queries: Any) -> None:
    person = reader(Preference.DAILY)
    notify([person], "article.approved", by=None)
    with django_assert_max_num_queries(5) as few:  # people, savepoint, rows, marked, released
        send_waiting(Preference.DAILY)
    for n in range(30):
        notify([person], "article.approved", by=None, n=n)
    with django_assert_max_num_queries(len(few)):
        assert send_waiting(Preference.DAILY).sent == 1
