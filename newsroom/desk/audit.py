"""The audit trail on the desk: read only, for those whom the table of roles lets read it."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEntry
from accounts.roles import Permission
from articles.models import Article, Column, Photo
from departments.models import Department, GridArea
from issues.models import Issue, Publication
from newsroom.desk import auditing
from newsroom.desk.acts import ACTS, act_in_words, kind_in_words
from newsroom.desk.base import DeskModelAdmin
from newsroom.desk.hashes import in_groups
from newsroom.desk.site import desk

# What the trail speaks of; filtering by a fixed list spares counting the kinds in a table that only grows.
KINDS = (Article, Issue, Photo, Department, GridArea, Column, Publication)
ACCOUNT_KIND = "accounts.user"


class ActFilter(admin.SimpleListFilter):
    """By what was done."""

    title = _("act")
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Every act that has words."""
        return list(ACTS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """The entries of this act."""
        return queryset.filter(action=self.value()) if self.value() else queryset


class KindFilter(admin.SimpleListFilter):
    """By the kind of thing it was done to."""

    title = _("kind of thing")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Accounts first, then what the newsroom works with."""
        kinds = [ACCOUNT_KIND, *(model._meta.label_lower for model in KINDS)]
        return [(kind, kind_in_words(kind)) for kind in kinds]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """The entries about this kind."""
        return queryset.filter(target_type=self.value()) if self.value() else queryset


class DaysFilter(admin.ListFilter):
    """By the days between two, both included; a day that is none is left out."""

    title = _("days")
    template = "desk/audit/days_filter.html"
    FIRST, LAST = "first_day", "last_day"

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        for name in self.expected_parameters():
            if name in params:
                self.used_parameters[name] = params.pop(name)[-1]

    def expected_parameters(self) -> list[str | None]:
        """The first day and the last."""
        return [self.FIRST, self.LAST]

    def has_output(self) -> bool:
        """Always shown."""
        return True

    def day(self, name: str) -> date | None:
        """The day of a parameter."""
        try:
            return parse_date(str(self.used_parameters.get(name, "")))
        except ValueError:
            return None

    def choices(self, changelist: Any) -> Any:
        """What the form of the two days needs: the days, and the other filters to carry along."""
        first, last = self.day(self.FIRST), self.day(self.LAST)
        mine = self.expected_parameters()
        others = [(name, value) for name, values in changelist.params.items() for value in _listed(values)]
        yield {
            "first": first.isoformat() if first else "",
            "last": last.isoformat() if last else "",
            "is_set": bool(first or last),
            "others": [(name, value) for name, value in others if name not in mine],
        }

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """The entries of these days, by the newsroom's clock on the wall."""
        first, last = self.day(self.FIRST), self.day(self.LAST)
        if first:
            queryset = queryset.filter(at__gte=_midnight(first))
        if last and last < date.max:
            queryset = queryset.filter(at__lt=_midnight(last + timedelta(days=1)))
        return queryset


def _midnight(day: date) -> datetime:
    return make_aware(datetime(day.year, day.month, day.day))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


class AuditEntryAdmin(DeskModelAdmin):
    """The trail: looked through, never written here."""

    read = Permission.READ_AUDIT
    list_display = ("when", "who", "act", "shown_result", "target_label", "address", "shown_position")
    list_display_links = ("when",)
    list_filter = ("at", DaysFilter, ActFilter, "result", KindFilter, "actor")
    search_fields = ("actor_name", "target_label", "target_id__exact")
    search_help_text = _("Who did it, or the thing it was done to.")
    empty_words = _("Nothing has happened yet.")
    list_words = _("Who did what, when, from where and with what result. Written once, each row under the row before.")
    actions = None
    change_list_template = "desk/audit/list.html"
    change_form_template = "desk/audit/entry.html"
    fields = (
        *("when_exactly", "who", "actor_account", "act", "code", "shown_result"),
        *("shown_kind", "target_label", "same_target", "shown_detail", "address"),
        *("shown_position", "shown_hash", "shown_previous"),
    )
    readonly_fields = fields

    def get_urls(self) -> list[URLPattern]:
        """The list and its entries, the file, and the check."""
        view = self.admin_site.admin_view
        return [
            path("export/", view(self.export), name="audit_export"),
            path("check/", view(auditing.audit_check), name="audit_check"),
            *super().get_urls(),
        ]

    def export(self, request: HttpRequest) -> HttpResponseBase:
        """What the list shows, as a file."""
        auditing.require_audit(request)
        return auditing.export(request, self.get_changelist_instance(request))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """The act in words heads the page."""
        context["act"] = act_in_words(kwargs["obj"].action)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("time"), ordering="pk")
    def when(self, entry: AuditEntry) -> str:
        """The time, to the minute."""
        return f"{localtime(entry.at):%Y-%m-%d %H:%M}"

    @admin.display(description=_("time"))
    def when_exactly(self, entry: AuditEntry) -> str:
        """The time in words, with its seconds."""
        moment = localtime(entry.at)
        return f"{date_format(moment, 'DATE_FORMAT')} {moment:%H:%M:%S}"

    @admin.display(description=_("who"), ordering="actor_name")
    def who(self, entry: AuditEntry) -> str:
        """The name at the time."""
        return entry.actor_name or str(_("nobody logged in"))

    @admin.display(description=_("account"))
    def actor_account(self, entry: AuditEntry) -> str:
        """The account as it is now; its name may have changed since."""
        return f"{entry.actor.name} ({entry.actor.username})" if entry.actor else str(_("nobody logged in"))

    @admin.display(description=_("act"))
    def act(self, entry: AuditEntry) -> str:
        """The act in words."""
        return act_in_words(entry.action)

    @admin.display(description=_("code of the act"))
    def code(self, entry: AuditEntry) -> str:
        """The act as the trail stores it."""
        return entry.action

    @admin.display(description=_("result"), ordering="result")
    def shown_result(self, entry: AuditEntry) -> str:
        """Done or refused, as a badge."""
        state = "sent_back" if entry.result == AuditEntry.Result.REFUSED else "approved"
        return format_html('<span class="state state--{}">{}</span>', state, entry.get_result_display())

    @admin.display(description=_("kind of thing"))
    def shown_kind(self, entry: AuditEntry) -> str:
        """The kind of thing and its number."""
        return f"{kind_in_words(entry.target_type)} {entry.target_id}".strip()

    @admin.display(description=_("history of the thing"))
    def same_target(self, entry: AuditEntry) -> str:
        """A link to everything that was done to the same thing."""
        if not entry.target_type:
            return "-"
        return format_html(
            '<a href="{}?target_type={}&amp;target_id={}">{}</a>',
            reverse("desk:accounts_auditentry_changelist"),
            entry.target_type,
            entry.target_id,
            _("Everything done to it"),
        )

    @admin.display(description=_("position in the chain"), ordering="position")
    def shown_position(self, entry: AuditEntry) -> str:
        """Where the row hangs in the chain; the database says so when the act is committed."""
        return str(entry.position or "-")

    @admin.display(description=_("hash"))
    def shown_hash(self, entry: AuditEntry) -> str:
        """The row's hash in groups."""
        return _in_groups(entry.hash)

    @admin.display(description=_("hash of the row before"))
    def shown_previous(self, entry: AuditEntry) -> str:
        """The hash of the row before, in groups."""
        return _in_groups(entry.previous_hash)

    @admin.display(description=_("details"))
    def shown_detail(self, entry: AuditEntry) -> str:
        """The details, one line each."""
        if not entry.detail:
            return "-"
        lines = ((name, _plain(value)) for name, value in entry.detail.items())
        return format_html('<ul class="details">{}</ul>', format_html_join("", "<li><code>{}</code> {}</li>", lines))


def _in_groups(digits: str) -> str:
    return format_html("<code>{}</code>", in_groups(digits)) if digits else "-"


def _plain(value: Any) -> str:
    """A value of the details: words as they are, the rest as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def register() -> None:
    """Show the trail on the desk."""
    desk.register(AuditEntry, AuditEntryAdmin)
