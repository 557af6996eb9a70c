"""The admin site of the newsroom."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from newsroom.desk.language import choose_language
from newsroom.desk.login import DeskLoginForm
from newsroom.desk.menu import menu_for, unread_count


class Desk(AdminSite):
    """Where the newsroom works."""

    site_title = _("Newsroom")
    site_header = _("Newsroom")
    index_title = _("My desk")
    empty_value_display = "—"
    login_form = DeskLoginForm
    logout_template = "admin/logged_out.html"
    password_change_done_template = "admin/password_change_done.html"  # noqa: S105 (a page)
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Whoever has a role may enter; each view asks for more."""
        return getattr(request.user, "is_staff", False)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Django's addresses and the language switch, which works before logging in too.

        Django's look-up of any object by type and number is left out: it asks nobody's permission.
        """
        from newsroom.desk import figures, readers
        from newsroom.desk.assignments import addresses as assignments

        addresses = [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]
        ours = [*figures.URLS, *readers.URLS, *assignments.URLS]
        return [path("language/", choose_language, name="language"), *ours, *addresses]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page of the desk needs: the paper's name, the menu and the bell. Two queries, when it is shown."""
        has_permission = self.has_permission(request)
        return {
            "site_title": self.site_title,
            "site_header": self.site_header,
            "site_url": "/",
            "has_permission": has_permission,
            "is_popup": False,
            "is_nav_sidebar_enabled": False,
            "paper_name": SimpleLazyObject(paper_name),
            "menu": menu_for(request) if has_permission else [],
            "unread": SimpleLazyObject(lambda: unread_count(request.user)),
        }

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The person's own desk."""
        from newsroom.desk.dashboard import dashboard_for

        request.current_app = self.name
        context = {**self.each_context(request), "title": self.index_title, "board": dashboard_for(request.user)}
        return TemplateResponse(request, "admin/index.html", {**context, **(extra_context or {})})

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """One's own password, with the old one at hand; the trail tells of it."""
        from newsroom.desk.account_forms import OwnPasswordForm

        request.current_app = self.name
        return PasswordChangeView.as_view(
            form_class=OwnPasswordForm,
            template_name="admin/password_change.html",
            success_url=reverse("desk:password_change_done"),
            extra_context={
                **self.each_context(request),
                "title": gettext("Change password"),
                **(extra_context or {}),
            },
        )(request)

    def app_index(  # type: ignore[override]  # Django's own answers with a page
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseRedirect:
        """A room has no page of its own: the menu leads to its lists, so a shortened address leads to the desk."""
        return HttpResponseRedirect(reverse("desk:index"))


def paper_name() -> str:
    """The name of the paper, or a word for a newsroom that has none yet."""
    from issues.models import Publication

    return Publication.objects.values_list("name", flat=True).first() or gettext("Newsroom")


desk = Desk(name="desk")
