"""The room of the paper itself: publication, issues, pages, placements, and the import of old pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IssuesConfig(AppConfig):
    """Issues and their pages."""

    name = "issues"
    verbose_name = _("Issues")

    def ready(self) -> None:
        """Let the proofreader ask before a text is handed in or signed."""
        from articles.gates import ask_at_gates
        from issues.proofreading import step_problems

        ask_at_gates(step_problems)
