"""How a line of the log looks: words for a person, or one JSON object for a machine, both without personal data."""

from __future__ import annotations

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from newsroom.observing.scrubbing import frames, route_of, scrubbed, told

# Of the request that is being answered; empty in commands.
request_id: ContextVar[str] = ContextVar("request_id", default="")
# What the line of an answered request tells besides (newsroom.observing.server).
FIELDS = ("method", "route", "status", "milliseconds")


def message_of(record: logging.LogRecord) -> str:
    """The record's message, scrubbed; a request's address becomes its pattern."""
    message = record.getMessage()
    path = getattr(getattr(record, "request", None), "path", "")
    if path:
        message = message.replace(path, route_of(path))
    if record.exc_info and isinstance(record.exc_info[1], BaseException):
        # the message of an error belongs to the error, where it is scrubbed by itself
        message = message.replace(str(record.exc_info[1]) or "\0", "").rstrip(": ")
    return scrubbed(message)


class PlainFormatter(logging.Formatter):
    """``2026-11-21 21:00:00 ERROR newsroom.x [1f2e…]: words``, and where an error happened below it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, or lines."""
        number = request_id.get()
        head = f"{self.formatTime(record)} {record.levelname} {record.name}{f' [{number}]' if number else ''}"
        lines = [f"{head}: {message_of(record)}"]
        if record.exc_info and record.exc_info[1] is not None:
            lines += [f"  {line}" for line in [*frames(record.exc_info[1]), told(record.exc_info[1])]]
        return "\n".join(lines)


class JSONFormatter(logging.Formatter):
    """One JSON object a line: time (UTC), level, logger, message, request; of errors kind, message and stack."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": message_of(record),
            "process": record.process,
        }
        if number := request_id.get():
            line["request"] = number
        line.update({name: record.__dict__[name] for name in FIELDS if name in record.__dict__})
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = told(record.exc_info[1])
            line["stack"] = frames(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)
