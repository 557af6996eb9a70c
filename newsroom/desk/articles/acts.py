"""The acts of the review screen: one address for each verb, each sent from a small form on that screen."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import User
from articles import workflow
from articles.errors import Incomplete, Stale, WorkflowError
from articles.forms import ActForm
from articles.models import Article
from articles.steps import review_due
from newsroom.desk.articles.access import find_article, person, seen_article
from newsroom.desk.articles.reviewing import review_screen

# Carries out an act with what the form brought; answers what to tell the person.
Act = Callable[[Article, User, ActForm], str]


def _run(request: HttpRequest, number: int, name: str, act: Act) -> HttpResponse:
    """Carry out one act and go back to the screen; a refusal shows the fresh screen with its message and status."""
    article = seen_article(request, number)
    if request.method != "POST":
        return redirect("desk:article_review", number)  # as after logging in again
    by, form = person(request), ActForm(request.POST)
    try:
        if not form.is_valid():
            raise _unreadable(form)
        done = act(article, by, form)
    except WorkflowError as error:
        return review_screen(request, find_article(request, number), error=error, acts={name: form})
    messages.success(request, done)
    return redirect("desk:article_review", number)


def _unreadable(form: ActForm) -> WorkflowError:
    if "words" in form.errors:
        return Incomplete([str(message) for message in form.errors["words"]])
    return Stale()  # the form does not say which revision the person read


def article_submit(request: HttpRequest, number: int) -> HttpResponse:
    """Hand in for the first review."""

    def act(article: Article, by: User, form: ActForm) -> str:
        workflow.submit(article, by=by, expected_revision=form.cleaned_data["expected_revision"])
        return _("Handed in. The first review begins.")

    return _run(request, number, "submit", act)


def article_approve(request: HttpRequest, number: int) -> HttpResponse:
    """Sign the review that is due."""

    def act(article: Article, by: User, form: ActForm) -> str:
        cleaned = form.cleaned_data
        moved = workflow.approve(
            article,
            by=by,
            expected_revision=cleaned["expected_revision"],
            step=cleaned["step"],
            opinion=cleaned["words"],
        )
        following = review_due(moved.state)
        if following is None:
            done = _("Signed. All three reviews are done: the article is approved.")
        else:
            done = _("Signed. The article goes on to the %(step)s.") % {"step": following.step.label}
        return _with_next(done, by)

    return _run(request, number, "approve", act)


def article_send_back(request: HttpRequest, number: int) -> HttpResponse:
    """Return to the department."""

    def act(article: Article, by: User, form: ActForm) -> str:
        cleaned = form.cleaned_data
        workflow.send_back(article, by=by, expected_revision=cleaned["expected_revision"], reason=cleaned["words"])
        return _with_next(_("Sent back to %(department)s with your reason.") % {"department": article.department}, by)

    return _run(request, number, "send_back", act)


def article_withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take the article out of the newsroom's work."""

    def act(article: Article, by: User, form: ActForm) -> str:
        cleaned = form.cleaned_data
        if not cleaned["words"].strip():
            raise Incomplete([_("Say why the article is withdrawn; the reason stays in its history.")])
        workflow.withdraw(article, by=by, expected_revision=cleaned["expected_revision"], reason=cleaned["words"])
        return _("Withdrawn. To take it up again, edit and save it.")

    return _run(request, number, "withdraw", act)


def _with_next(done: str, by: User) -> SafeString:
    """What happened, with a link to the article that has waited longest for this person."""
    following = Article.objects.waiting_for(by).select_related("current_revision").first()
    if following is None:
        return format_html("{} {}", done, _("Nothing else waits for you."))
    link = format_html('<a href="{}">{}</a>', reverse("desk:article_review", args=[following.pk]), following)
    return format_html("{} {} {}", done, _("Next one waiting for you:"), link)
