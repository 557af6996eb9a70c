"""Which passage of the old text became which of the new one: kept, changed, split, merged, moved, gone or new."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rapidfuzz.distance import Indel, Levenshtein

from articles.differences.passages import Passage

ALIKE = 0.4  # from here on two passages in the same place are one that was changed
MOVED_ALIKE = 0.75  # and two in different places one that was moved
MOVED_LENGTH = 8  # characters; shorter ones are like each other by chance
PART_FOUND = 0.6  # share of a passage that must come from its neighbour's cut-off end to call it split
MOST_COMPARISONS = 40_000  # of passages with each other in one comparison
MOST_CELLS = 400_000_000  # characters × characters; longer passages are only compared by the pairs of letters in them


@dataclass(frozen=True, slots=True)
class Pair:
    """Old passages ``old`` and new passages ``new`` that belong together; either may be empty.

    ``moved`` pairs stand twice in the list, once at each place, told apart by ``arrival``.
    """

    old: range
    new: range
    moved: bool = False
    arrival: bool = False


def align(old: Sequence[Passage], new: Sequence[Passage]) -> list[Pair]:
    """Pairs in the order of reading; every passage is in one pair (a moved one in its two)."""
    return _with_moves(_with_breaks(_in_place(old, new), old, new), old, new)


def _in_place(old: Sequence[Passage], new: Sequence[Passage]) -> list[Pair]:
    """Equal passages first, then similar ones between them."""
    pairs: list[Pair] = []
    codes = list(Levenshtein.opcodes(*_coded([p.key for p in old], [p.key for p in new])))
    gaps = [(c.src_end - c.src_start) * (c.dest_end - c.dest_start) for c in codes if c.tag != "equal"]
    crowded = max(1.0, sum(gaps) / MOST_COMPARISONS)
    gap_old, gap_new = 0, 0
    for code in codes:
        if code.tag == "equal":
            pairs += _similar(range(gap_old, code.src_start), range(gap_new, code.dest_start), old, new, crowded)
            count = code.src_end - code.src_start
            pairs += [Pair(_one(code.src_start + n), _one(code.dest_start + n)) for n in range(count)]
            gap_old, gap_new = code.src_end, code.dest_end
    return pairs + _similar(range(gap_old, len(old)), range(gap_new, len(new)), old, new, crowded)


def _one(index: int) -> range:
    return range(index, index + 1)


def _coded(first: Sequence[object], second: Sequence[object]) -> tuple[list[int], list[int]]:
    """Each distinct value by a number."""
    known: dict[object, int] = {}
    return [known.setdefault(v, len(known)) for v in first], [known.setdefault(v, len(known)) for v in second]


def likeness(one: Passage, two: Passage, least: float = 0.0) -> float:
    """0 for nothing in common to 1 for the same words; 0 below ``least``."""
    if one.form.kind == "picture" or two.form.kind == "picture":
        return float(one.picture == two.picture and one.form.kind == two.form.kind)
    if len(one.text) * len(two.text) > MOST_CELLS:
        shared = (_letter_pairs(one.text) & _letter_pairs(two.text)).total()
        return 2 * shared / (len(one.text) + len(two.text))
    return float(Indel.normalized_similarity(one.text, two.text, score_cutoff=least))


def _letter_pairs(text: str) -> Counter[str]:
    return Counter(a + b for a, b in pairwise(text))


def _similar(olds: range, news: range, old: Sequence[Passage], new: Sequence[Passage], crowded: float) -> list[Pair]:
    """Pair what is alike between two equal passages, keeping the order; long gaps are cut into parallel pieces."""
    cells = len(olds) * len(news)
    if not cells:
        return [Pair(_one(i), range(0)) for i in olds] + [Pair(range(0), _one(j)) for j in news]
    if crowded > 1 and cells > 1:
        count = min(max(len(olds), len(news)), int(crowded) + 1)
        result: list[Pair] = []
        for n in range(count):
            result += _matched(_part(olds, n, count), _part(news, n, count), old, new)
        return result
    return _matched(olds, news, old, new)


def _part(whole: range, number: int, count: int) -> range:
    return whole[len(whole) * number // count : len(whole) * (number + 1) // count]


def _matched(olds: range, news: range, old: Sequence[Passage], new: Sequence[Passage]) -> list[Pair]:
    """The pairing in order that keeps the most characters, by dynamic programming."""
    score = [[0.0] * (len(news) + 1) for _ in range(len(olds) + 1)]
    match = [[0.0] * len(news) for _ in olds]
    for a in range(len(olds) - 1, -1, -1):
        one = old[olds[a]]
        for b in range(len(news) - 1, -1, -1):
            two = new[news[b]]
            alike = likeness(one, two, ALIKE)
            gain = 0.0
            if alike >= ALIKE:
                gain = (alike - ALIKE / 2) * (len(one.text) + len(two.text) + 2)
                match[a][b] = gain
            score[a][b] = max(score[a + 1][b], score[a][b + 1], score[a + 1][b + 1] + gain)
    pairs: list[Pair] = []
    a = b = 0
    while a < len(olds) or b < len(news):
        both = a < len(olds) and b < len(news)
        if both and match[a][b] and score[a][b] == score[a + 1][b + 1] + match[a][b]:
            pairs.append(Pair(_one(olds[a]), _one(news[b])))
            a, b = a + 1, b + 1
        elif a < len(olds) and (not both or score[a][b] == score[a + 1][b]):
            pairs.append(Pair(_one(olds[a]), range(0)))
            a += 1
        else:
            pairs.append(Pair(range(0), _one(news[b])))
            b += 1
    return pairs


# ---------------------------------------------------------------------------------------------- split and merged


def _with_breaks(pairs: list[Pair], old: Sequence[Passage], new: Sequence[Passage]) -> list[Pair]:
    """Join a changed passage with the new neighbours it was split into, or the old ones it was merged from."""
    pairs = _absorb(pairs, old, new)
    turned = [Pair(pair.new, pair.old) for pair in pairs]
    return [Pair(pair.new, pair.old) for pair in _absorb(turned, new, old)]


def _absorb(pairs: list[Pair], old: Sequence[Passage], new: Sequence[Passage]) -> list[Pair]:
    """Let pairs of one old passage take in new passages beside them that hold its end or its beginning."""
    result: list[Pair] = []
    for pair in pairs:
        result.append(pair)
        while len(result) > 1 and (union := _taken(result[-2], result[-1], old, new)):
            result[-2:] = [union]
    return result


def _taken(one: Pair, two: Pair, old: Sequence[Passage], new: Sequence[Passage]) -> Pair | None:
    """The two neighbouring pairs as one, if one was changed and the other is new and was cut off from it."""
    whole, part = (one, two) if one.old else (two, one)
    if len(whole.old) != 1 or not whole.new or part.old or len(part.new) != 1:
        return None
    together = range(min(whole.new.start, part.new.start), max(whole.new.stop, part.new.stop))
    before, piece = "".join(new[n].text for n in whole.new), new[part.new.start].text
    source = old[whole.old.start]
    if source.text == before or not piece or len(source.text) * (len(before) + len(piece)) > MOST_CELLS:
        return None
    if any(passage.form.kind in ("picture", "row") for passage in (source, *_of(new, together))):
        return None
    apart = Indel.distance(source.text, before) + len(piece)
    joint = Indel.distance(source.text, "".join(p.text for p in _of(new, together)))
    return Pair(whole.old, together) if apart - joint >= 2 * PART_FOUND * len(piece) else None


def _of(passages: Sequence[Passage], numbers: range) -> Sequence[Passage]:
    return passages[numbers.start : numbers.stop]


# --------------------------------------------------------------------------------------------------------- moved


def _with_moves(pairs: list[Pair], old: Sequence[Passage], new: Sequence[Passage]) -> list[Pair]:
    """Find what left one place and came up at another."""
    gone = [n for n, pair in enumerate(pairs) if len(pair.old) == 1 and not pair.new]
    come = [n for n, pair in enumerate(pairs) if len(pair.new) == 1 and not pair.old]
    partner: dict[int, int] = {}
    by_text: dict[tuple[str, str], list[int]] = defaultdict(list)
    for n in come:
        by_text[_content(new[pairs[n].new.start])].append(n)
    for n in gone:
        passage = old[pairs[n].old.start]
        places = by_text[_content(passage)]
        if places and (len(passage.text) >= MOVED_LENGTH or passage.picture):
            partner[n] = places.pop(0)
    left = [n for n in gone if n not in partner and len(old[pairs[n].old.start].text) >= MOVED_LENGTH]
    taken = set(partner.values())
    free = [n for n in come if n not in taken and len(new[pairs[n].new.start].text) >= MOVED_LENGTH]
    if len(left) * len(free) <= MOST_COMPARISONS // 4:
        for n in left:
            one = old[pairs[n].old.start]
            rated = [(likeness(one, new[pairs[m].new.start], MOVED_ALIKE), -m) for m in free]
            if rated and max(rated)[0] >= MOVED_ALIKE:
                partner[n] = -max(rated)[1]
                free.remove(partner[n])
    result = list(pairs)
    for n, m in partner.items():
        both = Pair(pairs[n].old, pairs[m].new, moved=True)
        result[n], result[m] = both, replace(both, arrival=True)
    return result


def _content(passage: Passage) -> tuple[str, str]:
    return passage.text, passage.picture
