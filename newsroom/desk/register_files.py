"""Registers and word lists as files: downloaded as CSV or XLSX, sent back, compared, and stored once confirmed.

Between preview and confirmation nothing is kept on the server: the lines travel in a signed field of the form.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts import audit
from accounts.models import User
from accounts.roles import Permission, allows
from articles.errors import WorkflowError
from issues.registers import REGISTERS, Change, Changes, RegisterKind, TableError
from issues.registers import import_register as store_lines
from issues.registers import preview as changes_of
from issues.registers.storing import values_of
from issues.registers.tables import MAX_BYTES, read_table, write_xlsx
from newsroom.desk.articles.access import page, person, problems_of, status_of
from newsroom.desk.articles.limits import friendly_limits
from newsroom.desk.csv_files import csv_response
from newsroom.desk.site import desk

SALT = "newsroom.desk.register_files"
HOURS_TO_CONFIRM = 12
SHOWN = 200  # entries of each list of the preview; more are counted
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FileForm(forms.Form):
    """A file, and whether it is the whole register."""

    file = forms.FileField(label=gettext_lazy("File (.xlsx or .csv)"))
    whole = forms.BooleanField(
        label=gettext_lazy("The file is the whole register: what is missing in it ends or is taken out"), required=False
    )


def _registrar(request: HttpRequest) -> User:
    user = person(request)
    if not allows(user, Permission.EDIT_REGISTERS):
        raise PermissionDenied
    return user


def _kind(name: str) -> RegisterKind:
    kind = REGISTERS.get(name)
    if kind is None:
        raise Http404
    return kind


@require_safe
def register_files(request: HttpRequest) -> HttpResponse:
    """All registers, each with its files and the way back in."""
    _registrar(request)
    return _overview(request)


def _overview(request: HttpRequest, problem: str = "", register: str = "", status: int = 200) -> HttpResponse:
    rows = [(kind, FileForm(prefix=None, auto_id=f"id_{kind.name}_%s")) for kind in REGISTERS.values()]
    context = {"rows": rows, "problem": problem, "of_register": register}
    return page(request, "desk/registers/files.html", context, title=_("Registers as files"), status=status)


@require_safe
def register_download(request: HttpRequest, register: str, ending: str) -> HttpResponseBase:
    """One register as a file; its words stand in the language of the desk."""
    user, kind = _registrar(request), _kind(register)
    heading = [str(column.label) for column in kind.columns]
    stored = kind.stored()
    audit.record("register.export", by=user, register=kind.name, entries=len(stored), format=ending)

    def rows() -> Iterator[list[str]]:
        for values in stored:
            yield [column.shown(values[column.name]) for column in kind.columns]

    if ending == "csv":
        return csv_response(f"{kind.name}.csv", heading, rows())
    if ending != "xlsx":
        raise Http404
    response = HttpResponse(write_xlsx(str(kind.label), heading, rows()), content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{kind.name}.xlsx") or "attachment"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_POST
def register_preview(request: HttpRequest, register: str) -> HttpResponse:
    """What a file would change."""
    _registrar(request)
    kind, form = _kind(register), FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _overview(request, _("Choose a file first."), kind.name, status=400)
    file = form.cleaned_data["file"]
    try:
        lines, refused = values_of(kind, read_table(file.name, file.read(MAX_BYTES + 1)))
    except TableError as error:
        return _overview(request, str(error), kind.name, status=400)
    whole = form.cleaned_data["whole"]
    changes = changes_of(kind, lines, whole=whole, refused=refused)
    return _show(request, kind, changes, lines, whole=whole, name=file.name)


def _show(
    request: HttpRequest,
    kind: RegisterKind,
    changes: Changes,
    lines: list[tuple[int, dict[str, str]]],
    *,
    whole: bool,
    name: str,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    columns = {column.name: column for column in kind.columns}

    def cells(change: Change) -> list[str]:
        values = change.after or change.before or {}
        return [columns[key].shown(values.get(key, "")) for key in columns]

    def differing(change: Change) -> dict[str, Any]:
        parts = [
            (columns[key].label, columns[key].shown(old), columns[key].shown(new)) for key, old, new in change.differing
        ]
        return {"name": " ".join(part for part in change.key if part), "number": change.number, "parts": parts}

    context = {
        "kind": kind,
        "file_name": name,
        "headings": [column.label for column in kind.columns],
        "added": [cells(change) for change in changes.added[:SHOWN]],
        "changed": [differing(change) for change in changes.changed[:SHOWN]],
        "removed": [cells(change) for change in changes.removed[:SHOWN]],
        "refused": changes.refused[:SHOWN],
        "counts": {name: len(getattr(changes, name)) for name in ("added", "changed", "removed", "refused")},
        "unchanged": changes.unchanged,
        "shown": SHOWN,
        "is_empty": changes.is_empty,
        "kept": signing.dumps(
            {"register": kind.name, "lines": lines, "whole": whole, "mark": changes.mark, "name": name},
            salt=SALT,
            compress=True,
        ),
        "problems": problems or [],
    }
    return page(request, "desk/registers/preview.html", context, title=_("Changes of a register"), status=status)


@require_POST
def register_store(request: HttpRequest, register: str) -> HttpResponse:
    """Store what was shown."""
    user, kind = _registrar(request), _kind(register)
    try:
        kept = signing.loads(request.POST.get("kept", ""), salt=SALT, max_age=HOURS_TO_CONFIRM * 3600)
    except signing.BadSignature:
        return _overview(request, _("The preview is too old or damaged. Send the file again."), kind.name, status=400)
    if kept["register"] != kind.name:
        raise Http404
    lines = [(number, values) for number, values in kept["lines"]]
    try:
        done = store_lines(kind, lines, by=user, whole=kept["whole"], expected=kept["mark"])
    except WorkflowError as error:
        changes = changes_of(kind, lines, whole=kept["whole"])
        return _show(
            request,
            kind,
            changes,
            lines,
            whole=kept["whole"],
            name=kept["name"],
            problems=problems_of(error),
            status=status_of(error),
        )
    words = {"added": len(done.added), "changed": len(done.changed), "removed": len(done.removed)}
    messages.success(request, _("Stored: %(added)d added, %(changed)d changed, %(removed)d removed.") % words)
    return redirect("desk:register_files")


URLS = [
    path("registers/", desk.admin_view(register_files), name="register_files"),
    path("registers/<slug:register>.<slug:ending>", desk.admin_view(register_download), name="register_download"),
    path("registers/<slug:register>/", friendly_limits(desk.admin_view(register_preview)), name="register_preview"),
    path("registers/<slug:register>/store/", friendly_limits(desk.admin_view(register_store)), name="register_store"),
]
