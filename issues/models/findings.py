"""What a person said of the proofreader's findings, and how many a text has."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import User
from articles.models import Article, Revision


class DismissedFinding(models.Model):
    """A finding that a person looked at and found no fault: remembered for the article, the rule and the very words.

    ``quote`` is what is meant, with a few characters before and after it; when these words change, the finding is back.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="dismissed_findings")
    rule = models.CharField(_("rule"), max_length=40)
    quote = models.CharField(_("words"), max_length=200)
    reason = models.CharField(_("reason"), max_length=200)
    dismissed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    dismissed_at = models.DateTimeField(default=clock.now)

    class Meta:
        """Once for each place."""

        verbose_name = _("dismissed finding")
        verbose_name_plural = _("dismissed findings")
        constraints = [
            models.UniqueConstraint(name="dismissed_finding_once", fields=["article", "rule", "quote"]),
            models.CheckConstraint(name="dismissed_finding_has_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.quote}"


class ErrorCount(models.Model):
    """How many findings a revision has that nobody dismissed: what 差错率 is computed from. Counted once."""

    revision = models.OneToOneField(Revision, on_delete=models.CASCADE, related_name="error_count")
    errors = models.PositiveIntegerField(_("errors"))
    warnings = models.PositiveIntegerField(_("doubts"))
    characters = models.PositiveIntegerField(_("characters"))
    counted_at = models.DateTimeField(default=clock.now)

    class Meta:
        """One for each revision."""

        verbose_name = _("count of findings")
        verbose_name_plural = _("counts of findings")

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.errors}"
