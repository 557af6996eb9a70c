"""How a reader wants to read: the plain mode (长者模式) and the size of the text.

Both are remembered in one first-party cookie, ``reading``, without anything that tells one reader from another. Its
value is one of ``KNOWN``, a mode and a size in percent such as ``plain-125``; any other value counts as
``standard-100``, which is also what no cookie means. Whoever keeps whole pages keys them by ``normal(cookie)``: there
are no more variants of a page than there are known values.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.http import HttpRequest

COOKIE = "reading"
COOKIE_AGE = 365 * 24 * 3600  # seconds
MODES = ("standard", "plain")
SIZES = (100, 125, 150, 200)  # percent of the ordinary 18 pixels
FIRST_PLAIN_SIZE = 125  # what the plain mode begins with
KNOWN = tuple(f"{mode}-{size}" for mode in MODES for size in SIZES)
STANDARD = KNOWN[0]


@dataclass(frozen=True, slots=True)
class Preferences:
    """A mode and a size, with the values that the controls of a page send."""

    mode: str = MODES[0]
    size: int = SIZES[0]

    @property
    def value(self) -> str:
        """The value of the cookie."""
        return f"{self.mode}-{self.size}"

    @property
    def is_plain(self) -> bool:
        """Whether the plain mode is on."""
        return self.mode == "plain"

    @property
    def classes(self) -> str:
        """The classes of the page's root element; the stylesheet knows no others."""
        return f"{self.mode} size-{self.size}"

    @property
    def other_mode(self) -> str:
        """The value that turns the plain mode on or off: larger at once when on, the ordinary page when off."""
        return STANDARD if self.is_plain else f"plain-{max(self.size, FIRST_PLAIN_SIZE)}"

    @property
    def larger(self) -> str:
        """The value for the next larger text; empty at the largest."""
        return self._sized(1)

    @property
    def smaller(self) -> str:
        """The value for the next smaller text; empty at the smallest."""
        return self._sized(-1)

    def _sized(self, step: int) -> str:
        place = SIZES.index(self.size) + step
        return f"{self.mode}-{SIZES[place]}" if 0 <= place < len(SIZES) else ""


def normal(value: str) -> str:
    """A known value, whatever a cookie holds."""
    return value if value in KNOWN else STANDARD


def parse(value: str) -> Preferences:
    """The preferences that a cookie's value means."""
    mode, size = normal(value).split("-")
    return Preferences(mode, int(size))


_current: ContextVar[Preferences] = ContextVar("reading_preferences")


def current() -> Preferences:
    """The preferences of whoever the page in work is for."""
    return _current.get(Preferences())


@contextmanager
def of(request: HttpRequest) -> Iterator[Preferences]:
    """Render for the reader who asks; views stay free of it, and pages differ in their controls and root alone."""
    token = _current.set(parse(request.COOKIES.get(COOKIE, "")))
    try:
        yield _current.get()
    finally:
        _current.reset(token)
