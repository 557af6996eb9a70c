"""The room that puts the others together: settings, addresses, desk, commands."""

from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    """The project itself, for its commands, checks and templates."""

    name = "newsroom"

    def ready(self) -> None:
        """Register the system checks and what the desk shows."""
        from django.utils.module_loading import import_string

        from newsroom import checks  # noqa: F401

        for module in ("accounts", "articles", "audit", "departments", "issues", "notifications", "wording"):
            import_string(f"newsroom.desk.{module}.register")()
