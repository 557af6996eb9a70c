"""The acts of the review screen: one address for each verb, each sent from a small form on that screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import User
from articles import handling, workflow
from articles.errors import Incomplete, Stale, WorkflowError
from articles.forms import ActForm
from articles.models import Article
from articles.steps import review_due, review_of
from newsroom.desk.articles.access import person, seen_article
from newsroom.desk.articles.act_forms import ClaimForm, DueForm, GradeForm, SendBackForm
from newsroom.desk.articles.queue_run import Run, review_address
from newsroom.desk.articles.reviewing import Refusal, review_screen

# Carries out an act with what the form brought; answers what to tell the person.
Act = Callable[[Article, User, dict[str, Any]], str]


def run_act(
    request: HttpRequest,
    number: int,
    name: str,
    act: Act,
    *,
    form_class: type[forms.Form] = ActForm,
    goes_on: bool = False,
) -> HttpResponse:
    """Carry out one act and go back to the screen; a refusal shows the fresh screen with its message and status.

    In a run through the queue an act that ``goes_on`` leads to the next story.
    """
    article = seen_article(request, number)
    run = Run.from_request(request, number)
    back = review_address(request, number)
    if request.method != "POST":
        return redirect(back)  # as after logging in again
    by, form = person(request), form_class(request.POST)
    try:
        if not form.is_valid():
            raise unreadable(form)
        done = act(article, by, form.cleaned_data)
    except WorkflowError as error:
        return review_screen(request, seen_article(request, number), refusal=Refusal(error, name, form))
    if goes_on:
        if run.is_on:
            messages.success(request, _("“%(title)s”: %(done)s") % {"title": article, "done": done})
            return redirect(run.next_url)
        done = _with_next(done, by)
    messages.success(request, done)
    return redirect(back)


def unreadable(form: forms.Form) -> WorkflowError:
    """Why a form could not be read: what is wrong with its fields, or that it does not say which text was read."""
    if "expected_revision" in form.errors:
        return Stale()
    return Incomplete([str(message) for found in form.errors.values() for message in found])


def article_submit(request: HttpRequest, number: int) -> HttpResponse:
    """Hand in for the first review."""

    def act(article: Article, by: User, given: dict[str, Any]) -> str:
        workflow.submit(article, by=by, expected_revision=given["expected_revision"])
        return _("Handed in. The first review begins.")

    return run_act(request, number, "submit", act)


def article_approve(request: HttpRequest, number: int) -> HttpResponse:
    """Sign the review that is due."""

    def act(article: Article, by: User, given: dict[str, Any]) -> str:
        moved = workflow.approve(
            article,
            by=by,
            expected_revision=given["expected_revision"],
            step=given["step"],
            opinion=given["words"],
            doubts_seen=given["doubts_seen"],
        )
        following = review_due(moved.state)
        if following is None:
            return _("Signed. All reviews are done: the article is approved.")
        return _("Signed. The article goes on to the %(step)s.") % {"step": following.step.label}

    return run_act(request, number, "approve", act, goes_on=True)


def article_send_back(request: HttpRequest, number: int) -> HttpResponse:
    """Return to the department, or to an earlier step."""

    def act(article: Article, by: User, given: dict[str, Any]) -> str:
        to = given["to"]
        workflow.send_back(article, by=by, expected_revision=given["expected_revision"], reason=given["words"], to=to)
        target = review_of(to)
        if target is not None:
            return _("Sent back to the %(step)s with your reason.") % {"step": target.step.label}
        return _("Sent back to %(department)s with your reason.") % {"department": article.department}

    return run_act(request, number, "send_back", act, form_class=SendBackForm, goes_on=True)


def article_withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take the article out of the newsroom's work."""

    def act(article: Article, by: User, given: dict[str, Any]) -> str:
        if not given["words"].strip():
            raise Incomplete([_("Say why the article is withdrawn; the reason stays in its history.")])
        moved = workflow.withdraw(article, by=by, expected_revision=given["expected_revision"], reason=given["words"])
        if moved.state == Article.State.PUBLISHED:
            return _("The correction is withdrawn. What readers see stays as it was.")
        return _("Withdrawn. To take it up again, edit and save it.")

    return run_act(request, number, "withdraw", act, goes_on=True)


def article_claim(request: HttpRequest, number: int) -> HttpResponse:
    """Say “I am reviewing this”, or take over from whoever said so."""

    def act(article: Article, by: User, given: dict[str, Any]) -> str:
        revision, take_over = given["expected_revision"], given["take_over"]
        handling.claim(article, by=by, expected_revision=revision, take_over=take_over)
        return _("The others see that you are reviewing this article.")

    return run_act(request, number, "claim", act, form_class=ClaimForm)


def article_release(request: HttpRequest, number: int) -> HttpResponse:
    """Give up one's claim."""

    def act(article: Article, by: User, given: dict[str, Any]) -> str:
        handling.release(article, by=by, expected_revision=given["expected_revision"])
        return _("The article is free for the others again.")

    return run_act(request, number, "release", act)


def article_grade(request: HttpRequest, number: int) -> HttpResponse:
    """Say how much is at stake."""

    def act(article: Article, by: User, given: dict[str, Any]) -> str:
        revision, grade = given["expected_revision"], given["grade"]
        moved = handling.set_grade(article, by=by, expected_revision=revision, grade=grade)
        following = review_due(moved.state)
        words = {"grade": moved.get_grade_display(), "step": following.step.label if following else ""}
        if moved.state == article.state or following is None:
            return _("The grade is %(grade)s now.") % words
        return _("The grade is %(grade)s now: the %(step)s is due.") % words

    return run_act(request, number, "grade", act, form_class=GradeForm)


def article_due(request: HttpRequest, number: int) -> HttpResponse:
    """Say by which day the reviews are to be done."""

    def act(article: Article, by: User, given: dict[str, Any]) -> str:
        revision, day = given["expected_revision"], given["due_on"]
        handling.set_due(article, by=by, expected_revision=revision, due_on=day)
        return _("It is due on %(day)s now.") % {"day": day.isoformat()} if day else _("No day is set any more.")

    return run_act(request, number, "due", act, form_class=DueForm)


def article_remind(request: HttpRequest, number: int) -> HttpResponse:
    """Ask the people for whose review the article waits."""

    def act(article: Article, by: User, given: dict[str, Any]) -> str:
        handling.remind(article, by=by, expected_revision=given["expected_revision"])
        return _("The reviewers were reminded.")

    return run_act(request, number, "remind", act)


def _with_next(done: str, by: User) -> SafeString:
    """What happened, with a link to the article that has waited longest for this person."""
    following = Article.objects.waiting_for(by).select_related("current_revision").first()
    if following is None:
        return format_html("{} {}", done, _("Nothing else waits for you."))
    link = format_html('<a href="{}">{}</a>', reverse("desk:article_review", args=[following.pk]), following)
    return format_html("{} {} {}", done, _("Next one waiting for you:"), link)
