"""A server that is told to stop: it says so first, goes on answering, and goes at once when it is told again."""

from __future__ import annotations

import signal
import tempfile
import threading
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from newsroom import draining
from newsroom.serving import DrainingServer


@pytest.fixture
def server(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> DrainingServer:
    """A server that was never started; its mark is the test's own."""
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(threading.Timer, "start", lambda timer: None)  # nobody waits a minute here
    settings.DRAIN_SECONDS = 60
    one = DrainingServer("newsroom.wsgi:application")
    assert not draining.is_going()
    return one


def test_told_to_stop_it_is_alive_and_not_ready_until_told_again(server: DrainingServer, client: Client) -> None:
    server.signal_handler_interrupt(signal.SIGTERM)
    assert not server.interrupt_signal
    ready = client.get("/health/ready")
    assert (ready.status_code, ready.content) == (503, b"the server is about to stop\n")
    assert client.get("/health/alive").status_code == 200
    server.signal_handler_interrupt(signal.SIGTERM)
    assert server.interrupt_signal


def test_it_stops_by_itself_when_the_time_is_over(
    server: DrainingServer, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []

    class AtOnce(threading.Timer):
        def start(self) -> None:
            waits.append(self.interval)
            self.function()

    monkeypatch.setattr(threading, "Timer", AtOnce)
    server.signal_handler_interrupt(signal.SIGTERM)
    assert (waits, server.interrupt_signal) == ([60], True)


@pytest.mark.parametrize(("number", "seconds"), [(signal.SIGINT, 60), (signal.SIGTERM, 0)])
def test_ctrl_c_and_a_site_without_a_proxy_wait_for_nothing(
    server: DrainingServer, settings: Any, number: int, seconds: int
) -> None:
    settings.DRAIN_SECONDS = seconds
    server.signal_handler_interrupt(number)
    assert server.interrupt_signal
    assert not draining.is_going()
