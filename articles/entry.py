"""What a person enters for one story: the form and its rows together, photos taken in, read into a content value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.forms.models import ModelChoiceField
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Permission, Scope, scope_of
from articles import body as body_module
from articles.addresses import photo_address
from articles.content import Content, Credit, Picture, Source
from articles.errors import WorkflowError
from articles.filling import Filling, Row, from_content, from_sent, to_content
from articles.forms import ROW_LIMIT, ArticleForm, AttributionRows, BylineRows, PhotoRows, body_from_entry
from articles.models import Attribution, Byline, Column, Photo, Revision
from articles.photos import PhotoError, choose_focus, store_photo
from departments.models import Department
from departments.register import DepartmentRegister

THUMBNAIL_WIDTH = 480  # pixels, of the stored copies
_FILE_NAME = re.compile(r"photos-(\d{1,3})-file")


@dataclass(frozen=True)
class PhotoRow:
    """A row of the photo list as the page shows it."""

    form: forms.Form
    photo: Photo | None
    inline: bool
    alternative_in_body: str  # as the body's own picture has it; then the row does not ask

    @property
    def address(self) -> str:
        """The address of a small copy; empty for a row without a photo."""
        return photo_address(self.photo, THUMBNAIL_WIDTH) if self.photo else ""


@dataclass(frozen=True)
class Mistake:
    """One message of the summary above the form, with the id of the control it speaks of."""

    anchor: str
    label: str
    message: str


class StoryEntry:
    """The form of one story, empty, filled from a revision, or sent by a person.

    Files that were sent are stored when the entry is made, so that good photos stay attached whatever else is wrong.
    """

    def __init__(
        self,
        *,
        by: User,
        revision: Revision | None = None,
        filling: Filling | None = None,
        data: QueryDict | None = None,
        files: MultiValueDict[str, UploadedFile] | None = None,
        expected_revision: int | None = None,
        asks_note: bool = False,
        note_needed: bool = False,
    ) -> None:
        """``filling`` shows instead of the revision, ``expected_revision`` says what it began from.

        ``asks_note`` shows the public note of a correction, ``note_needed`` insists on it.
        """
        self.by = by
        self.revision = revision
        self.chooses_department = revision is None and scope_of(by, Permission.WRITE_ARTICLES) is Scope.ALL
        self.filling = filling or self._own_filling()
        problems: dict[int, str] = {}
        if data is not None:
            data = data.copy()
            problems = self._take_in(data, files or MultiValueDict())
        began_from = expected_revision or (revision.number if revision else None)
        self.form = ArticleForm(data, initial={**self.filling.fields, "expected_revision": began_from})
        self._offer_choices(asks_note=asks_note, note_needed=note_needed)
        rows = self._with_focus(self.filling.rows)
        choices = {"departments": self._department_choices()}
        self.bylines = BylineRows(data, prefix="bylines", initial=_begun(data, "bylines", rows))
        self.attributions = AttributionRows(
            data, prefix="attributions", initial=_begun(data, "attributions", rows), form_kwargs=choices
        )
        self.photos = PhotoRows(data, prefix="photos", initial=_begun(data, "photos", rows))
        self.photos.problems = problems  # type: ignore[attr-defined]

    # --------------------------------------------------------------------------------------------- taking in

    def _take_in(self, data: QueryDict, files: MultiValueDict[str, UploadedFile]) -> dict[int, str]:
        """Store the files that were sent and note their numbers in the data; the problems by row."""
        problems: dict[int, str] = {}
        for name in files:
            found, file = _FILE_NAME.fullmatch(name), files.get(name)
            if found is None or int(found[1]) >= ROW_LIMIT or data.get(f"photos-{found[1]}-DELETE"):
                continue
            assert isinstance(file, UploadedFile)  # noqa: S101 (for the type checker)
            try:
                photo = store_photo(file, by=self.by, name=file.name or "")
            except PhotoError as error:
                problems[int(found[1])] = _("%(name)s: %(problem)s") % {"name": file.name, "problem": error}
            else:
                data[f"photos-{found[1]}-photo"] = str(photo.pk)
        return problems

    def _with_focus(self, rows: dict[str, list[Row]]) -> dict[str, list[Row]]:
        """The rows with the focus that each photo of the revision has, where the row does not say another."""
        uses = self.revision.photo_uses.all() if self.revision else ()
        chosen = {use.photo_id: _in_percent(use.photo) for use in uses if use.photo.focus_x is not None}
        filled = [
            row | chosen[number]
            if (number := _number(row.get("photo")) or 0) in chosen and row.get("focus_x") in (None, "")
            else row
            for row in rows["photos"]
        ]
        return rows | {"photos": filled}

    def _own_filling(self) -> Filling:
        """What the revision holds; of a new story what can be guessed from who writes it."""
        if self.revision is not None:
            return from_content(self.revision.content(), self.labels)
        fields: dict[str, Any] = {"department": self.by.department_id}
        rows: dict[str, list[Row]] = {"bylines": [], "attributions": [], "photos": []}
        if not self.chooses_department:  # an editor mostly enters what somebody else wrote
            rows["bylines"].append({"name": self.by.name, "role": Byline.Role.CORRESPONDENT, "ORDER": 1})
        if self.by.department_id:
            rows["attributions"].append({"department": self.by.department_id, "ORDER": 1})
        return Filling(fields, rows)

    @cached_property
    def _departments(self) -> list[Department]:
        """The departments of today, and those that the revision names."""
        named = [line.department_id for line in self._read_attributions()]
        today = Department.objects.valid_on(timezone.localdate())
        return list((today | Department.objects.filter(Q(pk__in=named) | Q(pk=self.by.department_id))).distinct())

    @property
    def labels(self) -> dict[int, str]:
        """The short names of the departments."""
        return {department.pk: department.label for department in self._departments}

    def _department_choices(self) -> list[tuple[int | str, str]]:
        return [("", _("Not in the register")), *((d.pk, d.name) for d in self._departments)]

    def _offer_choices(self, *, asks_note: bool, note_needed: bool) -> None:
        self.form.fields["correction_note"].required = note_needed
        if not asks_note:
            del self.form.fields["correction_note"]
        column, department = self.form.fields["column"], self.form.fields["department"]
        assert isinstance(column, ModelChoiceField)  # noqa: S101 (for the type checker)
        assert isinstance(department, ModelChoiceField)  # noqa: S101
        current = self.revision.column_id if self.revision else None
        column.queryset = Column.objects.filter(Q(is_active=True) | Q(pk=current))
        if self.chooses_department:
            department.queryset = Department.objects.filter(pk__in=[d.pk for d in self._departments])
            department.required = True
        else:
            del self.form.fields["department"]

    # ----------------------------------------------------------------------------------------------- reading

    def is_valid(self) -> bool:
        """Whether everything can be read; all parts are looked at, so that all messages show at once."""
        answers = [part.is_valid() for part in (self.form, self.bylines, self.attributions, self.photos)]
        return all(answers)

    @property
    def expected_revision(self) -> int:
        """The revision that the person means to follow: the one she began from, or the newer one she saves over."""
        cleaned = self.form.cleaned_data
        return cleaned.get("over_revision") or cleaned.get("expected_revision") or 0

    @property
    def expected_revision_sent(self) -> int:
        """The revision that the person began from, as the form says; 0 where it says nothing readable."""
        return _number(self.form["expected_revision"].value()) or 0

    @property
    def department(self) -> Department | None:
        """The department that the new story belongs to."""
        return self.form.cleaned_data["department"] if self.chooses_department else self.by.department

    def content(self) -> Content:
        """The content that a valid entry holds."""
        cleaned = self.form.cleaned_data
        return Content(
            title=cleaned["title"],
            body=cleaned["body"],
            kind=cleaned["kind"],
            kicker=cleaned["kicker"],
            subtitle=cleaned["subtitle"],
            summary=cleaned["summary"],
            column_id=cleaned["column"].pk if cleaned["column"] else None,
            bylines=tuple(
                Credit(row.cleaned_data["name"], row.cleaned_data["role"], row.cleaned_data["note"])
                for row in self.bylines.ordered_forms
                if row.cleaned_data["name"]
            ),
            attributions=tuple(self._sources()),
            grid_area_ids=tuple(sorted(area.pk for area in cleaned["grid_areas"])),
            photos=tuple(self._pictures()),
            correction_note=cleaned.get("correction_note", ""),
        )

    def as_typed(self) -> Content:
        """What was sent or filled in, read without any check."""
        sent = {name: self.form.data.getlist(name) for name in self.form.data} if self.form.is_bound else None  # type: ignore[attr-defined]
        return to_content(from_sent(sent) if sent is not None else self.filling, self.labels)

    def _sources(self) -> Iterator[Source]:
        labels = self.labels
        # What the person left alone keeps its reading; a name she typed is looked up.
        unread = {line.printed_name for line in self._read_attributions() if line.department_id is None}
        register: DepartmentRegister | None = None
        for row in self.attributions.ordered_forms:
            department, printed = row.cleaned_data["department"], row.cleaned_data["printed_name"]
            if department is not None:
                yield Source(printed or labels[department], department)
            elif printed:
                found = None
                if printed not in unread:
                    register = register or DepartmentRegister()
                    found = register.resolve(printed, timezone.localdate())
                yield Source(printed, found.pk if found else None)

    def _read_attributions(self) -> list[Attribution]:
        return list(self.revision.attributions.all()) if self.revision else []

    def _pictures(self) -> Iterator[Picture]:
        seen: set[int] = set()
        for row in self.photos.ordered_forms:
            values = row.cleaned_data
            if values["photo"] not in seen:
                seen.add(values["photo"])
                yield Picture(
                    photo_id=values["photo"],
                    caption=values["caption"],
                    credit=values["credit"],
                    alternative_text=values["alternative_text"],
                    people_shown=values["people_shown"],
                    minors_shown=values["minors_shown"],
                    consent=values["consent"],
                    inline=values["inline"],
                )

    def choose_focus(self) -> tuple[int, list[str]]:
        """Note what a valid entry says of the crops of its photos: how many changed, and what was refused, in words.

        A row that says nothing leaves its photo as it is.
        """
        said = {
            row.cleaned_data["photo"]: (row.cleaned_data["focus_x"] / 100, row.cleaned_data["focus_y"] / 100)
            for row in self.photos.ordered_forms
            if row.cleaned_data.get("focus_x") is not None
        }
        changed, refusals = 0, list[str]()
        for photo in Photo.objects.filter(pk__in=said).order_by("pk"):
            x, y = said[photo.pk]
            if (photo.focus_x, photo.focus_y) != (x, y):
                try:
                    choose_focus(photo, by=self.by, x=x, y=y)
                    changed += 1
                except WorkflowError as refusal:
                    refusals.append(str(refusal))
        return changed, refusals

    # ----------------------------------------------------------------------------------------------- showing

    @property
    def media(self) -> forms.Media:
        """Scripts and styles of the editor."""
        return self.form.media

    def photo_rows(self) -> list[PhotoRow]:
        """The photo rows with the photos that this person may see."""
        known = {use.photo_id: use.photo for use in self.revision.photo_uses.all()} if self.revision else {}
        wanted = {number for row in self.photos if isinstance(number := _number(row["photo"].value()), int)}
        if missing := wanted - known.keys():
            known |= {photo.pk: photo for photo in Photo.objects.visible_to(self.by).filter(pk__in=missing)}
        body = body_module.clean(body_from_entry(str(self.form["body"].value() or "")))
        alternatives = body_module.alternative_texts(body)
        inside = set(body_module.photo_names(body))
        rows = []
        for row in self.photos:
            photo = known.get(_number(row["photo"].value()) or 0)
            name: str = str(photo.file.name).removeprefix("photos/") if photo else ""
            rows.append(PhotoRow(row, photo, name in inside, alternatives.get(name, "")))
        return rows

    def mistakes(self) -> list[Mistake]:
        """Everything that is wrong, in the order of the page; nothing while the form was not sent."""
        if not self.form.is_bound:
            return []
        found = list(_mistakes_of(self.form, ""))
        labels = (_("Byline"), _("Submitting department"), _("Photo"))
        for label, rows in zip(labels, (self.bylines, self.attributions, self.photos), strict=True):
            found += [Mistake(f"{rows.prefix}-rows", label, str(message)) for message in rows.non_form_errors()]
            for number, row in enumerate(rows.forms, 1):
                if not (rows.can_delete and rows._should_delete_form(row)):  # type: ignore[attr-defined]
                    found += _mistakes_of(row, f"{label} {number}: ")
        return found


def _begun(data: QueryDict | None, prefix: str, rows: dict[str, list[Row]]) -> list[Row]:
    """What the rows began from. Of a form that was sent, only for as many as it began with: a row that the person
    added would count as untouched, and be dropped, where it happens to hold what stands there in the article.
    """
    if data is None:
        return rows[prefix]
    return rows[prefix][: _number(data.get(f"{prefix}-INITIAL_FORMS")) or 0]


def _in_percent(photo: Photo) -> Row:
    """The focus of a photo that has one, as the form asks for it."""
    return {name: round(100 * getattr(photo, name)) for name in ("focus_x", "focus_y")}


def _number(value: Any) -> int | None:
    """A posted number, or None where it is none."""
    text = str(value or "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _mistakes_of(form: forms.Form, before: str) -> Iterator[Mistake]:
    for name, messages in form.errors.items():
        field = form.fields.get(name)
        hidden = field is None or field.widget.is_hidden
        anchor = "content-start" if hidden else form[name].id_for_label
        label = "" if hidden or field is None else str(field.label)
        yield from (Mistake(anchor or "content-start", f"{before}{label}", str(message)) for message in messages)
