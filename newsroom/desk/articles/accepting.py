"""Accepting a finding of the proofreader as an edit, and hiding or showing its notes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from articles.errors import NotPermitted
from articles.forms import HIGHEST_NUMBER
from articles.models import Article
from articles.offers import available_verbs
from issues import proofreading
from issues.proofreading.acting import Wanted
from newsroom.desk.articles.access import person, seen_article
from newsroom.desk.articles.acts import run_act
from newsroom.desk.articles.reviewing import HIDES_NOTES
from proofreading import registry


class AcceptForm(forms.Form):
    """Which finding is accepted, in which text, and what the person saw suggested."""

    expected_revision = forms.IntegerField(min_value=1, max_value=HIGHEST_NUMBER)
    expected_state = forms.CharField(required=False, max_length=20)
    rule = forms.ChoiceField(choices=lambda: [(rule.name, rule.name) for rule in registry.rules()])
    place = forms.CharField(max_length=200, required=False, strip=False)
    suggestion = forms.CharField(max_length=300, required=False, strip=False)


def finding_accept(request: HttpRequest, number: int) -> HttpResponse:
    """Put the suggestion in place of the words, as the next revision."""
    if request.method == "POST" and not available_verbs(seen_article(request, number), person(request))["revise"]:
        raise NotPermitted(_("Whoever may change this text now accepts findings in it."))

    def act(article: Article, by: User, given: dict[str, Any]) -> str:
        saved = proofreading.accept_finding(
            article,
            by=by,
            expected_revision=given["expected_revision"],
            expected_state=given["expected_state"],
            wanted=Wanted(given["rule"], given["place"], given["suggestion"]),
        )
        return _("Accepted: revision %(number)d has it.") % {"number": saved.number}

    return run_act(request, number, "accept", act, form_class=AcceptForm)


@require_POST
def finding_notes(request: HttpRequest) -> HttpResponse:
    """Hide the proofreader's notes, or show them again, for this person until she logs out."""
    request.session[HIDES_NOTES] = not request.session.get(HIDES_NOTES)
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(back) if safe and back.startswith("/") else redirect("desk:article_list")
