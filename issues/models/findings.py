"""What a person said of the proofreader's findings."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import User
from articles.models import Article


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
