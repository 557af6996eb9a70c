"""My queue: the stories that wait for this person's signature, and going through them one by one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts import clock
from accounts.models import User
from accounts.roles import allows
from articles.handling import CLAIM_LASTS, claimed_by_other
from articles.models import Article, ArticleQuerySet
from articles.steps import ALL_REVIEWS, review_due
from departments.models import Department
from newsroom.desk.articles.access import page, person
from newsroom.desk.articles.queue_run import LONGEST, Run, free_for, still_waiting

PER_PAGE = 100
ORDERS = {
    "since": ("state_since", "pk"),
    "due": (F("due_on").asc(nulls_last=True), "state_since", "pk"),
    "grade": ("-grade", "state_since", "pk"),
    "length": ("current_revision__characters", "state_since", "pk"),
    "department": ("department__name", "state_since", "pk"),
}


class QueueFilter(django_filters.FilterSet):
    """What can be asked of the queue."""

    state = django_filters.ChoiceFilter(
        label=_("Review"), choices=[(r.state.value, r.step.label) for r in ALL_REVIEWS], empty_label=_("All")
    )
    department = django_filters.ModelChoiceFilter(
        label=_("Department"), queryset=Department.objects.all(), empty_label=_("All")
    )
    grade = django_filters.ChoiceFilter(label=_("Grade"), choices=Article.Grade.choices, empty_label=_("All"))
    due = django_filters.ChoiceFilter(
        label=_("Due"),
        method="by_day",
        empty_label=_("All"),
        choices=[("overdue", _("Overdue")), ("soon", _("Today or tomorrow")), ("none", _("No day set"))],
    )
    claim = django_filters.ChoiceFilter(
        label=_("Being reviewed"),
        method="by_claim",
        empty_label=_("All"),
        choices=[("free", _("By nobody else")), ("mine", _("By me")), ("others", _("By others"))],
    )
    sort = django_filters.ChoiceFilter(
        label=_("Order"),
        method="in_order",
        empty_label=None,
        choices=[
            ("since", _("Waiting longest first")),
            ("due", _("Due first")),
            ("grade", _("Most at stake first")),
            ("length", _("Shortest first")),
            ("department", _("By department")),
        ],
    )

    class Meta:
        """Declared above."""

        model = Article
        fields: list[str] = []

    def by_day(self, articles: ArticleQuerySet, name: str, value: str) -> ArticleQuerySet:
        """By the day on which they are due."""
        today = timezone.localdate(clock.now())
        if value == "none":
            return articles.filter(due_on=None)
        if value == "overdue":
            return articles.filter(due_on__lt=today)
        return articles.filter(due_on__gte=today, due_on__lte=today + timedelta(days=1))

    def by_claim(self, articles: ArticleQuerySet, name: str, value: str) -> ArticleQuerySet:
        """By who is reviewing them; a claim that has run out is none."""
        claimed = Q(claimed_at__gt=clock.now() - CLAIM_LASTS)
        if value == "mine":
            return articles.filter(claimed, claimed_by=self.request.user)
        others = claimed & ~Q(claimed_by=self.request.user)
        return articles.filter(others) if value == "others" else articles.exclude(others)

    def in_order(self, articles: ArticleQuerySet, name: str, value: str) -> ArticleQuerySet:
        """In the order that was asked for."""
        return articles.order_by(*ORDERS[value])


def signs_reviews(user: User) -> bool:
    """Whether a person signs reviews at all, and so has a queue."""
    return any(allows(user, review.permission) for review in ALL_REVIEWS)


@require_safe
def article_queue(request: HttpRequest) -> HttpResponse:
    """The stories waiting for this person, and where to begin."""
    by = person(request)
    if not signs_reviews(by):
        raise PermissionDenied
    waiting = (
        Article.objects.waiting_for(by)
        .select_related("department", "current_revision", "claimed_by")
        .defer("current_revision__body", "current_revision__text", "current_revision__summary")
    )
    found = QueueFilter(request.GET, queryset=waiting, request=request)
    articles = list(found.qs) if found.is_valid() else []
    shown = Paginator(articles, PER_PAGE).get_page(request.GET.get("page"))
    free = [article.pk for article in free_for(by, articles)]
    asked = {name for name, value in request.GET.items() if value and name not in ("page", "sort")}
    run = Run(tuple(free[:LONGEST]))
    context = {
        "filter": found,
        "shown": shown,
        "rows": [_row(article, by) for article in shown],
        "pages": shown.paginator.get_elided_page_range(shown.number, on_each_side=2, on_ends=1),
        "is_filtered": bool(asked),
        "start": f"{reverse('desk:article_queue_next')}?{run.parameters}" if free else "",
        "free": len(run.numbers),
        "claimed": len(articles) - len(free),
    }
    return page(request, "desk/articles/queue.html", context, title=gettext("My queue"))


def _row(article: Article, by: User) -> dict[str, Any]:
    due = review_due(article.state)
    return {
        "article": article,
        "step": due.step.label if due else "",
        "claimed_by": claimed_by_other(article, by),
        "is_mine": article.claimed_by_id == by.pk,
    }


@require_safe
def article_queue_next(request: HttpRequest) -> HttpResponse:
    """On to the next story of the run that still waits; the end screen after the last."""
    by = person(request)
    if not signs_reviews(by):
        raise PermissionDenied
    run = Run.from_request(request)
    following = run.following(request.GET.get("after", ""))
    for article in free_for(by, still_waiting(by, following)):
        return redirect(f"{reverse('desk:article_review', args=[article.pk])}?{run.parameters}")
    left = still_waiting(by, run.numbers)
    free = free_for(by, left)
    context = {
        "run": run,
        "rows": [(article, claimed_by_other(article, by)) for article in left],
        "done": len(run.numbers) - len(left),
        "others": Article.objects.waiting_for(by).exclude(pk__in=run.numbers).count(),
        "again": f"{reverse('desk:article_queue_next')}?{Run(tuple(a.pk for a in free)).parameters}" if free else "",
    }
    return page(request, "desk/articles/queue_end.html", context, title=gettext("End of the queue"))
