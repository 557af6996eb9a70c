"""What the proofreader says of a text in the open form: in the background of typing, or by a button without scripts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import clock
from accounts.models import User
from accounts.roles import Permission, allows
from articles import body as body_module
from articles.content import Content
from articles.errors import WorkflowError
from articles.filling import Filling
from articles.forms import BODY_LIMIT, body_from_entry
from articles.models import Article
from issues.models import DismissedFinding, Publication
from issues.proofreading import Doubt, dismiss_finding, may_dismiss, newsroom_context, without_dismissed
from issues.proofreading.acting import LINES, Wanted, find_doubt, mended
from issues.proofreading.findings import doubts_in, headings_of
from issues.proofreading.values import joined
from newsroom.desk.articles.access import person, problems_of, seen_article
from newsroom.desk.articles.findings import Finding, shown_findings, worst_of
from newsroom.desk.sent_json import read_sent
from proofreading import Severity, TextError

FIELDS = (*LINES, "body")


@dataclass(frozen=True)
class Typed:
    """A finding in a field of the form, and the same for a script."""

    finding: Finding
    data: str
    key: str  # names the field of its reason, and tells it from others when the notes come anew


@dataclass(frozen=True)
class Checking:
    """The findings of a form by field, their numbers, and why there are none where the text cannot be read."""

    fields: dict[str, list[Typed]]
    errors: int = 0
    warnings: int = 0
    problem: str = ""
    article: int | None = None  # what a finding is dismissed for; None before the first save
    may_dismiss: bool = False
    may_register: bool = False


def content_of(fields: Mapping[str, Any]) -> Content:
    """The typed fields as they would be saved, as far as proofreading asks; any text may be empty."""
    lines = {name: " ".join(body_module.without_controls(str(fields.get(name) or "")).split()) for name in LINES}
    body = body_from_entry(str(fields.get("body") or "")[:BODY_LIMIT])
    return Content(body=body_module.clean(body), **lines)  # type: ignore[arg-type]


def doubts_of(content: Content, article: Article | None) -> list[Doubt]:
    """What the proofreader finds in it now; at most nine queries, whatever the text."""
    publication = Publication.objects.first()
    if publication is None:
        return []
    context = newsroom_context(publication, timezone.localdate(clock.now()), article)
    text = joined([*(getattr(content, name) for name in LINES), body_module.to_text(content.body)])
    found = doubts_in(text, context, headings=headings_of(content))
    return without_dismissed(found, DismissedFinding.objects.filter(article=article)) if article else found


def checking_of(content: Content, article: Article | None, by: User, problem: str = "") -> Checking:
    """The findings by the field that they are in, and what this person may do about them."""
    fields: dict[str, list[Typed]] = {name: [] for name in FIELDS}
    try:
        found = doubts_of(content, article)
    except TextError as error:
        return Checking(fields, problem=str(error))
    worst = worst_of(found)
    names = [name for name in LINES if getattr(content, name)]
    for doubt, finding in zip(worst, shown_findings(worst), strict=True):
        place, blank = divmod(doubt.finding.line - 1, 2)
        name = names[place] if place < len(names) and not blank else "body"
        fields[name].append(Typed(finding, _for_script(doubt, name), key_of(doubt.finding.rule, doubt.quote)))
    weighed = [doubt.finding.severity for doubt in found]
    return Checking(
        fields,
        weighed.count(Severity.ERROR),
        weighed.count(Severity.WARNING),
        problem,
        article.pk if article else None,
        may_dismiss=article is not None and may_dismiss(by, article),
        may_register=article is not None and allows(by, Permission.EDIT_REGISTERS),
    )


def key_of(rule: str, quote: str) -> str:
    """A name for a place, as a field may bear it."""
    return hashlib.sha256(f"{rule}\n{quote}".encode()).hexdigest()[:10]


def dismiss(article: Article | None, by: User, data: Mapping[str, Any]) -> str:
    """Dismiss the finding whose button was pressed, with the reason beside it; answers why not, empty where it is done.

    A story that is not saved yet has nothing that a dismissal could be remembered for.
    """
    try:
        values = read_sent(data["dismiss"])
        rule, quote = str(values["rule"]), str(values["quote"])
    except (ValueError, KeyError, TypeError):
        return _("There is no such finding.")
    if article is None:
        return _("Save the article first.")
    try:
        dismiss_finding(article, by=by, rule=rule, quote=quote, reason=str(data.get(f"why-{key_of(rule, quote)}", "")))
    except WorkflowError as error:
        return " ".join(problems_of(error))
    return ""


def _for_script(doubt: Doubt, name: str) -> str:
    before = doubt.quote.find(doubt.words) if doubt.words else min(len(doubt.quote), 6)
    values = {
        "field": name,
        "rule": doubt.finding.rule,
        "quote": doubt.quote,
        "before": doubt.quote[:before],
        "words": doubt.words,
        "suggestion": doubt.finding.suggestion,
        "severity": str(doubt.finding.severity),
    }
    return json.dumps(values, ensure_ascii=False)


def accepted(filling: Filling, asked: str, article: Article | None) -> Filling:
    """The form with one finding accepted, as its button sent it; the same form where it is no longer there."""
    try:
        values = read_sent(asked)
        wanted = Wanted(str(values["rule"]), str(values["quote"]), values["suggestion"])
    except (ValueError, KeyError, TypeError):
        return filling
    content = content_of(filling.fields)
    doubt = find_doubt(doubts_of(content, article), wanted)
    if doubt is None:
        return filling
    changed = mended(content, doubt)
    fields = {name: getattr(changed, name) for name in FIELDS if getattr(changed, name) != getattr(content, name)}
    return replace(filling, fields={**filling.fields, **fields})


@require_POST
def article_findings(request: HttpRequest, number: int) -> HttpResponse:
    """Findings in what is typed into the form of an article, as pieces of the page; one of them dismissed, if asked."""
    article = seen_article(request, number)
    if not allows(person(request), Permission.WRITE_ARTICLES, article.department_id):
        raise PermissionDenied
    problem = dismiss(article, person(request), request.POST) if "dismiss" in request.POST else ""
    return _pieces(request, article, problem)


@require_POST
def new_findings(request: HttpRequest) -> HttpResponse:
    """The same for a story that is not saved yet."""
    if not allows(person(request), Permission.WRITE_ARTICLES):
        raise PermissionDenied
    return _pieces(request, None)


def _pieces(request: HttpRequest, article: Article | None, problem: str = "") -> HttpResponse:
    checking = checking_of(content_of(request.POST), article, person(request), problem)
    return render(request, "desk/articles/form/_findings.html", {"checking": checking, "in_background": True})
