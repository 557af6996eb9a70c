"""What a supervisor is told."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from django.db import DatabaseError, connections
from django.test import Client


@pytest.mark.django_db
def test_ready_while_the_database_answers_whatever_the_host(client: Client, settings: object) -> None:
    settings.ALLOWED_HOSTS = ["paper.example"]  # type: ignore[attr-defined]
    for path in ("/health/alive", "/health/ready"):
        answer = client.get(path, headers={"host": "127.0.0.1:8000"})
        assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_alive_but_not_ready_while_the_database_is_gone(client: Client) -> None:
    with patch.object(type(connections["default"]), "cursor", side_effect=DatabaseError("gone")):
        assert client.get("/health/alive").status_code == 200
        assert client.get("/health/ready").status_code == 503
