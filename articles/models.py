"""Articles, their immutable revisions, columns, photos and sign-offs."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import AppendOnlyModel, User
from accounts.roles import Permission, Scope, scope_of
from articles.content import Content, Credit, Picture, Source
from departments.models import Department, GridArea


class Column(models.Model):
    """A recurring rubric (栏目)."""

    name = models.CharField(_("name"), max_length=30, unique=True)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    description = models.CharField(_("description"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        """In the order the newsroom gives them."""

        verbose_name = _("column")
        verbose_name_plural = _("columns")
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The public page of the column."""
        return reverse("reading:column", args=[self.slug])


class PhotoQuerySet(models.QuerySet["Photo"]):
    """Photos by who may see them."""

    def published(self) -> PhotoQuerySet:
        """Photos that a published revision uses."""
        return self.filter(uses__revision__published_article__isnull=False).distinct()

    def visible_to(self, user: Any) -> PhotoQuerySet:
        """Published photos, and those of articles' departments that this person may read."""
        scope = scope_of(user, Permission.READ_ARTICLES)
        if scope is Scope.ALL:
            return self
        seen = models.Q(uses__revision__published_article__isnull=False)
        if scope is Scope.OWN and user.department_id:
            seen |= models.Q(department_id=user.department_id)
            seen |= models.Q(uses__revision__article__department_id=user.department_id)
        return self.filter(seen).distinct()


class Photo(models.Model):
    """An uploaded image, decoded and written anew without its metadata. Its file never changes."""

    file = models.FileField(_("file"), upload_to="photos", max_length=200, unique=True)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    bytes = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    rendition_widths = models.JSONField(_("widths of smaller copies"), default=list)
    original_name = models.CharField(_("name of the file sent"), max_length=200, blank=True)
    department = models.ForeignKey(
        Department, verbose_name=_("department"), null=True, on_delete=models.PROTECT, related_name="photos"
    )
    uploaded_by = models.ForeignKey(User, verbose_name=_("uploaded by"), on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"), default=clock.now)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        """Newest first."""

        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="photo_has_extent", condition=models.Q(width__gte=1, height__gte=1, bytes__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return self.original_name or self.name

    @property
    def name(self) -> str:
        """The storage name of the photo."""
        return str(self.file.name)

    def rendition_name(self, width: int) -> str:
        """The storage name of the smaller copy of this width."""
        return f"{self.name.removesuffix('.jpg')}-{width}.webp"


class ArticleQuerySet(models.QuerySet["Article"]):
    """Articles by who may see them; every view starts here."""

    def published(self) -> ArticleQuerySet:
        """What residents may read."""
        return self.filter(published_revision__isnull=False)

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
        from articles.steps import REVIEWS

        waiting = models.Q()
        for review in REVIEWS:
            scope = scope_of(user, review.permission)
            if scope is Scope.ALL:
                waiting |= models.Q(state=review.state)
            elif scope is Scope.OWN and user.department_id:
                waiting |= models.Q(state=review.state, department_id=user.department_id)
        if not waiting:
            return self.none()
        signed = SignOff.objects.filter(
            article=models.OuterRef("pk"), review_round=models.OuterRef("review_round"), signer=user
        )
        return (
            self.visible_to(user)
            .filter(waiting)
            .exclude(current_revision__author=user)
            .exclude(models.Exists(signed))
            .order_by("state_since", "pk")
        )


class Article(models.Model):
    """A story with its revisions. Its state changes only through the verbs of ``articles.workflow``."""

    class State(models.TextChoices):
        """Where the article stands."""

        DRAFT = "draft", _("Draft")
        FIRST_REVIEW = "first_review", _("First review")
        SECOND_REVIEW = "second_review", _("Second review")
        FINAL_REVIEW = "final_review", _("Final review")
        APPROVED = "approved", _("Approved")
        PUBLISHED = "published", _("Published")
        SENT_BACK = "sent_back", _("Sent back")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="articles"
    )
    created_by = models.ForeignKey(User, verbose_name=_("created by"), on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created at"), default=clock.now)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.DRAFT, editable=False)
    state_since = models.DateTimeField(_("in this state since"), default=clock.now, editable=False)
    review_round = models.PositiveIntegerField(_("round of review"), default=0, editable=False)
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
                        *("draft", "first_review", "second_review", "final_review"),
                        *("approved", "published", "sent_back", "withdrawn"),
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


class RevisionQuerySet(models.QuerySet["Revision"]):
    """Revisions with what they need to be shown."""

    def published(self) -> RevisionQuerySet:
        """The revisions that residents read."""
        return self.filter(published_article__isnull=False)

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


class SignOff(AppendOnlyModel):
    """One signature under one revision: who, in which step, with what verdict (签审). Written once, never changed."""

    class Step(models.TextChoices):
        """The three reviews."""

        FIRST = "first", _("First review")
        SECOND = "second", _("Second review")
        FINAL = "final", _("Final review")

    class Verdict(models.TextChoices):
        """What the reviewer decided."""

        APPROVED = "approved", _("Approved")
        SENT_BACK = "sent_back", _("Sent back")

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="sign_offs")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="sign_offs")
    content_hash = models.CharField(_("content hash"), max_length=64)
    review_round = models.PositiveIntegerField(_("round of review"))
    step = models.CharField(_("step"), max_length=10, choices=Step.choices)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices)
    signer = models.ForeignKey(User, verbose_name=_("signed by"), on_delete=models.PROTECT, related_name="sign_offs")
    signer_name = models.CharField(_("name at the time"), max_length=40)
    signer_post = models.CharField(_("post at the time"), max_length=60, blank=True)
    opinion = models.TextField(_("opinion"), max_length=1000, blank=True)
    signed_at = models.DateTimeField(_("signed at"), default=clock.now)

    class Meta:
        """In the order of signing."""

        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="sign_off_step_once",
                fields=["article", "review_round", "step"],
                condition=models.Q(verdict="approved"),
            ),
            models.UniqueConstraint(
                name="sign_off_four_eyes",
                fields=["article", "review_round", "signer"],
                condition=models.Q(verdict="approved"),
            ),
            models.CheckConstraint(
                name="sign_off_step_known", condition=models.Q(step__in=["first", "second", "final"])
            ),
            models.CheckConstraint(
                name="sign_off_send_back_has_reason",
                condition=~models.Q(verdict="sent_back") | ~models.Q(opinion=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.get_verdict_display()} {self.signer_name}"
