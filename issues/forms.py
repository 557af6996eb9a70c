"""What the newsroom types about issues, pages and placements, checked before a verb is called."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db import models
from django.forms.renderers import get_default_renderer
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import User
from accounts.roles import Permission, holders
from articles.models import Article, ArticleQuerySet, Column, Revision
from departments.models import Department
from issues import editions
from issues.editions import MAX_PAGES, PagePlan
from issues.models import Issue, Page, Placement
from issues.publishing import LONGEST_WAIT

HIGHEST_NUMBER = 32_767  # what the database holds for the number in the year
HIGHEST_TOTAL = 2_147_483_647


# ---------------------------------------------------------------------------------------- issue and pages


class IssueForm(forms.Form):
    """Numbers and date of an issue."""

    number = forms.IntegerField(label=_("Number in the year"), min_value=1, max_value=HIGHEST_NUMBER)
    total_number = forms.IntegerField(label=_("Total number"), min_value=1, max_value=HIGHEST_TOTAL)
    date = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, issue: Issue, **kwargs: Any) -> None:
        """``issue`` is what is edited or preset, and is not changed."""
        self.issue = issue
        preset = {"number": issue.number, "total_number": issue.total_number, "date": issue.date}
        kwargs["initial"] = preset | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Numbers and date beside the other issues."""
        cleaned = super().clean() or {}
        if not self.errors:
            wanted = Issue(pk=self.issue.pk, publication_id=self.issue.publication_id, **cleaned)
            for problem in editions.edition_problems(wanted):
                self.add_error(problem.field, problem.message)
        return cleaned


