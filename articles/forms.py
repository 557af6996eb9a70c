"""The form of a story: headline, body, people, departments, places and photos, read into a content value.

Without JavaScript it works through its text area and a few spare rows; rows are ordered by a number each.
"""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import body as body_module
from articles.editor import BodyWidget
from articles.models import Attribution, Byline, Column, PhotoUse, Revision
from departments.models import Department, GridArea

BODY_LIMIT = 300_000  # characters of HTML; a full page of the paper has about 8,000 characters of text
ROW_LIMIT = 40  # photos, bylines, attributions of one story, each
HIGHEST_NUMBER = 2**31 - 1
OPINION_LIMIT = 1000

_MARKUP = re.compile(
    r"</?(?:p|h[1-6]|ul|ol|li|div|br|table|figure|blockquote|strong|em|a|b|i|span)\b[^>]*>", re.IGNORECASE
)


def body_from_entry(entered: str) -> str:
    """What was typed into the body, as HTML: plain lines, as they come without JavaScript, become paragraphs."""
    if _MARKUP.search(entered):
        return entered
    return body_module.from_paragraphs(("body", line.strip()) for line in entered.splitlines() if line.strip())


class LineField(forms.CharField):
    """A line of text without control characters, which a paste from elsewhere may bring along unseen."""

    def to_python(self, value: Any) -> str:
        """The text, trimmed."""
        return super().to_python(body_module.without_controls(str(value or ""))) or ""


def _limit(model: type[Model], name: str) -> int:
    return int(getattr(model._meta.get_field(name), "max_length", 0) or 0)


