"""Keeping a page between the requests of the person who corrects it: begun, acted on, taken back, thrown away.

As with working copies nothing here is history: no article is made, nothing is audited, nobody else sees it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import clock
from accounts.models import User
from accounts.roles import Permission, allows
from articles.errors import NotPermitted, WorkflowError
from departments.models import Department
from departments.register import DepartmentRegister
from issues import archive, pdf_pages
from issues.import_drafts.state import State, open_state, perform, replay
from issues.importing import DumpError, SourcePage, known_names, message_of, source_pages
from issues.models import ImportDraft
from issues.page_import import PageImportError, Register
from issues.page_import.editing import EditError, digest
from issues.proofs.files import store_once

MAX_PDF_PAGES = 16  # of one file at the desk; a folder of years goes through the command
MAX_PIECES = 3000  # lines of a page that a person can still look through
KEPT_ACTS = 300  # that can be taken back
OPEN_EACH = 64  # pages begun and not stored, for each person


@dataclass(frozen=True)
class Begun:
    """What became of a file: pages to correct, pages that were imported before, and why others cannot be read."""

    drafts: tuple[ImportDraft, ...]
    known: tuple[ImportDraft, ...]
    problems: tuple[str, ...]


def begin(
    data: bytes, *, by: User, department: Department, on: date | None = None, name: str = "", anew: bool = False
) -> Begun:
    """Read a file (text of one page, or PDF) and keep its pages for correction; all of them or, on an error, none.

    A page that is begun already goes on where it stood; one that was imported before is only named, unless it is to be
    read ``anew``. ``on`` is the day whose names hold, where it is not told in the file's name or on the page. Raises
    DumpError where no page can be read, NotPermitted.
    """
    if not allows(by, Permission.IMPORT_PAGES, department):
        raise NotPermitted
    if pdf_pages.looks_like_pdf(data):
        require_few_pages(data)
    register = known_names(DepartmentRegister())
    upload = hashlib.sha256(data).hexdigest()
    drafts: list[ImportDraft] = []
    known: list[ImportDraft] = []
    problems: list[str] = []
    day = on or archive.read_name(name).date
    pages: list[tuple[SourcePage, str, State]] = []
    for page in source_pages(data, images=True):
        text = storable(page.text)
        before = None if anew else find_stored(text)
        if before is not None:
            known.append(before)
            continue
        try:
            pages.append((page, text, read_state(text, register)))
        except DumpError as error:
            problems.append(str(error))
    if not pages and not known:
        raise DumpError(problems[0])
    with transaction.atomic():
        for page, text, state in pages:
            values: dict[str, Any] = {"department": department, "name": name[:120], "upload": upload}
            values["on"] = day or printed_origin(state).date or timezone.localdate()
            drafts.append(_keep(page, text, state, values, by))
        _forget_oldest(by)
    return Begun(tuple(drafts), tuple(known), tuple(problems))


def require_few_pages(data: bytes) -> None:
    """Refuse a PDF of more pages than one request can draw. Raises DumpError."""
    try:
        count = pdf_pages.page_count(data)
    except pdf_pages.PdfError as error:
        raise DumpError(message_of(error)) from error
    if count > MAX_PDF_PAGES:
        raise DumpError(message_of(pdf_pages.PdfError("too_many_pages", found=count, limit=MAX_PDF_PAGES)))


def storable(text: str) -> str:
    """A text as the database can hold it, its lines ended in one way; what is no character is told as unreadable."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    return plain.encode(errors="replace").decode()


def find_stored(text: str) -> ImportDraft | None:
    """The import that made articles of this very text."""
    return ImportDraft.objects.filter(digest=digest(text)).exclude(stored_at=None).first()


def read_state(text: str, register: Register) -> State:
    """What the machine reads. Raises DumpError."""
    try:
        state = open_state(text, register)
    except PageImportError as error:
        raise DumpError(message_of(error)) from error
    if (count := len(state.sheet.pieces)) > MAX_PIECES:
        raise DumpError(message_of(PageImportError("too_many_lines", found=count, limit=MAX_PIECES)))
    return state


def _keep(page: SourcePage, text: str, state: State, values: dict[str, Any], by: User) -> ImportDraft:
    values = {**values, "file_page": page.number, "changed_at": clock.now()} | _printed(page)
    draft, _made = ImportDraft.objects.update_or_create(
        owner=by,
        digest=digest(text),
        stored_at=None,
        defaults=values,
        create_defaults={**values, "text": text, "base": state.to_json()},
    )
    return draft


def printed_origin(state: State) -> archive.Origin:
    """What the lines around the articles say of the issue: its numbers and its date."""
    found = archive.Origin()
    for piece in state.sheet.pieces:
        if piece.role == "furniture":
            named = archive.read_name(piece.text.replace(".", " "))
            found = found.over(archive.Origin(named.number, named.total_number, named.date))
    return found


def _printed(page: SourcePage) -> dict[str, Any]:
    """The page itself, where the file is a PDF: its files stored, and where the lines of its text stand."""
    printed = page.printed
    if printed is None or not printed.image:
        return {}
    folder = f"imports/{hashlib.sha256(printed.pdf).hexdigest()[:24]}"
    store_once(f"{folder}/page.pdf", printed.pdf)
    store_once(f"{folder}/page.png", printed.image)
    return {
        "folder": folder,
        "width": printed.width,
        "height": printed.height,
        "places": [list(place) if place else None for place in printed.boxed.places],
    }


