"""In which order a dump prints the parts of a page: as tools do that follow boxes, type sizes or columns.

A page is a row of segments, one for each headline and one for each text; damage moves segments, mixes headlines and
tears texts. Several kinds of damage may strike one page. What a reader who has only the dump could not put right is no
fair question: a headline is moved only where its words tell whose it is, a text is torn where a printed line ends, and
an end of a text is moved only where it is torn off within a sentence.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

HEAD_ROLES = ("label", "kicker", "title", "subtitle")
PRINTED = (16, 17, 18, 19, 20)  # characters of a line of the columns in which texts are torn
INDENT = 2
RUN = 3  # characters that a headline and its text share, to be told by


@dataclass(frozen=True)
class Block:
    """A part of the page that stands by itself: whose it is, what it is, and which paragraph it belongs to."""

    owner: int | None  # index of the article, None for furniture
    role: str  # label, kicker, title, subtitle, byline, note, body, subhead, caption, signature, furniture
    text: str
    paragraph: int = -1
    torn: bool = False  # the paragraph goes on elsewhere
    rest: bool = False  # it began elsewhere


@dataclass
class Segment:
    """Blocks that stay together: the headline of an article, its text, or a piece of its text."""

    owner: int
    head: bool
    blocks: list[Block]


def segments_of(blocks: Sequence[Block]) -> list[Segment]:
    """The headline of an article, and the rest."""
    cut = next(i for i, block in enumerate(blocks) if block.role not in HEAD_ROLES)
    owner = blocks[0].owner
    assert owner is not None
    return [Segment(owner, True, list(blocks[:cut])), Segment(owner, False, list(blocks[cut:]))]


def tear(rng: random.Random, block: Block, doubled: bool = False) -> list[Block]:
    """Tear a paragraph in two within a sentence, at a printed line's end; at times a character is printed twice."""
    text = block.text
    column = rng.choice(PRINTED)
    ends = [i for i in range(column - INDENT, len(text) - 8, column) if text[i].isalpha()]
    places = [i for i in ends if text[i - 1].isalpha() or text[i - 1] in "，、"]
    if not places:
        return [block]
    cut = rng.choice(places)
    again = text[cut - 1] if doubled and text[cut - 1].isalpha() and rng.random() < 0.12 else ""
    return [replace(block, text=text[:cut], torn=True), replace(block, text=again + text[cut:], rest=True)]


Move = Callable[[random.Random, list[Segment]], None]


def at(page: Sequence[Segment], owner: int, head: bool) -> int:
    """Where a segment stands."""
    return next(i for i, segment in enumerate(page) if segment.owner == owner and segment.head == head)


def told(page: Sequence[Segment]) -> set[int]:
    """The articles whose headlines share more of their words with their own text than with any other."""
    words: dict[tuple[int, bool], str] = {}
    for segment in page:
        key = segment.owner, segment.head
        words[key] = words.get(key, "") + "\n".join(block.text for block in segment.blocks if block.role != "label")
    texts = {owner: text for (owner, head), text in words.items() if not head}
    result = set()
    for owner, own in texts.items():
        headline = words[owner, True]
        runs = {headline[i : i + RUN] for i in range(len(headline) - RUN + 1)}
        shared = {other: sum(run in text for run in runs) for other, text in texts.items()}
        if sum(run in own for run in runs) > max((n for other, n in shared.items() if other != owner), default=0):
            result.add(owner)
    return result


def owners(rng: random.Random, page: Sequence[Segment], count: int, among: set[int] | None = None) -> list[int]:
    """Some articles, long ones rather than short ones: it is they whose parts lie apart."""
    sizes = {
        s.owner: sum(len(block.text) for block in s.blocks)
        for s in page
        if not s.head and (among is None or s.owner in among)
    }
    return sorted(sizes, key=lambda owner: -sizes[owner] * rng.uniform(0.2, 1.0))[:count]


def after(rng: random.Random, page: list[Segment]) -> None:
    """A headline follows its text."""
    for owner in owners(rng, page, 1, told(page)):
        head, rest = at(page, owner, True), at(page, owner, False)
        if head + 1 == rest:
            page[head], page[rest] = page[rest], page[head]


