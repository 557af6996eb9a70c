"""The list of articles with its filters."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission, Scope, allows, scope_of
from articles.models import Article, ArticleQuerySet, Column, Revision
from departments.models import Department
from newsroom.desk.articles.access import page, person
from newsroom.desk.articles.standing import Reviewers
from newsroom.desk.articles.waiting import waiting_in_words

PER_PAGE = 50


class ArticleFilter(django_filters.FilterSet):
    """What can be asked of the list."""

    q = django_filters.CharFilter(label=_("Words in headline or text"), method="search", max_length=100)
    whose = django_filters.ChoiceFilter(
        label=_("Whose"),
        method="by_person",
        empty_label=_("All"),
        choices=[("waiting", _("Waiting for me")), ("mine", _("Written by me"))],
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=Article.State.choices, empty_label=_("All"))
    department = django_filters.ModelChoiceFilter(
        label=_("Department"), queryset=Department.objects.all(), empty_label=_("All")
    )
    column = django_filters.ModelChoiceFilter(
        label=_("Column"),
        field_name="current_revision__column",
        queryset=Column.objects.all(),
        empty_label=_("All"),
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), field_name="current_revision__kind", choices=Revision.Kind.choices, empty_label=_("All")
    )
    since = django_filters.DateFilter(
        label=_("In this state from"),
        field_name="state_since",
        lookup_expr="date__gte",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = django_filters.DateFilter(
        label=_("until"),
        field_name="state_since",
        lookup_expr="date__lte",
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    class Meta:
        """Declared above."""

        model = Article
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if scope_of(self.request.user, Permission.READ_ARTICLES) is not Scope.ALL:
            del self.filters["department"]

    def search(self, articles: ArticleQuerySet, name: str, value: str) -> ArticleQuerySet:
        """Articles with every one of the words in headline or text."""
        for word in value.split()[:5]:
            articles = articles.filter(
                Q(current_revision__title__icontains=word)
                | Q(current_revision__kicker__icontains=word)
                | Q(current_revision__subtitle__icontains=word)
                | Q(current_revision__text__icontains=word)
            )
        return articles

    def by_person(self, articles: ArticleQuerySet, name: str, value: str) -> ArticleQuerySet:
        """The person's own articles, or those that wait for her signature."""
        if value == "waiting":
            waiting = Article.objects.waiting_for(self.request.user).order_by().values("pk")
            return articles.filter(pk__in=waiting)
        return articles.filter(Q(created_by=self.request.user) | Q(current_revision__author=self.request.user))


def article_list(request: HttpRequest) -> HttpResponse:
    """The articles that the person may see, what moved last first."""
    if not allows(request.user, Permission.READ_ARTICLES):
        raise PermissionDenied
    articles = (
        Article.objects.visible_to(request.user)
        .select_related(
            "department", "current_revision__column", "current_revision__author", "created_by", "claimed_by"
        )
        .defer("current_revision__body", "current_revision__text", "current_revision__summary")
        .prefetch_related("sign_offs")
        .order_by("-state_since", "-pk")
    )
    found = ArticleFilter(request.GET, queryset=articles, request=request)
    shown = Paginator(found.qs if found.is_valid() else articles.none(), PER_PAGE).get_page(request.GET.get("page"))
    reviewers = Reviewers()
    asked = {name: value for name, value in request.GET.items() if value and name != "page"}
    context = {
        "filter": found,
        "shown": shown,
        "rows": [(article, waiting_in_words(article, reviewers)) for article in shown],
        "pages": shown.paginator.get_elided_page_range(shown.number, on_each_side=2, on_ends=1),
        "is_filtered": bool(asked),
        "more_asked": bool(asked.keys() - {"q", "whose", "state"}),
        "writes": allows(person(request), Permission.WRITE_ARTICLES),
    }
    return page(request, "desk/articles/list.html", context, title=gettext("Articles"))