def read_file(draft: ImportDraft, name: str) -> bytes:
    """``page.png`` or ``page.pdf`` of a draft that came as a PDF. Raises FileNotFoundError."""
    with default_storage.open(f"{draft.folder}/{name}") as file:
        data: bytes = file.read()
        return data


def _forget_oldest(by: User) -> None:
    begun = ImportDraft.objects.filter(owner=by, stored_at=None)
    for draft in begun[OPEN_EACH:]:
        _remove(draft)


def discard(draft: ImportDraft, *, by: User) -> None:
    """Throw away what was begun; what was stored stays. Raises NotPermitted."""
    if draft.owner_id != by.pk:
        raise NotPermitted
    with transaction.atomic():
        kept = ImportDraft.objects.select_for_update().filter(pk=draft.pk, stored_at=None).first()
        if kept is not None:
            _remove(kept)


def _remove(draft: ImportDraft) -> None:
    folder = draft.folder
    draft.delete()
    if folder and not ImportDraft.objects.filter(folder=folder).exists():
        transaction.on_commit(lambda: _delete_files(folder))


def _delete_files(folder: str) -> None:
    for name in ("page.pdf", "page.png"):
        default_storage.delete(f"{folder}/{name}")


# ------------------------------------------------------------------------------------------------------ acting


def state_of(draft: ImportDraft, register: Register) -> State:
    """The page as it stands. Where the program reads pages otherwise by now, as it reads them now."""
    try:
        return replay(State.from_json(draft.base, draft.text, register), draft.acts[: draft.done])
    except EditError:
        return open_state(draft.text, register)


def lock(draft: ImportDraft, *, by: User, version: int) -> ImportDraft:
    """The draft's row for changing. Raises NotPermitted, WorkflowError where it is stored or another window changed it.

    Needs a transaction.
    """
    found = ImportDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if found is None:
        raise WorkflowError(_("The page was thrown away. Send it again."))
    if found.owner_id != by.pk:
        raise NotPermitted
    if found.is_stored:
        raise WorkflowError(_("The page is stored already and changes no more here."))
    if found.version != version:
        raise WorkflowError(
            _("The page was changed in another window since. This is how it stands now: look, and do it again.")
        )
    return found


@transaction.atomic
def act(draft: ImportDraft, deed: Mapping[str, Any], *, by: User, version: int) -> ImportDraft:
    """Do one act on the page. Raises WorkflowError with what is against it."""
    draft = lock(draft, by=by, version=version)
    register = known_names(DepartmentRegister())
    try:
        state = replay(State.from_json(draft.base, draft.text, register), draft.acts[: draft.done])
    except EditError:
        state, draft.base, draft.acts, draft.done = _read_again(draft, register)
    try:
        perform(state, deed)
    except EditError as error:
        raise WorkflowError(why_not(error)) from error
    acts = [*draft.acts[: draft.done], dict(deed)]
    if len(acts) > 2 * KEPT_ACTS:
        old, acts = acts[:KEPT_ACTS], acts[KEPT_ACTS:]
        draft.base = replay(State.from_json(draft.base, draft.text, register), old).to_json()
    draft.acts, draft.done = acts, len(acts)
    return _changed(draft)


def _read_again(draft: ImportDraft, register: Register) -> tuple[State, dict[str, Any], list[Any], int]:
    """The page read by the program of today, which no longer reads it as it did when the page was sent."""
    state = open_state(draft.text, register)
    return state, state.to_json(), [], 0


@transaction.atomic
def undo(draft: ImportDraft, *, by: User, version: int) -> ImportDraft:
    """Take the last act back."""
    draft = lock(draft, by=by, version=version)
    if not draft.done:
        raise WorkflowError(_("There is nothing to take back."))
    draft.done -= 1
    return _changed(draft)


@transaction.atomic
def redo(draft: ImportDraft, *, by: User, version: int) -> ImportDraft:
    """Do again what was taken back last."""
    draft = lock(draft, by=by, version=version)
    if draft.done >= len(draft.acts):
        raise WorkflowError(_("There is nothing to do again."))
    draft.done += 1
    return _changed(draft)


def _changed(draft: ImportDraft) -> ImportDraft:
    draft.version += 1
    draft.changed_at = clock.now()
    draft.save(update_fields=["base", "acts", "done", "version", "changed_at"])
    return draft


def why_not(error: EditError) -> str:
    """What is against an act, in words that say how to go on."""
    words: dict[str, Callable[[], str]] = {
        "no_piece": lambda: _("Choose a line first."),
        "no_article": lambda: _("The line belongs to no article. Give it a role first."),
        "nothing_before": lambda: _("No article is printed before it."),
        "nothing_left": lambda: _("The article has one line only. Merge it, or leave it out."),
        "nothing_to_join": lambda: _("There is no paragraph before it that it could go on with."),
        "nothing_to_cut": lambda: _("Type the words with which the second part begins, as they stand in the line."),
        "begins_already": lambda: _("An article begins with this line already."),
        "at_the_end": lambda: _("It cannot go further."),
    }
    return words[error.code]() if error.code in words else _("That cannot be done here.")


def begun_by(user: User) -> QuerySet[ImportDraft]:
    """What this person has begun and not stored, last worked on first."""
    own = ImportDraft.objects.filter(owner=user, stored_at=None)
    return own.defer("text", "base", "acts", "places").select_related("department")
