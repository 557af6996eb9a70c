"""What surrounds an article on its way: changes of state, comments, working copies, preview links."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import AppendOnlyModel, User
from articles.models.articles import Article
from articles.models.revisions import Revision


class Transition(AppendOnlyModel):
    """One change of an article's state: what the figures of times are computed from. Written once."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="transitions")
    state = models.CharField(_("state"), max_length=20, choices=Article.State.choices)
    revision_number = models.PositiveIntegerField(_("revision"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("time"), default=clock.now)

    class Meta:
        """In the order they happened."""

        verbose_name = _("change of state")
        verbose_name_plural = _("changes of state")
        ordering = ["pk"]
        indexes = [models.Index(name="transition_by_time", fields=["at", "state"])]

    def __str__(self) -> str:
        return f"{self.article_id} → {self.state}"


class CommentQuerySet(models.QuerySet["Comment"]):
    """Comments by who may see them."""

    def visible_to(self, user: Any) -> CommentQuerySet:
        """Comments on articles that this person may read."""
        return self.filter(article__in=Article.objects.visible_to(user))

    def threads(self) -> CommentQuerySet:
        """The comments that others answer, oldest first, with their authors and answers loaded."""
        return (
            self.filter(parent=None)
            .select_related("author", "resolved_by", "revision")
            .prefetch_related(models.Prefetch("replies", Comment.objects.select_related("author").order_by("pk")))
            .order_by("pk")
        )


class Comment(models.Model):
    """A remark on a passage of a revision or on the whole, or an answer to one. Its words never change."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="comments")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="comments")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replies")
    author = models.ForeignKey(User, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("time"), default=clock.now)
    words = models.TextField(_("comment"), max_length=2000)
    # The passage meant: its words, and which paragraph of the body (1 is the first; 0 the headline parts; None the
    # whole article). A later revision finds it again by its words.
    quote = models.CharField(_("passage"), max_length=300, blank=True)
    paragraph = models.PositiveIntegerField(_("paragraph"), null=True)
    resolved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(_("resolved at"), null=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        """In the order they were written."""

        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="comment_has_words", condition=~models.Q(words="")),
            models.CheckConstraint(
                name="comment_resolved_whole",
                condition=models.Q(resolved_by=None, resolved_at=None)
                | models.Q(resolved_by__isnull=False, resolved_at__isnull=False, parent=None),
            ),
            models.CheckConstraint(
                name="comment_answer_has_no_passage",
                condition=models.Q(parent=None) | models.Q(quote="", paragraph=None),
            ),
        ]

    def __str__(self) -> str:
        return self.words[:60]


class WorkingCopy(models.Model):
    """What a person has typed into the form and not saved yet. Never history, never shown to anybody else."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    article = models.ForeignKey(Article, null=True, on_delete=models.CASCADE, related_name="+")
    form_key = models.CharField(max_length=40, blank=True)  # tells two new articles in two tabs apart
    based_on = models.PositiveIntegerField(_("revision it began from"), default=0)
    data = models.JSONField(default=dict)  # the form's fields as sent, lists of strings
    saved_at = models.DateTimeField(_("saved at"), default=clock.now)

    class Meta:
        """Latest first; one for each person and article, or form of a new one."""

        verbose_name = _("working copy")
        verbose_name_plural = _("working copies")
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(
                name="working_copy_once", fields=["user", "article", "form_key"], nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.article_id or self.form_key}"


class PreviewLink(models.Model):
    """A link by which somebody without an account reads one unpublished revision until a moment (样稿)."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="preview_links")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="preview_links")
    reader = models.CharField(_("for whom"), max_length=60)
    created_by = models.ForeignKey(User, verbose_name=_("made by"), on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("made at"), default=clock.now)
    expires_at = models.DateTimeField(_("valid until"))
    revoked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(_("revoked at"), null=True)
    opened_at = models.DateTimeField(_("last opened"), null=True)

    class Meta:
        """Newest first."""

        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="preview_link_ends_later", condition=models.Q(expires_at__gt=models.F("created_at"))
            ),
            models.CheckConstraint(
                name="preview_link_revoked_whole",
                condition=models.Q(revoked_by=None, revoked_at=None)
                | models.Q(revoked_by__isnull=False, revoked_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reader}: {self.article_id}"


class PreviewNote(AppendOnlyModel):
    """What the reader of a preview link left: a remark, or “read and agreed”. It is no sign-off."""

    class Kind(models.TextChoices):
        """What the reader says."""

        REMARK = "remark", _("Remark")
        AGREED = "agreed", _("Read and agreed")

    link = models.ForeignKey(PreviewLink, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=40)
    words = models.TextField(_("remark"), max_length=2000, blank=True)
    content_hash = models.CharField(_("content hash"), max_length=64)
    at = models.DateTimeField(_("time"), default=clock.now)
    address = models.GenericIPAddressField(_("from"), null=True)

    class Meta:
        """In the order they came."""

        verbose_name = _("note of a preview's reader")
        verbose_name_plural = _("notes of previews' readers")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="preview_remark_has_words", condition=~models.Q(kind="remark") | ~models.Q(words="")
            ),
            models.CheckConstraint(name="preview_note_has_name", condition=~models.Q(name="")),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_kind_display()}"
