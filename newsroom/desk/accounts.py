"""Accounts on the desk: the system administrator makes and describes them, the security administrator gives roles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import audit, clock, passwords, second_factor
from accounts.errors import AccountError
from accounts.models import User
from accounts.roles import Permission, Role, allows
from newsroom.desk.account_forms import DESCRIPTION, AccountForm, NewAccountForm, RolesForm, SetPasswordForm
from newsroom.desk.base import DeskModelAdmin
from newsroom.desk.site import desk


class RoleFilter(admin.SimpleListFilter):
    """By role, or by having none."""

    title = _("role")
    parameter_name = "role"
    NONE = "none"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Every role, and none."""
        return [*Role.choices, (self.NONE, _("without a role"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        """The accounts that hold the role."""
        role = self.value()
        if role == self.NONE:
            return queryset.filter(roles=[])
        return queryset.filter(roles__contains=[role]) if role in Role.values else queryset


class StatusFilter(admin.SimpleListFilter):
    """By whether the person may log in."""

    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Active and disabled."""
        return [("active", _("active")), ("disabled", _("disabled"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        """The accounts of this status."""
        return queryset.filter(is_active=self.value() == "active") if self.value() else queryset


class AccountAdmin(DeskModelAdmin):
    """The list and form of accounts. Who may change which field is decided by ``editable_fields``."""

    list_display = ("shown_name", "username", "shown_roles", "department", "post", "shown_active", "shown_login")
    list_display_links = ("shown_name",)
    list_select_related = ("department",)
    list_filter = (StatusFilter, RoleFilter, "department")
    search_fields = ("name", "username", "post")
    search_help_text = _("Name, user name or post.")
    ordering = ("-is_active", "username")
    change_form_template = "desk/accounts/form.html"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The three administrators see every account; the audit administrator changes none."""
        return allows(request.user, Permission.READ_ACCOUNTS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The system administrator makes accounts."""
        return allows(request.user, Permission.MANAGE_ACCOUNTS)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Each administrator opens the form; the fields of the other are read only."""
        return allows(request.user, Permission.MANAGE_ACCOUNTS) or allows(request.user, Permission.ASSIGN_ROLES)

    # ------------------------------------------------------------------------------------------ the form

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[ModelForm]:
        """The form of the administrator who asks."""
        if obj is None:
            kwargs["form"] = NewAccountForm
        else:
            kwargs["form"] = RolesForm if "roles" in editable_fields(request.user, obj) else AccountForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The person, her access, and on a new account the initial password."""
        if obj is None:
            return (
                (_("The person"), {"fields": ("username", *DESCRIPTION)}),
                (_("Initial password"), {"fields": ("password1", "password2")}),
            )
        mine = editable_fields(request.user, obj)
        roles = "roles" if "roles" in mine else "shown_roles"
        access = "is_active" if "is_active" in mine else "shown_active"
        described = [name if name in mine or name != "department" else "shown_department" for name in DESCRIPTION]
        return (
            (_("The person"), {"fields": ("username", *described)}),
            (_("Access"), {"fields": (roles, access, "shown_protection", "shown_login", "date_joined")}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Everything that is not this administrator's to change."""
        if obj is None:
            return ()
        access = ("shown_roles", "shown_active", "shown_protection", "shown_login", "date_joined")
        shown = ("username", *DESCRIPTION, "shown_department", *access)
        mine = editable_fields(request.user, obj)
        return tuple(field for field in shown if field not in mine)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Write what this administrator changed, nothing else, and say so in the trail."""
        by: Any = request.user
        if not change:
            form.set_password(obj)
            obj.save()
            audit.record("account.create", by=by, target=obj, username=obj.username)
            return
        before = User.objects.select_for_update(of=("self",)).get(pk=obj.pk)
        changed = [field for field in form.changed_data if field in editable_fields(by, before)]
        if not changed:
            return
        if "is_active" in changed and obj.is_active:
            obj.active_since = clock.now()  # so that the account is not found unused again at once
            changed.append("active_since")
        obj.save(update_fields=changed)
        if "roles" in changed:
            audit.record("account.roles", by=by, target=obj, before=sorted(before.roles), after=sorted(obj.roles))
        if "is_active" in changed:
            audit.record("account.reactivate" if obj.is_active else "account.disable", by=by, target=obj)
        if described := [field for field in changed if field in DESCRIPTION]:
            audit.record("account.change", by=by, target=obj, fields=described)

    @admin.display(description=_("department"))
    def shown_department(self, account: User) -> str:
        """By name alone: who only reads accounts may not open departments, where Django's own field leads."""
        return str(account.department or "")

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """``save_model`` has written the row."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """``save_model`` has written the rows."""

    # -------------------------------------------------------------------------------------- the password

    def get_urls(self) -> list[URLPattern]:
        """The form's addresses, setting an initial password, and what the security administrator does."""
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/password/", view(self.set_password), name="accounts_user_password"),
            path("<int:pk>/release/", view(self.release), name="accounts_user_release"),
            path("<int:pk>/second-factor/", view(self.reset_second_factor), name="accounts_user_second_factor"),
            *super().get_urls(),
        ]

    def set_password(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A new initial password for somebody else; one's own is changed with the old one at hand."""
        by: Any = request.user
        if not allows(by, Permission.MANAGE_ACCOUNTS):
            raise PermissionDenied
        account = User.objects.filter(pk=pk).first()
        if account is None:
            raise Http404
        if account == by:
            return HttpResponseRedirect(reverse("desk:password_change"))
        form = SetPasswordForm(account, request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                form.save(by=by)
            except AccountError as error:
                form.add_error(None, str(error))
            else:
                words = gettext("%(name)s has a new initial password.")
                if account.needs_release:
                    words = gettext(
                        "%(name)s has a new initial password, which opens nothing until the security administrator "
                        "releases it."
                    )
                messages.success(request, words % {"name": account.name})
                return HttpResponseRedirect(reverse("desk:accounts_user_change", args=[account.pk]))
        context = {
            **self.admin_site.each_context(request),
            "form": form,
            "account": account,
            "opts": self.opts,
            "is_guarded": passwords.is_guarded(account),
        }
        title = gettext("New password for %(name)s") % {"name": account.name}
        return TemplateResponse(request, "desk/accounts/set_password.html", {**context, "title": title})

    def release(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let an account use the password that the system administrator set: the second person's part."""
        words = gettext("%(name)s can log in with the new password now, and must change it then.")
        return self._secure(request, pk, lambda account, by: passwords.release(account, by=by), words)

    def reset_second_factor(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take off the second factor of somebody who lost phone and codes."""
        words = gettext("The second factor of %(name)s is taken off; every log-in of the account has ended.")
        return self._secure(request, pk, lambda account, by: second_factor.reset(account, by=by), words)

    def _secure(self, request: HttpRequest, pk: int, act: Callable[[User, User], None], words: str) -> HttpResponse:
        """An act of the security administrator on somebody else's account."""
        by: Any = request.user
        if not allows(by, Permission.MANAGE_LOCKS):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        account = User.objects.filter(pk=pk).first()
        if account is None:
            raise Http404
        try:
            act(account, by)
        except AccountError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, words % {"name": account.name})
        return HttpResponseRedirect(reverse("desk:accounts_user_change", args=[account.pk]))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """Say on the form what this administrator may do to this account."""
        account = kwargs.get("obj")
        context["may_set_password"] = (
            account is not None and account != request.user and allows(request.user, Permission.MANAGE_ACCOUNTS)
        )
        context["is_own_account"] = account is not None and account == request.user
        context["keeps_locks"] = (
            account is not None and account != request.user and allows(request.user, Permission.MANAGE_LOCKS)
        )
        context["only_reads"] = not self.has_change_permission(request, account)
        context["gives_roles"] = allows(request.user, Permission.ASSIGN_ROLES)
        return super().render_change_form(request, context, *args, **kwargs)

    # --------------------------------------------------------------------------------------- the columns

    @admin.display(description=_("name of the person"), ordering="name")
    def shown_name(self, account: User) -> str:
        """The person's name."""
        return account.name

    @admin.display(description=_("roles"))
    def shown_roles(self, account: User) -> str:
        """The roles in words."""
        return _list_of(account.role_labels) or gettext("no role yet")

    @admin.display(description=_("status"), ordering="is_active")
    def shown_active(self, account: User) -> str:
        """Whether the person may log in, as a badge."""
        if account.is_active:
            return format_html('<span class="state state--active">{}</span>', gettext("active"))
        return format_html('<span class="state state--ended">{}</span>', gettext("disabled"))

    @admin.display(description=_("password and second factor"))
    def shown_protection(self, account: User) -> str:
        """What the account is protected by, and what it waits for."""
        words = [gettext("with second factor") if account.second_factor_since else gettext("without second factor")]
        if account.needs_release:
            words.append(gettext("new password waits for release"))
        elif account.must_change_password:
            words.append(gettext("initial password, to be changed"))
        elif passwords.is_too_old(account):
            words.append(gettext("password too old, to be changed"))
        return _list_of(words)

    @admin.display(description=_("last log-in"), ordering="last_login")
    def shown_login(self, account: User) -> Any:
        """When the person last logged in."""
        return date_format(localtime(account.last_login), "DATETIME_FORMAT") if account.last_login else gettext("never")


def editable_fields(by: Any, account: User) -> frozenset[str]:
    """The fields of an account that this administrator may change now.

    The system administrator describes accounts and disables them; the security administrator gives roles and
    activates again. Nobody touches her own roles or her own access.
    """
    fields: set[str] = set()
    is_own = by.pk == account.pk
    if allows(by, Permission.MANAGE_ACCOUNTS):
        fields.update(DESCRIPTION)
        if account.is_active and not is_own:
            fields.add("is_active")
    if allows(by, Permission.ASSIGN_ROLES) and not is_own:
        fields.add("roles")
        if not account.is_active:
            fields.add("is_active")
    return frozenset(fields)


def _list_of(words: list[str]) -> str:
    return gettext(", ").join(words)


def register() -> None:
    """Show accounts on the desk."""
    desk.register(User, AccountAdmin)
