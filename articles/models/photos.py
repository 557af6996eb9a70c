"""Uploaded photos, and who may see them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import User
from accounts.roles import Permission, Scope, scope_of
from departments.models import Department


class PhotoQuerySet(models.QuerySet["Photo"]):
    """Photos by who may see them."""

    def published(self) -> PhotoQuerySet:
        """Photos that a published revision uses."""
        return self.filter(uses__revision__published_article__published_at__lte=clock.now()).distinct()

    def visible_to(self, user: Any) -> PhotoQuerySet:
        """Published photos, and those of articles' departments that this person may read."""
        scope = scope_of(user, Permission.READ_ARTICLES)
        if scope is Scope.ALL:
            return self
        seen = models.Q(uses__revision__published_article__published_at__lte=clock.now())
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
    # What must stay in view where a page shows only a part of the picture: fractions of width and height from the top
    # left corner. None while nobody has chosen.
    focus_x = models.FloatField(_("focus, from the left"), null=True, blank=True)
    focus_y = models.FloatField(_("focus, from the top"), null=True, blank=True)
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
            models.CheckConstraint(
                name="photo_focus_is_in_the_picture",
                condition=models.Q(focus_x__isnull=True, focus_y__isnull=True)
                | models.Q(focus_x__isnull=False, focus_y__isnull=False, focus_x__range=(0, 1), focus_y__range=(0, 1)),
            ),
        ]

    def __str__(self) -> str:
        return self.original_name or self.name

    @property
    def name(self) -> str:
        """The storage name of the photo."""
        return str(self.file.name)

    def rendition_name(self, width: int, suffix: str = "webp") -> str:
        """The storage name of the smaller copy of this width, as WebP or (``avif``) as AVIF."""
        return f"{self.name.removesuffix('.jpg')}-{width}.{suffix}"
