"""The form of a story: plain lines, limits, rows."""

from __future__ import annotations

import pytest
from django.db.models import CharField, TextField
from django.http import QueryDict

from accounts.roles import Role
from articles.editor import BodyWidget
from articles.entry import StoryEntry
from articles.forms import ActForm, ArticleForm, PhotoForm, body_from_entry
from articles.models import Revision
from tests.factories import Team, make_user


@pytest.mark.parametrize(
    ("entered", "expected"),
    [
        ("一行\n\n 两行 ", "<p>一行</p><p>两行</p>"),
        ("5<6 且 a & b", "<p>5&lt;6 且 a &amp; b</p>"),
        ("<p>已是段落</p>", "<p>已是段落</p>"),
        ("有<strong>重点</strong>", "有<strong>重点</strong>"),
        ("", ""),
    ],
)
def test_plain_lines_become_paragraphs_and_markup_stays(entered: str, expected: str) -> None:
    assert body_from_entry(entered) == expected


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["kicker", "title", "subtitle", "summary"])
def test_lines_are_limited_as_the_columns_are(name: str) -> None:
    field = Revision._meta.get_field(name)
    assert isinstance(field, CharField | TextField) and field.max_length
    limit = field.max_length
    for length, sound in ((limit, True), (limit + 1, False)):
        form = ArticleForm({"title": "题", "kind": "report", name: "长" * length})
        del form.fields["department"]
        assert form.is_valid() is sound, form.errors


def test_photo_row_that_was_not_touched_counts_as_empty() -> None:
    assert PhotoForm({}, empty_permitted=True, use_required_attribute=False).is_valid()


def test_photo_row_with_words_alone_asks_for_the_file() -> None:
    form = PhotoForm({"caption": "图为"}, empty_permitted=True, use_required_attribute=False)
    assert not form.is_valid() and "file" in form.errors


def test_refused_file_marks_its_row_though_it_is_empty() -> None:
    form = PhotoForm({}, problem="坏文件", empty_permitted=True, use_required_attribute=False)
    assert form.errors["file"] == ["坏文件"]


def test_editor_loads_files_that_exist() -> None:
    from django.contrib.staticfiles.finders import find

    media = BodyWidget().media
    paths = [*media._js, *(path for paths in media._css.values() for path in paths)]
    assert paths and all(find(str(path)) for path in paths)


def test_words_of_an_act_lose_control_characters_and_are_limited() -> None:
    form = ActForm({"expected_revision": "3", "words": "同\x0b意\r\n好"})
    assert form.is_valid() and form.cleaned_data["words"] == "同意\n好"
    assert not ActForm({"expected_revision": "3", "words": "长" * 1001}).is_valid()


@pytest.mark.django_db
def test_entry_of_an_editor_asks_for_the_department_and_names_no_author(team: Team) -> None:
    entry = StoryEntry(by=team.editor)
    assert entry.chooses_department and not entry.bylines.initial
    entry = StoryEntry(by=team.contributor)
    assert not entry.chooses_department and entry.bylines[0]["name"].value() == team.contributor.name


@pytest.mark.django_db
def test_empty_entry_lists_every_mistake_at_once() -> None:
    entry = StoryEntry(by=make_user(Role.EDITOR), data=QueryDict("bylines-TOTAL_FORMS=x"))
    assert not entry.is_valid()
    assert {"id_title", "id_department"} <= {mistake.anchor for mistake in entry.mistakes()}
