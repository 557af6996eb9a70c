"""What concerns me: the list behind the bell, and each person's own settings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from accounts import audit, clock
from accounts.models import Notification, User
from accounts.notice_words import address_of, in_words, remark_of
from newsroom.desk.articles.access import HIGHEST_NUMBER, page, person
from newsroom.desk.base import DeskModelAdmin
from newsroom.desk.site import desk

PER_PAGE = 30


@require_safe
def notification_list(request: HttpRequest) -> HttpResponse:
    """Everything that concerns the person: what she has not seen first, then the rest, each latest first."""
    is_read = ExpressionWrapper(Q(read_at__isnull=False), output_field=BooleanField())
    mine = Notification.objects.visible_to(person(request)).select_related("actor")
    shown = Paginator(mine.order_by(is_read, "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "rows": [{"row": row, "words": in_words(row), "remark": remark_of(row)} for row in shown],
        "shown": shown,
        "latest": max((row.pk for row in shown), default=0),
        "pages": shown.paginator.get_elided_page_range(shown.number, on_each_side=2, on_ends=1),
    }
    return page(request, "desk/notifications/list.html", context, title=_("What concerns me"))


def _mine(request: HttpRequest, number: int) -> Notification:
    """One's own notification; of others' nobody learns that they are there."""
    mine = Notification.objects.visible_to(person(request))
    found = mine.filter(pk=number).first() if number <= HIGHEST_NUMBER else None
    if found is None:
        raise Http404
    return found


def _mark_read(notification: Notification) -> None:
    if notification.read_at is None:
        notification.read_at = clock.now()
        notification.save(update_fields=["read_at"])


@require_GET
def notification_open(request: HttpRequest, number: int) -> HttpResponse:
    """Go to the thing; having been there, the person has read of it. A link, since mails lead here too."""
    notification = _mine(request, number)
    _mark_read(notification)
    return redirect(address_of(notification))


@require_POST
def notification_read(request: HttpRequest, number: int) -> HttpResponse:
    """Mark one as read."""
    _mark_read(_mine(request, number))
    return redirect("desk:notification_list")


@require_POST
def notification_read_all(request: HttpRequest) -> HttpResponse:
    """Mark all as read that stood on the page, and not what came since."""
    latest = request.POST.get("latest", "")
    number = int(latest) if latest.isascii() and latest.isdecimal() and len(latest) < 19 else 0
    unread = Notification.objects.visible_to(person(request)).unread().filter(pk__lte=number)
    count = unread.update(read_at=clock.now())
    done = ngettext("%(count)d is marked as read.", "%(count)d are marked as read.", count) % {"count": count}
    messages.success(request, done)
    return redirect("desk:notification_list")


class SettingsForm(forms.ModelForm[User]):
    """What a person decides for herself."""

    class Meta:
        """The e-mail preference alone; the address is the system administrator's."""

        model = User
        fields = ("mail_preference",)
        widgets = {"mail_preference": forms.RadioSelect}


@require_http_methods(["GET", "HEAD", "POST"])
def my_settings(request: HttpRequest) -> HttpResponse:
    """One's own settings."""
    by = person(request)
    before = by.mail_preference
    form = SettingsForm(request.POST or None, instance=by)
    if request.method == "POST" and form.is_valid():
        by.save(update_fields=["mail_preference"])
        if by.mail_preference != before:
            audit.record("account.mail_preference", by=by, target=by, before=before, after=by.mail_preference)
        messages.success(request, _("Saved."))
        return redirect("desk:my_settings")
    status = 400 if form.is_bound else 200
    return page(request, "desk/notifications/settings.html", {"form": form}, title=_("My settings"), status=status)


class NotificationDesk(DeskModelAdmin):
    """Holds the addresses. Django's own views are not there: nobody looks at what concerns another person."""

    def get_urls(self) -> list[URLPattern]:
        """The list, opening and marking, and one's settings."""
        view = self.admin_site.admin_view
        return [
            path("", view(notification_list), name="notification_list"),
            path("read/", view(notification_read_all), name="notification_read_all"),
            path("<int:number>/open/", view(notification_open), name="notification_open"),
            path("<int:number>/read/", view(notification_read), name="notification_read"),
            path("settings/", view(my_settings), name="my_settings"),
        ]


def register() -> None:
    """Show notifications on the desk."""
    desk.register(Notification, NotificationDesk)
