"""Where paragraphs go on and where they end: by width, indent, gaps, marks and the words at the tear."""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import pairwise

from . import patterns
from .columns import INDENT, SLACK
from .features import Features

SHORT_OPENS, FULL_GOES_ON = 1.6, 1.6  # a line short by the indent opens a paragraph, a full one does not
INDENTED = 3.0  # for an indent where the page keeps them
SENTENCE_END = re.compile(r"[。！？]")
SPEAKERS = frozenset("问答记主QA")  # what a line begins with that SPEAKS finds
STUB = re.compile(r"^[^，。、：；,.:;？！]{1,5}[，。、；,;”’\"]")  # how the rest of a torn sentence often begins


def page_text(features: list[Features]) -> str:
    """All lines of a page, in which a pair of characters at a tear is looked for."""
    return "\n".join([item.line.text for item in features])


def sentence_starts(features: list[Features]) -> Counter[str]:
    """On how many lines a sentence begins with each pair of characters."""
    return Counter(
        start
        for item in features
        for start in {sentence[:2] for sentence in SENTENCE_END.split(item.line.text) if len(sentence) > 6}
    )


def speaks(text: str) -> bool:
    """Whether a line opens by naming who speaks."""
    return text[0] in SPEAKERS and patterns.SPEAKS.match(text) is not None


def join_scores(features: list[Features]) -> None:
    """Fill in how strongly each line's paragraph goes on in the next line, or ends."""
    page: str | None = None  # read only where a line stands in no column
    starts: Counter[str] = Counter()
    for k, item in enumerate(features[:-1]):
        after = features[k + 1]
        text, nxt = item.line.text, after.line.text
        goes_on, ends = (-6.0, 2.0) if after.caption and patterns.POINTS.match(nxt) else (0.0, 0.0)
        first_goes_on = first_ends = None
        if after.line.level or after.lead or after.note:
            goes_on = -9.0
        elif after.stuck:
            goes_on = 4.0
        if text[-1] in patterns.BREAKS_OFF:
            goes_on, ends = goes_on + 3.0, ends - 4.0
        credited = bool(item.caption and patterns.CREDITED.search(text))
        if item.column and not credited:
            slack, final = item.column - item.line.width, item.final
            gain, loss = wrapped_goes_on(slack, final), wrapped_ends(slack, final, text)
            goes_on, ends = goes_on + gain, ends + loss
            if after.listed or speaks(nxt):
                ends, goes_on = ends + 3.5, goes_on - 4.0
            first_goes_on = goes_on + (wrapped_goes_on(slack - INDENT, final) - gain)
            first_goes_on += max(0.0, item.opening) if after.line.gap else 0.0
            first_ends = ends + wrapped_ends(slack - INDENT, final, text) - loss
            if after.line.indent - item.line.indent >= 1:
                ends, goes_on = ends + 2.0, goes_on - 2.0
        elif item.final or credited:
            goes_on, ends = goes_on - 4.0, ends + 2.0
        elif text[-1] in "：:":
            goes_on, ends = goes_on - 1.0, ends + 0.8
        elif text[-1] in "；;":
            goes_on, ends = goes_on - 0.5, ends + 0.5
        else:
            if page is None:
                page, starts = page_text(features), sentence_starts(features)
            tear = text[-1:] + nxt[:1]
            goes_on += 1.2 if item.line.width > 12 else -0.5
            goes_on += 1.0 if tear in page else 0.0
            goes_on += 0.7 if tear[0] == tear[-1] else 0.0
            ends -= 0.6
            if after.numbered or after.listed or patterns.OPENS_QUOTE.match(nxt) or speaks(nxt):
                goes_on -= 2.4
            if item.listed:
                goes_on, ends = goes_on - 1.5, ends + 0.8
            goes_on += 1.5 if text[-1] in patterns.HANGS else 0.0
            if starts[nxt[:2]] >= 3 or after.dated:
                goes_on -= 2.4
            elif after.opener:
                goes_on -= 1.2
            elif STUB.match(nxt):
                goes_on += 1.0
        item.goes_on, item.ends = goes_on, ends
        item.goes_on_first = goes_on if first_goes_on is None else first_goes_on
        item.ends_first = ends if first_ends is None else first_ends
    if features:
        features[-1].ends = features[-1].ends_first = 0.0 if features[-1].final else -0.5


def opening_cues(features: list[Features]) -> None:
    """Fill in how much each line of wrapped text looks like the first of a paragraph: it is indented, and many tools
    then set it off by a blank line; how many, the page itself tells.
    """
    usable = [
        k for k in range(1, len(features) - 1) if features[k].column and not features[k].final and not features[k].lead
    ]
    printed = [k for k in usable if not features[k].line.loose]
    sure, other = [1.0, 3.0], [0.5, 10.0]  # [with a gap after, all], with a little doubt to begin with
    for k in printed:
        before = features[k - 1]
        opens = before.final and before.column - before.line.width > SLACK
        counts = sure if opens else other
        counts[0] += features[k + 1].line.gap > 0
        counts[1] += 1.0
    rate, noise = sure[0] / sure[1], other[0] / other[1]
    present = 0.7 * max(0.0, min(2.5, math.log(rate / noise)))
    absent = 0.9 * min(0.0, max(-2.0, math.log((1.0 - rate) / (1.0 - noise))))
    told = present > 0.6  # the page sets first lines off by gaps; if not, only their being short by the indent tells
    for k in usable:
        item, after = features[k], features[k + 1]
        short = item.column - item.line.width
        gapped = told and not item.line.loose
        item.opening = (present if after.line.gap else absent) if gapped else 0.0
        if not gapped:
            item.opening += SHORT_OPENS if 1.3 <= short <= 3.2 else -FULL_GOES_ON if short < 0.9 else 0.0
        elif short < 0.8:
            item.opening -= 0.9
        elif short <= INDENT + SLACK and after.line.width > item.column - 1.3:
            item.opening += 0.5
        if item.numbered:
            item.opening += 1.2


def indent_cues(features: list[Features]) -> None:
    """Where the page keeps its indents, an indented line opens a paragraph and no other line of running text does."""
    running = [item for item in features if item.column and not item.line.loose]
    indented = sum(item.line.indent >= 1 for item in running)
    if indented < 3 or indented > 0.7 * len(running):
        return
    for item, after in pairwise(features):
        if after.line.indent >= 1:
            item.goes_on, item.goes_on_first = item.goes_on - INDENTED, item.goes_on_first - INDENTED
    for item in running:
        item.opening, item.kept = (INDENTED if item.line.indent >= 1 else -INDENTED), True


def wrapped_goes_on(slack: float, final: bool) -> float:
    """Score for wrapped text going on after a line that falls ``slack`` characters short."""
    if final:
        return 0.2 if slack <= 1.0 else -0.6 if slack <= SLACK else -3.0
    return 2.5 if slack <= SLACK else 0.5 if slack <= 4.5 else -1.0


def wrapped_ends(slack: float, final: bool, text: str) -> float:
    """Score for wrapped text ending its paragraph with such a line."""
    if final:
        return 0.0 if slack <= 1.0 else 0.6 if slack <= SLACK else 1.6
    if text[-1] in "：:":
        return -0.2
    return -2.5 if slack <= SLACK else -1.2
