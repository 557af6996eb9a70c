"""Dismissing a finding of the proofreader, with a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from articles.models import Article
from issues import proofreading
from newsroom.desk.articles.acts import run_act
from proofreading import registry


class DismissForm(forms.Form):
    """Which finding is no fault, and why."""

    rule = forms.ChoiceField(choices=lambda: [(rule.name, rule.name) for rule in registry.rules()])
    place = forms.CharField(max_length=200, required=False, strip=False)
    reason = forms.CharField(label=gettext_lazy("Why the words may stay"), max_length=200)


def finding_dismiss(request: HttpRequest, number: int) -> HttpResponse:
    """Dismiss a finding, with a reason."""

    def act(article: Article, by: User, given: dict[str, Any]) -> str:
        proofreading.dismiss_finding(article, by=by, rule=given["rule"], quote=given["place"], reason=given["reason"])
        return _("The finding is dismissed; it comes back when the words change.")

    return run_act(request, number, "dismiss", act, form_class=DismissForm)
