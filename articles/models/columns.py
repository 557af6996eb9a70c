"""Recurring rubrics (栏目)."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Column(models.Model):
    """A recurring rubric (栏目)."""

    name = models.CharField(_("name"), max_length=30, unique=True)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    description = models.CharField(_("description"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    is_active = models.BooleanField(_("in use"), default=True)
    keeps_page = models.PositiveSmallIntegerField(
        _("always on page"),
        null=True,
        blank=True,
        help_text=_("The page of every issue on which this column stands. Empty: wherever it suits."),
    )

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
