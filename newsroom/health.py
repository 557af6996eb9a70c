"""What a supervisor asks: does the process live, can it serve, and how is it doing?"""

from __future__ import annotations

import hmac
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

from newsroom.draining import is_going
from newsroom.observing import metrics
from newsroom.postgres.embedded import EmbeddedServerError

ALIVE, READY, METRICS = "/health/alive", "/health/ready", "/health/metrics"
PATIENCE = 2000  # milliseconds that the database has for an answer


class HealthMiddleware:
    """Answers before anything else, whatever host name the supervisor uses.

    ``/health/alive`` says that the process answers, ``/health/ready`` that the database does too, within two seconds,
    and that the server has not been told to stop (``newsroom.draining``).
    ``/health/metrics`` gives Prometheus its numbers for the token of METRICS_TOKEN, and is nowhere without one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == METRICS:
            return _metrics(request)
        if request.path not in (ALIVE, READY):
            return self.get_response(request)
        trouble = _trouble() if request.path == READY else ""
        return _plain(f"{trouble or 'ok'}\n".encode(), "text/plain", 503 if trouble else 200)


def _plain(body: bytes, content_type: str, status: int) -> HttpResponse:
    return HttpResponse(body, status=status, content_type=content_type, headers={"Cache-Control": "no-store"})


def _metrics(request: HttpRequest) -> HttpResponse:
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not hmac.compare_digest(token.encode(), settings.METRICS_TOKEN.encode()):
        return _plain(b"not found\n", "text/plain", 404)
    return _plain(metrics.page(), metrics.CONTENT_TYPE, 200)


def _trouble() -> str:
    """Why nobody should be sent here now; empty where all is well."""
    if is_going():
        return "the server is about to stop"
    return "" if _database_answers() else "the database does not answer"


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SET statement_timeout = {PATIENCE}")
            try:
                cursor.execute("SELECT 1")
            finally:
                cursor.execute(f"SET statement_timeout = {1000 * settings.DATABASE_STATEMENT_SECONDS}")
    except (DatabaseError, EmbeddedServerError):
        return False
    return True
