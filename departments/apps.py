"""The room of who submits: departments, their names over time, and grid areas."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DepartmentsConfig(AppConfig):
    """Departments and grid areas."""

    name = "departments"
    verbose_name = _("Departments and grid areas")
