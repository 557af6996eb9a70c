"""Articles: where a story stands, and who may see it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import User
from accounts.roles import Permission, Scope, scope_of
from articles.models.sign_offs import SignOff
from departments.models import Department


class ArticleQuerySet(models.QuerySet["Article"]):
    """Articles by who may see them; every view starts here."""

    def published(self) -> ArticleQuerySet:
        """What residents may read now; what is published for a later hour, with its issue, is not among it yet."""
        return self.filter(published_revision__isnull=False, published_at__lte=clock.now())

    def visible_to(self, user: Any) -> ArticleQuerySet:
        """What a person of the newsroom may read in the desk."""
        scope = scope_of(user, Permission.READ_ARTICLES)
        if scope is Scope.ALL:
            return self
        if scope is Scope.OWN and user.department_id:
            return self.filter(department_id=user.department_id)
        return self.none()

    def waiting_for(self, user: Any) -> ArticleQuerySet:
        """Articles whose next review step this person may sign now, four eyes considered, longest waiting first."""
        from articles.steps import ALL_REVIEWS

        waiting = models.Q()
        for review in ALL_REVIEWS:
            scope = scope_of(user, review.permission)
            if scope is None or (scope is Scope.OWN and not user.department_id):
                continue
            signed_another = SignOff.objects.filter(
                article=models.OuterRef("pk"),
                review_round=models.OuterRef("review_round"),
                signer=user,
                verdict=SignOff.Verdict.APPROVED,
            ).exclude(step=review.step)
            due = models.Q(state=review.state) & ~models.Q(models.Exists(signed_another))
            waiting |= due if scope is Scope.ALL else due & models.Q(department_id=user.department_id)
        if not waiting:
            return self.none()
        return (
            self.visible_to(user).filter(waiting).exclude(current_revision__author=user).order_by("state_since", "pk")
        )


class Article(models.Model):
    """A story with its revisions. Its state changes only through the verbs of ``articles.workflow``."""

    class State(models.TextChoices):
        """Where the article stands."""

        DRAFT = "draft", _("Draft")
        FIRST_REVIEW = "first_review", _("First review")
        SECOND_REVIEW = "second_review", _("Second review")
        FINAL_REVIEW = "final_review", _("Final review")
        SECOND_FINAL_REVIEW = "second_final_review", _("Second final review")
        APPROVED = "approved", _("Approved")
        PUBLISHED = "published", _("Published")
        SENT_BACK = "sent_back", _("Sent back")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        RETRACTED = "retracted", _("Retracted")
        ARCHIVED_IMPORT = "archived_import", _("Archived import")

    class Grade(models.TextChoices):
        """How much is at stake; it decides how many people sign (``articles.steps``)."""

        ORDINARY = "A", _("A, ordinary")
        IMPORTANT = "B", _("B, important")
        SENSITIVE = "C", _("C, sensitive")

    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="articles"
    )
    created_by = models.ForeignKey(User, verbose_name=_("created by"), on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created at"), default=clock.now)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.DRAFT, editable=False)
    state_since = models.DateTimeField(_("in this state since"), default=clock.now, editable=False)
    review_round = models.PositiveIntegerField(_("round of review"), default=0, editable=False)
    grade = models.CharField(_("grade"), max_length=1, choices=Grade.choices, default=Grade.ORDINARY, editable=False)
    due_on = models.DateField(_("due on"), null=True, editable=False)
    claimed_by = models.ForeignKey(
        User, verbose_name=_("being reviewed by"), null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    claimed_at = models.DateTimeField(_("claimed at"), null=True, editable=False)
    reminded_at = models.DateTimeField(_("last reminder"), null=True, editable=False)
    current_revision = models.OneToOneField(
        "Revision",
        verbose_name=_("current revision"),
        null=True,
        on_delete=models.PROTECT,
        related_name="current_article",
        editable=False,
    )
    published_revision = models.OneToOneField(
        "Revision",
        verbose_name=_("published revision"),
        null=True,
        on_delete=models.PROTECT,
        related_name="published_article",
        editable=False,
    )
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    corrected_at = models.DateTimeField(_("corrected at"), null=True, editable=False)
    retracted_at = models.DateTimeField(_("retracted at"), null=True, editable=False)
    retraction_note = models.CharField(_("what readers are told"), max_length=300, blank=True, editable=False)
    import_key = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001  unique or none

    objects = ArticleQuerySet.as_manager()

    class Meta:
        """Latest first."""

        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="article_state_known",
                condition=models.Q(
                    state__in=[
                        *("draft", "first_review", "second_review", "final_review", "second_final_review"),
                        *("approved", "published", "sent_back", "withdrawn", "retracted", "archived_import"),
                    ]
                ),
            ),
            models.CheckConstraint(
                name="article_published_whole",
                condition=models.Q(published_revision__isnull=True, published_at__isnull=True)
                | models.Q(published_revision__isnull=False, published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="article_published_state_has_revision",
                condition=~models.Q(state="published") | models.Q(published_revision__isnull=False),
            ),
            models.CheckConstraint(name="article_grade_known", condition=models.Q(grade__in=["A", "B", "C"])),
            models.CheckConstraint(
                name="article_claimed_whole",
                condition=models.Q(claimed_by=None, claimed_at=None)
                | models.Q(claimed_by__isnull=False, claimed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="article_retracted_whole",
                condition=models.Q(state="retracted", retracted_at__isnull=False, published_revision=None)
                | (~models.Q(state="retracted") & models.Q(retracted_at=None, retraction_note="")),
            ),
            models.CheckConstraint(
                name="article_corrected_is_public",
                condition=models.Q(corrected_at=None) | models.Q(published_revision__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="article_by_state", fields=["state", "state_since"]),
            models.Index(
                name="article_by_publication",
                fields=["-published_at", "-id"],
                condition=models.Q(published_revision__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.current_revision.title if self.current_revision else str(_("Untitled article"))

    def get_absolute_url(self) -> str:
        """The public page; it answers once the article is published."""
        return reverse("reading:article", args=[self.pk])
