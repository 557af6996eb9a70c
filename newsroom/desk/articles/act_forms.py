"""What the small forms of the review screen carry."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import clock
from articles import body as body_module
from articles.forms import HIGHEST_NUMBER, ActForm
from articles.models import Article, Comment, SignOff

COMMENT_LIMIT = Comment._meta.get_field("words").max_length or 0


class SendBackForm(ActForm):
    """A reason, and where to: nothing for the department, or an earlier step."""

    to = forms.ChoiceField(required=False, choices=[("", ""), *SignOff.Step.choices])


class GradeForm(ActForm):
    """How much is at stake."""

    grade = forms.ChoiceField(choices=Article.Grade.choices)


class DueForm(ActForm):
    """The day by which the reviews are to be done; empty takes it away."""

    due_on = forms.DateField(
        required=False, error_messages={"invalid": _("Give the day as 2026-05-01, or leave it empty.")}
    )

    def clean_due_on(self) -> date | None:
        day: date | None = self.cleaned_data["due_on"]
        if day is not None and day < timezone.localdate(clock.now()):
            raise forms.ValidationError(_("This day is over. Choose today or a later day."))
        return day


class ClaimForm(ActForm):
    """Whether somebody else's claim is taken over."""

    take_over = forms.BooleanField(required=False)


class WordsForm(forms.Form):
    """An answer to a comment."""

    words = forms.CharField(required=False, max_length=COMMENT_LIMIT)

    def clean_words(self) -> str:
        """Words without control characters."""
        return body_module.without_controls(self.cleaned_data["words"])


class CommentForm(WordsForm):
    """A comment on a passage: its words where they were selected, its paragraph where it was chosen from the list."""

    expected_revision = forms.IntegerField(min_value=1, max_value=HIGHEST_NUMBER)
    quote = forms.CharField(required=False)
    paragraph = forms.IntegerField(required=False, min_value=0, max_value=10_000)

    def clean_quote(self) -> str:
        """The selected words without control characters."""
        return body_module.without_controls(self.cleaned_data["quote"])
