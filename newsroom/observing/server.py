"""The very outermost WSGI layer: gives each request its number, counts it, and logs it where that is wished."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

from newsroom.observing import metrics
from newsroom.observing.logs import request_id
from newsroom.observing.scrubbing import route_of

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

HEADER = "X-Request-ID"
_GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")
logger = logging.getLogger("newsroom.requests")


def observed(application: Application) -> Application:
    """An application whose requests have numbers; a trusted proxy's number is taken over."""
    counts, logs, trusts = bool(settings.METRICS_TOKEN), settings.LOG_REQUESTS, bool(settings.TRUSTED_PROXIES)

    def answer(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        given = environ.get("HTTP_X_REQUEST_ID", "") if trusts else ""
        number = given if _GIVEN.fullmatch(given) else secrets.token_hex(8)
        began = time.perf_counter()
        status = ""

        def start(told: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            nonlocal status
            status = told[:3]
            return start_response(told, [*headers, (HEADER, number)])

        token = request_id.set(number)
        try:
            return application(environ, start)
        finally:
            if counts or logs:
                _note(environ, status or "500", time.perf_counter() - began, counts, logs)
            request_id.reset(token)

    return answer


def _note(environ: Environ, status: str, seconds: float, counts: bool, logs: bool) -> None:
    path = environ.get("PATH_INFO", "")
    if counts:
        metrics.count(path, status, seconds)
    if logs:
        route = route_of(path.encode("latin-1", "replace").decode("utf-8", "replace"))
        told = {"method": environ["REQUEST_METHOD"], "route": route, "status": int(status)}
        told["milliseconds"] = round(1000 * seconds, 1)
        logger.info("%(method)s %(route)s %(status)s in %(milliseconds)s ms", told, extra=told)
