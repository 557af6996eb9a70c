"""Talking about a text: a comment on a passage, answers, resolving and opening again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.models import User
from articles import comments
from articles.errors import WorkflowError
from articles.models import Article, Comment
from newsroom.desk.articles.access import current_revision, person, revision_with_parts, seen_article
from newsroom.desk.articles.act_forms import CommentForm, WordsForm
from newsroom.desk.articles.acts import run_act, unreadable
from newsroom.desk.articles.paragraphs import HEADLINE, blocks
from newsroom.desk.articles.queue_run import review_address
from newsroom.desk.articles.reading import reading
from newsroom.desk.articles.reviewing import Refusal, review_screen

OPENING = 40  # characters by which a paragraph that was chosen from the list is found again


def article_comment(request: HttpRequest, number: int) -> HttpResponse:
    """Say something of a passage, of a paragraph or of the whole."""

    def act(article: Article, by: User, given: dict[str, Any]) -> str:
        comments.comment(
            article,
            by=by,
            expected_revision=given["expected_revision"],
            words=given["words"],
            quote=given["quote"] or _opening(article, given["paragraph"]),
            paragraph=given["paragraph"],
        )
        return _("Your comment stands beside the text.")

    return run_act(request, number, "comment", act, form_class=CommentForm)


def _opening(article: Article, paragraph: int | None) -> str:
    """The first words of a paragraph, by which the comment finds it again in a later revision."""
    if paragraph is None or paragraph == HEADLINE:
        return ""
    body = reading(revision_with_parts(current_revision(article).pk)).body
    texts = {p.number: p.text for block in blocks(str(body)) for p in block.paragraphs}
    return texts.get(paragraph, "")[:OPENING]


def comment_reply(request: HttpRequest, number: int, comment: int) -> HttpResponse:
    """Answer a comment."""

    def act(found: Comment, by: User, words: str) -> str:
        comments.reply(found, by=by, words=words)
        return _("Your answer stands below the comment.")

    return _run(request, number, comment, "reply", act)


def comment_resolve(request: HttpRequest, number: int, comment: int) -> HttpResponse:
    """Mark a comment as done with."""

    def act(found: Comment, by: User, words: str) -> str:
        comments.resolve(found, by=by)
        return _("The comment is resolved.")

    return _run(request, number, comment, "resolve", act)


def comment_reopen(request: HttpRequest, number: int, comment: int) -> HttpResponse:
    """Take a resolved comment up again."""

    def act(found: Comment, by: User, words: str) -> str:
        comments.reopen(found, by=by)
        return _("The comment is open again.")

    return _run(request, number, comment, "reopen", act)


def _run(
    request: HttpRequest, number: int, comment: int, name: str, act: Callable[[Comment, User, str], str]
) -> HttpResponse:
    """Carry out an act on a comment and go back to it."""
    article = seen_article(request, number)
    found = Comment.objects.filter(article=article, pk=comment).first() if comment < 2**63 else None
    if found is None:
        raise Http404
    back = review_address(request, number)
    if request.method != "POST":
        return redirect(back)
    form = WordsForm(request.POST)
    try:
        if not form.is_valid():
            raise unreadable(form)
        done = act(found, person(request), form.cleaned_data["words"])
    except WorkflowError as error:
        refusal = Refusal(error, name, form, comment=found.parent_id or found.pk)
        return review_screen(request, seen_article(request, number), refusal=refusal)
    messages.success(request, done)
    return redirect(f"{back}#comment-{found.parent_id or found.pk}")
