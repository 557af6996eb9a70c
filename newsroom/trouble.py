"""When what the site stands on is away: who asked is told what happened, and a form in hand is not lost.

Database gone, database too slow, disk full, bucket away: each answers 503 with words for the person and a line for the
technician. A form that was sent comes back with everything that was typed, and one button sends it again.
"""

from __future__ import annotations

import errno
import logging
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import psycopg
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from articles.body import to_text
from newsroom.observing.scrubbing import route_of, told
from newsroom.postgres.embedded import EmbeddedServerError
from newsroom.storage import StorageAway
from reading.views import errors

logger = logging.getLogger(__name__)

RETRY_SECONDS = 20
DESK = "/desk/"
_FULL = (errno.ENOSPC, errno.EDQUOT)
# The driver's own errors too: a cursor that is closed, and a query that the public pages prepared, end in them.
_AWAY = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError, EmbeddedServerError)
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_NOT_KEPT = ("password", "token", "otp", "code", "secret")  # parts of names whose values are shown to nobody


class Trouble(StrEnum):
    """What is away."""

    DATABASE_AWAY = "database-away"
    DATABASE_SLOW = "database-slow"
    DISK_FULL = "disk-full"
    MEDIA_AWAY = "media-away"


def trouble_of(problem: BaseException | None) -> Trouble | None:
    """What is behind an error; None where it is the program's own fault."""
    causes = list(_causes(problem))
    for cause in causes:
        if isinstance(cause, psycopg.errors.DiskFull) or (isinstance(cause, OSError) and cause.errno in _FULL):
            return Trouble.DISK_FULL
        if isinstance(cause, StorageAway):
            return Trouble.MEDIA_AWAY
        if isinstance(cause, (psycopg.errors.QueryCanceled, psycopg.errors.LockNotAvailable)):
            return Trouble.DATABASE_SLOW
    return Trouble.DATABASE_AWAY if any(isinstance(cause, _AWAY) for cause in causes) else None


def is_unstorable(problem: BaseException | None) -> bool:
    """Whether the character NUL was sent, which no form of ours sends and no text of the database holds."""
    return any(
        isinstance(cause, psycopg.errors.UntranslatableCharacter)  # in JSON
        or (isinstance(cause, psycopg.DataError) and "NUL (0x00)" in str(cause))
        for cause in _causes(problem)
    )


def _causes(problem: BaseException | None) -> Iterator[BaseException]:
    """An error and what led to it: a connection that was cut shows in all that is tried on it afterwards."""
    while problem is not None:
        yield problem
        problem = problem.__cause__ or (None if problem.__suppress_context__ else problem.__context__)


@dataclass(frozen=True)
class Kept:
    """What was typed into one field."""

    name: str
    value: str

    @property
    def is_prose(self) -> bool:
        """Whether it is words that somebody would miss: long, or Chinese."""
        return self.name != "csrfmiddlewaretoken" and (len(self.value) > 80 or bool(_CHINESE.search(self.value)))

    @property
    def words(self) -> str:
        """The text alone."""
        return to_text(self.value) if "</" in self.value else self.value


def kept_fields(request: HttpRequest) -> list[Kept]:
    """What a form that was sent holds, secrets left out."""
    if request.method != "POST":
        return []
    try:
        sent = list(request.POST.lists())
    except (OSError, RawPostDataException, RequestDataTooBig, SuspiciousOperation, UnreadablePostError):
        return []  # it could not be read: then there is nothing to give back
    return [
        Kept(name, value)
        for name, values in sent
        if name == "csrfmiddlewaretoken" or not any(part in name.lower() for part in _NOT_KEPT)
        for value in values
    ]


def answer(request: HttpRequest, trouble: Trouble, problem: BaseException) -> HttpResponse:
    """503 in words, with what was typed."""
    logger.error("%s at %s: %s", trouble, route_of(request.path), told(problem))
    if "text/html" not in request.headers.get("Accept", "text/html") or request.headers.get("HX-Request"):
        response = HttpResponse(f"{trouble}\n", status=503, content_type="text/plain")
    else:
        response = HttpResponse(render_to_string("trouble.html", _context(request, trouble)), status=503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    response.headers["X-Newsroom-Notice"] = str(trouble)
    add_never_cache_headers(response)
    return errors.ours(response)


def _context(request: HttpRequest, trouble: Trouble) -> dict[str, object]:
    fields = kept_fields(request)
    has_files = fields and bool(request.FILES)
    words = {
        Trouble.DATABASE_AWAY: _("The database does not answer right now. It usually is back within a minute."),
        Trouble.DATABASE_SLOW: _("The database took too long to answer, so this was given up."),
        Trouble.MEDIA_AWAY: _("The store of photos and pages does not answer right now. Please try again in a minute."),
        Trouble.DISK_FULL: _("The server's disk is full. Please tell the technician; until then no file can be taken."),
    }
    return {
        "words": words[trouble],
        "is_desk": request.path.startswith(DESK),
        "address": request.get_full_path(),
        "is_form": request.method == "POST",
        "fields": fields,
        "shown": [field.words for field in fields if field.is_prose],
        "has_files": has_files,
    }


class TroubleMiddleware:
    """Answers for views that met with trouble; what happens outside of views comes by ``server_error``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer where it is trouble, or where what was sent cannot be stored; anything else goes its way."""
        if is_unstorable(exception):
            return errors.bad_request(request, exception)
        trouble = trouble_of(exception)
        return None if trouble is None else answer(request, trouble, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """503 for trouble outside of views, such as while the session is saved; 500 for everything else."""
    problem = sys.exc_info()[1]
    trouble = trouble_of(problem)
    if trouble is None or problem is None:
        return errors.server_error(request)
    return answer(request, trouble, problem)
