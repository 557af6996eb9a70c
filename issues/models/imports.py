"""Pages that are being imported: what was sent, what the machine read, and what a person has corrected so far."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import User
from articles.models import Article
from departments.models import Department
from issues.models.editions import Page


class ImportDraft(models.Model):
    """One page of text on its way to articles. Until it is stored it is its owner's alone and makes no article.

    ``base`` and ``acts`` give the page as it stands: the first ``done`` acts of the person, made on what the machine
    read (``issues.import_drafts.state``). ``version`` rises with every change, so that two windows do not overwrite
    each other. ``folder`` holds ``page.pdf`` and ``page.png`` in the storage where the page came as a PDF; ``places``
    are the boxes of the text's lines on it, in points of a page of ``width`` times ``height``.
    """

    owner = models.ForeignKey(User, verbose_name=_("imported by"), on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(_("date of the issue"))
    name = models.CharField(_("file"), max_length=120, blank=True)
    upload = models.CharField(max_length=64)  # the hash of what was sent; the pages of one PDF have it in common
    file_page = models.PositiveSmallIntegerField(_("page in the file"), default=1)
    text = models.TextField()
    digest = models.CharField(max_length=64, db_index=True)
    base = models.JSONField()
    acts = models.JSONField(default=list)
    done = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    folder = models.CharField(max_length=120, blank=True)
    width = models.FloatField(default=0.0)
    height = models.FloatField(default=0.0)
    places = models.JSONField(default=list)
    begun_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    stored_at = models.DateTimeField(_("stored at"), null=True)
    articles = models.ManyToManyField(Article, related_name="+")
    page = models.ForeignKey(Page, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """Last worked on first."""

        verbose_name = _("page import")
        verbose_name_plural = _("page imports")
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="import_draft_once", fields=["owner", "digest"], condition=models.Q(stored_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name or self.digest[:8]} ({self.file_page})"

    @property
    def is_stored(self) -> bool:
        """Whether its articles have been made."""
        return self.stored_at is not None

    @property
    def has_image(self) -> bool:
        """Whether the printed page can be shown beside the text."""
        return bool(self.folder)
