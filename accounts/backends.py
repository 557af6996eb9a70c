"""Who may log in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend


class RoleBackend(ModelBackend):
    """Django's log-in, which knows the demo's accounts only where DEBUG is on."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Whether the account may log in at all."""
        return super().user_can_authenticate(user) and (settings.DEBUG or not user.is_demo)
