"""Revisions: immutable snapshots of an article's content, with their parts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import User
from articles.content import Content, Credit, Picture, Source
from articles.models.articles import Article
from articles.models.columns import Column
from articles.models.photos import Photo
from departments.models import Department, GridArea


class RevisionQuerySet(models.QuerySet["Revision"]):
    """Revisions with what they need to be shown."""

    def published(self) -> RevisionQuerySet:
        """The revisions that residents read."""
        return self.filter(published_article__published_at__lte=clock.now())

    def with_parts(self) -> RevisionQuerySet:
        """Revisions with column, bylines, attributions, grid areas and photos loaded."""
        return self.select_related("column").prefetch_related(
            "bylines", "attributions__department", "grid_areas", "photo_uses__photo"
        )


class Revision(models.Model):
    """An immutable snapshot of an article's content, named by its hash. A trigger refuses changes and deletion."""

    class Kind(models.TextChoices):
        """What sort of story it is."""

        REPORT = "report", _("Report")
        BRIEF = "brief", _("Brief")
        FEATURE = "feature", _("Feature")
        INTERVIEW = "interview", _("Interview")
        PHOTO = "photo", _("Photo story")
        OPINION = "opinion", _("Opinion")
        LETTER = "letter", _("Letter")
        NOTICE = "notice", _("Notice")

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(_("number"))
    author = models.ForeignKey(User, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created at"), default=clock.now)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.REPORT)
    kicker = models.CharField(_("kicker"), max_length=120, blank=True)
    title = models.CharField(_("title"), max_length=120)
    subtitle = models.CharField(_("subtitle"), max_length=160, blank=True)
    summary = models.TextField(_("summary"), max_length=400, blank=True)
    # What was wrong in the text that readers saw; they are shown it with the date (更正). Empty before publication.
    correction_note = models.CharField(_("correction"), max_length=300, blank=True)
    body = models.TextField(_("body"))
    text = models.TextField(_("plain text of the body"))
    characters = models.PositiveIntegerField(_("length in characters"))
    column = models.ForeignKey(
        Column, verbose_name=_("column"), null=True, blank=True, on_delete=models.PROTECT, related_name="revisions"
    )
    grid_areas = models.ManyToManyField(
        GridArea, verbose_name=_("grid areas"), through="RevisionGridArea", related_name="revisions"
    )
    content_hash = models.CharField(_("content hash"), max_length=64)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        """In the order they were written."""

        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["article_id", "number"]
        constraints = [
            models.UniqueConstraint(name="revision_number_unique", fields=["article", "number"]),
            # the target of composite foreign keys: a placement's revision belongs to its article
            models.UniqueConstraint(name="revision_of_article", fields=["id", "article"]),
            models.CheckConstraint(
                name="revision_hash_is_sha256", condition=models.Q(content_hash__regex="^[0-9a-f]{64}$")
            ),
            models.CheckConstraint(name="revision_number_positive", condition=models.Q(number__gte=1)),
        ]
        indexes = [
            models.Index(
                name="revision_corrections", fields=["article", "number"], condition=~models.Q(correction_note="")
            )
        ]

    def __str__(self) -> str:
        return self.title

    def content(self) -> Content:
        """The content as a value, read back from the rows (load ``with_parts()`` first)."""
        return Content(
            title=self.title,
            body=self.body,
            kind=self.kind,
            kicker=self.kicker,
            subtitle=self.subtitle,
            summary=self.summary,
            correction_note=self.correction_note,
            column_id=self.column_id,
            bylines=tuple(Credit(byline.name, byline.role, byline.note) for byline in self.bylines.all()),
            attributions=tuple(Source(a.printed_name, a.department_id) for a in self.attributions.all()),
            grid_area_ids=tuple(sorted(area.pk for area in self.grid_areas.all())),
            photos=tuple(
                Picture(
                    photo_id=use.photo_id,
                    caption=use.caption,
                    credit=use.credit,
                    alternative_text=use.alternative_text,
                    people_shown=use.people_shown,
                    minors_shown=use.minors_shown,
                    consent=use.consent,
                    inline=use.inline,
                )
                for use in self.photo_uses.all()
            ),
        )

    @property
    def headline(self) -> str:
        """The three lines of the headline in one."""
        return "　".join(part for part in (self.kicker, self.title, self.subtitle) if part)


class Byline(models.Model):
    """A person named above or below a story, with her role (署名)."""

    class Role(models.TextChoices):
        """What the paper prints beside the name."""

        CORRESPONDENT = "correspondent", _("Correspondent")
        SPECIAL = "special", _("Special contributor")
        REPORTER = "reporter", _("Special reporter")
        PHOTOGRAPHER = "photographer", _("Photographer")
        COMPILER = "compiler", _("Compiler")
        PEN_NAME = "pen_name", _("Pen name")

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="bylines")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=40)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.CORRESPONDENT)
    note = models.CharField(_("words after the name"), max_length=20, blank=True)

    class Meta:
        """In printed order."""

        verbose_name = _("byline")
        verbose_name_plural = _("bylines")
        ordering = ["revision_id", "order"]
        constraints = [models.UniqueConstraint(name="byline_order_unique", fields=["revision", "order"])]
        indexes = [models.Index(name="byline_by_name", fields=["name"])]

    def __str__(self) -> str:
        return f"{self.name} {self.note}".strip()


