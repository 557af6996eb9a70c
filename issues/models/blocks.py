"""The page plan as rows: which part of which story stands in which rectangle of which page."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from issues.models.editions import Issue, Page
from issues.models.placements import Placement


class BlockQuerySet(models.QuerySet["Block"]):
    """Blocks with what they need to be set."""

    def in_order(self) -> BlockQuerySet:
        """By page and place on it, with page and placement loaded."""
        return self.select_related("page", "placement").order_by("page__sequence", "y", "x")


class Block(models.Model):
    """A rectangle of a page (in grid units) and what is set in it: a part of a placement, or text of its own.

    ``version`` goes up with every change, so that a change of what somebody else changed meanwhile is noticed. Where
    a story jumps, its parts are numbered 0, 1, … in reading order; from which and to which page it jumps follows
    from them and is stored nowhere.
    """

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="blocks")
    page = models.ForeignKey(Page, verbose_name=_("page"), on_delete=models.CASCADE, related_name="blocks")
    placement = models.ForeignKey(
        Placement,
        verbose_name=_("placement"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="blocks",
    )
    part = models.PositiveSmallIntegerField(_("part"), default=0)
    x = models.PositiveSmallIntegerField(_("first column"))
    y = models.PositiveSmallIntegerField(_("first row"))
    width = models.PositiveSmallIntegerField(_("columns wide"))
    height = models.PositiveSmallIntegerField(_("rows high"))
    text_columns = models.PositiveSmallIntegerField(_("text columns"), default=1)
    headline_level = models.PositiveSmallIntegerField(_("headline level"), default=3)
    headline_columns = models.PositiveSmallIntegerField(_("columns under the headline"), default=0)
    boxed = models.BooleanField(_("tinted box"), default=False)
    photos = models.JSONField(_("places of photos"), default=list, blank=True)
    pinned = models.BooleanField(_("stays when composing"), default=False)
    reserved_title = models.CharField(_("title of reserved text"), max_length=120, blank=True)
    reserved_text = models.TextField(_("reserved text"), max_length=4000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = BlockQuerySet.as_manager()

    class Meta:
        """By page and place. That blocks of a page never overlap is an exclusion constraint (see the migration)."""

        verbose_name = _("block of a page")
        verbose_name_plural = _("blocks of pages")
        ordering = ["page__sequence", "y", "x", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="block_part_once", fields=["placement", "part"], deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                name="block_has_extent",
                condition=models.Q(width__gte=1, width__lte=48, x__lte=48, height__gte=2, text_columns__gte=1)
                & models.Q(headline_columns__lte=models.F("text_columns")),
            ),
            models.CheckConstraint(
                name="block_placement_or_reserved",
                condition=models.Q(placement__isnull=False, reserved_title="", reserved_text="")
                | (
                    models.Q(placement__isnull=True, part=0)
                    & (~models.Q(reserved_title="") | ~models.Q(reserved_text=""))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page}: {self.placement or self.reserved_title}"
