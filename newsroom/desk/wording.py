"""The newsroom's own wording list and known words, on the desk."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from issues.models import KnownWord, WordingEntry
from newsroom.desk.base import DeskModelAdmin
from newsroom.desk.site import desk


class WordingEntryAdmin(DeskModelAdmin):
    """Words not to be printed as they stand."""

    read = Permission.EDIT_REGISTERS
    write = Permission.EDIT_REGISTERS
    list_display = ("word", "severity", "suggestion", "reason", "source", "is_active")
    list_filter = ("severity", "is_active")
    search_fields = ("word", "reason")
    search_help_text = _("Word or reason.")
    list_words = _(
        "The newsroom's own entries. They go before the list that comes with the software; the file of this register "
        "holds both."
    )


class KnownWordAdmin(DeskModelAdmin):
    """Words that are right."""

    read = Permission.EDIT_REGISTERS
    write = Permission.EDIT_REGISTERS
    list_display = ("word", "kind", "note", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("word", "note")
    search_help_text = _("Word or note.")
    list_words = _("Places, terms and doublings that are right although the proofreader would doubt them.")


def register() -> None:
    """Show the lists on the desk."""
    desk.register(WordingEntry, WordingEntryAdmin)
    desk.register(KnownWord, KnownWordAdmin)
