"""Placements (上版): the only join of issue, page and article revision."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import User
from articles.models import Article, Revision
from issues.models.editions import Issue, Page


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
    # set when a person places or moves the story; null where composing chose the page, so that it may choose again
    asked_page = models.ForeignKey(
        Page,
        verbose_name=_("page that was asked for"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,  # nobody looks for the stories that ask for a page
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
