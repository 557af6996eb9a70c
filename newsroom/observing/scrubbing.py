"""Messages without what could be personal: what is quoted, Chinese words, addresses, and long numbers."""

from __future__ import annotations

import re
import traceback
from types import TracebackType

from django.urls import Resolver404, resolve

MARK = "…"
LONGEST = 500  # characters of a message
_DETAIL = re.compile(r"(?:^|\n)\s*(?:DETAIL|CONTEXT|HINT|LINE \d+|QUERY):.*", re.DOTALL)
_PARTS = (
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),  # e-mail
    re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b|\b(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F]{1,4}\b"),  # network address
    re.compile(r"\d{6,}[\dXx]?"),  # telephone, identity card, account
    re.compile(r"[\u3400-\u9fff][\u3400-\u9fff\u3000-\u303f\uff00-\uffef·\w]*"),  # Chinese words
    re.compile(r"'[^'\n]*'|\"[^\"\n]*\"|“[^”\n]*”|‘[^’\n]*’|\([^()\n]*\)=\([^()\n]*\)"),  # what is quoted
    re.compile(r"://[^\s/@]*:[^\s/@]*@"),  # a password in an address
)
Problem = tuple[type[BaseException], BaseException, TracebackType | None]


def scrubbed(text: str) -> str:
    """A message of any program without what could be personal, at most 500 characters."""
    text = _DETAIL.sub("", text)
    for part in reversed(_PARTS):
        text = part.sub(MARK, text)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + MARK


def route_of(path: str) -> str:
    """The pattern of an address, which names no person and no secret; ``?`` for an address that there is not."""
    if path.startswith("/health/"):
        return "/health/"
    try:
        return f"/{resolve(path).route}"
    except Resolver404:
        return "?"


def told(problem: BaseException) -> str:
    """An error in one line: its kind and its scrubbed message."""
    return f"{type(problem).__qualname__}: {scrubbed(str(problem))}".rstrip(": ")


def frames(problem: BaseException) -> list[str]:
    """Where an error happened and what it was caused by, innermost last: file, line and function, no values."""
    lines = []
    cause = problem.__cause__ or (None if problem.__suppress_context__ else problem.__context__)
    if cause is not None:
        lines += [*frames(cause), f"→ {told(cause)}"]
    for frame in traceback.extract_tb(problem.__traceback__):
        lines.append(f"{frame.filename}:{frame.lineno} {frame.name}")
    return lines
