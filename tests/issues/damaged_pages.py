"""Dumps of invented pages in the states in which real ones come, with the right answer for free.

``damaged_page(number, split)`` invents a page, lays its parts out in some order and prints them as one of ten tools
would (``STYLES``). The two splits share neither random numbers nor a third of their words: what is tuned on ``tune`` is
reported on ``held out``. The answer has the form of the gold annotations, and holds the span of every part besides.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from issues.page_import import Register

from .invented_articles import SPLITS, Invented, World, invent
from .invented_words import PAGE_NAMES, PLACES

HALF_WIDTH = str.maketrans("，：；？！（）“”‘’", ",:;?!()\"\"''")
MISREAD = {"入": "人", "宇": "字", "己": "已", "末": "未", "日": "曰", "土": "士", "天": "夭", "大": "太", "今": "令"}
CLOSING = "，。、；：！？”）》」,.:;?!)"


@dataclass(frozen=True)
class Block:
    """A part of the page that stands by itself: whose it is, what it is, and which paragraph it belongs to."""

    owner: int | None  # index of the article, None for furniture
    role: str  # label, kicker, title, subtitle, byline, note, body, subhead, signature, furniture
    text: str
    paragraph: int = -1
    torn: bool = False  # the paragraph goes on elsewhere
    rest: bool = False  # it began elsewhere


@dataclass
class Dump:
    """A dump in the making, and the span of every part printed so far."""

    rng: random.Random
    text: str = ""
    spans: list[tuple[int, int, Block]] = field(default_factory=list)

    def put(self, text: str, block: Block, before: str = "", after: str = "") -> None:
        """Print a piece of a block with what stands around it."""
        self.text += before
        self.spans.append((len(self.text), len(self.text) + len(text), block))
        self.text += text + after


def blocks_of(index: int, source: Invented) -> list[Block]:
    """The parts of an article in printed order."""
    blocks = [Block(index, "label", f"【{source.column}】")] if source.column else []
    blocks += [Block(index, "kicker", source.kicker)] if source.kicker else []
    blocks += [Block(index, "title", line) for line in source.title]
    blocks += [Block(index, "subtitle", f"——{source.subtitle}")] if source.subtitle else []
    blocks += [Block(index, "byline", source.byline)] if source.byline else []
    blocks += [Block(index, "note", source.note)] if source.note else []
    blocks += [Block(index, role, text, i) for i, (role, text) in enumerate(source.text)]
    blocks += [Block(index, "signature", source.signature)] if source.signature else []
    return blocks


HEAD_ROLES = ("label", "kicker", "title", "subtitle")


def halves(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """The headline of an article, and the rest."""
    cut = next(i for i, block in enumerate(blocks) if block.role not in HEAD_ROLES)
    return list(blocks[:cut]), list(blocks[cut:])


def tear(rng: random.Random, block: Block) -> list[Block]:
    """Tear a paragraph in two between Han characters, where it is long enough."""
    text = block.text
    places = [i for i in range(8, len(text) - 8) if text[i - 1].isalpha() and text[i].isalpha()]
    if not places:
        return [block]
    cut = rng.choice(places)
    return [replace(block, text=text[:cut], torn=True), replace(block, text=text[cut:], rest=True)]


# ------------------------------------------------------------------------------------------------ layouts

Layout = Callable[[random.Random, list[list[Block]]], list[Block]]


def plain(rng: random.Random, articles: list[list[Block]]) -> list[Block]:
    """Every article whole, one after the other."""
    return [block for article in articles for block in article]


def after(rng: random.Random, articles: list[list[Block]]) -> list[Block]:
    """The headline of the first article follows its text."""
    head, rest = halves(articles[0])
    return [*rest, *head, *plain(rng, articles[1:])]


def gathered(rng: random.Random, articles: list[list[Block]]) -> list[Block]:
    """The first two headlines stand together above the two texts."""
    (first, text), (second, other) = halves(articles[0]), halves(articles[1])
    texts = [text, other] if rng.random() < 0.5 else [other, text]
    return [*first, *second, *texts[0], *texts[1], *plain(rng, articles[2:])]


def interleaved(rng: random.Random, articles: list[list[Block]]) -> list[Block]:
    """The lines of two headlines are mixed above the two texts."""
    (first, text), (second, other) = halves(articles[0]), halves(articles[1])
    mixed: list[Block] = []
    for i in range(max(len(first), len(second))):
        mixed += first[i : i + 1] + second[i : i + 1]
    return [*mixed, *other, *text, *plain(rng, articles[2:])]


def far(rng: random.Random, articles: list[list[Block]]) -> list[Block]:
    """The first headline stands at the top, its text after another article or two."""
    head, rest = halves(articles[0])
    between = rng.randint(1, min(2, len(articles) - 1))
    return [*head, *plain(rng, articles[1 : 1 + between]), *rest, *plain(rng, articles[1 + between :])]


def tail_away(rng: random.Random, articles: list[list[Block]]) -> list[Block]:
    """The end of the last article, torn from it within a sentence, stands before the first."""
    last = articles[-1]
    bodies = [i for i, block in enumerate(last) if block.role == "body"]
    for i in reversed(bodies):
        torn = tear(rng, last[i])
        if len(torn) == 2:
            lead, rest = articles[:-1], [torn[1], *last[i + 1 :]]
            return [*plain(rng, lead[:1]), *rest, *plain(rng, lead[1:]), *last[:i], torn[0]]
    return plain(rng, articles)


LAYOUTS: tuple[tuple[Layout, int], ...] = (
    (plain, 9),
    (after, 1),
    (gathered, 1),
    (interleaved, 1),
    (far, 1),
    (tail_away, 2),
)


# ------------------------------------------------------------------------------------------------ printing


def wrap(rng: random.Random, text: str, column: float, indent: float) -> list[str]:
    """Set a text in lines of about ``column`` characters: marks are squeezed, none stands at the start of a line."""
    lines, line, size = [], "", indent
    room = column + rng.uniform(-0.5, 0.7)
    for char in text:
        wide = 0.5 if char.isascii() else 0.6 if char in CLOSING and rng.random() < 0.4 else 1.0
        if size + wide > room and char not in CLOSING and not (char.isascii() and line[-1:].isascii()):
            lines.append(line)
            line, size, room = "", 0.0, column + rng.uniform(-0.5, 0.7)
        line += char
        size += wide
    return [*lines, line]


def marked(dump: Dump, blocks: Sequence[Block], bold: bool) -> None:
    """Markdown: headlines with ``#`` or ``**``, a paragraph on a line; columns tear some paragraphs."""
    rng = dump.rng
    level = rng.choice((1, 2, 2, 3))
    depth = {"label": level, "kicker": level + 1, "title": level, "subtitle": level + 1, "subhead": level + 2}
    bare = rng.random() < 0.3  # this tool marks no kickers and subtitles
    for block in blocks:
        pieces = [block]
        if block.role == "body" and rng.random() < 0.15:
            pieces = tear(rng, block)
        mark = block.role in depth and not (bare and block.role in ("kicker", "subtitle"))
        if block.role == "furniture":
            mark = rng.random() < 0.3
        for piece in pieces:
            if mark and bold:
                dump.put(piece.text, piece, "**", "**\n\n")
            elif mark:
                dump.put(piece.text, piece, "#" * min(6, depth.get(block.role, level)) + " ", "\n\n")
            else:
                dump.put(piece.text, piece, "", "\n\n")


