"""The room of the paper itself: publication, issues, pages, placements, and the import of old pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IssuesConfig(AppConfig):
    """Issues and their pages."""

    name = "issues"
    verbose_name = _("Issues")
