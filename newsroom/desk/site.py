"""The admin site of the newsroom."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.decorators import method_decorator
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from newsroom.desk.language import choose_language
from newsroom.desk.login import DeskLogin, DeskLoginForm
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
        from newsroom.desk import error_rates, figures, locks, readers, register_files, security, single_sign_on
        from newsroom.desk.assignments import addresses as assignments

        addresses = [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]
        ours = [*figures.URLS, *error_rates.URLS, *register_files.URLS]
        ours += [*readers.URLS, *assignments.URLS, *security.URLS, *single_sign_on.URLS]
        view, own = self.admin_view, security.own
        return [
            path("language/", choose_language, name="language"),
            # before Django's own, which let nobody in whom something holds back
            path("password_change/", own(self.password_change), name="password_change"),
            path("logout/", own(self.logout), name="logout"),
            path("locks/", view(locks.log_in_locks), name="log_in_locks"),
            path("locks/unlock/", view(locks.unlock), name="log_in_unlock"),
            *ours,
            *addresses,
        ]

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The way in; whoever is in already goes on, and whom something holds back goes where it is mended."""
        from newsroom.desk.security import duty_of
        from newsroom.desk.single_sign_on import is_offered, name_of_the_service

        request.current_app = self.name
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(reverse("desk:index"))
        if duty := duty_of(request.user):
            return HttpResponseRedirect(reverse(duty))
        return DeskLogin.as_view(
            template_name="admin/login.html",
            extra_context={
                **self.each_context(request),
                "title": gettext("Log in"),
                "app_path": request.get_full_path(),
                "single_sign_on": name_of_the_service() if is_offered() else "",
                **(extra_context or {}),
            },
        )(request)

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
                "is_held": bool(getattr(request.user, "held_for", "")),
                "is_initial": getattr(request.user, "must_change_password", False),
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
