"""A server that says that it is going before it goes, so that nothing is handed to it any more.

Told to stop (SIGTERM), it answers ``/health/ready`` with 503 and everything else as ever for DRAIN_SECONDS; whoever
hands requests on (Caddy, nginx, the endpoints of Kubernetes) has so long to take notice. Then it takes no further
connection, finishes what is in hand and ends. Ctrl+C, or being told a second time, skips the wait
(``newsroom.serving``).
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from django.conf import settings


def mark() -> Path:
    """The file that is there while this server is going: its processes share nothing else."""
    return Path(tempfile.gettempdir()) / f"newsroom-going-{os.getuid()}-{settings.PORT}"


def is_going() -> bool:
    """Whether this server has been told to stop."""
    return mark().exists()
