"""The room that puts the others together: settings, addresses, desk, commands."""

from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    """The project itself, for its commands, checks and templates."""

    name = "newsroom"

    def ready(self) -> None:
        """Register the system checks."""
        from newsroom import checks  # noqa: F401
