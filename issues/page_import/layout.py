"""Measures of each line among its neighbours: column width, where paragraphs end, how much it looks like a headline."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from . import patterns
from .model import Register
from .reading import Line

WINDOW = 9  # lines on either side that vote on the column width
NARROW, BROAD = 8.0, 28.0  # a newspaper column stands between these, in characters
SLACK = 2.3  # a line this much short of the column still counts as full: punctuation is squeezed
INDENT = 2.0
LONG = 60.0  # no headline is this long

HALVES = re.compile(r"^[^\s\x00-\x2f\x3a-\x7f]{4,16}\s+[^\s\x00-\x2f\x3a-\x7f]{4,16}$")
CLAUSE = re.compile(r"[，,]")
INSIDE = re.compile(r"[。；;](?=.)")
STUB = re.compile(r"^[^，。、：；,.:;？！]{1,5}[，。、；,;”’\"]")  # how the rest of a torn sentence often begins
ASKED = re.compile(r"[？！?!](?=[^”’\"'」』）)？！?!\s].*[，,])")
WEAK_START = re.compile(r"^[的了着和与及等们性式度化者地得并而]")


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
    signature: patterns.Signature | None = None
    byline: patterns.Byline | None = None
    note: bool = False
    caption: bool = False
    label: float = -9.0
    furniture: float = -9.0


def column_widths(lines: list[Line], barriers: list[bool], finals: list[bool]) -> list[float]:
    """The column width at each line, 0 where its neighbours are no wrapped text.

    ``barriers`` are lines between articles, which may stand in columns of different width.
    """
    widths = [line.width for line in lines]
    result = [0.0] * len(lines)
    runs: list[tuple[int, int]] = []
    start = 0
    for i, barrier in enumerate([*barriers, True]):
        if barrier:
            runs += [(start, i)] * (i - start) + ([(start, len(lines))] if i < len(lines) else [])
            start = i + 1
    for i, (low, high) in enumerate(runs):
        for reach in (
            range(max(low, i - WINDOW), min(high, i + WINDOW + 1)),
            range(max(0, i - WINDOW), min(len(lines), i + WINDOW + 1)),
        ):
            near = [widths[j] for j in reach]
            inside = sorted(w for w in near if NARROW <= w <= BROAD)
            if len(inside) < 4:
                continue
            longest = inside[-max(2, int(len(inside) * 0.4)) :]
            top = sum(longest) / len(longest)
            filled = [j for j in reach if top - SLACK - 0.3 <= widths[j] <= top + 1.6]
            support, ended = len(filled), sum(finals[j] for j in filled)
            if (
                support >= 0.42 * len(near)
                and ended <= 0.55 * support
                and sum(w > BROAD for w in near) <= 0.3 * len(near)
            ):
                result[i] = top
                break
    # the first and last lines of a wrapped run have too few neighbours of their own
    for order in (range(1, len(lines)), range(len(lines) - 2, -1, -1)):
        step = 1 if order.step < 0 else -1
        for i in order:
            column = result[i + step]
            if not result[i] and column and column - SLACK - INDENT - 0.5 <= widths[i] <= column + 1.6:
                result[i] = column
    return result


def unbalanced(text: str) -> bool:
    """True if a quotation or bracket is opened and not closed, or the other way round."""
    pairs = (("“", "”"), ("《", "》"), ("‘", "’"))
    if any(text.count(a) != text.count(b) for a, b in pairs) or text.count('"') % 2:
        return True
    return text.count("(") + text.count("（") != text.count(")") + text.count("）")


def heading_score(line: Line, column: float, final: bool) -> float:
    """How much a line looks like a headline by its own form."""
    text, size = line.text, line.width
    if size > LONG:
        return (9.0 if line.level else 0.0) - 20.0
    score = 0.0
    if size > 34:
        score -= 8.0 if size > 44 else 5.0
    elif size > 27:
        score -= 1.5
    if size < 4:
        score -= 1.5
    if INSIDE.search(text):
        score -= 5.0
    elif ASKED.search(text):
        score -= 2.0
    if final:
        score -= 2.0 if text[-1] in '！？!?”"' and size <= 24 else 7.0
    last = text[-1]
    if last in "：:;；":
        score -= 4.0
    elif patterns.BREAKS_OFF.search(text):
        score -= 5.0
    clauses = len(CLAUSE.findall(text))
    if clauses == 1 and not patterns.ENUMERATED.match(text):
        halves = CLAUSE.split(text)
        score -= 0.5 if abs(len(halves[0].strip()) - len(halves[1].strip())) <= 2 else 2.2
    else:
        score -= 0.4 if clauses == 1 else 1.8 * clauses
    score -= 0.5 * text.count("、") * (2.0 if clauses else 1.0)
    if patterns.CANNOT_START.match(text):
        score -= 6.0
    if patterns.DATED.match(text) or patterns.OPENER.match(text):
        score -= 3.6 if clauses else 1.6
    if patterns.HANGS.search(text):
        score -= 3.0
    if patterns.INNER_DASH.search(text) and not clauses:
        score += 1.5
    if WEAK_START.match(text):
        score -= 1.5
    if unbalanced(text):
        score -= 3.5
    if HALVES.match(text) and not clauses:
        score += 1.2
    if column:
        if size <= column - INDENT - SLACK - 0.7:
            score += 2.0 if not final else 0.0
        elif size <= column - INDENT - 1.0:
            score += 0.4  # as long as an indented line squeezed short
        elif size <= column + 1.6:
            score -= 2.2
    elif size <= 27:
        score += 2.6
    if line.level:
        score += 9.0
    if line.bold:
        score += 4.0
    if line.shadow:
        score += 5.0  # printed twice to make it bold
    return score


def join_scores(features: list[Features]) -> None:
    """Fill in how strongly each line's paragraph goes on in the next line, or ends."""
    pairs: Counter[str] = Counter()
    starts: Counter[str] = Counter()
    for item in features:
        text = item.line.text
        pairs.update(text[i : i + 2] for i in range(len(text) - 1))
        starts.update({sentence[:2] for sentence in re.split(r"[。！？]|^", text) if len(sentence) > 6})
    for k, item in enumerate(features[:-1]):
        after = features[k + 1]
        text, nxt = item.line.text, after.line.text
        goes_on, ends = 0.0, 0.0
        first_goes_on = first_ends = None
        if after.line.level or after.lead or after.note:
            goes_on = -9.0
        elif patterns.CANNOT_START.match(nxt):
            goes_on = 4.0
        if patterns.BREAKS_OFF.search(text):
            goes_on, ends = goes_on + 3.0, ends - 4.0
        if item.column:
            slack = item.column - item.line.width
            goes_on, ends = goes_on + wrapped_goes_on(slack, item.final), ends + wrapped_ends(slack, item.final, text)
            shift = wrapped_goes_on(slack - INDENT, item.final) - wrapped_goes_on(slack, item.final)
            first_goes_on = goes_on + shift
            first_goes_on += max(0.0, item.opening) if after.line.gap else 0.0
            first_ends = ends + wrapped_ends(slack - INDENT, item.final, text) - wrapped_ends(slack, item.final, text)
            if after.line.indent - item.line.indent >= 1:
                ends, goes_on = ends + 2.0, goes_on - 2.0
        elif item.final:
            goes_on, ends = goes_on - 4.0, ends + 2.0
        elif text[-1] in "：:":
            goes_on, ends = goes_on - 1.0, ends + 0.8
        elif text[-1] in "；;":
            goes_on, ends = goes_on - 0.5, ends + 0.5
        else:
            tear = text[-1:] + nxt[:1]
            goes_on += 1.2 if item.line.width > 12 else -0.5
            goes_on += 1.0 if pairs[tear] >= 1 else 0.0
            goes_on += 0.7 if tear[0] == tear[-1] else 0.0
            ends -= 0.6
            if patterns.OPENS_QUOTE.match(nxt) or patterns.ENUMERATED.match(nxt):
                goes_on -= 2.4
            goes_on += 1.5 if patterns.HANGS.search(text) else 0.0
            if starts[nxt[:2]] >= 3 or patterns.DATED.match(nxt):
                goes_on -= 2.4
            elif patterns.OPENER.match(nxt):
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
    sure, other = [1.0, 3.0], [0.5, 10.0]  # [with a gap after, all], with a little doubt to begin with
    for k in usable:
        before = features[k - 1]
        opens = before.final and before.column - before.line.width > SLACK
        counts = sure if opens else other
        counts[0] += features[k + 1].line.gap > 0
        counts[1] += 1.0
    rate, noise = sure[0] / sure[1], other[0] / other[1]
    present = 0.7 * max(0.0, min(2.5, math.log(rate / noise)))
    absent = 0.9 * min(0.0, max(-2.0, math.log((1.0 - rate) / (1.0 - noise))))
    for k in usable:
        item, after = features[k], features[k + 1]
        item.opening = present if after.line.gap else absent
        if item.line.width > item.column - 0.8:
            item.opening -= 0.9
        elif item.line.width >= item.column - INDENT - SLACK and after.line.width > item.column - 1.3:
            item.opening += 0.5
        if patterns.ENUMERATED.match(item.line.text):
            item.opening += 1.2


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


