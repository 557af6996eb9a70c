"""What a proofreader hands over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """Errors may block a step, warnings must be seen, infos may be hidden."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Finding:
    """One doubt: a stretch of one line (columns from 0, end exclusive; equal ones mark a point) and what is wrong."""

    line: int
    start: int
    end: int
    rule: str
    message: str
    suggestion: str | None
    severity: Severity

    def to_json(self) -> dict[str, Any]:
        """The finding as the exchange form has it."""
        return {
            "line": self.line,
            "start": self.start,
            "end": self.end,
            "rule": self.rule,
            "message": str(self.message),
            "suggestion": self.suggestion,
            "severity": str(self.severity),
        }


def to_json(findings: Sequence[Finding], source: str) -> dict[str, Any]:
    """All findings of one text, named by its source."""
    return {"source": source, "findings": [finding.to_json() for finding in findings]}
