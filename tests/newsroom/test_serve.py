"""The server's start: refusals in words."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.scale.servers import free_port


def test_port_that_is_taken_is_named(settings: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings.PORT = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"port {settings.PORT}"):
            call_command("serve")


def test_missing_statics_are_named_with_the_cure(settings: Any, tmp_path: Path) -> None:
    settings.DEBUG, settings.STATIC_ROOT = False, tmp_path
    settings.PORT = free_port()
    with pytest.raises(CommandError, match="collectstatic"):
        call_command("serve")
