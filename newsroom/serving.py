"""Granian as the site runs it."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.conf import settings
from granian.server.mp import MPServer

from newsroom.draining import mark


class DrainingServer(MPServer):
    """Granian with the wait before its end."""

    _is_going = False

    def startup(self, *args: Any, **kwargs: Any) -> None:
        """Begin, whatever a server that was killed left behind."""
        mark().unlink(missing_ok=True)
        super().startup(*args, **kwargs)

    def shutdown(self, *args: Any, **kwargs: Any) -> None:
        """Finish what is in hand, and end."""
        try:
            super().shutdown(*args, **kwargs)
        finally:
            mark().unlink(missing_ok=True)

    def signal_handler_interrupt(self, number: int = signal.SIGINT, *args: Any, **kwargs: Any) -> None:
        """Stop: after the wait where SIGTERM says so for the first time, else at once."""
        if number != signal.SIGTERM or self._is_going or not settings.DRAIN_SECONDS:
            super().signal_handler_interrupt()
            return
        self._is_going = True
        mark().touch(mode=0o600)
        waiting = threading.Timer(settings.DRAIN_SECONDS, super().signal_handler_interrupt)
        waiting.daemon = True
        waiting.start()
