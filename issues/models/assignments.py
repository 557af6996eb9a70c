"""Assignments, and the issue an article is wanted for."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import User
from accounts.roles import Permission, Scope, scope_of
from articles.models import Article, Column
from departments.models import Department, GridArea


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Assignments by who may see them."""

    def visible_to(self, user: Any) -> AssignmentQuerySet:
        """All for those who commission; for departments what is asked of them, ideas excepted."""
        if scope_of(user, Permission.COMMISSION) is Scope.ALL or scope_of(user, Permission.READ_ARTICLES) is Scope.ALL:
            return self
        if scope_of(user, Permission.READ_ARTICLES) is Scope.OWN and user.department_id:
            return self.filter(department_id=user.department_id).exclude(state=Assignment.State.IDEA)
        return self.none()

    def open(self) -> AssignmentQuerySet:
        """What still waits for a story."""
        return self.filter(state__in=[Assignment.State.IDEA, Assignment.State.ASSIGNED, Assignment.State.ACCEPTED])


class Assignment(models.Model):
    """A story that editors want: an idea at first, then asked of a department, then filed as an article."""

    class State(models.TextChoices):
        """Where it stands until there is an article; from then on the article's own state tells."""

        IDEA = "idea", _("Idea")
        ASSIGNED = "assigned", _("Assigned")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        FILED = "filed", _("Filed")
        CANCELLED = "cancelled", _("Cancelled")

    title = models.CharField(_("what"), max_length=80)
    brief = models.TextField(_("what matters"), max_length=1000, blank=True)
    department = models.ForeignKey(
        Department,
        verbose_name=_("department"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assignments",
    )
    grid_area = models.ForeignKey(
        GridArea,
        verbose_name=_("grid area"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assignments",
    )
    assignee = models.ForeignKey(
        User, verbose_name=_("who"), null=True, blank=True, on_delete=models.PROTECT, related_name="assignments"
    )
    issue = models.ForeignKey(
        "issues.Issue",
        verbose_name=_("for the issue"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assignments",
    )
    column = models.ForeignKey(
        Column, verbose_name=_("column"), null=True, blank=True, on_delete=models.PROTECT, related_name="assignments"
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.IDEA, editable=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True, editable=False)
    article = models.OneToOneField(
        Article, null=True, on_delete=models.PROTECT, related_name="assignment", editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(
        User, verbose_name=_("commissioned by"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(_("created at"), default=clock.now, editable=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        """What is due first comes first."""

        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = [models.F("due_on").asc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(
                name="assignment_asked_of_somebody",
                condition=models.Q(state__in=["idea", "cancelled"])
                | models.Q(department__isnull=False, due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="assignment_filed_has_article",
                condition=models.Q(state="filed", article__isnull=False)
                | (~models.Q(state="filed") & models.Q(article=None)),
            ),
            models.CheckConstraint(
                name="assignment_declined_has_reason", condition=~models.Q(state="declined") | ~models.Q(reason="")
            ),
        ]
        indexes = [models.Index(name="assignment_by_due", fields=["state", "due_on"])]

    def __str__(self) -> str:
        return self.title


class WantedIssue(models.Model):
    """The issue for which its department wants an article to appear. A wish, no placement."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="wanted_issue")
    issue = models.ForeignKey("issues.Issue", on_delete=models.PROTECT, related_name="wanted_articles")

    class Meta:
        """One for each article."""

        verbose_name = _("wanted issue")
        verbose_name_plural = _("wanted issues")

    def __str__(self) -> str:
        return f"{self.article_id} → {self.issue_id}"
