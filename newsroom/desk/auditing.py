"""What the audit administrator does with the trail beside reading it: take it along as a file, and check it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import audit, clock
from accounts.models import AuditEntry
from accounts.roles import Permission, allows
from articles.verification import Verification, verify
from issues.proofs.verification import PAGE_CHECKS
from newsroom.desk.acts import act_in_words, kind_in_words
from newsroom.desk.articles.access import page, person
from newsroom.desk.csv_files import csv_response

CHUNK = 2000  # rows fetched at once
CHECK_SECONDS = 25.0  # a person waits, and so does a thread of the server; the command takes the time it needs
BREAKS_SHOWN = 100
_ONE_AT_A_TIME = 7293013  # the number of an advisory lock


def require_audit(request: HttpRequest) -> None:
    """Refuse, with 403, who does not read the audit trail."""
    if not allows(request.user, Permission.READ_AUDIT):
        raise PermissionDenied


# ---------------------------------------------------------------------------------------------------- export


def export(request: HttpRequest, changes: ChangeList) -> HttpResponseBase:
    """The rows that the list shows under its filters, all pages of them, as a CSV file; leaves a row of its own."""
    entries: QuerySet[Any] = changes.get_queryset(request)
    filters = {name: request.GET.getlist(name) for name in request.GET if request.GET[name]}
    audit.record("audit.export", by=person(request), filters=filters, rows=entries.count())
    header = [
        *(_("position in the chain"), _("time"), _("who"), _("act"), _("code of the act"), _("result")),
        *(_("kind of thing"), _("number of the thing"), _("thing"), _("details"), _("from")),
        *(_("hash of the row before"), _("hash")),
    ]
    return csv_response(f"audit-{localtime(clock.now()):%Y%m%d-%H%M}.csv", header, _rows(entries))


def _rows(entries: QuerySet[AuditEntry]) -> Iterator[list[Any]]:
    results = dict(AuditEntry.Result.choices)
    for entry in entries.iterator(chunk_size=CHUNK):
        yield [
            entry.position,
            localtime(entry.at).isoformat(sep=" ", timespec="milliseconds"),
            entry.actor_name,
            act_in_words(entry.action),
            entry.action,
            results.get(entry.result, entry.result),
            kind_in_words(entry.target_type),
            entry.target_id,
            entry.target_label,
            json.dumps(entry.detail, ensure_ascii=False),
            entry.address or "",
            entry.previous_hash,
            entry.hash,
        ]


# ----------------------------------------------------------------------------------------------------- check


@require_http_methods(["GET", "HEAD", "POST"])
def audit_check(request: HttpRequest) -> HttpResponse:
    """Offer to check everything now; carry it out, within a time, and show what was found."""
    require_audit(request)
    context: dict[str, Any] = {"seconds": int(CHECK_SECONDS), "shown": BREAKS_SHOWN}
    status = 200
    if request.method == "POST":
        with _alone() as is_alone:
            if is_alone:
                context["result"] = _check(request)
            else:
                context["is_busy"], status = True, 409
    context["latest"] = AuditEntry.objects.filter(action="audit.verify").select_related("actor").order_by("-pk")[:5]
    return page(request, "desk/audit/check.html", context, title=_("Check signatures and audit trail"), status=status)


def _check(request: HttpRequest) -> Verification:
    result = verify(seconds=CHECK_SECONDS, further=PAGE_CHECKS)
    audit.record(
        "audit.verify",
        by=person(request),
        checked=dict(result.checked),
        breaks=result.found,
        is_whole=result.is_whole,
        end_of_chain=str(result.chain.last) if result.chain.last else "",
    )
    return result


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether this is the only check now, whatever server runs it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_ONE_AT_A_TIME])
        got: bool = cursor.fetchone()[0]
        try:
            yield got
        finally:
            if got:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_ONE_AT_A_TIME])
