"""Every form that anybody meets, filled with attacks: nothing breaks, nothing of it comes back as markup."""

from __future__ import annotations

import io
import os
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import Client

from articles import body
from tests.access_table import TABLE
from tests.security.crawler import Form, Walk
from tests.security.escapes import escapes
from tests.security.site import Site
from tests.security.vectors import CLASSES, FILES, OWN, naughty_strings

ROUNDS = int(os.environ.get("HOSTILE_ROUNDS", "3"))  # how often each form is sent; 0 sends every string in every field
REPORT = os.environ.get("HOSTILE_REPORT")  # a file to which what was sent is added, for docs/security.md
PERSONS = ("visitor", "contributor", "chief_editor", "system_admin", "security_admin", "audit_admin")
OPEN_DOORS = (
    "/letters/",
    "/preferences/",
    "/search/",
    "/api/v1/articles/",
    "/api/v1/x",
    "/desk/login/",
    "/desk/language/",
)
MALFORMED = (
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nhalf'),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=" + "y" * 300, b"--y"),
    ("application/x-www-form-urlencoded", b"title=%ff%fe&%00=%00&=&&&=%"),
    ("application/json", b"[" * 10_000),
    ("text/plain; charset=no-such-charset", b"\xff\xfe"),
    ("application/x-www-form-urlencoded", b"&".join(b"f%d=1" % number for number in range(3000))),
)


@pytest.mark.parametrize("name", PERSONS)
def test_forms_filled_with_attacks_break_nothing_and_give_nothing_back(site: Site, name: str, settings: Any) -> None:
    settings.RATE_LIMITS = {}
    strings = [*OWN, *naughty_strings()]
    walk = Walk(site.client_of(name)).from_("/") if name == "visitor" else site.walk_as(name)
    assert walk.forms
    wrong = []
    attacked = [form for form in walk.forms.values() if (form.texts or form.files) and "logout" not in form.action]
    for place, form in enumerate(attacked):
        rounds = ROUNDS or len(strings)
        for number in range(rounds):
            first, end = place * 31 + number * (7 if ROUNDS else 1), "\x00" if number + 1 == rounds else ""
            wrong += attack(site.client_of(name), form, strings, first, end)
    report(name, attacked, strings)
    assert wrong == []


def report(name: str, forms: list[Form], strings: list[str]) -> None:
    """What this person sent, as a line of a table: forms, fields, and how many strings stood in each field."""
    if not REPORT:
        return
    full = ", ".join(f"{len(own)} {label}" for label, own in CLASSES.items())
    each = f"{ROUNDS} of {len(strings)}" if ROUNDS else f"{full}, {len(strings) - len(OWN)} that break programs"
    fields = sum(len(form.texts) for form in forms)
    files = sum(len(form.files) for form in forms)
    with Path(REPORT).open("a", encoding="utf-8") as table:
        table.write(f"| {name} | {len(forms)} | {fields} | {files} | {each} |\n")


class HostileFile(io.BytesIO):
    """A file that is not what it says, under a name that is an attack."""

    def __init__(self, name: str, data: bytes) -> None:
        super().__init__(data)
        self.name = body.without_controls(name).replace('"', "'").replace("\n", " ")[:180] or "x"


def attack(client: Client, form: Form, strings: list[str], first: int, end: str) -> list[str]:
    """Send a form with another string in each field, look at the answer and the page after it, undo everything.

    ``end`` is put to each: the last round's is NUL, which no keyboard types and no text of the database holds.
    """
    texts = {name: strings[(first + step) % len(strings)] + end for step, name in enumerate(sorted(form.texts))}
    fields: dict[str, Any] = {**dict(form.fields), **texts}
    for step, name in enumerate(sorted(form.files)):
        fields[name] = HostileFile(strings[(first + step) % len(strings)], FILES[(first + step) % len(FILES)])
    with transaction.atomic():
        send = client.post if form.method == "post" else client.get
        response = send(form.action.partition("?")[0], fields, follow=True)
        transaction.set_rollback(True)
    what = f"{form.method} {form.action} {sorted(texts)} from {first}"
    if response.status_code >= 500:
        return [f"{response.status_code}: {what}"]
    if response.streaming or not response.headers.get("Content-Type", "").startswith("text/html"):
        return []
    return [f"{found}: {what}" for found in islice(escapes(response.content.decode()), 3)] if response.content else []


def test_malformed_bodies_are_refused_politely(site: Site) -> None:
    wrong = []
    clients = {name: site.client_of(name) for name in ("visitor", "chief_editor")}
    story = site.paper.lead.pk
    doors = [(row.name, site.address_of(row)) for row in TABLE if row.method == "post"]
    doors += [(path, path) for path in (*OPEN_DOORS, f"/articles/{story}/report/", f"/articles/{story}/read/")]
    for door, path in doors:
        for number, (kind, sent) in enumerate(MALFORMED):
            for name, client in clients.items():
                if name == "visitor" and number % 3:
                    continue
                with transaction.atomic():
                    response = client.generic("POST", path, sent, content_type=kind)
                    transaction.set_rollback(True)
                if response.status_code >= 500:
                    wrong.append(f"{response.status_code} {name} {door} {kind}")
    assert wrong == []


def test_every_act_demands_the_token_of_the_form(site: Site) -> None:
    client = Client(enforce_csrf_checks=True)
    person = site.newsroom.people["chief_editor"]
    assert person is not None
    client.force_login(person)
    open_doors = [
        row.name
        for row in TABLE
        if row.method == "post" and client.post(site.address_of(row), row.form).status_code not in (403, 404)
    ]
    assert open_doors == []


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "javascript:alert(7)", "/\\evil.example"])
def test_nobody_is_sent_elsewhere(site: Site, target: str) -> None:
    for name in ("visitor", "chief_editor"):
        client = site.client_of(name)
        for path in ("/desk/login/", "/desk/logout/", "/desk/language/", "/preferences/"):
            for method in (client.get, client.post):
                response = method(path, {"next": target, "back": target, "language": "en", "mode": "plain"})
                assert response.status_code < 500
                sent_to = urlsplit(response.get("Location", "").replace("\\", "/"))
                assert (sent_to.scheme, sent_to.netloc) == ("", ""), path


@pytest.mark.parametrize(
    "name", ["../../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/manage.py", "x%00.jpg"]
)
def test_files_outside_their_folder_are_never_served(site: Site, name: str) -> None:
    proof = site.newsroom.numbers["proof"]
    client = site.client_of("chief_editor")
    for path in (
        f"/media/photos/{name}",
        f"/media/{name}",
        f"/static/{name}",
        f"/desk/issues/issue/proof/{proof}/{name}",
    ):
        response = client.get(path)
        assert response.status_code in (301, 302, 400, 403, 404), path
        if not response.streaming:
            assert "root:" not in response.content.decode("utf-8", "replace")
