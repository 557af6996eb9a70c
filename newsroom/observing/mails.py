"""Mails to the technician about errors: what kind, where in the program, in which request; never what was in it."""

from __future__ import annotations

import logging
import socket
import threading
import time
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage

from newsroom.observing.logs import message_of, request_id
from newsroom.observing.scrubbing import frames, told

QUIET = 600  # seconds in which the same error is not mailed again
MOST_KINDS = 200  # remembered at once
_lock = threading.Lock()


class TechnicianMailHandler(logging.Handler):
    """Mails errors to ERROR_MAIL_TO, each kind once in ten minutes, beside the request that had it."""

    def __init__(self, level: int = logging.ERROR) -> None:
        super().__init__(level)
        self._mailed: dict[str, tuple[float, int]] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Mail it, unless its kind was mailed just now."""
        if record.name.startswith("django.core.mail") or record.name == __name__:
            return
        problem = record.exc_info[1] if record.exc_info else None
        where = frames(problem) if problem is not None else []
        kind = f"{record.name} {where[-1] if where else record.msg}"
        now = time.monotonic()
        with _lock:
            mailed_at, held_back = self._mailed.get(kind, (-QUIET, 0))
            if now - mailed_at < QUIET:
                self._mailed[kind] = (mailed_at, held_back + 1)
                return
            if len(self._mailed) >= MOST_KINDS:
                self._mailed.clear()
            self._mailed[kind] = (now, 0)
        words = told(problem) if problem is not None else message_of(record)
        lines = [
            message_of(record),
            "",
            f"request: {request_id.get() or '-'}",
            f"machine: {socket.gethostname()}, process {record.process}",
            f"the same held back since the last mail: {held_back}",
            "",
            *where,
            words,
            "",
            "The request's number stands in the log. Its contents are in neither.",
        ]
        mail = EmailMessage(
            subject=f"[{settings.SITE_URL}] {words}"[:120].replace("\n", " "),
            body="\n".join(lines),
            to=settings.ERROR_MAIL_TO,
        )
        threading.Thread(target=_send, args=(mail,), daemon=True).start()


def _send(mail: EmailMessage) -> None:
    try:
        mail.send()
    except (SMTPException, OSError) as error:
        logging.getLogger(__name__).warning("A mail to the technician was not sent: %s", told(error))