class ArticleForm(forms.Form):
    """Everything of a story that stands once."""

    department = forms.ModelChoiceField(label=_("Department"), queryset=Department.objects.none(), required=False)
    kicker = LineField(
        label=_("Kicker"),
        required=False,
        max_length=_limit(Revision, "kicker"),
        help_text=_("A short line above the title that leads up to it. May stay empty."),
    )
    title = LineField(label=_("Title"), max_length=_limit(Revision, "title"))
    subtitle = LineField(
        label=_("Subtitle"),
        required=False,
        max_length=_limit(Revision, "subtitle"),
        help_text=_("A line below the title that adds to it. May stay empty."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Revision.Kind.choices, initial=Revision.Kind.REPORT)
    column = forms.ModelChoiceField(
        label=_("Column"), queryset=Column.objects.none(), required=False, empty_label=_("None yet")
    )
    summary = LineField(
        label=_("Summary"),
        required=False,
        max_length=_limit(Revision, "summary"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences for lists and search results. May stay empty."),
    )
    body = LineField(
        label=_("Body"),
        required=False,
        max_length=BODY_LIMIT,
        widget=BodyWidget,
        error_messages={"max_length": _("The body is far too long for one article: divide it into several.")},
    )
    grid_areas = forms.ModelMultipleChoiceField(
        label=_("Grid areas"), queryset=GridArea.objects.all(), required=False, widget=forms.CheckboxSelectMultiple
    )
    correction_note = LineField(
        label=_("What is corrected"),
        required=False,
        max_length=_limit(Revision, "correction_note"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Readers see this sentence with the date below the text. Say what was wrong and what is right."),
    )
    # The revision that the person began from, and the newer one that she decided to save over.
    expected_revision = forms.IntegerField(
        required=False, min_value=1, max_value=HIGHEST_NUMBER, widget=forms.HiddenInput
    )
    over_revision = forms.IntegerField(required=False, min_value=1, max_value=HIGHEST_NUMBER, widget=forms.HiddenInput)

    def clean_body(self) -> str:
        """Plain lines become paragraphs."""
        return body_from_entry(self.cleaned_data["body"])


class BylineForm(forms.Form):
    """One person of the byline; a row without a name does not count."""

    name = LineField(label=_("Name of the person"), required=False, max_length=_limit(Byline, "name"))
    role = forms.ChoiceField(label=_("Printed role"), choices=Byline.Role.choices, initial=Byline.Role.CORRESPONDENT)
    note = LineField(
        label=_("Words after the name (may stay empty)"), required=False, max_length=_limit(Byline, "note")
    )


class AttributionForm(forms.Form):
    """One submitting department: picked from the register, typed, or both where the paper prints another name."""

    department = forms.TypedChoiceField(
        label=_("From the register"), required=False, coerce=int, empty_value=None, choices=[]
    )
    printed_name = LineField(
        label=_("Printed as"),
        required=False,
        max_length=_limit(Attribution, "printed_name"),
        help_text=_("Left empty: its short name in the register."),
    )

    def __init__(self, *args: Any, departments: list[tuple[int | str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["department"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (for the type checker)
        field.choices = departments


def _percent() -> forms.NumberInput:
    return forms.NumberInput(attrs={"inputmode": "numeric", "step": 1})


class PhotoForm(forms.Form):
    """One photo: a file to be sent or one that is stored already, and what the paper says of it."""

    photo = forms.IntegerField(required=False, min_value=1, max_value=HIGHEST_NUMBER, widget=forms.HiddenInput)
    inline = forms.BooleanField(required=False, widget=forms.HiddenInput)
    file = forms.FileField(
        label=_("Photo file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("JPEG, PNG or WebP."),
    )
    alternative_text = LineField(
        label=_("What the photo shows"),
        required=False,
        max_length=_limit(PhotoUse, "alternative_text"),
        help_text=_("One sentence, for readers who cannot see it. Needed before you hand the article in."),
    )
    caption = LineField(
        label=_("Caption"),
        required=False,
        max_length=_limit(PhotoUse, "caption"),
        help_text=_("The line printed below the photo."),
    )
    credit = LineField(label=_("Photo by"), required=False, max_length=_limit(PhotoUse, "credit"))
    people_shown = forms.BooleanField(label=_("People can be recognised"), required=False)
    minors_shown = forms.BooleanField(label=_("Children or minors are shown"), required=False)
    consent = LineField(
        label=_("Who agreed, and when"),
        required=False,
        max_length=_limit(PhotoUse, "consent"),
        help_text=_("With minors: which parent or guardian agreed, how, and on what day."),
    )

    focus_x = forms.IntegerField(
        label=_("From the left, in percent"), required=False, min_value=0, max_value=100, widget=_percent()
    )
    focus_y = forms.IntegerField(
        label=_("From the top, in percent"), required=False, min_value=0, max_value=100, widget=_percent()
    )

    def __init__(self, *args: Any, problem: str = "", **kwargs: Any) -> None:
        self.problem = problem
        super().__init__(*args, **kwargs)

    def has_changed(self) -> bool:
        """Whether the row holds anything; a file that was refused counts."""
        return bool(self.problem) or super().has_changed()

    def clean(self) -> dict[str, Any]:
        """A row without any photo is refused, so that its words are not dropped in silence."""
        if self.problem:
            self.add_error("file", self.problem)
        elif not self.cleaned_data.get("photo"):
            self.add_error("file", gettext("Choose the photo file, or empty this row."))
        self._check_focus()
        return self.cleaned_data

    def _check_focus(self) -> None:
        """The focus is a point: two numbers, or none."""
        given = {name: self.cleaned_data.get(name) for name in ("focus_x", "focus_y") if name not in self.errors}
        if len(given) == 2 and None in given.values() and given["focus_x"] != given["focus_y"]:
            lacking = next(name for name, value in given.items() if value is None)
            self.add_error(lacking, gettext("Give both numbers, or leave both empty."))


class RowSet(forms.BaseFormSet):
    """Rows in an order, each of which can be taken out."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Order and removal, in our words."""
        super().add_fields(form, index)
        form.fields["ORDER"].label = _("Order")
        form.fields["ORDER"].widget.attrs |= {"min": 1, "max": 99, "inputmode": "numeric"}
        form.fields["DELETE"].label = _("Remove")


class PhotoRowSet(RowSet):
    """Photo rows, with what was wrong with the files that were sent."""

    problems: dict[int, str] = {}

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """The problem of this row's file."""
        return super().get_form_kwargs(index) | {"problem": self.problems.get(index, "") if index is not None else ""}


_ROWS: dict[str, Any] = {
    "can_order": True,
    "can_delete": True,
    "max_num": ROW_LIMIT,
    "absolute_max": ROW_LIMIT + 10,
    "validate_max": True,
}
BylineRows = forms.formset_factory(BylineForm, formset=RowSet, extra=2, **_ROWS)
AttributionRows = forms.formset_factory(AttributionForm, formset=RowSet, extra=2, **_ROWS)
PhotoRows = forms.formset_factory(PhotoForm, formset=PhotoRowSet, extra=2, **_ROWS)


class ActForm(forms.Form):
    """What an act on the review screen carries: the revision that was read, the step, and the person's words."""

    expected_revision = forms.IntegerField(min_value=1, max_value=HIGHEST_NUMBER)
    step = forms.CharField(required=False, max_length=20)
    doubts_seen = forms.CharField(required=False, max_length=32)
    words = forms.CharField(required=False, max_length=OPINION_LIMIT, widget=forms.Textarea(attrs={"rows": 4}))

    def clean_words(self) -> str:
        """Words without control characters."""
        return body_module.without_controls(self.cleaned_data["words"])
