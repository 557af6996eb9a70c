"""Proofreading: text in, findings out. Pure: no database and no model of another room is imported here."""

from proofreading.context import Context, Facts, Identity, PhotoFacts
from proofreading.engine import MAX_CHARACTERS, TextError, error_rate, proofread
from proofreading.findings import Finding, Severity, to_json

__all__ = [
    "MAX_CHARACTERS",
    "Context",
    "Facts",
    "Finding",
    "Identity",
    "PhotoFacts",
    "Severity",
    "TextError",
    "error_rate",
    "proofread",
    "to_json",
]
