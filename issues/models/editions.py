"""Issues (期) and their pages (版)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.functions import ExtractYear
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import User
from accounts.roles import Permission, allows
from issues.models.publications import Publication


class IssueQuerySet(models.QuerySet["Issue"]):
    """Issues by who may see them."""

    def published(self) -> IssueQuerySet:
        """What residents may read now; an issue published for a later hour is not among them yet."""
        return self.filter(state=Issue.State.PUBLISHED, published_at__lte=clock.now())

    def scheduled(self) -> IssueQuerySet:
        """Published for a moment that has not come."""
        return self.filter(state=Issue.State.PUBLISHED, published_at__gt=clock.now())

    def visible_to(self, user: Any) -> IssueQuerySet:
        """What a person of the newsroom may see in the desk."""
        return self if allows(user, Permission.READ_ISSUES) else self.none()

    def next_planned(self) -> Issue | None:
        """The issue that is being made: the earliest that is not published."""
        return self.filter(state=Issue.State.PLANNED).order_by("date", "pk").first()


class Issue(models.Model):
    """One edition (期)."""

    class State(models.TextChoices):
        """Where the issue stands."""

        PLANNED = "planned", _("In the making")
        PUBLISHED = "published", _("Published")

    class Origin(models.TextChoices):
        """Whether the issue is made here, or was printed before and comes from the archive."""

        MADE = "made", _("Made here")
        ARCHIVE = "archive", _("From the archive")

    publication = models.ForeignKey(
        Publication, verbose_name=_("publication"), on_delete=models.PROTECT, related_name="issues"
    )
    number = models.PositiveSmallIntegerField(_("number in the year"))
    total_number = models.PositiveIntegerField(_("total number"))
    date = models.DateField(_("date"))
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.PLANNED, editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    published_by = models.ForeignKey(
        User, verbose_name=_("published by"), null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)
    withdrawal_reason = models.CharField(_("why it was withdrawn"), max_length=300, blank=True, editable=False)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin.choices, default=Origin.MADE, editable=False)
    pdf_name = models.CharField(max_length=120, blank=True, editable=False)  # in the storage; of the issue as published
    pdf_hash = models.CharField(max_length=64, blank=True, editable=False)

    objects = IssueQuerySet.as_manager()

    class Meta:
        """Latest first; numbers are unique in the year and altogether."""

        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        ordering = ["-date", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "publication",
                ExtractYear("date"),
                "number",
                name="issue_number_unique_in_year",
                violation_error_message=_("This year has an issue of this number already."),
            ),
            models.UniqueConstraint(
                name="issue_total_number_unique",
                fields=["publication", "total_number"],
                violation_error_message=_("There is an issue with this total number already."),
            ),
            models.CheckConstraint(
                name="issue_numbers_positive",
                condition=models.Q(number__gte=1, total_number__gte=models.F("number")),
                violation_error_message=_("The total number cannot be smaller than the number in the year."),
            ),
            models.CheckConstraint(
                name="issue_published_whole",
                condition=models.Q(state="planned", published_at=None, published_by=None)
                | models.Q(state="published", published_at__isnull=False, published_by__isnull=False),
            ),
            models.CheckConstraint(
                name="issue_withdrawn_whole",
                condition=models.Q(withdrawn_at=None, withdrawal_reason="")
                | (models.Q(state="planned", withdrawn_at__isnull=False) & ~models.Q(withdrawal_reason="")),
            ),
        ]
        indexes = [
            models.Index(name="issue_by_date", fields=["publication", "-date"]),
            models.Index(name="issue_by_moment", fields=["published_at"], condition=models.Q(state="published")),
        ]

    def __str__(self) -> str:
        return str(
            _("%(publication)s %(year)d No. %(number)d")
            % {"publication": self.publication.name, "year": self.date.year, "number": self.number}
        )

    def get_absolute_url(self) -> str:
        """The public page of the issue."""
        return reverse("reading:issue", args=[self.publication.slug, self.date.year, self.number])

    @property
    def is_published(self) -> bool:
        """Whether it was released to residents, at once or for a later hour; its pages no longer change."""
        return self.state == self.State.PUBLISHED

    @property
    def is_scheduled(self) -> bool:
        """Whether the hour for which it is published has not come yet."""
        return self.is_published and self.published_at is not None and self.published_at > clock.now()


class Page(models.Model):
    """One page (版) of an issue."""

    issue = models.ForeignKey(Issue, verbose_name=_("issue"), on_delete=models.CASCADE, related_name="pages")
    sequence = models.PositiveSmallIntegerField(_("page"))
    name = models.CharField(_("name"), max_length=30)
    editor = models.ForeignKey(
        User, verbose_name=_("page editor"), null=True, blank=True, on_delete=models.PROTECT, related_name="pages"
    )
    # what readers see of the page since the issue was published
    printed = models.OneToOneField(
        "issues.SetPage", null=True, on_delete=models.RESTRICT, related_name="printed_page", editable=False
    )

    class Meta:
        """In reading order."""

        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["issue_id", "sequence"]
        constraints = [
            models.UniqueConstraint(name="page_sequence_unique", fields=["issue", "sequence"]),
            # the target of a composite foreign key: a placement's page belongs to its issue
            models.UniqueConstraint(name="page_of_issue", fields=["id", "issue"]),
            models.CheckConstraint(name="page_sequence_positive", condition=models.Q(sequence__gte=1)),
        ]

    def __str__(self) -> str:
        return str(_("Page %(sequence)d %(name)s") % {"sequence": self.sequence, "name": self.name})

    def get_absolute_url(self) -> str:
        """The public page of the page."""
        issue = self.issue
        return reverse("reading:page", args=[issue.publication.slug, issue.date.year, issue.number, self.sequence])
