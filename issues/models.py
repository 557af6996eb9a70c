"""The paper: publication, issues, pages, and the placement of article revisions on them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.functions import ExtractYear
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import User
from accounts.roles import Permission, allows
from articles.models import Article, Revision


class Publication(models.Model):
    """The paper and its identity, which decides lawful wording and the imprint."""

    class Identity(models.TextChoices):
        """Under which rules it appears."""

        INTERNAL = "internal", _("Internal material (准印证)")
        NEWSPAPER = "newspaper", _("Newspaper (CN number)")

    name = models.CharField(_("name"), max_length=40, unique=True)
    slug = models.SlugField(_("address"), max_length=40, unique=True)
    identity = models.CharField(_("identity"), max_length=20, choices=Identity.choices, default=Identity.INTERNAL)
    permit_number = models.CharField(_("permit number"), max_length=60, blank=True)
    cn_number = models.CharField(_("CN number"), max_length=30, blank=True)
    street = models.CharField(_("street"), max_length=40)
    district = models.CharField(_("district"), max_length=40, blank=True)
    city = models.CharField(_("city"), max_length=40, blank=True)
    sponsor = models.CharField(_("sponsor"), max_length=80, blank=True)
    editor_unit = models.CharField(_("edited and produced by"), max_length=80, blank=True)
    recipients = models.CharField(_("recipients"), max_length=120, blank=True)
    printer = models.CharField(_("printer"), max_length=80, blank=True)
    print_run = models.PositiveIntegerField(_("print run"), null=True, blank=True)
    price = models.CharField(_("price"), max_length=40, blank=True)
    address = models.CharField(_("postal address"), max_length=120, blank=True)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    site_name = models.CharField(_("name of the site"), max_length=60, blank=True)
    site_code = models.CharField(_("government site code"), max_length=20, blank=True)
    icp_number = models.CharField(_("ICP number"), max_length=40, blank=True)
    police_number = models.CharField(_("public security record"), max_length=40, blank=True)
    page_style = models.JSONField(_("page style"), default=dict, blank=True)  # read by issues.layout.style.PageStyle

    class Meta:
        """By name; each identity has its number."""

        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="publication_number_fits_identity",
                condition=(models.Q(identity="internal", cn_number="") & ~models.Q(permit_number=""))
                | (models.Q(identity="newspaper") & ~models.Q(cn_number="")),
                violation_error_message=_(
                    "Internal material carries a permit number and no CN number; a newspaper carries a CN number."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_internal(self) -> bool:
        """Whether the rules for internal material apply."""
        return self.identity == self.Identity.INTERNAL


class IssueQuerySet(models.QuerySet["Issue"]):
    """Issues by who may see them."""

    def published(self) -> IssueQuerySet:
        """What residents may read."""
        return self.filter(state=Issue.State.PUBLISHED)

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
        ]
        indexes = [models.Index(name="issue_by_date", fields=["publication", "-date"])]

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
        """Whether residents can read it."""
        return self.state == self.State.PUBLISHED


class Page(models.Model):
    """One page (版) of an issue."""

    issue = models.ForeignKey(Issue, verbose_name=_("issue"), on_delete=models.CASCADE, related_name="pages")
    sequence = models.PositiveSmallIntegerField(_("page"))
    name = models.CharField(_("name"), max_length=30)
    editor = models.ForeignKey(
        User, verbose_name=_("page editor"), null=True, blank=True, on_delete=models.PROTECT, related_name="pages"
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


class Placement(models.Model):
    """The only join of issue, page and article revision (上版): membership, order and rank in one row."""

    class Prominence(models.IntegerChoices):
        """The rank of a story on its page."""

        LEAD = 1, _("Lead")
        MAJOR = 2, _("Major")
        NORMAL = 3, _("Normal")
        MINOR = 4, _("Minor")
        SMALL = 5, _("Small")

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="placements")
    page = models.ForeignKey(Page, verbose_name=_("page"), on_delete=models.PROTECT, related_name="placements")
    article = models.ForeignKey(Article, verbose_name=_("article"), on_delete=models.PROTECT, related_name="placements")
    revision = models.ForeignKey(
        Revision, verbose_name=_("revision"), on_delete=models.PROTECT, related_name="placements"
    )
    order = models.PositiveSmallIntegerField(_("order on the page"))
    prominence = models.PositiveSmallIntegerField(
        _("prominence"), choices=Prominence.choices, default=Prominence.NORMAL
    )
    print_headline = models.CharField(_("headline in print"), max_length=120, blank=True)
    placed_by = models.ForeignKey(User, verbose_name=_("placed by"), on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(_("placed at"), default=clock.now)

    class Meta:
        """In reading order; an article stands once in an issue, and two placements never share a place."""

        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ["page__sequence", "order"]
        constraints = [
            models.UniqueConstraint(name="placement_article_once_in_issue", fields=["issue", "article"]),
            models.UniqueConstraint(
                name="placement_order_unique",
                fields=["page", "order"],
                deferrable=models.Deferrable.DEFERRED,
            ),
            # the target of a composite foreign key: a block's placement belongs to its issue
            models.UniqueConstraint(name="placement_of_issue", fields=["id", "issue"]),
            models.CheckConstraint(name="placement_order_positive", condition=models.Q(order__gte=1)),
            models.CheckConstraint(
                name="placement_prominence_known", condition=models.Q(prominence__gte=1, prominence__lte=5)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page}: {self.headline}"

    @property
    def headline(self) -> str:
        """The headline as this issue prints it."""
        return self.print_headline or self.revision.title


# Django looks for an app's models here; assignments have a module of their own.
from issues.assignments.models import Assignment, WantedIssue  # noqa: E402, F401
from issues.typesetting.models import Block  # noqa: E402, F401