def label_score(line: Line, register: Register) -> float:
    """How much a line looks like the label of a column."""
    text = "".join(line.text.split())
    if text.strip("【】[]〖〗［］〔〕") in register.columns:
        return 12.0
    if len(text) > 12:
        return -9.0
    if patterns.BRACKETED.match(line.text):
        return 6.0 + (9.0 if line.level else 0.0)
    if len(text) <= 7 and patterns.LABEL_END.search(text) and patterns.HAN.match(text):
        return 4.2 + (9.0 if line.level else 0.0)
    return -9.0


def furniture_scores(features: list[Features]) -> None:
    """Fill in how much each line looks like page furniture: strong signs first, then their short neighbours."""
    strong = []
    for item in features:
        text = item.line.text
        imprint = patterns.IMPRINT.search(text) and item.line.width <= 45 and not text.endswith("。")
        latin = not patterns.HAN.search(text) and not re.search(r"[。，！？]", text) and item.line.width < 16
        number = patterns.PAGE_NUMBER.match(text) or patterns.DATE_LINE.match(text)
        inline = patterns.PAGE_IN_LINE.search(text) and item.line.width <= 26 and not item.note
        flowing = item.column > 0 and item.line.width >= item.column - 1.5 and "，" in text  # a line of running text
        strong.append(bool(imprint or latin or number or inline) and not item.byline and not flowing)
    top = min(14, len(features))
    for k, item in enumerate(features):
        if strong[k]:
            item.furniture = 7.0 + (9.0 if item.line.level else 4.0 if item.line.bold else 0.0)
            continue
        if patterns.CONTACT.match(item.line.text) and item.line.width <= 45:
            item.furniture = 3.0
        named = item.line.width <= 6 and bool(patterns.PAGE_NAME_END.search(item.line.text))
        marked = item.line.level > 0 or item.line.bold
        if marked and named and k < 3:
            item.furniture = 12.0
        if item.line.width > 9 or marked or item.final:
            continue
        near = any(strong[max(0, k - 2) : k + 3])
        edge = k < top or k >= len(features) - 4
        if not edge and not near:
            continue
        item.furniture = -1.0 + (2.2 if near else 0.0) + (1.0 if item.line.width <= 4 else 0.0)
        item.furniture += 2.5 if named else 0.0
        if patterns.PAPER_END.search(item.line.text) and item.line.width <= 8 and k < 6:
            item.furniture += 1.0