class Attribution(models.Model):
    """A submitting department as printed under a story (供稿单位)."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="attributions")
    order = models.PositiveSmallIntegerField()
    printed_name = models.CharField(_("printed name"), max_length=60)
    department = models.ForeignKey(
        Department, verbose_name=_("department"), null=True, on_delete=models.PROTECT, related_name="attributions"
    )

    class Meta:
        """In printed order."""

        verbose_name = _("attribution")
        verbose_name_plural = _("attributions")
        ordering = ["revision_id", "order"]
        constraints = [models.UniqueConstraint(name="attribution_order_unique", fields=["revision", "order"])]

    def __str__(self) -> str:
        return self.printed_name


class RevisionGridArea(models.Model):
    """A grid area that a revision is about."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    grid_area = models.ForeignKey(GridArea, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """Each area once."""

        verbose_name = _("grid area of a revision")
        verbose_name_plural = _("grid areas of revisions")
        constraints = [models.UniqueConstraint(name="revision_grid_area_unique", fields=["revision", "grid_area"])]
        indexes = [models.Index(name="revision_of_grid_area", fields=["grid_area", "-revision"])]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.grid_area_id}"


class PhotoUse(models.Model):
    """A photo as one revision prints it, with the record that the people shown agreed."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="photo_uses")
    photo = models.ForeignKey(Photo, verbose_name=_("photo"), on_delete=models.PROTECT, related_name="uses")
    order = models.PositiveSmallIntegerField()
    caption = models.CharField(_("caption"), max_length=300, blank=True)
    credit = models.CharField(_("credit"), max_length=60, blank=True)
    alternative_text = models.CharField(_("alternative text"), max_length=300, blank=True)
    people_shown = models.BooleanField(_("shows people who can be recognised"), default=False)
    minors_shown = models.BooleanField(_("shows minors"), default=False)
    consent = models.CharField(_("record of consent"), max_length=300, blank=True)
    inline = models.BooleanField(_("stands in the body"), default=False)

    class Meta:
        """In the order of the story."""

        verbose_name = _("photo of a revision")
        verbose_name_plural = _("photos of revisions")
        ordering = ["revision_id", "order"]
        constraints = [
            models.UniqueConstraint(name="photo_use_order_unique", fields=["revision", "order"]),
            models.UniqueConstraint(name="photo_use_once", fields=["revision", "photo"]),
        ]

    def __str__(self) -> str:
        return self.caption or str(self.photo)
