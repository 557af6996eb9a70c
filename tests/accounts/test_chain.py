"""The audit trail's chain: linked by the database at commit, checked in Python, and what a check finds."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts import audit, clock
from accounts.chain import Anchor, ChainFault, Fault, check_chain, last_link
from accounts.models import AuditEntry
from tests.factories import Team, make_user
from tests.tampering import link_chain, tamper

pytestmark = pytest.mark.django_db

AWKWARD: list[dict[str, Any]] = [
    {},
    {"b": 1, "a": {"嵌套": [1, 2.50, None, True]}},
    {"words": '引号 “ ” " \\ 换行\n 𠮷 emoji 🙂'},
    {"long": "长" * 5000},
    {"number": 12345678901234567890, "small": 0.1},
]


def write(rows: int) -> list[AuditEntry]:
    """Rows in the trail, linked."""
    entries = [audit.record("photo.upload", by=None, n=n) for n in range(rows)]
    link_chain()
    return entries


def faults(anchor: Anchor | None = None) -> list[tuple[Fault, int | None]]:
    """What a check finds: kind and position."""
    return [(found.fault, found.position) for found in check_chain(anchor).faults]


def test_rows_are_linked_in_order_and_hold(team: Team) -> None:
    write(5)
    report = check_chain()
    assert report.faults == []
    assert (report.first, report.rows) == (1, 5)
    assert report.last is not None
    assert report.last == last_link()
    assert report.last.position == 5


def test_python_and_the_database_hash_alike_whatever_a_row_says() -> None:
    person = make_user(name="引号'\"，")
    for address in (None, "192.0.2.7", "2001:db8::1"):
        token = audit.origin.set(address)
        for detail in AWKWARD:
            audit.record("x.y", by=person, target=person, **detail)
        audit.origin.reset(token)
    with clock.at(timezone.now().replace(microsecond=0)):
        audit.record("x.y", by=None)
    link_chain()
    assert faults() == []
    assert check_chain().rows == 3 * len(AWKWARD) + 1


def test_empty_trail_holds() -> None:
    assert check_chain().faults == []
    assert last_link() is None


@pytest.mark.parametrize(
    "change",
    [
        "actor_name = actor_name || '改'",
        "action = 'article.approve'",
        "result = 'refused'",
        "target_id = '999'",
        "target_label = '别的'",
        "detail = jsonb_set(detail, '{n}', '7')",
        "address = '198.51.100.9'",
        "at = at + interval '1 microsecond'",
        "hash = repeat('0', 64)",
    ],
)
def test_one_changed_field_is_found(change: str) -> None:
    entries = write(5)
    tamper(f"UPDATE accounts_auditentry SET {change} WHERE id = %s", entries[2].pk)
    assert (Fault.ALTERED, 3) in faults()


def test_removed_row_is_found_with_how_many() -> None:
    entries = write(6)
    tamper("DELETE FROM accounts_auditentry WHERE id IN (%s, %s)", entries[2].pk, entries[3].pk)
    assert check_chain().faults == [ChainFault(Fault.REMOVED, 5, entries[4].pk, missing=2)]


def test_removed_beginning_is_found() -> None:
    entries = write(6)
    tamper("DELETE FROM accounts_auditentry WHERE id <= %s", entries[1].pk)
    assert check_chain().faults == [ChainFault(Fault.REMOVED, 3, missing=2)]


def test_reordered_rows_are_found() -> None:
    entries = write(5)
    tamper("UPDATE accounts_auditentry SET position = 100 WHERE id = %s", entries[1].pk)
    tamper("UPDATE accounts_auditentry SET position = 2 WHERE id = %s", entries[2].pk)
    tamper("UPDATE accounts_auditentry SET position = 3 WHERE id = %s", entries[1].pk)
    assert {position for fault, position in faults() if fault is Fault.ALTERED} == {2, 3}


def test_row_with_a_hash_computed_anew_does_not_fit_the_row_after_it() -> None:
    entries = write(5)
    tamper(
        "UPDATE accounts_auditentry e SET actor_name = '别人', hash = newsroom_audit_digest("
        'jsonb_populate_record(e, \'{"actor_name": "别人"}\')) WHERE id = %s',
        entries[2].pk,
    )
    assert faults() == [(Fault.DISCONNECTED, 4)]


def test_row_put_there_past_the_trigger_is_found() -> None:
    entries = write(3)
    columns = "at, actor_name, action, result, target_type, target_id, target_label, detail, previous_hash, hash"
    copied = "at, actor_name, 'x.forged', result, target_type, target_id, target_label, detail"
    tamper(
        f"INSERT INTO accounts_auditentry ({columns}) SELECT {copied}, '', '' FROM accounts_auditentry WHERE id = %s",
        entries[0].pk,
    )
    tamper(
        f"INSERT INTO accounts_auditentry ({columns}, position) "
        f"SELECT {copied}, hash, repeat('a', 64), 4 FROM accounts_auditentry WHERE id = %s",
        entries[2].pk,
    )
    assert faults() == [(Fault.ALTERED, 4), (Fault.UNLINKED, None)]


def test_end_cut_off_is_found_by_whoever_noted_it() -> None:
    entries = write(5)
    noted = last_link()
    assert noted is not None
    assert faults(noted) == []
    tamper("DELETE FROM accounts_auditentry WHERE id = %s", entries[4].pk)
    assert faults() == []  # the chain alone cannot know
    assert faults(noted) == [(Fault.SHORT, 5)]
    write(1)  # another row takes its place
    assert faults(Anchor(5, noted.hash[:16])) == [(Fault.SHORT, 5)]


@pytest.mark.parametrize(
    "words", ["", "5", "5:", "x:0123456789abcdef", "5:0123", "5:0123456789abcdeg", "5:" + "a" * 65]
)
def test_anchor_that_says_nothing_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        Anchor.parse(words)


def test_anchor_is_read_whatever_its_case() -> None:
    assert Anchor.parse(" 5:0123456789ABCDEF") == Anchor(5, "0123456789abcdef")


def test_check_takes_two_queries_and_stops_when_told(django_assert_num_queries: Any) -> None:
    write(30)
    with django_assert_num_queries(2):
        check_chain()
    asked = iter([False] * 10 + [True] * 100)
    report = check_chain(until=lambda: next(asked))
    assert (report.rows, report.is_whole, report.faults) == (10, False, [])


# ----------------------------------------------------------------------------------------- many at a time


def in_threads(acts: list[Callable[[], None]]) -> None:
    """Run each in a thread with a connection of its own."""

    def run(act: Callable[[], None]) -> None:
        try:
            act()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_acts_at_the_same_time_make_one_chain_without_a_gap() -> None:
    def act() -> None:
        for n in range(20):
            with transaction.atomic():
                audit.record("photo.upload", by=None, n=n)
                audit.record("photo.upload", by=None, n=n)

    in_threads([act] * 6)
    report = check_chain()
    assert (report.rows, report.faults) == (240, [])


@pytest.mark.django_db(transaction=True)
def test_act_that_is_undone_leaves_no_gap() -> None:
    audit.record("photo.upload", by=None)
    with pytest.raises(RuntimeError), transaction.atomic():
        audit.record("photo.upload", by=None)
        raise RuntimeError
    audit.record("photo.upload", by=None)
    assert [entry.position for entry in AuditEntry.objects.order_by("position")] == [1, 2]
    assert check_chain().faults == []


def test_moment_before_the_year_1000_and_far_ahead_hold() -> None:
    with clock.at(timezone.now() + timedelta(days=365 * 80)):
        audit.record("x.y", by=None)
    link_chain()
    assert faults() == []