def measure(lines: list[Line], register: Register) -> list[Features]:
    """The features of all lines of a page."""
    if len({line.level for line in lines if line.level}) == 1:
        for line in lines:  # marks of one level tell headlines from text, but not titles from subheads
            line.level, line.bold = 0, line.bold or line.level > 0
    features: list[Features] = []
    for line in lines:
        text = line.text
        final = bool(patterns.FINAL.search(text[-6:]))
        item = Features(line, 0.0, final, bool(patterns.LEAD.match(text)), 0.0)
        if len(text) <= 70:
            item.note = bool(patterns.NOTE.match(text))
            item.caption = bool(patterns.CAPTION.search(text)) and not item.note
            if not item.note:
                item.byline = patterns.read_byline(text)
                item.signature = patterns.read_signature(text, register)
                item.label = label_score(line, register)
        features.append(item)
    for item, after in pairwise(features):
        first, second = item.line.text, after.line.text
        if patterns.OPEN_PAREN.match(first) and patterns.CLOSES_PAREN.match(second):
            joint = patterns.read_signature(first + second, register)
            if joint is not None and joint.sure:
                item.signature = after.signature = joint  # a joint signature set in two lines
    barriers = [bool((f.signature and f.signature.sure) or (f.byline and f.byline.sure)) for f in features]
    columns = column_widths(lines, barriers, [item.final for item in features])
    for item, column in zip(features, columns, strict=True):
        item.column = column
        item.heading = heading_score(item.line, column, item.final)
    marks = sum(line.level > 0 or line.bold for line in lines)
    if marks >= 3:
        for k, item in enumerate(features):
            crowned = k + 1 < len(lines) and (lines[k + 1].level or lines[k + 1].bold)
            marked = item.line.level or item.line.bold
            if not marked and not crowned:
                item.heading -= 3.5  # where headlines are marked, an unmarked line hardly is one, unless above a marked
    furniture_scores(features)
    opening_cues(features)
    join_scores(features)
    return features
