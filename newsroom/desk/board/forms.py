"""What a person sends from the board, checked before a verb is called. Columns and rows are counted from 1."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from issues.board.templates import LONGEST_NAME
from issues.board.verbs import LONGEST_TEXT, LONGEST_TITLE, Setting
from issues.layout.geometry import Rect
from issues.layout.model import PhotoSpot

MOST = 32_767
EDGES = (
    ("", _("not printed")),
    ("top", _("at the top of the text")),
    ("bottom", _("at the foot of the text")),
    ("above", _("above the headline")),
)


class BlockForm(forms.Form):
    """A block, and its version as the person saw it."""

    block = forms.IntegerField(min_value=1)
    seen = forms.IntegerField(min_value=1)


class RectForm(forms.Form):
    """A rectangle that may be left out as a whole."""

    x = forms.IntegerField(label=_("First column"), min_value=1, max_value=MOST, required=False)
    y = forms.IntegerField(label=_("First row"), min_value=1, max_value=MOST, required=False)
    width = forms.IntegerField(label=_("Columns wide"), min_value=1, max_value=MOST, required=False)
    height = forms.IntegerField(label=_("Rows high"), min_value=2, max_value=MOST, required=False)

    def clean(self) -> dict[str, Any]:
        """The rectangle in grid units from 0, or None."""
        cleaned = super().clean() or {}
        given = [value for name in ("x", "y", "width", "height") if (value := cleaned.get(name)) is not None]
        if not self.errors:
            if len(given) not in (0, 4):
                raise forms.ValidationError(gettext("Give column, row, width and height, or none of them."))
            cleaned["rect"] = Rect(given[0] - 1, given[1] - 1, given[2], given[3]) if given else None
        return cleaned


class PageForm(forms.Form):
    """A page by its number."""

    page = forms.IntegerField(label=_("Page"), min_value=1, max_value=MOST)


class PlaceForm(PageForm, RectForm):
    """A story for a page: one that is placed already, or an approved article."""

    placement = forms.IntegerField(min_value=1, required=False)
    article = forms.IntegerField(min_value=1, required=False)
    revision = forms.IntegerField(min_value=1, required=False)
    instead = forms.IntegerField(min_value=1, required=False)
    seen = forms.IntegerField(min_value=1, required=False)

    def clean(self) -> dict[str, Any]:
        """One of the two, and a version for what makes room."""
        cleaned = super().clean() or {}
        article = bool(cleaned.get("article") and cleaned.get("revision"))
        if not self.errors and article == bool(cleaned.get("placement")):
            raise forms.ValidationError(gettext("Choose a story to place."))
        if cleaned.get("instead") and not cleaned.get("seen"):
            raise forms.ValidationError(gettext("Choose a block that makes room."))
        return cleaned


class MoveForm(BlockForm, RectForm):
    """A block to another rectangle, of another page too."""

    page = forms.IntegerField(label=_("Page"), min_value=1, max_value=MOST, required=False)

    def clean(self) -> dict[str, Any]:
        """A rectangle is needed here."""
        cleaned = super().clean() or {}
        if not self.errors and cleaned.get("rect") is None:
            raise forms.ValidationError(gettext("Give column, row, width and height."))
        return cleaned


class BlockToPageForm(BlockForm, PageForm):
    """A block, and a page."""


class SwapForm(BlockForm):
    """Two blocks; ``other`` is key and version, as ``12.3``."""

    other = forms.RegexField(r"^[0-9]{1,18}\.[0-9]{1,9}$", label=_("Swap with"))

    def clean_other(self) -> tuple[int, int]:
        """Key and version."""
        block, seen = self.cleaned_data["other"].split(".")
        return int(block), int(seen)


class PinForm(BlockForm):
    """A block to be pinned or let go."""

    pinned = forms.BooleanField(required=False)


class SetForm(BlockForm):
    """How a block is set. The places of its photos are fields of their own: ``photo-0-edge`` and so on."""

    headline_level = forms.IntegerField(label=_("Headline level"), min_value=0, max_value=20)
    headline_columns = forms.IntegerField(label=_("Columns under the headline"), min_value=0, max_value=48)
    text_columns = forms.IntegerField(label=_("Text columns"), min_value=1, max_value=48)
    boxed = forms.BooleanField(label=_("Tinted box"), required=False)

    def setting(self, sent: QueryDict, photos: int) -> Setting:
        """The setting as the person wants it; raises ValidationError for a photo's place that is no place."""
        data = self.cleaned_data
        spots = []
        for number in range(photos):
            form = SpotForm(sent, prefix=f"photo-{number}")
            if not form.is_valid():
                raise forms.ValidationError([error for errors in form.errors.values() for error in errors])
            spot = form.cleaned_data
            if spot["edge"]:
                spots.append(PhotoSpot(number, spot["column"] - 1, spot["columns"], spot["rows"] or 0, spot["edge"]))
        columns = data["headline_columns"]
        return Setting(
            headline_level=data["headline_level"],
            headline_columns=0 if columns == data["text_columns"] else columns,
            text_columns=data["text_columns"],
            boxed=data["boxed"],
            photos=tuple(spots),
        )


class SpotForm(forms.Form):
    """The place of one photo."""

    edge = forms.ChoiceField(label=_("Place"), choices=EDGES, required=False)
    column = forms.IntegerField(label=_("from text column"), min_value=1, max_value=48)
    columns = forms.IntegerField(label=_("text columns wide"), min_value=1, max_value=48)
    rows = forms.IntegerField(label=_("rows high (0: as it fits)"), min_value=0, max_value=200, required=False)


class WordsForm(forms.Form):
    """The words of a reserved text."""

    title = forms.CharField(label=_("Title"), required=False, max_length=LONGEST_TITLE)
    text = forms.CharField(
        label=_("Text"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4})
    )


class ReserveForm(PageForm, RectForm, WordsForm):
    """A new reserved text."""


class RewordForm(BlockForm, WordsForm):
    """A reserved text in other words."""


class WholePageForm(PageForm):
    """A page and the mark of its blocks as the person saw them."""

    seen = forms.CharField(required=False, max_length=20_000)


class TemplateForm(WholePageForm):
    """A page and the name of a template."""

    name = forms.CharField(label=_("Template"), max_length=LONGEST_NAME)


class WholeIssueForm(forms.Form):
    """The mark of the whole plan as the person saw it."""

    seen = forms.CharField(required=False, max_length=100_000)


class ComposeForm(WholeIssueForm):
    """Which of the machine's tries."""

    seed = forms.IntegerField(min_value=0, max_value=10_000, required=False)


class MeasureForm(BlockForm, RectForm):
    """A rectangle that a block might have."""

    seen = forms.IntegerField(required=False)


class EmptyForm(forms.Form):
    """Nothing but the button."""
