"""Departments (科室、居民区、单位) with their dated names, who holds which post (任职), and grid areas (综合网格)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class DepartmentQuerySet(models.QuerySet["Department"]):
    """Departments by validity."""

    def valid_on(self, day: date) -> DepartmentQuerySet:
        """Departments that exist on this day."""
        return self.filter(models.Q(valid_from=None) | models.Q(valid_from__lte=day)).filter(
            models.Q(valid_until=None) | models.Q(valid_until__gte=day)
        )


class Department(models.Model):
    """Who submits: an office, a neighbourhood or another unit of the street."""

    class Kind(models.TextChoices):
        """What sort of unit it is."""

        OFFICE = "office", _("Office")
        NEIGHBOURHOOD = "neighbourhood", _("Neighbourhood")
        UNIT = "unit", _("Unit")

    name = models.CharField(_("name"), max_length=60, unique=True)
    short_name = models.CharField(_("short name"), max_length=30, blank=True)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.OFFICE)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        """Offices first, then neighbourhoods, then units, each by name."""

        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["-kind", "name"]
        constraints = [
            models.CheckConstraint(
                name="department_kind_known", condition=models.Q(kind__in=["office", "neighbourhood", "unit"])
            ),
            models.CheckConstraint(
                name="department_validity_ordered",
                condition=models.Q(valid_from=None)
                | models.Q(valid_until=None)
                | models.Q(valid_until__gte=models.F("valid_from")),
                violation_error_message=_("The last day of validity comes before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The public page of the department's stories."""
        return reverse("reading:department", args=[self.slug])

    @property
    def label(self) -> str:
        """The name as it is used in lists."""
        return self.short_name or self.name


class DepartmentAlias(models.Model):
    """Another name of a department, with the days between which the paper prints it."""

    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.CASCADE, related_name="aliases"
    )
    name = models.CharField(_("name"), max_length=60)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        """One row for each name and beginning."""

        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                name="alias_unique_per_beginning", fields=["name", "valid_from"], nulls_distinct=False
            ),
            models.CheckConstraint(
                name="alias_validity_ordered",
                condition=models.Q(valid_from=None)
                | models.Q(valid_until=None)
                | models.Q(valid_until__gte=models.F("valid_from")),
                violation_error_message=_("The last day of validity comes before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Appointments by validity."""

    def valid_on(self, day: date) -> AppointmentQuerySet:
        """Appointments that hold on this day."""
        return self.filter(models.Q(valid_from=None) | models.Q(valid_from__lte=day)).filter(
            models.Q(valid_until=None) | models.Q(valid_until__gte=day)
        )


class Appointment(models.Model):
    """A person's post in a unit between two days; proofreading holds names, posts and orders against it.

    Without a department the post is one of the street itself. ``other_names`` are right in print too, parted by “、”.
    """

    person = models.CharField(_("person"), max_length=20)
    post = models.CharField(_("post"), max_length=40, blank=True)
    department = models.ForeignKey(
        Department,
        verbose_name=_("department"),
        on_delete=models.PROTECT,
        related_name="appointments",
        null=True,
        blank=True,
        help_text=_("Empty for a post of the street itself."),
    )
    rank = models.PositiveSmallIntegerField(
        _("place in the order of leaders"), default=0, help_text=_("1 is named first; 0 where the order is free.")
    )
    other_names = models.CharField(
        _("other names"), max_length=60, blank=True, help_text=_("Pen names and former names, parted by “、”.")
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        """By name; one row for each person, post, unit and beginning."""

        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["person", "valid_from", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="appointment_once_per_beginning",
                fields=["person", "post", "department", "valid_from"],
                nulls_distinct=False,
                violation_error_message=_("This person has this post from this day on already."),
            ),
            models.CheckConstraint(
                name="appointment_validity_ordered",
                condition=models.Q(valid_from=None)
                | models.Q(valid_until=None)
                | models.Q(valid_until__gte=models.F("valid_from")),
                violation_error_message=_("The last day of validity comes before the first."),
            ),
            models.CheckConstraint(name="appointment_names_somebody", condition=~models.Q(person="")),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.post}".strip()


def validate_boundary(value: Any) -> None:
    """A GeoJSON Polygon or MultiPolygon whose rings are closed lists of [longitude, latitude]."""
    try:
        kind, coordinates = value["type"], value["coordinates"]
        polygons = {"Polygon": [coordinates], "MultiPolygon": coordinates}[kind]
        rings = [ring for polygon in polygons for ring in polygon]
        sound = bool(rings) and all(
            len(ring) >= 4
            and ring[0] == ring[-1]
            and all(-180 <= float(lon) <= 180 and -90 <= float(lat) <= 90 for lon, lat, *_rest in ring)
            for ring in rings
        )
    except (KeyError, TypeError, ValueError, IndexError):
        sound = False
    if not sound:
        raise ValidationError(
            _(
                "The boundary must be a GeoJSON Polygon or MultiPolygon: closed rings of at least four "
                "[longitude, latitude] pairs."
            )
        )


class GridArea(models.Model):
    """A governance grid of the street: its number, its theme (一格一最) and what it is known for."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    name = models.CharField(_("name"), max_length=40)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    theme = models.CharField(_("theme"), max_length=60, blank=True)
    known_for = models.TextField(_("known for"), blank=True)
    boundary_words = models.TextField(_("boundary in words"), blank=True)
    boundary = models.JSONField(
        _("boundary as GeoJSON"), null=True, blank=True, validators=[validate_boundary], help_text=_("Optional.")
    )
    departments = models.ManyToManyField(
        Department, verbose_name=_("departments"), blank=True, related_name="grid_areas"
    )

    class Meta:
        """By number."""

        verbose_name = _("grid area")
        verbose_name_plural = _("grid areas")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(name="grid_area_number_positive", condition=models.Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The public page of the grid area's stories."""
        return reverse("reading:grid_area", args=[self.slug])
