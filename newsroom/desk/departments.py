"""Departments with their dated names, who holds which post, and grid areas with their boundaries, on the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.roles import Permission, allows
from departments.models import Appointment, Department, DepartmentAlias, GridArea
from newsroom.desk.base import DeskModelAdmin
from newsroom.desk.boundary import boundary_problem
from newsroom.desk.sent_json import SentJSONField
from newsroom.desk.site import desk

DATE_WIDGETS: dict[type[models.Field[Any, Any]], Any] = {
    models.DateField: {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
}


class ValidityFilter(admin.SimpleListFilter):
    """By whether the department, or the appointment, is valid today."""

    title = _("validity")
    parameter_name = "validity"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Today, over, not yet."""
        return [("today", _("valid today")), ("ended", _("ended")), ("coming", _("not yet"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The entries of this validity."""
        today = timezone.localdate(clock.now())
        if self.value() == "today":
            begun = Q(valid_from=None) | Q(valid_from__lte=today)
            return queryset.filter(begun & (Q(valid_until=None) | Q(valid_until__gte=today)))
        if self.value() == "ended":
            return queryset.filter(valid_until__lt=today)
        return queryset.filter(valid_from__gt=today) if self.value() == "coming" else queryset


class AliasRows(InlineModelAdmin[DepartmentAlias, Department]):
    """The other names of a department; a name ends by its date, it is not deleted."""

    model = DepartmentAlias
    template = "desk/frame/inline_rows.html"
    extra = 1
    can_delete = False
    fields = ("name", "valid_from", "valid_until")
    formfield_overrides = DATE_WIDGETS
    verbose_name_plural = _("Other names, and the days between which the paper printed them")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As the department itself."""
        return allows(request.user, Permission.EDIT_REGISTERS)

    @property
    def media(self) -> forms.Media:
        """No scripts: the empty row is there from the start."""
        return forms.Media()

    has_change_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As the department itself."""
        return allows(request.user, Permission.EDIT_REGISTERS)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


class DepartmentAdmin(DeskModelAdmin):
    """The register of who submits."""

    read = Permission.EDIT_REGISTERS
    write = Permission.EDIT_REGISTERS
    list_display = ("name", "short_name", "kind", "other_names", "people_count", "validity")
    list_filter = ("kind", ValidityFilter)
    search_fields = ("name", "short_name", "aliases__name")
    search_help_text = _("A name of today or of earlier.")
    list_words = _("Who submits articles. A renamed department keeps its old names below, each with its days.")
    inlines = (AliasRows,)
    formfield_overrides = DATE_WIDGETS
    fieldsets = (
        (None, {"fields": (("name", "short_name"), "kind", "slug")}),
        (_("Validity"), {"fields": (("valid_from", "valid_until"),)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Department]:
        """With names and numbers of people: two queries for a page of any length."""
        people = Count("people", filter=Q(people__is_active=True), distinct=True)
        return super().get_queryset(request).prefetch_related("aliases").annotate(people_number=people)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A public address does not change once it is known."""
        return ("slug",) if obj is not None else ()

    @admin.display(description=_("other names"))
    def other_names(self, department: Department) -> str:
        """The aliases in one line."""
        return gettext(", ").join(alias.name for alias in department.aliases.all())

    @admin.display(description=_("people"), ordering="people_number")
    def people_count(self, department: Any) -> int:
        """How many active accounts belong to it."""
        number: int = department.people_number
        return number

    @admin.display(description=_("validity"), ordering="valid_until")
    def validity(self, department: Department) -> str:
        """Whether it exists today, as a badge with the date that matters."""
        return validity_badge(department)


class AppointmentAdmin(DeskModelAdmin):
    """Who holds which post: what the proofreader holds names, posts and the order of leaders against."""

    read = Permission.EDIT_REGISTERS
    write = Permission.EDIT_REGISTERS
    list_display = ("person", "post", "unit", "rank", "other_names", "validity")
    list_filter = (ValidityFilter,)
    list_select_related = ("department",)
    search_fields = ("person", "post", "other_names", "department__name")
    search_help_text = _("Name, post or department.")
    list_words = _("Whoever leaves a post keeps the entry, with its last day; the new post is another entry.")
    formfield_overrides = DATE_WIDGETS
    fieldsets = (
        (None, {"fields": (("person", "other_names"), ("post", "department"), "rank")}),
        (_("Validity"), {"fields": (("valid_from", "valid_until"),)}),
    )

    @admin.display(description=_("department"), ordering="department__name")
    def unit(self, appointment: Appointment) -> str:
        """The unit in short; nothing for a post of the street itself."""
        return appointment.department.label if appointment.department else ""

    @admin.display(description=_("validity"), ordering="valid_until")
    def validity(self, appointment: Appointment) -> str:
        """Whether it holds today, as a badge with the date that matters."""
        return validity_badge(appointment)


def validity_badge(entry: Department | Appointment) -> str:
    """Whether something dated holds today, with the date that matters."""
    today = timezone.localdate(clock.now())
    if entry.valid_until and entry.valid_until < today:
        words = gettext("until %(day)s") % {"day": date_format(entry.valid_until)}
        return format_html('<span class="state state--ended">{}</span>', words)
    if entry.valid_from and entry.valid_from > today:
        words = gettext("from %(day)s") % {"day": date_format(entry.valid_from)}
        return format_html('<span class="state state--planned">{}</span>', words)
    return format_html('<span class="state state--active">{}</span>', gettext("valid today"))


class GridAreaForm(forms.ModelForm[GridArea]):
    """A grid area, its boundary checked point by point."""

    class Meta:
        """The admin names the fields."""

        model = GridArea
        fields = (*("number", "name", "slug", "theme", "known_for", "departments", "boundary_words", "boundary"),)
        field_classes = {"boundary": SentJSONField}
        widgets = {
            "departments": forms.CheckboxSelectMultiple,
            "boundary": forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "code"}),
            "known_for": forms.Textarea(attrs={"rows": 3}),
            "boundary_words": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "boundary": _(
                "Optional: a GeoJSON Polygon or MultiPolygon. Points are [longitude, latitude]; each ring ends on the "
                "point it began with."
            ),
            "theme": _("What the area is best at (一格一最), in a few characters."),
        }

    def clean_boundary(self) -> Any:
        """Say exactly what is wrong with the boundary, and where."""
        boundary = self.cleaned_data["boundary"]
        if boundary is not None and (problem := boundary_problem(boundary)):
            raise ValidationError(problem)
        return boundary


class GridAreaAdmin(DeskModelAdmin):
    """The grid areas, by which residents read the paper."""

    read = Permission.EDIT_REGISTERS
    write = Permission.EDIT_REGISTERS
    form = GridAreaForm
    list_display = ("name", "number", "theme", "of_departments", "has_boundary")
    list_display_links = ("name",)
    list_filter = (("boundary", admin.EmptyFieldListFilter),)
    search_fields = ("name", "theme", "known_for", "departments__name")
    search_help_text = _("Name, theme, what it is known for, or a department.")
    fieldsets = (
        (None, {"fields": (("number", "name"), "slug", "theme", "known_for", "departments")}),
        (_("Boundary"), {"fields": ("boundary_words", "boundary")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[GridArea]:
        """With their departments: two queries for a page of any length."""
        return super().get_queryset(request).prefetch_related("departments")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A public address does not change once it is known."""
        return ("slug",) if obj is not None else ()

    @admin.display(description=_("departments"))
    def of_departments(self, area: GridArea) -> str:
        """The departments in one line."""
        return gettext(", ").join(department.label for department in area.departments.all())

    @admin.display(description=_("boundary"))
    def has_boundary(self, area: GridArea) -> str:
        """Whether the map can show it."""
        return gettext("drawn") if area.boundary else gettext("in words only") if area.boundary_words else ""


def register() -> None:
    """Show the registers of places on the desk."""
    desk.register(Department, DepartmentAdmin)
    desk.register(Appointment, AppointmentAdmin)
    desk.register(GridArea, GridAreaAdmin)
