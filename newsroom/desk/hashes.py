"""Hashes as people compare them."""

from __future__ import annotations

GROUP = 8  # hex digits


def in_groups(digits: str) -> str:
    """A hash in groups of eight digits, so that an eye can follow them on paper."""
    return " ".join(digits[start : start + GROUP] for start in range(0, len(digits), GROUP))
