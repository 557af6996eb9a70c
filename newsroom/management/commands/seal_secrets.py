"""``manage.py seal_secrets``: encrypt the secrets of second factors under the site's present key."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext

from accounts import second_factor


class Command(BaseCommand):
    """Seal what is plain from an earlier release, and what stands under an earlier key."""

    help = (
        "Encrypt the secrets of second factors under SECRET_KEY: once after the upgrade to the release that seals "
        "them, and after SECRET_KEY was changed with the old one in SECRET_KEY_FALLBACKS, which may go then."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many were sealed; end with an error where some open under no key."""
        sealed, lost = second_factor.seal_all()
        words = ngettext("%(count)d secret was sealed anew.", "%(count)d secrets were sealed anew.", sealed)
        self.stdout.write(words % {"count": sealed})
        if lost:
            words = ngettext(
                "%(count)d secret opens under no key. Put the earlier key into SECRET_KEY_FALLBACKS and run this "
                "again; if it is lost, reset the second factor of its person.",
                "%(count)d secrets open under no key. Put the earlier key into SECRET_KEY_FALLBACKS and run this "
                "again; if it is lost, reset the second factors of their people.",
                lost,
            )
            raise CommandError(words % {"count": lost})
