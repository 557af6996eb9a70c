"""What goes wrong in a request, as RFC 9457 problem documents: which parameter, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Problem(Exception):
    """An answer other than 200. ``detail`` says in words what to do; ``more`` are further members of the document."""

    status: int
    title: str
    detail: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """The problem as its document."""
        return {"type": "about:blank", "title": self.title, "status": self.status, "detail": self.detail, **self.more}
