"""What a department wishes of its article: the issue it should appear in, and the assignment it answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission, Scope, scope_of
from articles.errors import WorkflowError
from articles.models import Article
from articles.steps import WRITABLE
from departments.models import Department
from issues.assignments.workflow import file_article, want_issue
from issues.models import Assignment, Issue

_ANSWERABLE = (Assignment.State.ASSIGNED, Assignment.State.ACCEPTED)


class _IssueField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} · {obj.date:%Y-%m-%d}"


class _AssignmentField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        words = {"title": obj.title, "department": obj.department.label, "day": f"{obj.due_on:%Y-%m-%d}"}
        return gettext("%(title)s (%(department)s, due %(day)s)") % words


class WishForm(forms.Form):
    """The two wishes; a field is absent where there is nothing to choose."""

    assignment = _AssignmentField(
        label=_("Answers the assignment"),
        queryset=Assignment.objects.none(),
        required=False,
        empty_label=_("None: a story of our own"),
        help_text=_("The editors asked for it. Saved, the story counts as filed."),
    )
    wanted_issue = _IssueField(
        label=_("Wanted in issue"),
        queryset=Issue.objects.none(),
        required=False,
        empty_label=_("Any issue"),
        help_text=_("A wish; the editors decide on which page and when it appears."),
    )

    def __init__(
        self,
        *,
        by: User,
        article: Article | None = None,
        data: QueryDict | None = None,
        kept: Mapping[str, list[str]] | None = None,
        assignment: int | None = None,
    ) -> None:
        """``kept`` is a working copy's data; ``assignment`` the one that a new story was begun from."""
        self.by, self.article = by, article
        self.answered = getattr(article, "assignment", None) if article else None
        wanted = getattr(article, "wanted_issue", None) if article else None
        initial: dict[str, Any] = {"wanted_issue": wanted.issue_id if wanted else None, "assignment": assignment}
        if kept is not None:
            initial |= {name: (kept.get(name) or [""])[-1] for name in ("wanted_issue", "assignment")}
        super().__init__(data, initial=initial)
        self._offer("wanted_issue", self._issues())
        self._offer("assignment", self._assignments())

    def _offer(self, name: str, choices: list[Any]) -> None:
        """Choices that were read once; the field goes where there are none."""
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (for the type checker)
        if not choices:
            del self.fields[name]
            return
        field.queryset = type(choices[0])._default_manager.filter(pk__in=[each.pk for each in choices])
        field.choices = [("", field.empty_label), *((each.pk, field.label_from_instance(each)) for each in choices)]

    def _issues(self) -> list[Issue]:
        article = self.article
        if article and (article.published_revision_id is not None or article.state not in WRITABLE):
            return []
        planned = Issue.objects.filter(state=Issue.State.PLANNED).select_related("publication")
        return list(planned.order_by("date", "pk"))

    def _assignments(self) -> list[Assignment]:
        """What still waits for a story of the article's department, or of any that the person writes for."""
        article = self.article
        if article and (self.answered or article.state not in WRITABLE):
            return []
        found: QuerySet[Assignment] = Assignment.objects.filter(state__in=_ANSWERABLE).select_related("department")
        if article:
            return list(found.filter(department=article.department_id))
        if scope_of(self.by, Permission.WRITE_ARTICLES) is Scope.ALL:
            return list(found)
        return list(found.filter(department=self.by.department_id))

    def begun_from(self) -> Assignment | None:
        """The assignment that a new story was begun from, where the person may answer it."""
        wanted = str(self.initial.get("assignment") or "")
        if "assignment" not in self.fields or not wanted.isdecimal():
            return None
        return self.fields["assignment"].queryset.filter(pk=int(wanted)).first()  # type: ignore[attr-defined]

    def fit(self, department: Department | None) -> bool:
        """Whether the chosen assignment is asked of the department that the story is for; the field says so if not."""
        assignment = self.cleaned_data.get("assignment")
        if assignment is None or department is None or assignment.department_id == department.pk:
            return True
        self.add_error("assignment", _("This assignment is asked of another department than the story's."))
        return False

    def grant(self, article: Article) -> list[str]:
        """Note the wishes of a valid form with a saved article; what was refused, in words."""
        refusals = []
        assignment, issue = self.cleaned_data.get("assignment"), self.cleaned_data.get("wanted_issue")
        if assignment is not None:
            try:
                file_article(assignment, by=self.by, expected_version=assignment.version, article=article)
            except WorkflowError as error:
                refusals.append(str(error))
        if "wanted_issue" in self.fields and (issue is not None or assignment is None):
            try:
                want_issue(article, by=self.by, issue=issue)
            except WorkflowError as error:
                refusals.append(str(error))
        return refusals
