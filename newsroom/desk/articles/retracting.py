"""Retracting a public text: at once and for good, after a page that shows what readers will find instead."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts import clock
from articles import workflow
from articles.errors import NotPermitted, WorkflowError, WrongState
from articles.forms import HIGHEST_NUMBER, OPINION_LIMIT, LineField
from articles.models import Article
from articles.offers import available_verbs
from newsroom.desk.articles.access import current_revision, page, person, problems_of, seen_article, status_of
from newsroom.desk.articles.reviewing import review_screen


class RetractForm(forms.Form):
    """Why, what readers are told, and that the person means it."""

    expected_revision = forms.IntegerField(min_value=1, max_value=HIGHEST_NUMBER, widget=forms.HiddenInput)
    reason = LineField(
        label=_("Reason"),
        max_length=OPINION_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stays in the house, in the audit trail."),
    )
    public_note = LineField(
        label=_("What readers are told"),
        required=False,
        max_length=Article._meta.get_field("retraction_note").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Shown with the date in place of the text. May stay empty. Do not repeat what was wrong."),
    )
    confirmed = forms.BooleanField(
        label=_("I retract this text. It cannot be published again."),
        error_messages={"required": _("Tick this box to retract the text.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def article_retract(request: HttpRequest, number: int) -> HttpResponse:
    """Ask, show what readers will see, and retract."""
    by, article = person(request), seen_article(request, number)
    if not available_verbs(article, by)["retract"]:
        error = WrongState(gettext("Only what is public can be retracted."))
        return review_screen(request, article, error=error if article.published_revision_id is None else NotPermitted())
    if request.method != "POST":
        form = RetractForm(initial={"expected_revision": current_revision(article).number})
        return _question(request, article, form)
    form = RetractForm(request.POST)
    if "preview" in request.POST or not form.is_valid():
        return _question(request, article, form, status=200 if "preview" in request.POST else 400)
    cleaned = form.cleaned_data
    try:
        workflow.retract(
            article,
            by=by,
            expected_revision=cleaned["expected_revision"],
            reason=cleaned["reason"],
            public_note=cleaned["public_note"],
        )
    except WorkflowError as error:
        return _question(request, seen_article(request, number), form, problems_of(error), status_of(error))
    messages.success(request, gettext("The text is taken down. Readers find the notice in its place."))
    return redirect("desk:article_review", number)


def _question(
    request: HttpRequest, article: Article, form: RetractForm, problems: list[str] | None = None, status: int = 200
) -> HttpResponse:
    previewing = "preview" in request.POST
    note = " ".join(str(form["public_note"].value() or "").split())
    context = {
        "article": article,
        "revision": article.published_revision,
        "form": form,
        "problems": problems or [],
        "previewing": previewing,
        "note": note,
        "today": clock.now(),
        "is_corrected_now": article.state != Article.State.PUBLISHED,
    }
    title = gettext("Retract “%(title)s”?") % {"title": article.published_revision or article}
    return page(request, "desk/articles/retract.html", context, title=title, status=status)
