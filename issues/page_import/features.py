"""What is measured of one line."""

from __future__ import annotations

from dataclasses import dataclass

from . import patterns
from .reading import Line


@dataclass(slots=True)
class Features:
    """What the decision needs of one line; scores are in the units of the role scores."""

    line: Line
    column: float  # width of the column it stands in, 0 where lines are not wrapped
    final: bool  # it ends like a sentence
    lead: bool  # it opens a brief (本报讯)
    heading: float  # how much it looks like a headline, 0 for undecided
    opening: float = 0.0  # evidence that it is the first line of a paragraph of wrapped text
    goes_on: float = 0.0  # score for the next line continuing this one's paragraph
    ends: float = 0.0  # score for its paragraph ending here
    goes_on_first: float = 0.0  # the two again if it opens a paragraph, and so stands two characters short
    ends_first: float = 0.0
    terms: frozenset[str] = frozenset()  # its pairs of characters, to tell what it is about
    dashed: bool = False  # it opens with a dash, as subtitles do
    dated: bool = False  # it opens with a time
    opener: bool = False  # it opens as later paragraphs do (会上, 据悉)
    numbered: bool = False
    stuck: bool = False  # it opens with a mark that nothing opens with
    signature: patterns.Signature | None = None
    signing: float = 0.0  # how much that is a signature: by its form, and by others of the same form on the page
    byline: patterns.Byline | None = None
    kept: bool = False  # it stands where the page keeps its indents
    series: bool = False  # one of a row of numbered subheads
    row: bool = False  # a line of verse, or a row of a table
    listed: bool = False  # one of a row of particulars: when, where, for whom
    run: int = 0  # how many short lines without a stop stand together here, itself among them; negative for the last
    note: bool = False
    caption: bool = False
    label: float = -9.0
    furniture: float = -9.0
