"""The audit trail: one row for each act, chained by hashes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models.append_only import AppendOnlyModel
from accounts.models.users import User


class AuditEntry(AppendOnlyModel):
    """One act: who did what to which thing, when, from where, and with what result."""

    class Result(models.TextChoices):
        """How it ended."""

        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")

    at = models.DateTimeField(_("time"), default=clock.now, db_index=True)
    actor = models.ForeignKey(
        User, verbose_name=_("who"), null=True, on_delete=models.PROTECT, related_name="audit_entries"
    )
    actor_name = models.CharField(_("name at the time"), max_length=100, blank=True)
    action = models.CharField(_("act"), max_length=60)
    result = models.CharField(_("result"), max_length=10, choices=Result.choices, default=Result.DONE)
    target_type = models.CharField(_("kind of thing"), max_length=60, blank=True)
    target_id = models.CharField(_("number of the thing"), max_length=40, blank=True)
    target_label = models.CharField(_("thing"), max_length=200, blank=True)
    detail = models.JSONField(_("details"), default=dict)
    address = models.GenericIPAddressField(_("from"), null=True)
    # Filled by the database when the transaction commits (migration accounts 0003); empty only until then.
    position = models.BigIntegerField(_("position in the chain"), null=True, unique=True, editable=False)
    previous_hash = models.CharField(_("hash of the row before"), max_length=64, blank=True, editable=False)
    hash = models.CharField(_("hash"), max_length=64, blank=True, editable=False)

    class Meta:
        """Newest first."""

        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        ordering = ["-pk"]
        indexes = [models.Index(name="audit_by_target", fields=["target_type", "target_id"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.action} {self.target_label}"
