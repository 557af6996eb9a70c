"""Who may log in."""

from __future__ import annotations

from typing import Any

from axes.backends import AxesStandaloneBackend
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest


class LockBackend(AxesStandaloneBackend):
    """Refuses an account that is locked for the address which asks; lets nobody in by itself."""

    def authenticate(self, request: HttpRequest | None, *args: Any, **credentials: Any) -> None:
        """Nothing to refuse without a request: commands come from no address."""
        if request is not None:
            super().authenticate(request, *args, **credentials)


class RoleBackend(ModelBackend):
    """Django's log-in, which knows the demo's accounts only where DEBUG is on."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Whether the account may log in at all."""
        return super().user_can_authenticate(user) and (settings.DEBUG or not user.is_demo)
