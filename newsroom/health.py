"""What a supervisor asks: does the process live, and can it serve?"""

from __future__ import annotations

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

ALIVE, READY = "/health/alive", "/health/ready"


class HealthMiddleware:
    """Answers before anything else, whatever host name the supervisor uses.

    ``/health/alive`` says that the process answers, ``/health/ready`` that the database does too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path not in (ALIVE, READY):
            return self.get_response(request)
        sound = request.path == ALIVE or _database_answers()
        text, status = ("ok\n", 200) if sound else ("the database does not answer\n", 503)
        return HttpResponse(text, status=status, content_type="text/plain", headers={"Cache-Control": "no-store"})


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True