def stacked(rng: random.Random, page: list[Segment], mixed: bool = False) -> None:
    """Two headlines, at times three, stand together above their texts."""
    count = 2 if mixed or rng.random() < 0.8 else 3
    chosen = sorted(owners(rng, page, count, told(page)), key=lambda o: at(page, o, True))
    if len(chosen) < 2:
        return
    heads = [page[at(page, owner, True)] for owner in chosen]
    place = min(at(page, owner, True) for owner in chosen)
    for head in heads:
        page.remove(head)
    if mixed:
        heads = [interleaved(heads[0], heads[1])]
    page[place:place] = heads
    if rng.random() < 0.4:  # the texts stand in another order than the headlines
        places = [at(page, owner, False) for owner in chosen]
        texts = [page[i] for i in places]
        for i, text in zip(places, texts[1:] + texts[:1], strict=True):
            page[i] = text


def interleaved(first: Segment, second: Segment) -> Segment:
    """The lines of two headlines, mixed."""
    mixed: list[Block] = []
    for i in range(max(len(first.blocks), len(second.blocks))):
        mixed += first.blocks[i : i + 1] + second.blocks[i : i + 1]
    return Segment(first.owner, True, mixed)


def mixed(rng: random.Random, page: list[Segment]) -> None:
    """The lines of two headlines are mixed above the two texts."""
    stacked(rng, page, True)


def far(rng: random.Random, page: list[Segment]) -> None:
    """A headline stands at the top of the page, its text where it was."""
    for owner in owners(rng, page, 1, told(page)):
        page.insert(0, page.pop(at(page, owner, True)))


def tail_away(rng: random.Random, page: list[Segment]) -> None:
    """The end of a text, torn off within a sentence, stands elsewhere."""
    (owner,) = owners(rng, page, 1)
    place = at(page, owner, False)
    blocks = page[place].blocks
    bodies = [i for i, block in enumerate(blocks) if block.role == "body" and i > 0]
    if not bodies:
        return
    i = rng.choice(bodies[len(bodies) // 2 :])
    torn = tear(rng, blocks[i])
    if len(torn) != 2:
        return
    page[place].blocks = [*blocks[:i], torn[0]]
    tail = Segment(owner, False, [torn[1], *blocks[i + 1 :]])
    breaks = [
        j for j in range(1, len(page) + 1) if not page[j - 1].head and page[j - 1].owner != owner
    ]  # columns break where a text ends
    page.insert(rng.choice(breaks) if breaks else len(page), tail)


MOVES: tuple[tuple[Move, str, int], ...] = (
    (after, "after", 3),
    (stacked, "stacked", 4),
    (mixed, "mixed", 2),
    (far, "far", 2),
    (tail_away, "tail away", 4),
)


def arrange(rng: random.Random, articles: Sequence[Sequence[Block]], damaged: bool) -> tuple[list[Block], str]:
    """The blocks of a page in the order in which they are printed, and what happened to that order."""
    page = [segment for blocks in articles for segment in segments_of(blocks)]
    if not damaged or rng.random() < 0.45:
        return [block for segment in page for block in segment.blocks], "plain"
    before = [(segment.owner, segment.head, len(segment.blocks)) for segment in page]
    chosen = rng.choices(MOVES, [weight for _, _, weight in MOVES], k=1 if rng.random() < 0.7 else 2)
    names = list(dict.fromkeys(name for _, name, _ in chosen))
    if "mixed" in names:  # what is mixed can be moved no more
        chosen = sorted(chosen, key=lambda move: move[1] == "mixed")[-1:]
        names = ["mixed"]
    elif "stacked" in names:
        chosen = sorted(chosen, key=lambda move: move[1] != "stacked")
    for move, _, _ in chosen:
        move(rng, page)
    if before == [(segment.owner, segment.head, len(segment.blocks)) for segment in page]:
        names = ["plain"]  # nothing on it could fairly be moved
    return [block for segment in page for block in segment.blocks], "several" if len(names) > 1 else names[0]
