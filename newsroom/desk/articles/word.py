"""A Word file becomes a filled form: read, its pictures taken in, put down as a working copy. No article is made."""

from __future__ import annotations

import io

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Permission, Scope, allows, scope_of
from articles import working_copies
from articles.entry import StoryEntry
from articles.filling import Filling, Row, as_sent
from articles.models import Column
from articles.photos import PhotoError, store_photo
from articles.word_import import WordError, WordStory, read_word
from articles.word_import.archive import MOST_BYTES
from departments.register import DepartmentRegister
from newsroom.desk.articles.access import person
from newsroom.desk.articles.copies import Window
from newsroom.desk.articles.form_page import FormPage, editor_styles
from newsroom.desk.articles.wishes import WishForm


@editor_styles
def article_word(request: HttpRequest) -> HttpResponse:
    """Take the file of the field ``word`` and go on to the form that it fills."""
    by = person(request)
    scope = scope_of(by, Permission.WRITE_ARTICLES)
    if not allows(by, Permission.WRITE_ARTICLES) or (scope is Scope.OWN and by.department is None):
        raise PermissionDenied
    if request.method != "POST":
        return redirect("desk:article_add")
    file = request.FILES.get("word")
    if file is None:
        return _refused(request, by, _("No file arrived. Choose the Word file again."))
    name = (file.name or "")[-120:]
    columns = {column.name: column.pk for column in Column.objects.filter(is_active=True)}
    register = DepartmentRegister()
    try:
        story = read_word(file.read(MOST_BYTES + 1), name, columns=columns, offices=tuple(register.names))
    except WordError as error:
        return _refused(request, by, _("%(name)s: %(problem)s") % {"name": name, "problem": error})
    notes = list(story.notes)
    photos = _photos(story, by, notes)
    filling = _filling(story, by, photos, columns, register)
    window = Window.opened()
    data = as_sent(filling) | {"word_file": [name], "word_note": notes, "copy_tab": [window.tab]}
    copy = working_copies.keep(by, None, form_key=window.key, based_on=0, data=data)
    messages.success(request, _("The form is filled from %(name)s. Look it through, then save it.") % {"name": name})
    return redirect(f"{reverse('desk:article_add')}?copy={copy.form_key}")


def _photos(story: WordStory, by: User, notes: list[str]) -> list[Row]:
    """Rows of the pictures that could be taken in; the others are noted."""
    rows: list[Row] = []
    for number, picture in enumerate(story.pictures, 1):
        try:
            photo = store_photo(io.BytesIO(picture.data), by=by, name=picture.name)
        except PhotoError as error:
            notes.append(_("Picture %(number)d was left out: %(problem)s") % {"number": number, "problem": error})
            continue
        words = {
            "caption": picture.caption,
            "credit": picture.credit,
            "alternative_text": picture.alternative_text,
        }
        rows.append({"photo": photo.pk, **words, "ORDER": len(rows) + 1})
    return rows


def _filling(
    story: WordStory, by: User, photos: list[Row], columns: dict[str, int], register: DepartmentRegister
) -> Filling:
    """The form of a story; what the file does not say keeps what a new form suggests."""
    suggested = StoryEntry(by=by).filling
    fields = {
        **suggested.fields,
        "kicker": story.kicker,
        "title": story.title,
        "subtitle": story.subtitle,
        "kind": story.kind,
        "column": columns.get(story.column),
        "body": story.body,
    }
    bylines = [{"name": c.name, "role": c.role, "note": c.note, "ORDER": n} for n, c in enumerate(story.bylines, 1)]
    attributions = []
    for order, printed in enumerate(story.attributions, 1):
        department = register.resolve(printed, timezone.localdate())
        plain = department is not None and department.label == printed
        attributions.append(
            {
                "department": department.pk if department else None,
                "printed_name": "" if plain else printed,
                "ORDER": order,
            }
        )
    rows = {
        "bylines": bylines or suggested.rows["bylines"],
        "attributions": attributions or suggested.rows["attributions"],
        "photos": photos,
    }
    return Filling(fields, rows)


def _refused(request: HttpRequest, by: User, problem: str) -> HttpResponse:
    """The empty form with what was wrong with the file."""
    entry, wishes = StoryEntry(by=by), WishForm(by=by)
    return FormPage(request, entry, wishes, Window.opened(), problems=[problem], status=400).response()
