"""Django's PostgreSQL backend, which starts the embedded server when a connection needs it."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base

PATIENCE = 10.0  # seconds in which an embedded server that was killed may recover, while somebody waits
PAUSE = 0.2  # seconds

_statements_are_bounded = False


def bound_statements() -> None:
    """From now on no statement of this process takes longer than DATABASE_STATEMENT_SECONDS: somebody waits for it."""
    global _statements_are_bounded
    _statements_are_bounded = True


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to PostgreSQL; with an embedded server, one that starts it, and starts it again after a kill."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open a connection, starting the embedded server first where there is one."""
        server = settings.EMBEDDED_POSTGRES
        if server is None or conn_params.get("host") != str(server.socket_folder):
            return super().get_new_connection(conn_params)
        deadline = time.monotonic() + PATIENCE
        while True:
            server.ensure_running()
            try:
                return super().get_new_connection(conn_params)
            except self.Database.OperationalError:  # the driver's own: Django wraps it only further out
                # Gone between the look and the connection, stopped by its last other user, still recovering, or new.
                if time.monotonic() > deadline:
                    raise
                time.sleep(PAUSE)

    def init_connection_state(self) -> None:
        """Bound what statements may take, in a process that serves."""
        super().init_connection_state()
        if _statements_are_bounded:
            with self.connection.cursor() as cursor:
                cursor.execute(f"SET statement_timeout = {1000 * settings.DATABASE_STATEMENT_SECONDS}")