def lines_of(dump: Dump, blocks: Sequence[Block], gap: str) -> None:
    """A paragraph on a line; some are torn at a column's end where blank lines set them apart."""
    rng = dump.rng
    for block in blocks:
        pieces = tear(rng, block) if gap and block.role == "body" and rng.random() < 0.12 else [block]
        for piece in pieces:
            dump.put(piece.text, piece, "", "\n" + gap)


def recognised(dump: Dump, blocks: Sequence[Block]) -> None:
    """Character recognition: spaces where printed lines end, a headline and its subtitle on one line, torn lines."""
    rng = dump.rng
    for i, block in enumerate(blocks):
        if block.role == "body" and rng.random() < 0.35:
            runs = wrap(rng, block.text, 19, 2.0)
            for j, run in enumerate(runs):
                dump.put(run, block, "", " " if j + 1 < len(runs) else "\n\n")
            continue
        joined = (
            block.role == "title" and i + 1 < len(blocks) and blocks[i + 1].role == "subtitle" and rng.random() < 0.3
        )
        inline = (
            block.role == "body" and i + 1 < len(blocks) and blocks[i + 1].role == "signature" and rng.random() < 0.25
        )
        inline = inline and blocks[i + 1].text[0] in "（("
        pieces = tear(rng, block) if block.role == "body" and rng.random() < 0.15 and not inline else [block]
        for piece in pieces:
            end = "" if joined else " " if inline and piece is pieces[-1] else "\n\n"
            dump.put(piece.text, piece, "", end)


