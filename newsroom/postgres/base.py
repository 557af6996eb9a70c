"""Django's PostgreSQL backend, which starts the embedded server when a connection needs it."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base
from django.db.utils import OperationalError

ATTEMPTS = 15
PAUSE = 0.2  # seconds


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to PostgreSQL; with an embedded server, one that starts it, and starts it again after a kill."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open a connection, starting the embedded server first where there is one."""
        server = settings.EMBEDDED_POSTGRES
        if server is None or conn_params.get("host") != str(server.socket_folder):
            return super().get_new_connection(conn_params)
        for _ in range(ATTEMPTS):
            server.ensure_running()
            try:
                return super().get_new_connection(conn_params)
            except OperationalError:
                # Gone between the look and the connection, stopped by its last other user, or still recovering.
                time.sleep(PAUSE)
        return super().get_new_connection(conn_params)
