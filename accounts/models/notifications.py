"""What somebody is told: in the desk, and by e-mail if she wishes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models.users import User


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Notifications by who may see them."""

    def visible_to(self, user: User) -> NotificationQuerySet:
        """A person's own."""
        return self.filter(recipient=user)

    def unread(self) -> NotificationQuerySet:
        """What has not been looked at yet."""
        return self.filter(read_at=None)

    def unmailed(self) -> NotificationQuerySet:
        """What has not gone out by e-mail yet."""
        return self.filter(mailed_at=None)


class Notification(models.Model):
    """One thing one person is told. ``kind`` and ``detail`` make the words, in the reader's language, when shown."""

    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notifications")
    kind = models.CharField(_("kind"), max_length=40)
    actor = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    target_type = models.CharField(_("kind of thing"), max_length=60, blank=True)
    target_id = models.BigIntegerField(_("number of the thing"), null=True)
    target_label = models.CharField(_("thing"), max_length=200, blank=True)
    detail = models.JSONField(_("details"), default=dict)
    created_at = models.DateTimeField(_("time"), default=clock.now)
    read_at = models.DateTimeField(_("read at"), null=True)
    mailed_at = models.DateTimeField(_("mailed at"), null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        """Newest first."""

        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-pk"]
        indexes = [
            models.Index(name="notification_unread", fields=["recipient"], condition=models.Q(read_at=None)),
            models.Index(name="notification_by_recipient", fields=["recipient", "-id"]),
            models.Index(name="notification_unmailed", fields=["id"], condition=models.Q(mailed_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target_label}"
