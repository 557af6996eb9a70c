"""Issues in the desk: list, making and changing, plan, checklist and publishing, and the import of pages."""

from newsroom.desk.issues.registration import register

__all__ = ["register"]
