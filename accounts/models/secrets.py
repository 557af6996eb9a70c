"""What an account proves itself with, besides its password: earlier passwords (to refuse them) and recovery codes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models.users import User


class PasswordRecord(models.Model):
    """The hash of a password that an account had before; kept only to refuse it again."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="password_records")
    hash = models.CharField(_("hash"), max_length=128)
    ended_at = models.DateTimeField(_("until"), default=clock.now)

    class Meta:
        """Latest first."""

        verbose_name = _("earlier password")
        verbose_name_plural = _("earlier passwords")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.user} – {self.ended_at:%Y-%m-%d}"


class RecoveryCode(models.Model):
    """One code that stands in for the phone, once; only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="recovery_codes")
    hash = models.CharField(_("hash"), max_length=64)
    made_at = models.DateTimeField(_("since"), default=clock.now)
    used_at = models.DateTimeField(_("used"), null=True)

    class Meta:
        """One row for each code of a person."""

        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="recovery_code_once", fields=["user", "hash"])]

    def __str__(self) -> str:
        return f"{self.user} {self.made_at:%Y-%m-%d}"
