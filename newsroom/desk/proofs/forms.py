"""What is sent with a mark, an answer and a signature."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from issues.models import PageSignOff, ProofMark, SetPage
from issues.proofs.marks import WHOLE_PAGE, Place

POINTED, WHOLE = "place", "page"


class MarkForm(forms.Form):
    """A remark and where it belongs: a place pointed at, a story of the page, or the whole page."""

    where = forms.ChoiceField(label=_("Where"))
    x = forms.FloatField(required=False, widget=forms.HiddenInput)
    y = forms.FloatField(required=False, widget=forms.HiddenInput)
    width = forms.FloatField(required=False, widget=forms.HiddenInput)
    height = forms.FloatField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("What is wrong"),
        max_length=ProofMark._meta.get_field("text").max_length,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, set_page: SetPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stories = set_page.text
        where = self.fields["where"]
        where.choices = [  # type: ignore[attr-defined]
            (WHOLE, _("The whole page")),
            *((f"story-{number}", f"{number}. {story['headline']}") for number, story in enumerate(self.stories, 1)),
            (POINTED, _("The place I pointed at")),
        ]

    def place(self) -> Place:
        """The place on the page that is meant."""
        data = self.cleaned_data
        if data["where"] == POINTED and data["x"] is not None and data["y"] is not None:
            return Place(data["x"], data["y"], data["width"] or 0.0, data["height"] or 0.0)
        if data["where"].startswith("story-"):
            return Place(*self.stories[int(data["where"].removeprefix("story-")) - 1]["region"])
        return WHOLE_PAGE


class AnswerForm(forms.Form):
    """What became of a mark."""

    state = forms.ChoiceField(choices=[(each, each) for each in ("mended", "declined")])
    answer = forms.CharField(required=False, max_length=ProofMark._meta.get_field("answer").max_length)


class SignForm(forms.Form):
    """A signature: the step that the person saw as due, and words of hers."""

    step = forms.ChoiceField(choices=PageSignOff.Step.choices, required=False)
    opinion = forms.CharField(required=False, max_length=PageSignOff._meta.get_field("opinion").max_length)
