"""The admin site of the newsroom."""

from __future__ import annotations

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class Desk(AdminSite):
    """Where the newsroom works."""

    site_title = _("Newsroom")
    site_header = _("Newsroom")
    index_title = _("My desk")

    def has_permission(self, request: HttpRequest) -> bool:
        """Whoever has a role may enter; each view asks for more."""
        return getattr(request.user, "is_staff", False)


desk = Desk(name="desk")
