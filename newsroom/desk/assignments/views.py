"""One assignment: its page, its form, and the acts of those who ask and those who are asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import AuditEntry, User
from accounts.roles import Permission, allows, people_with
from articles.errors import NotPermitted, Stale, WorkflowError
from articles.models import Column
from departments.models import Department, GridArea
from issues.assignments import workflow
from issues.models import Assignment, Issue
from newsroom.desk.acts import act_in_words
from newsroom.desk.articles.access import page, person, problems_of, status_of
from newsroom.desk.assignments.board import require_reading, today

State = Assignment.State
HIGHEST_NUMBER = 2**63 - 1


class _PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return f"{obj.name}（{obj.department.label}）" if obj.department else obj.name


class AssignmentForm(forms.Form):
    """What is wanted."""

    title = forms.CharField(label=gettext_lazy("What"), max_length=80)
    brief = forms.CharField(
        label=gettext_lazy("What matters"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Whom to ask, what to show, how long; the department reads this."),
    )
    department = forms.ModelChoiceField(
        Department.objects.all(),
        label=gettext_lazy("Department"),
        required=False,
        empty_label="—",
        help_text=gettext_lazy("May stay open while it is an idea."),
    )
    assignee = _PersonField(
        User.objects.none(),
        label=gettext_lazy("Person"),
        required=False,
        empty_label=gettext_lazy("the department decides"),
    )
    due_on = forms.DateField(
        label=gettext_lazy("Due on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    issue = forms.ModelChoiceField(
        Issue.objects.none(), label=gettext_lazy("For the issue"), required=False, empty_label="—"
    )
    column = forms.ModelChoiceField(Column.objects.filter(is_active=True), label=gettext_lazy("Column"), required=False)
    grid_area = forms.ModelChoiceField(
        GridArea.objects.all(), label=gettext_lazy("Grid area"), required=False, empty_label="—"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        planned = Issue.objects.filter(state=Issue.State.PLANNED).select_related("publication").order_by("date")
        writers = people_with(Permission.WRITE_ARTICLES).filter(department__isnull=False)
        self.fields["issue"].queryset = planned  # type: ignore[attr-defined]
        self.fields["department"].queryset = Department.objects.valid_on(today())  # type: ignore[attr-defined]
        self.fields["assignee"].queryset = writers.select_related("department").order_by(  # type: ignore[attr-defined]
            "department__name", "name"
        )

    def wish(self) -> workflow.Wish:
        """The value the verbs take."""
        return workflow.Wish(**self.cleaned_data)


def _find(request: HttpRequest, number: int) -> Assignment:
    found = (
        Assignment.objects.visible_to(request.user)
        .select_related(
            *("department", "grid_area", "assignee", "issue__publication", "column", "created_by"),
            "article__current_revision",
        )
        .filter(pk=number)
        .first()
        if number <= HIGHEST_NUMBER
        else None
    )
    if found is None:
        raise Http404
    return found


def _version(request: HttpRequest) -> int:
    typed = request.POST.get("version", "")
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        raise Stale(_("The form does not say which version you read. Reload the page."))
    return int(typed)


@require_safe
def assignment(request: HttpRequest, number: int) -> HttpResponse:
    """What is wanted, where it stands, and what this person can do."""
    return _page(request, _find(request, number))


def _page(request: HttpRequest, found: Assignment, *, error: WorkflowError | None = None) -> HttpResponse:
    user = person(request)
    commissions = allows(user, Permission.COMMISSION)
    asked = found.department_id is not None and allows(user, Permission.WRITE_ARTICLES, found.department_id)
    trail = AuditEntry.objects.filter(
        target_type=found._meta.label_lower, target_id=str(found.pk), result=AuditEntry.Result.DONE
    ).order_by("pk")
    context = {
        "assignment": found,
        "problems": problems_of(error) if error else [],
        "typed": request.POST.get("reason", "") if error else "",
        "is_overdue": bool(found.state in (State.ASSIGNED, State.ACCEPTED) and found.due_on and found.due_on < today()),
        "may_change": commissions and found.state not in (State.FILED, State.CANCELLED),
        "may_assign": commissions and found.state in (State.IDEA, State.DECLINED),
        "may_accept": asked and found.state == State.ASSIGNED,
        "may_decline": asked and found.state in (State.ASSIGNED, State.ACCEPTED),
        "may_write": asked and found.state in (State.ASSIGNED, State.ACCEPTED),
        "trail": [(entry, act_in_words(entry.action), entry.detail.get("reason", "")) for entry in trail],
    }
    status = status_of(error) if error else 200
    return page(request, "desk/assignments/assignment.html", context, title=found.title, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def assignment_add(request: HttpRequest) -> HttpResponse:
    """A new idea, or a story asked for at once."""
    if not allows(request.user, Permission.COMMISSION):
        raise NotPermitted
    if request.method != "POST":
        return _form_page(request, AssignmentForm(initial={"title": request.GET.get("title", "")[:80]}))
    form = AssignmentForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form)
    by = person(request)
    try:
        made = workflow.propose(by=by, wish=form.wish())
    except WorkflowError as error:
        return _form_page(request, form, error=error)
    return _ask_if_wished(request, made)


@require_http_methods(["GET", "HEAD", "POST"])
def assignment_change(request: HttpRequest, number: int) -> HttpResponse:
    """Change what is wanted."""
    found = _find(request, number)
    if not allows(request.user, Permission.COMMISSION):
        raise NotPermitted
    if request.method != "POST":
        initial = {name: getattr(found, name) for name in AssignmentForm.base_fields}
        return _form_page(request, AssignmentForm(initial=initial), found)
    form = AssignmentForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form, found)
    try:
        changed = workflow.change(found, by=person(request), expected_version=_version(request), wish=form.wish())
    except WorkflowError as error:
        return _form_page(request, form, found, error=error)
    return _ask_if_wished(request, changed)


def _ask_if_wished(request: HttpRequest, made: Assignment) -> HttpResponse:
    """Ask the department, where the person pressed that button; what was typed is kept in either case."""
    if "assign" in request.POST:
        try:
            workflow.assign(made, by=person(request), expected_version=made.version)
        except WorkflowError as error:
            messages.warning(request, _("Kept, but nobody is asked yet: %(why)s") % {"why": error})
            return redirect("desk:assignment_change", made.pk)
        messages.success(request, _("The department is asked."))
    else:
        messages.success(request, _("Kept."))
    return redirect("desk:assignment", made.pk)


def _form_page(
    request: HttpRequest, form: AssignmentForm, found: Assignment | None = None, *, error: WorkflowError | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "assignment": found,
        "problems": problems_of(error) if error else [],
        "may_assign": found is None or found.state in (State.IDEA, State.DECLINED),
    }
    title = _("Change “%(title)s”") % {"title": found.title} if found else _("Commission a story")
    status = status_of(error) if error else 400 if form.errors else 200
    return page(request, "desk/assignments/form.html", context, title=title, status=status)


def _act(name: str, done: Any, act: Callable[[Assignment, User, int, str], object]) -> Callable[..., HttpResponse]:
    """The address of one act, sent from the assignment's page."""

    @require_POST
    def view(request: HttpRequest, number: int) -> HttpResponse:
        found, by = _find(request, number), person(request)
        require_reading(by)
        try:
            act(found, by, _version(request), request.POST.get("reason", ""))
        except WorkflowError as error:
            return _page(request, _find(request, number), error=error)
        messages.success(request, done)
        return redirect("desk:assignment", number)

    view.__name__ = name
    return view


assignment_assign = _act(
    "assignment_assign",
    gettext_lazy("The department is asked."),
    lambda found, by, version, reason: workflow.assign(found, by=by, expected_version=version),
)
assignment_accept = _act(
    "assignment_accept",
    gettext_lazy("Accepted. Write it from here when you are ready."),
    lambda found, by, version, reason: workflow.accept(found, by=by, expected_version=version),
)
assignment_decline = _act(
    "assignment_decline",
    gettext_lazy("Declined; the editors read your reason."),
    lambda found, by, version, reason: workflow.decline(found, by=by, expected_version=version, reason=reason),
)
assignment_cancel = _act(
    "assignment_cancel",
    gettext_lazy("Cancelled."),
    lambda found, by, version, reason: workflow.cancel(found, by=by, expected_version=version, reason=reason),
)