def wrapped(dump: Dump, blocks: Sequence[Block], gaps: bool, indents: bool) -> None:
    """Printed lines: with blank lines where a tool saw a new box, with indents, or with neither."""
    rng = dump.rng
    column = rng.choice((14, 16, 17, 18, 19, 20, 22))
    before: Block | None = None
    for block in blocks:
        if before is not None and before.owner != block.owner and rng.random() < 0.5:
            column = rng.choice((14, 16, 17, 18, 19, 20, 22))
        apart = before is not None and (before.role in HEAD_ROLES) != (block.role in HEAD_ROLES)
        if gaps and before is not None and (apart or block.role in ("signature", "byline", "furniture", "label")):
            dump.text += "\n" if rng.random() < 0.85 else ""
        if block.role != "body":
            dump.put(block.text, block, "", "\n")
        else:
            first = not block.rest
            runs = wrap(rng, block.text, column, 2.0 if first else 0.0)
            for j, run in enumerate(runs):
                dump.put(run, block, "　　" if indents and first and j == 0 else "", "\n")
                if gaps and ((j == 0 and len(runs) > 1 and rng.random() < 0.85) or rng.random() < 0.04):
                    dump.text += "\n"
        if gaps and block.role == "signature":
            dump.text += "\n"
        before = block


def merged(dump: Dump, blocks: Sequence[Block], apart: str, line_ends: bool) -> None:
    """Few lines: the parts of an article run on with a space between, and articles too where ``line_ends`` is False."""
    rng = dump.rng
    runs_on = rng.random() < 0.3  # line ends of the column survive as spaces
    for i, block in enumerate(blocks):
        last = i + 1 == len(blocks)
        ends = line_ends and not last and (blocks[i + 1].owner != block.owner or rng.random() < 0.1)
        end = "\n" if ends or last else apart
        if runs_on and block.role == "body":
            runs = wrap(rng, block.text, 19, 2.0)
            for j, run in enumerate(runs):
                dump.put(run, block, "", " " if j + 1 < len(runs) else end)
        else:
            dump.put(block.text, block, "", end)


STYLES: dict[str, Callable[[Dump, Sequence[Block]], None]] = {
    "markdown": lambda dump, blocks: marked(dump, blocks, False),
    "bold": lambda dump, blocks: marked(dump, blocks, True),
    "apart": lambda dump, blocks: lines_of(dump, blocks, "\n"),
    "close": lambda dump, blocks: lines_of(dump, blocks, ""),
    "recognised": recognised,
    "boxes": lambda dump, blocks: wrapped(dump, blocks, True, False),
    "indented": lambda dump, blocks: wrapped(dump, blocks, False, True),
    "tight": lambda dump, blocks: wrapped(dump, blocks, False, False),
    "merged": lambda dump, blocks: merged(dump, blocks, dump.rng.choice((" ", "  ")), True),
    "one line": lambda dump, blocks: merged(dump, blocks, dump.rng.choice((" ", " ", "  ", "   ")), False),
}
LINEWISE = tuple(style for style in STYLES if style not in ("merged", "one line"))
HALF_WIDTH_STYLES = ("recognised",)


def furniture(world: World) -> tuple[list[Block], list[Block]]:
    """What stands around the articles: page number, name and paper above, imprint below."""
    rng = world.rng
    paper = rng.choice(world.share(PLACES)) + rng.choice(("报", "社区报", "之声", "月刊", "家园"))
    number, name = rng.randint(1, 8), rng.choice(world.share(PAGE_NAMES))
    date = f"202{rng.randint(0, 6)}年{rng.randint(1, 12)}月{rng.randint(1, 28)}日"
    top = rng.choice(
        (
            [f"0{number}", f"{paper[:2]}··", name],
            [f"第{number}版", name],
            [f"{paper}  {date}  第{number}版"],
            [f"{date} 星期{rng.choice('一二三四五')}", f"{number}版", name],
            [name, f"责任编辑：{world.person()}", f"{number}"],
            ["COMMUNITY NEWS", f"0{number}", name, date],
            [],
            [],
            [],
        )
    )
    bottom = rng.choice(
        (
            [f"责任编辑：{world.person()}  校对：{world.person()}"],
            [f"本版编辑 {world.person()}", f"投稿邮箱：news{number}@example.com"],
            [f"主办：{world.street}党工委、办事处"],
            [f"编辑：{world.person()}"],
            [],
            [],
            [],
            [],
        )
    )
    return [Block(None, "furniture", text) for text in top], [Block(None, "furniture", text) for text in bottom]