class PublishForm(forms.Form):
    """When readers shall see the issue."""

    NOW, LATER = "now", "later"
    when = forms.ChoiceField(
        label=_("When"),
        choices=[(NOW, pgettext_lazy("publishing", "Now")), (LATER, _("At a later hour"))],
        initial=NOW,
        required=False,
        widget=forms.RadioSelect,
    )
    at = forms.DateTimeField(
        label=_("From this hour on"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean(self) -> dict[str, Any]:
        """An hour that is still to come, where one is wanted."""
        cleaned = super().clean() or {}
        if cleaned.get("when") != self.LATER:
            cleaned["at"] = None
        elif not self.errors:
            at, now = cleaned.get("at"), clock.now()
            if at is None:
                self.add_error("at", _("Say from which hour on readers shall see it."))
            elif not now < at <= now + LONGEST_WAIT:
                message = _("Choose an hour that is still to come, at most %(days)d days ahead.")
                self.add_error("at", message % {"days": LONGEST_WAIT.days})
        return cleaned


class WithdrawForm(forms.Form):
    """Why an issue is taken off again; needed once readers could see it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=Issue._meta.get_field("withdrawal_reason").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, was_out: bool, **kwargs: Any) -> None:
        """``was_out`` says whether readers could see the issue."""
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = was_out


class PageForm(forms.Form):
    """One page of an issue."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    sequence = forms.IntegerField(label=_("Page number"), min_value=1, max_value=MAX_PAGES)
    name = forms.CharField(label=_("Name of the page"), max_length=Page._meta.get_field("name").max_length)
    editor = forms.ChoiceField(label=_("Page editor"), required=False)

    def __init__(self, *args: Any, editors: list[tuple[str, str]], **kwargs: Any) -> None:
        """``editors`` are the choices, read once for all rows."""
        super().__init__(*args, **kwargs)
        self.fields["editor"].choices = editors  # type: ignore[attr-defined]

    def plan(self) -> PagePlan:
        """The page as the person wants it."""
        data = self.cleaned_data
        return PagePlan(data["sequence"], data["name"], int(data["editor"]) if data["editor"] else None, data["pk"])


class PageFormSet(forms.BaseFormSet[PageForm]):
    """All pages of an issue; empty new rows and rows marked for removal do not count."""

    form = PageForm
    renderer = get_default_renderer()
    extra = 0
    can_order = False
    can_delete = True
    can_delete_extra = True
    min_num, max_num, absolute_max = 1, MAX_PAGES, MAX_PAGES + 8
    validate_min, validate_max = False, True
    edit_only = False

    def add_fields(self, form: PageForm, index: int | None) -> None:
        """Name the removal box for what it does."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Remove this page")

    def clean(self) -> None:
        """Doubles and gaps."""
        if any(form.errors for form in self._remaining()):
            return
        if problems := editions.page_problems(self.plans()):
            raise forms.ValidationError([problem.message for problem in problems])

    def plans(self) -> list[PagePlan]:
        """The pages that remain or are new."""
        return [form.plan() for form in self._remaining() if form.cleaned_data.get("sequence")]

    def _remaining(self) -> list[PageForm]:
        return [form for form in self.forms if not form.cleaned_data.get("DELETE")]


def editor_choices(pages: list[PagePlan]) -> list[tuple[str, str]]:
    """Who may edit a page: whoever places articles or signs second, and who edits one of these pages already."""
    roles = {*holders(Permission.PLACE_ARTICLES), *holders(Permission.SECOND_REVIEW)}
    named = [page.editor_id for page in pages if page.editor_id]
    people = User.objects.filter(models.Q(is_active=True, roles__overlap=list(roles)) | models.Q(pk__in=named))
    return [("", gettext("Nobody yet")), *((str(person.pk), person.name) for person in people.order_by("name", "pk"))]


# --------------------------------------------------------------------------------------------- placements


class PlaceForm(forms.Form):
    """An article for a page."""

    article = forms.IntegerField(min_value=1)
    revision = forms.IntegerField(min_value=1)
    page = forms.ModelChoiceField(Page.objects.none())
    prominence = forms.TypedChoiceField(choices=Placement.Prominence.choices, coerce=int, required=False)

    def __init__(self, *args: Any, issue: Issue, **kwargs: Any) -> None:
        """Pages of this issue alone can be chosen."""
        super().__init__(*args, **kwargs)
        self.fields["page"].queryset = issue.pages.all()  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    """A place for a placement: a page of the same issue and the order there."""

    page = forms.ModelChoiceField(Page.objects.none())
    order = forms.IntegerField(min_value=1, max_value=HIGHEST_NUMBER)

    def __init__(self, *args: Any, issue: Issue, **kwargs: Any) -> None:
        """Pages of this issue alone can be chosen."""
        super().__init__(*args, **kwargs)
        self.fields["page"].queryset = issue.pages.all()  # type: ignore[attr-defined]


class AdjustForm(forms.Form):
    """Rank and headline in print; the ``seen_`` fields carry what the person looked at."""

    prominence = forms.TypedChoiceField(label=_("Prominence"), choices=Placement.Prominence.choices, coerce=int)
    print_headline = forms.CharField(
        label=_("Headline in print"),
        max_length=Placement._meta.get_field("print_headline").max_length,
        required=False,
        help_text=_("Only where it differs from the article's title."),
    )
    seen_prominence = forms.IntegerField(widget=forms.HiddenInput)
    seen_print_headline = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)


class RefreshForm(forms.Form):
    """The revision that the person looked at."""

    revision = forms.IntegerField(min_value=1)


class PoolFilter(django_filters.FilterSet):
    """What can be asked of the approved articles that wait for a page."""

    q = django_filters.CharFilter(label=_("Words in the headline"), method="search", max_length=100)
    column = django_filters.ModelChoiceFilter(
        label=_("Column"),
        field_name="current_revision__column",
        queryset=Column.objects.all(),
        empty_label=_("All"),
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), field_name="current_revision__kind", choices=Revision.Kind.choices, empty_label=_("All")
    )
    department = django_filters.ModelChoiceFilter(
        label=_("Department"), queryset=Department.objects.all(), empty_label=_("All")
    )

    class Meta:
        """Declared above."""

        model = Article
        fields: list[str] = []

    def search(self, articles: ArticleQuerySet, name: str, value: str) -> ArticleQuerySet:
        """Articles with every one of the words in their headline."""
        for word in value.split()[:5]:
            articles = articles.filter(
                models.Q(current_revision__title__icontains=word)
                | models.Q(current_revision__kicker__icontains=word)
                | models.Q(current_revision__subtitle__icontains=word)
            )
        return articles


# ------------------------------------------------------------------------------------------------- import


class PageImportForm(forms.Form):
    """The text of a page, pasted or as a file, and for whom it is imported."""

    text = forms.CharField(
        label=_("Or its text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 9, "spellcheck": "false"}),
        help_text=_("Paste the text of one page, furniture included; line breaks are read."),
    )
    file = forms.FileField(
        label=_("File of the page"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".txt,.md,.pdf,text/plain,text/markdown,application/pdf"}),
        help_text=_(
            "A .txt or .md file of one page, at most 2 MB, in any encoding; or a PDF, one page or a whole issue."
        ),
    )
    department = forms.ModelChoiceField(
        Department.objects.none(),
        label=_("Department of the drafts"),
        help_text=_("Where the drafts belong; who supplied each story is read from its signature."),
    )
    on = forms.DateField(
        label=_("Date of the issue"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_(
            "Names of departments are read as they were on this day; left empty, it is read from the file or the page."
        ),
    )

    def __init__(self, *args: Any, departments: models.QuerySet[Department], **kwargs: Any) -> None:
        """``departments`` are those that the person may import for."""
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One source, not both and not none."""
        cleaned = super().clean() or {}
        text, file = (cleaned.get("text") or "").strip(), cleaned.get("file")
        if "text" in self.errors or "file" in self.errors:
            return cleaned
        if text and file:
            self.add_error("file", gettext("Paste the text or choose a file, not both."))
        elif not text and not file:
            self.add_error("text", gettext("Paste the text of a page, or choose a file."))
        return cleaned

    def clean_on(self) -> date | None:
        """The day, within the years that a newspaper may come from."""
        day: date | None = self.cleaned_data["on"]
        if day is not None and not 1900 <= day.year <= 2200:
            raise forms.ValidationError(gettext("Give the date on which the issue appeared."))
        return day
