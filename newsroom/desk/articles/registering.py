"""Putting the words of a finding on a register: a small form, filled with what the finding means."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.roles import Permission, allows
from articles.errors import NotPermitted, WorkflowError
from articles.models import Article
from departments.models import Department
from issues.proofreading import add_to_register
from issues.proofreading.acting import Kind, kind_of
from newsroom.desk.articles.access import page, person, problems_of, seen_article, status_of
from newsroom.desk.articles.queue_run import review_address

KINDS = (
    (Kind.PERSON.value, gettext_lazy("A person")),
    (Kind.UNIT.value, gettext_lazy("Another name of a department")),
    (Kind.PLACE.value, gettext_lazy("A place")),
    (Kind.TERM.value, gettext_lazy("A term")),
)


class RegisterForm(forms.Form):
    """What the words are, and what belongs to them on their register."""

    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=KINDS, widget=forms.RadioSelect)
    name = forms.CharField(label=gettext_lazy("Name as it is right"), max_length=60)
    post = forms.CharField(
        label=gettext_lazy("Post"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Of a person; may stay empty."),
    )
    department = forms.ModelChoiceField(
        label=gettext_lazy("Department"),
        queryset=Department.objects.none(),
        required=False,
        empty_label="—",
        help_text=gettext_lazy("Of a person or of another name."),
    )
    valid_from = forms.DateField(
        label=gettext_lazy("valid from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(
        label=gettext_lazy("note"), max_length=200, required=False, help_text=gettext_lazy("Of a place or a term.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        departments: Any = self.fields["department"]
        departments.queryset = Department.objects.all()


@require_http_methods(["GET", "HEAD", "POST"])
def finding_register(request: HttpRequest, number: int) -> HttpResponse:
    """The form, and what it sends."""
    article, by = seen_article(request, number), person(request)
    if not allows(by, Permission.EDIT_REGISTERS):
        raise NotPermitted(_("Whoever keeps the registers adds to them."))
    if request.method != "POST":
        asked = {"name": request.GET.get("words", "")[:60], "kind": kind_of(request.GET.get("rule", "")) or Kind.TERM}
        return _page(request, article, RegisterForm(initial=asked))
    form = RegisterForm(request.POST)
    if not form.is_valid():
        return _page(request, article, form, status=400)
    given = form.cleaned_data
    try:
        thing = add_to_register(
            article,
            by=by,
            kind=Kind(given["kind"]),
            name=given["name"],
            post=given["post"],
            department=given["department"],
            valid_from=given["valid_from"],
            note=given["note"],
        )
    except WorkflowError as error:
        return _page(request, article, form, problems=problems_of(error), status=status_of(error))
    messages.success(request, _("“%(name)s” is on the register now.") % {"name": thing})
    return redirect(review_address(request, number))


def _page(
    request: HttpRequest,
    article: Article,
    form: RegisterForm,
    *,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "article": article,
        "form": form,
        "problems": problems or [],
        "back": review_address(request, article.pk),
    }
    return page(request, "desk/articles/register.html", context, title=_("Add to a register"), status=status)
