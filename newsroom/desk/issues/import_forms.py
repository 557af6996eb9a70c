"""What a person says when an imported page is stored: what its stories are, and where they were printed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from issues.archive import Origin
from issues.editions import MAX_PAGES
from issues.forms import HIGHEST_NUMBER, HIGHEST_TOTAL

DRAFTS, ARCHIVED, PLACED = "drafts", "archived", "placed"


class StoreForm(forms.Form):
    """Drafts for the coming paper, or stories of an old issue, and which."""

    target = forms.ChoiceField(label=_("What they are"), widget=forms.RadioSelect)
    number = forms.IntegerField(label=_("Number in the year"), min_value=1, max_value=HIGHEST_NUMBER, required=False)
    total_number = forms.IntegerField(label=_("Total number"), min_value=1, max_value=HIGHEST_TOTAL, required=False)
    date = forms.DateField(
        label=_("Date of the issue"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    page = forms.IntegerField(label=_("Page number"), min_value=1, max_value=MAX_PAGES, required=False)
    name = forms.CharField(label=_("Name of the page"), max_length=30, required=False)

    def __init__(self, *args: Any, may_place: bool, **kwargs: Any) -> None:
        """``may_place`` says whether the person makes issues, and so may build an old one."""
        super().__init__(*args, **kwargs)
        choices = [
            (DRAFTS, _("Drafts for the coming paper")),
            (ARCHIVED, _("Stories of an old issue, to be looked through by a person")),
        ]
        if may_place:
            choices.append((PLACED, _("Stories of an old issue, placed on the page they were printed on")))
        self.may_place = may_place
        self.fields["target"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """An old page has a place: all of its numbers or none."""
        cleaned = super().clean() or {}
        if cleaned.get("target") == PLACED:
            for name in ("number", "total_number", "date", "page"):
                if name not in self.errors and not cleaned.get(name):
                    self.add_error(name, gettext("The old issue is known by this; type it as it is printed."))
        return cleaned

    @property
    def is_archived(self) -> bool:
        """Whether the stories are of an old issue."""
        return bool(self.cleaned_data["target"] != DRAFTS)

    @property
    def origin(self) -> Origin | None:
        """Where the page was printed, where the stories are to be placed there."""
        given = self.cleaned_data
        if given["target"] != PLACED:
            return None
        return Origin(given["number"], given["total_number"], given["date"], given["page"])
