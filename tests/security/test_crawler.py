"""A crawler walks the whole site as everybody: nothing breaks, no link is dead, no address is unknown."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import AuditEntry, User
from articles.models import Article
from tests.access_table import BESIDE, EVERYONE, TABLE, VISITORS
from tests.reading.public_addresses import public_names
from tests.security.crawler import Walk
from tests.security.site import Site

DESK = {f"desk:{name}" for name in {row.name for row in TABLE} | set(BESIDE)}
FILES = {"/static/"}  # WhiteNoise answers before the routes


def test_a_visitor_meets_no_error_no_dead_link_and_nothing_of_the_desk(public_walk: Walk) -> None:
    assert public_walk.statuses(200, 302) == []
    assert len(public_walk.answers) > 60
    assert public_walk.routes - FILES - public_names() <= {"desk:index", "desk:login", "desk:language", "desk:sign_on"}


@pytest.mark.parametrize("name", sorted(EVERYONE | (VISITORS - {"visitor"})))
def test_everybody_walks_the_desk_without_an_error_or_a_dead_link(site: Site, name: str) -> None:
    walk = site.walk_as(name)
    assert walk.statuses(200, 302) == []
    assert walk.routes <= DESK | FILES | public_names()
    assert len(walk.answers) > (1 if name == "without_role" else 8)


def test_what_somebody_met_is_shut_to_a_stranger(site: Site) -> None:
    """Every address that the chief editor's links lead to, asked by nobody and by a writer of another department."""
    walk = site.walk_as("chief_editor")
    addresses = [address for address in walk.answers if address.startswith("/desk/")]
    nobody, outsider = Client(raise_request_exception=False), site.client_of("outside_contributor")
    open_to_all = ("/desk/login/", "/desk/logout/", "/desk/language/")
    told = [
        address
        for address in addresses
        if not address.startswith(open_to_all) and nobody.get(address).status_code not in (302, 403, 404)
    ]
    assert told == []
    secrets = [article.current_revision.title for article in site.hidden if article.current_revision]
    for address in addresses:
        answer = outsider.get(address)
        assert answer.status_code < 500, address
        if not answer.streaming:
            words = answer.content.decode("utf-8", "replace")
            assert not [title for title in secrets if title in words], address
    assert _done_by_a_stranger(site, walk) == []


def _done_by_a_stranger(site: Site, walk: Walk) -> list[str]:
    """What a writer of another department brought about by sending every form that the chief editor met, as it stands
    there: every act is on the trail, so what is not her own account's or story's is a hole.
    """
    writer = site.newsroom.people["outside_contributor"]
    client, found = site.client_of("outside_contributor"), []
    for form in walk.forms.values():
        if form.method != "post" or "/logout/" in form.action:
            continue
        with transaction.atomic():
            last = AuditEntry.objects.latest("pk").pk if AuditEntry.objects.exists() else 0
            status = client.post(form.action, dict(form.fields)).status_code
            done = AuditEntry.objects.filter(pk__gt=last, actor=writer, result=AuditEntry.Result.DONE)
            acts = [act.action for act in done if not _is_her_own(act, writer)]
            transaction.set_rollback(True)
        if status >= 500 or acts:
            found.append(f"{status} {form.action} {acts}")
    return found


def _is_her_own(act: AuditEntry, writer: User | None) -> bool:
    if act.target_type == "articles.article":
        return Article.objects.filter(pk=act.target_id, created_by=writer).exists()
    return act.target_type == "accounts.user" and act.target_id == str(writer.pk if writer else "")
