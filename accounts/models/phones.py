"""The app on a person's phone that shows one-time codes."""

from __future__ import annotations

import secrets

from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import sealing
from accounts.models.users import User

SECRET = 20  # bytes


class Phone(TOTPDevice):
    """django-otp's device with its secret sealed: ``key`` holds what ``accounts.sealing`` writes."""

    key: str

    class Meta:
        """The same table: releases from before secrets were sealed know it too."""

        proxy = True
        verbose_name = _("phone")
        verbose_name_plural = _("phones")

    @classmethod
    def with_new_secret(cls, owner: User) -> Phone:
        """A phone that is not confirmed yet."""
        key = sealing.sealed(secrets.token_bytes(SECRET), owner=owner.pk)
        made: Phone = cls.objects.create(user=owner, name="phone", confirmed=False, key=key)
        return made

    @property
    def bin_key(self) -> bytes:
        """The secret; raises SealError where the site's secret key is no longer the one it was sealed under."""
        return sealing.opened(self.key, owner=self.user_id)

    def seal_anew(self) -> bool:
        """Seal the secret under the site's present key; False where it is already. Raises SealError."""
        if sealing.is_current(self.key, owner=self.user_id):
            return False
        self.key = sealing.sealed(self.bin_key, owner=self.user_id)
        self.save(update_fields=["key"])
        return True
