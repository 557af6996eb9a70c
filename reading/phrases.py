"""Where the lines of a headline break on a narrow screen: at its punctuation, if each phrase fits a line."""

from __future__ import annotations

import re
import unicodedata

# The widest phrase of a headline, in ems, up to which the stylesheet keeps its phrases whole, by class.
CLASSES = ((6.0, "whole-6"), (8.5, "whole-8"), (11.0, "whole-11"))
_NARROW = 0.55  # ems of a letter or digit
_CLOSING = "，、：；。！？）》」』】"
_ENDS = re.compile(rf"(?<=[{_CLOSING}])(?![{_CLOSING}”’])|(?=[（《「『【])|\s+")


def widest(headline: str) -> float:
    """The width in ems of the widest phrase between two places where a line may end."""
    return max(sum(map(_width, phrase)) for phrase in _ENDS.split(headline))


def breaks(headline: str) -> str:
    """The class that tells the stylesheet how wide the phrases are; empty for those that no phone shows whole."""
    wide = widest(headline)
    return next((name for most, name in CLASSES if wide <= most), "")


def _width(character: str) -> float:
    return 1.0 if unicodedata.east_asian_width(character) in "WFA" else _NARROW
