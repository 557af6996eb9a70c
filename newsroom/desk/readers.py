"""What readers wrote: a list, and a page for each letter where it is answered, taken up or put aside."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission, allows
from articles.errors import WorkflowError
from articles.models import Article, Column
from departments.models import Department
from newsroom.desk.articles.access import HIGHEST_NUMBER, page, person, problems_of
from newsroom.desk.site import desk
from reading.models import ReaderLetter
from reading.voice import counts, letters

PER_PAGE = 30
State, Kind = ReaderLetter.State, ReaderLetter.Kind


class AnswerForm(forms.Form):
    """Words for the reader."""

    words = forms.CharField(
        label=gettext_lazy("Answer"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}), required=False
    )


class DismissForm(forms.Form):
    """Why a letter is put aside."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, required=False)


class TakeUpForm(forms.Form):
    """Where the draft goes that is made of a letter."""

    department = forms.ModelChoiceField(label=gettext_lazy("Department"), queryset=Department.objects.all())
    column = forms.ModelChoiceField(label=gettext_lazy("Column"), queryset=Column.objects.all(), required=False)


def _require(request: HttpRequest) -> None:
    if not allows(request.user, Permission.ANSWER_READERS):
        raise PermissionDenied


def unanswered() -> QuerySet[ReaderLetter]:
    """Letters that wait for an answer, the oldest first."""
    return ReaderLetter.objects.filter(state=State.NEW).select_related("article__current_revision").order_by("pk")


def letters_about(article: Article) -> list[ReaderLetter]:
    """What readers reported of an article that was ever public, for its page in the desk."""
    if article.state not in (Article.State.PUBLISHED, Article.State.RETRACTED) and not article.published_revision_id:
        return []
    return list(ReaderLetter.objects.filter(article=article).select_related("article__current_revision")[:10])


@require_safe
def reader_letters(request: HttpRequest) -> HttpResponse:
    """All letters, those that wait above; beside them what is read most."""
    _require(request)
    closed = ReaderLetter.objects.exclude(state=State.NEW).select_related("article__current_revision", "answered_by")
    shown = Paginator(closed, PER_PAGE).get_page(request.GET.get("page"))
    days = counts.by_day(30)
    context = {
        "waiting": list(unanswered()[:100]) if shown.number == 1 else [],
        "shown": shown,
        "pages": shown.paginator.get_elided_page_range(shown.number, on_each_side=2, on_ends=1),
        "days": _columns(days),
        "total": sum(count for _day, count in days),
        "most_read": counts.most_read(30, 10),
    }
    return page(request, "desk/voice/list.html", context, title=gettext("Readers' letters"))


def _columns(days: list[tuple[Any, int]]) -> list[dict[str, Any]]:
    """The chart: one column for each day, in units of a drawing 600 wide and 100 high."""
    highest = max((count for _day, count in days), default=0) or 1
    width = 600 / len(days)
    return [
        {
            "day": day,
            "count": count,
            "x": round(number * width + 2, 1),
            "y": round(100 - 100 * count / highest, 1),
            "width": round(width - 4, 1),
            "height": round(100 * count / highest, 1),
        }
        for number, (day, count) in enumerate(days)
    ]


def _find(number: int) -> ReaderLetter:
    found = ReaderLetter.objects.select_related("article__current_revision", "made__current_revision", "answered_by")
    letter = found.filter(pk=number).first() if number <= HIGHEST_NUMBER else None
    if letter is None:
        raise Http404
    return letter


@require_http_methods(["GET", "HEAD", "POST"])
def reader_letter(request: HttpRequest, number: int) -> HttpResponse:
    """One letter, and what can be done with it."""
    _require(request)
    letter = _find(number)
    posted = request.POST if request.method == "POST" else None
    act = posted.get("act", "") if posted is not None else ""
    column = Column.objects.filter(name="群言堂").first()
    forms_by_act: dict[str, forms.Form] = {
        "answer": AnswerForm(posted if act == "answer" else None),
        "dismiss": DismissForm(posted if act == "dismiss" else None),
        "take_up": TakeUpForm(
            posted if act == "take_up" else None,
            initial={"department": person(request).department_id, "column": column},
        ),
    }
    status = 200
    if act:
        form = forms_by_act.get(act)
        if form is None:
            raise Http404
        if form.is_valid():
            done = _act(request, letter, act, form)
            if done is not None:
                return done
        status = 422
    context = {"letter": letter, "forms": forms_by_act, "act": act}
    return page(request, "desk/voice/letter.html", context, title=gettext("A reader wrote"), status=status)


def _act(request: HttpRequest, letter: ReaderLetter, act: str, form: forms.Form) -> HttpResponse | None:
    """Do one thing with a letter; None where it was refused, with the reason on the form."""
    data, by = form.cleaned_data, person(request)
    try:
        if act == "answer":
            letters.answer(letter, by=by, words=data["words"])
            messages.success(request, gettext("The reader finds your answer at her address."))
        elif act == "dismiss":
            letters.dismiss(letter, by=by, reason=data["reason"])
            messages.success(request, gettext("The letter is put aside."))
        else:
            made = letters.take_up(letter, by=by, department=data["department"], column=data["column"])
            messages.success(request, gettext("A draft was made of the letter."))
            return redirect("desk:article_edit", made.pk)
    except WorkflowError as refusal:
        for problem in problems_of(refusal):
            form.add_error(None, problem)
        return None
    return redirect("desk:reader_letters")


URLS = [
    path("readers/", desk.admin_view(reader_letters), name="reader_letters"),
    path("readers/<int:number>/", desk.admin_view(reader_letter), name="reader_letter"),
]
