"""Measures of each line among its neighbours: how much it looks like a headline, a label, a signature, furniture."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from . import patterns
from .breaks import indent_cues, join_scores, opening_cues
from .columns import INDENT, SLACK, column_widths
from .features import Features
from .first_look import look
from .model import Register
from .reading import Line, width
from .rows import FIGURE, list_cues, run_cues, series_scores, verse_cues
from .terms import pair_terms

LONG = 60.0  # no headline is this long
TOP = 14  # lines among which the head of a page stands
REPEATED = 5.0  # for furniture that the page prints again: a tool met it between columns
LABEL = 6.0  # characters of the label of a group of briefs, at most
KICKER = 24.0  # characters of one line of a kicker, at most
HALVES = re.compile(r"^[^\s\x00-\x2f\x3a-\x7f]{4,16}\s+[^\s\x00-\x2f\x3a-\x7f]{4,16}$")
CLAUSE = re.compile(r"[，,]")
INSIDE = re.compile(r"[。；;].")
ASKED = re.compile(r"[？！?!](?=[^”’\"'」』）)？！?!\s].*[，,])")
WEAK_START = frozenset("的了着和与及等们性式度化者地得并而")
PAIRED = re.compile(r"[“”《》‘’\"()（）]")
SENTENCE_MARKS = re.compile(r"[。，！？]")
# what furniture needs to hold, or to begin or end with
IMPRINT_HOLDS = re.compile(r"[:：/／证料费流号期历cCwW]")
NUMBER_OPENS, EDITED_OPENS = frozenset("ABCD—-－·"), frozenset("本责执值版编美校组审")


def unbalanced(text: str) -> bool:
    """True if a quotation or bracket is opened and not closed, or the other way round."""
    if not PAIRED.search(text):
        return False
    count = text.count
    if count("“") != count("”") or count("《") != count("》") or count("‘") != count("’") or count('"') % 2:
        return True
    return count("(") + count("（") != count(")") + count("）")


def heading_score(item: Features, column: float) -> float:
    """How much a line looks like a headline by its own form."""
    line, final = item.line, item.final
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
    last, clauses = text[-1], text.count("，") + text.count(",")
    if INSIDE.search(text):
        score -= 5.0
    elif clauses and ASKED.search(text):
        score -= 2.0
    if final:
        asks = last in "？！?!" and size <= 18 and not clauses
        score -= 0.6 if asks else 2.0 if last in '！？!?”"' and size <= 24 else 7.0
    if last in "：:;；":
        score -= 4.0
    elif last in patterns.BREAKS_OFF:
        score -= 5.0
    if clauses == 1 and not item.numbered:
        halves = CLAUSE.split(text)
        score -= 0.5 if abs(len(halves[0].strip()) - len(halves[1].strip())) <= 2 else 2.2
    else:
        score -= 0.4 if clauses == 1 else 1.8 * clauses
    score -= 0.5 * text.count("、") * (2.0 if clauses else 1.0)
    if item.stuck:
        score -= 6.0
    if item.dated or item.opener:
        score -= 3.6 if clauses else 1.6
    if last in patterns.HANGS:
        score -= 3.0
    if not clauses and patterns.has_inner_dash(text):
        score += 1.5
    if text[0] in WEAK_START:
        score -= 1.5
    if unbalanced(text):
        score -= 3.5
    if not clauses and len(text.split()) == 2 and HALVES.match(text):
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


def fragmentary(text: str) -> bool:
    """Whether a line is scraps set apart by spaces, one of them a page number or a date."""
    parts = text.split()
    if (
        len(parts) < 2
        or sum(bool(FIGURE.match(part)) for part in parts) > 1
        or re.search(r"[，。、；：“”,;:]", text)
        or any(width(part) > 14 for part in parts)
    ):
        return False
    if any(patterns.PAGE_NUMBER.match(part) for part in (parts[0], parts[-1])):
        return True  # a bare figure within the line is one that a tool sets apart
    if any(pattern.match(part) for pattern in (patterns.DATE_LINE, patterns.CLIPPED) for part in parts):
        return True
    return all(patterns.LATIN_WORD.match(part) or patterns.PAGE_NAME_END.search(part[:6]) for part in parts)


def signing_scores(features: list[Features]) -> None:
    """Fill in how much each line looks like a signature; a form that the page repeats after sentences is its own."""
    support: Counter[str] = Counter()
    for k, item in enumerate(features):
        if item.signature and k and (features[k - 1].final or features[k - 1].signature):
            support[item.signature.shape] += 1
    for item in features:
        if item.signature is None:
            continue
        shape, size = item.signature.shape, support[item.signature.shape]
        if item.signature.sure:
            item.signing = 8.0
        elif shape == "parens":
            item.signing = 4.0
        else:
            item.signing = (3.4 if shape == "brackets" else 2.6 if shape == "dash" else 2.0) + min(
                3.0, 1.5 * (size - 1)
            )
        if shape == "brackets":
            item.label = min(item.label, 4.0 - item.signing) if item.label < 10.0 else item.label


def furniture_scores(features: list[Features]) -> None:
    """Fill in how much each line looks like page furniture: strong signs first, then their short neighbours."""
    strong: list[bool] = []
    for item in features:
        text, size = item.line.text, item.line.width
        # a line of running text is none, and long ones need not be looked at
        flowing = item.column > 0 and size >= item.column - 1.5 and "，" in text
        strong.append(not flowing and not item.byline and size <= 45 and is_furniture(item, len(strong) < TOP))
    contacts_below(features, strong)
    texts = Counter(item.line.text for item in features)
    top = min(TOP, len(features))
    for k, item in enumerate(features):
        if strong[k]:
            item.furniture = 7.0 + (9.0 if item.line.level else 4.0 if item.line.bold else 0.0)
            item.furniture += REPEATED if texts[item.line.text] > 1 else 0.0
            continue
        text, size = item.line.text, item.line.width
        if size <= 45 and not item.listed and ("：" in text or ":" in text) and patterns.CONTACT.match(text):
            item.furniture = 3.0
        named = size <= 6 and patterns.PAGE_NAME_END.search(text) is not None
        marked = item.line.level > 0 or item.line.bold
        if marked and named and k < 3:
            item.furniture = 12.0
        paper = size <= 8 and patterns.PAPER_END.search(text) is not None
        if marked and paper and k < 2 and any(strong[k + 1 : k + 4]):
            item.furniture = 10.0
        if size > 9 or marked or item.final or item.listed:
            continue
        near = any(strong[max(0, k - 2) : k + 3])
        edge = k < top or k >= len(features) - 4
        if not edge and not near:
            continue
        item.furniture = -1.0 + (2.2 if near else 0.0) + (1.0 if size <= 4 else 0.0)
        item.furniture += (4.0 if near and k < 8 else 2.5) if named else 0.0
        if paper and k < 6:
            item.furniture += 1.0


def is_furniture(item: Features, at_top: bool) -> bool:
    """Whether a line is page furniture by what it says."""
    text, size, first, last = item.line.text, item.line.width, item.line.text[0], item.line.text[-1]
    edits = first in EDITED_OPENS and patterns.EDITED.match(text) is not None
    if edits and size <= 30:
        return True
    imprint = last != "。" and IMPRINT_HOLDS.search(text) and patterns.IMPRINT.search(text)
    if imprint and (edits or not patterns.GREETING.match(text)):
        return True
    if size < 16 and not patterns.HAN.search(text) and not SENTENCE_MARKS.search(text):
        return True
    figure = first.isdecimal()
    if (figure or last == "版" or first in NUMBER_OPENS) and patterns.PAGE_NUMBER.match(text):
        return True
    if figure and patterns.DATE_LINE.match(text):
        return True
    if size <= 26 and "版" in text and not item.note and patterns.PAGE_IN_LINE.search(text):
        return True
    parts = text.split()
    placed = len(parts) >= 2 and size <= 30 and (at_top or any(patterns.DATE_LINE.match(part) for part in parts))
    if placed and fragmentary(text):
        return True
    return (last in "·.。" or last.isascii()) and patterns.CLIPPED.match(text) is not None


def contacts_below(features: list[Features], strong: list[bool]) -> None:
    """Count the paper's address and telephone, by an imprint at the page's foot, as ``strong`` signs."""
    foot = len(features)
    while foot and (strong[foot - 1] or patterns.CONTACT.match(features[foot - 1].line.text)):
        foot -= 1
    sure = any(patterns.IMPRINT.search(item.line.text) for item in features[foot:])
    starts_afresh = foot == 0 or features[foot - 1].signature is not None or features[foot - 1].final
    starts_afresh = starts_afresh or len(features) - foot >= 3
    if sure and starts_afresh:
        strong[foot:] = [True] * (len(features) - foot)
        for item in features[foot:]:
            item.listed = False


def broken_kickers(features: list[Features]) -> None:
    """Raise the form of lines that end with a comma above a headline, where a story ends before them: they are a kicker
    set in two lines.
    """
    for k, item in enumerate(features[:-1]):
        text = item.line.text
        if text[-1] not in "，," or item.line.width > KICKER or item.lead or item.dated or item.opener:
            continue
        if item.column and item.line.width > item.column - 1.2:
            continue  # as wide as running text
        above = features[k - 1] if k else None
        begins = above is None or above.label > 3.0 or above.furniture > 4.0 or item.line.level or item.line.bold
        begins = begins or bool(above and above.signature and above.signature.sure)
        rest = features[k + 1 : k + 3]
        crowned = next((i for i, after in enumerate(rest) if after.heading >= 0.5 and not after.final), None)
        if not begins or crowned is None or any(after.final or after.line.gap for after in rest[: crowned + 1]):
            continue
        for part in (item, *rest[:crowned]):
            part.heading = max(part.heading + 5.0, 1.0)


def group_labels(features: list[Features]) -> None:
    """Raise the form of a few characters set larger than the headline right below, which a brief follows: they are the
    label of a group.
    """
    for item, after, third in zip(features, features[1:], features[2:], strict=False):
        above = item.line
        if above.level and above.level < after.line.level and above.width <= LABEL and third.lead and not item.final:
            item.label = max(item.label, 15.0)


def misled_labels(features: list[Features]) -> None:
    """Lower the form of a label that a byline, a caption or text follows at once: it is the headline of what stands
    below.
    """
    for item, after in pairwise(features):
        if item.label > 0.0 and item.label < 6.0 and not after.lead:
            below = after.caption or (after.byline and after.byline.sure) or after.heading < -5.0
            item.label -= 5.0 if below else 0.0


def measure(lines: list[Line], register: Register) -> list[Features]:
    """The features of all lines of a page."""
    if len({line.level for line in lines if line.level}) == 1:
        for line in lines:  # marks of one level tell headlines from text, but not titles from subheads
            line.level, line.bold = 0, line.bold or line.level > 0
    features = [look(line, register) for line in lines]
    for item in features:
        item.terms = pair_terms(item.line.text)
    for item, after in pairwise(features):
        first, second = item.line.text, after.line.text
        if first[0] in "(（" and patterns.OPEN_PAREN.match(first) and patterns.CLOSES_PAREN.match(second):
            joint = patterns.read_signature(first + second, register)
            if joint is not None and joint.sure:
                item.signature = after.signature = joint  # a joint signature set in two lines
    barriers = [bool((f.signature and f.signature.sure) or (f.byline and f.byline.sure)) for f in features]
    columns = column_widths(lines, barriers, [item.final for item in features])
    for item, column in zip(features, columns, strict=True):
        item.column = column
    list_cues(features)
    furniture_scores(features)
    verse_cues(features)
    for item in features:
        item.heading = heading_score(item, item.column)
    marks = sum(line.level > 0 or line.bold for line in lines)
    if marks >= 3:
        for k, item in enumerate(features):
            crowned = k + 1 < len(lines) and (lines[k + 1].level or lines[k + 1].bold)
            marked = item.line.level or item.line.bold
            if not marked and not crowned:
                item.heading -= 3.5  # where headlines are marked, an unmarked line hardly is one, unless above a marked
    series_scores(features)
    signing_scores(features)
    broken_kickers(features)
    misled_labels(features)
    group_labels(features)
    run_cues(features)
    opening_cues(features)
    join_scores(features)
    indent_cues(features)
    return features