def misread(rng: random.Random, block: Block, half: bool) -> Block:
    """What character recognition makes of a block; it seldom misreads a character."""
    text = block.text.translate(HALF_WIDTH) if half else block.text
    if block.role == "body":
        text = "".join(MISREAD.get(char, char) if rng.random() < 0.04 else char for char in text)
    return replace(block, text=text)


@dataclass(frozen=True)
class DamagedPage:
    """A dump, the right answer, and the state it is in; ``spans`` hold (start, end, owner, role) by character."""

    text: str
    gold: dict[str, Any]
    style: str
    layout: str
    spans: tuple[tuple[int, int, int | None, str], ...]
    register: Register


def damaged_page(number: int, split: str = SPLITS[0], style: str | None = None) -> DamagedPage:
    """One page; the same number and split give the same page."""
    rng = random.Random(f"{split}/{number}/{style}")
    world = World(rng, split)
    style = style or list(STYLES)[number % len(STYLES)]
    sources = invent(world, rng.randint(4, 9))
    pages = [layout for layout, weight in LAYOUTS for _ in range(weight)]
    layout = rng.choice(pages) if style in LINEWISE else plain
    if layout in (gathered, interleaved) and rng.random() < 0.5:  # nothing stands between the two texts
        sources[:2] = [replace(source, signed=(), signature="") for source in sources[:2]]
    articles = [blocks_of(i, source) for i, source in enumerate(sources)]
    top, bottom = furniture(world)
    half = style in HALF_WIDTH_STYLES or (style in ("merged", "one line", "apart") and rng.random() < 0.3)
    blocks = [*top, *layout(rng, articles), *bottom]
    blocks = [block if block.role == "furniture" else misread(rng, block, half) for block in blocks]
    dump = Dump(rng)
    STYLES[style](dump, blocks)
    known = {name: name for name in world.departments} if rng.random() < 0.7 else {}
    columns = frozenset(world.columns) if rng.random() < 0.7 else frozenset()
    gold = answer(dump, sources, blocks)
    spans = tuple((start, end, block.owner, block.role) for start, end, block in dump.spans)
    return DamagedPage(dump.text, gold, style, layout.__name__, spans, Register(known, columns))


def answer(dump: Dump, sources: Sequence[Invented], blocks: Sequence[Block]) -> dict[str, Any]:
    """The right answer for a dump, in the form of the gold annotations."""
    line_of = [1]
    for char in dump.text:
        line_of.append(line_of[-1] + (char == "\n"))
    articles: list[dict[str, Any]] = []
    for index, source in enumerate(sources):
        own = [block for block in blocks if block.owner == index]

        def part(role: str, own: list[Block] = own) -> str | None:
            return "".join(block.text for block in own if block.role == role).lstrip("—") or None

        paragraphs: dict[int, dict[str, Any]] = {}
        for i, (role, _) in enumerate(source.text):
            torn = sorted((b for b in own if b.paragraph == i), key=lambda b: not b.torn)
            lines = [line_of[start] for block in torn for start, _, b in dump.spans if same(b, block)]
            paragraphs[i] = {"role": role, "lines": list(dict.fromkeys(lines)), "text": "".join(b.text for b in torn)}
        articles.append(
            {
                "column": source.column or None,
                "kicker": part("kicker"),
                "title": part("title"),
                "subtitle": part("subtitle"),
                "byline": list(source.names),
                "attribution": list(source.signed),
                "paragraphs": list(paragraphs.values()),
                "lines": sorted({line_of[start] for start, _, block in dump.spans if block.owner == index}),
            }
        )
    return {"furniture": sorted({line_of[s] for s, _, b in dump.spans if b.owner is None}), "articles": articles}


def same(piece: Block, block: Block) -> bool:
    """Whether a printed piece is of a block."""
    return (piece.owner, piece.paragraph) == (block.owner, block.paragraph)
