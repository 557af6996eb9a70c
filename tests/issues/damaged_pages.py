"""Dumps of invented pages in the states in which real ones come, with the right answer for free.

``damaged_page(number, split)`` invents a page, lays its parts out in some order and prints them as one of ten tools
would (``STYLES``). The two splits share neither random numbers nor a third of their words: what is tuned on ``tune`` is
reported on ``held out``. The answer has the form of the gold annotations, and holds the span of every part besides.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from issues.page_import import Register

from . import demo_articles
from .damaged_layouts import HEAD_ROLES, Block, arrange, tear
from .invented_articles import SPLITS, Invented, World, invent
from .invented_words import PAGE_NAMES, PLACES

HALF_WIDTH = str.maketrans("，：；？！（）“”‘’", ",:;?!()\"\"''")
FIGURES = re.compile(r"(?<=[\u4e00-\u9fff])\d+(?=[\u4e00-\u9fff])")
MISREAD = {"入": "人", "宇": "字", "己": "已", "末": "未", "日": "曰", "土": "士", "天": "夭", "大": "太", "今": "令"}
PARAGRAPHS = ("body", "subhead")
NEARLY = 3  # characters by which two lines of a headline may differ and still be a couplet
CLOSING = "，。、；：！？”）》」,.:;?!)"


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
    blocks += [Block(index, role, text, i if role in PARAGRAPHS else -1) for i, (role, text) in enumerate(source.text)]
    blocks += [Block(index, "signature", source.signature)] if source.signature else []
    return blocks


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
    steady = rng.random() < 0.5  # this tool gives headlines of one size one level, others go by the story
    levels: dict[int | None, int] = {}
    level = rng.choice((1, 2, 2, 3))
    bare = rng.random() < 0.3  # it marks no kickers and subtitles
    for i, block in enumerate(blocks):
        base = levels.setdefault(block.owner, level if steady else rng.choice((1, 2, 2, 3)))
        depth = {"label": base, "kicker": base + 1, "title": base, "subtitle": base + 1, "subhead": base + 2}
        pieces = [block]
        if block.role == "body" and rng.random() < 0.15:
            pieces = tear(rng, block, True)
        mark = block.role in depth and not (bare and block.role in ("kicker", "subtitle"))
        if block.role == "furniture":
            mark = rng.random() < 0.3
        inline = ends_in_line(rng, blocks, i)
        for piece in pieces:
            if mark and bold:
                dump.put(piece.text, piece, "**", "**\n\n")
            elif mark:
                dump.put(piece.text, piece, "#" * min(6, depth.get(block.role, base)) + " ", "\n\n")
            else:
                dump.put(piece.text, piece, "", " " if inline and piece is pieces[-1] else "\n\n")


def ends_in_line(rng: random.Random, blocks: Sequence[Block], i: int) -> bool:
    """Whether the signature that follows a block stands on the block's last line."""
    following = blocks[i + 1] if i + 1 < len(blocks) else None
    if blocks[i].role != "body" or following is None or following.role != "signature":
        return False
    return following.text[0] in "（(" and rng.random() < 0.12


def lines_of(dump: Dump, blocks: Sequence[Block], gap: str) -> None:
    """A paragraph on a line; some are torn at a column's end where blank lines set them apart."""
    rng = dump.rng
    for i, block in enumerate(blocks):
        pieces = tear(rng, block, True) if gap and block.role == "body" and rng.random() < 0.12 else [block]
        inline = ends_in_line(rng, blocks, i)
        for piece in pieces:
            dump.put(piece.text, piece, "", " " if inline and piece is pieces[-1] else "\n" + gap)


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
        inline = ends_in_line(rng, blocks, i)
        pieces = tear(rng, block, True) if block.role == "body" and rng.random() < 0.15 and not inline else [block]
        for piece in pieces:
            end = "" if joined else " " if inline and piece is pieces[-1] else "\n\n"
            dump.put(piece.text, piece, "", end)


def wrapped(dump: Dump, blocks: Sequence[Block], gaps: bool, indents: bool) -> None:
    """Printed lines: with blank lines where a tool saw a new box, with indents, or with neither."""
    rng = dump.rng
    columns = (14, 16, 17, 18, 19, 20, 22)
    column = rng.choice(columns)
    before: Block | None = None
    for block in blocks:
        if before is not None and before.owner != block.owner and rng.random() < 0.5:
            column = rng.choice(columns)
        apart = before is not None and (before.role in HEAD_ROLES) != (block.role in HEAD_ROLES)
        if gaps and before is not None and (apart or block.role in ("signature", "byline", "furniture", "label")):
            dump.text += "\n" if rng.random() < 0.85 else ""
        if block.role == "title" and len(block.text) > 5 and rng.random() < 0.03:
            copy = "".join(char * 2 if char in "（）“”" else char for char in block.text)
            dump.put(copy, replace(block, role="shadow"))  # printed twice over itself to look bold
        larger = rng.choice((1.0, 0.85))  # subheads are set in larger type or not
        if block.role == "caption":
            runs = wrap(rng, block.text, column, 0.0)
        elif block.role == "subhead":
            runs = wrap(rng, block.text, larger * column, 0.0)
        elif block.role in ("title", "subtitle", "kicker") and len(block.text) > column:
            runs = broken(block.text)
        elif block.role == "body":
            runs = torn_off(rng, block, column) if block.torn else wrap(rng, block.text, column, 2.0 - 2.0 * block.rest)
        else:
            runs = [block.text]
        for j, run in enumerate(runs):
            first = block.role == "body" and not block.rest and j == 0
            dump.put(run, block, "　　" if indents and first else "", "\n")
            if gaps and block.role == "body":
                opens = first and len(runs) > 1 and rng.random() < 0.85
                dump.text += "\n" if opens or rng.random() < 0.04 else ""
        if gaps and block.role == "signature":
            dump.text += "\n"
        before = block


def torn_off(rng: random.Random, block: Block, column: float) -> list[str]:
    """The lines of a text torn at its column's end, the last of them full."""
    size = len(block.text) + 2.0 - 2.0 * block.rest
    runs = wrap(rng, block.text, size / max(1, round(size / column)), 2.0 - 2.0 * block.rest)
    if len(runs) > 1 and len(runs[-1]) <= 3:
        runs[-2:] = ["".join(runs[-2:])]
    return runs


def broken(text: str) -> list[str]:
    """A headline that is wider than its column, in two lines: at a space or mark near its middle, else there."""
    middle = len(text) // 2
    places = [i + 1 for i, char in enumerate(text[:-1]) if char in " ，：！？”" and abs(i - middle) <= len(text) // 4]
    cut = min(places, key=lambda i: abs(i - middle), default=middle)
    return [text[:cut].rstrip(), text[cut:]]


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
    place = rng.choice(world.share(PLACES))
    paper = place + rng.choice(("报", "社区报", "之声", "月刊", "家园"))
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
            [f"0{number}", f"{paper[:2]}··", name, "HEADLINE"],
            [name, f"{place}·{rng.choice(('NEWS', 'LIFE'))}", f"{number}"],
            [paper, f"第{rng.randint(3, 90)}期", date, f"主办：{world.street}办事处", "内部资料 免费交流"],
            [f"{paper} {name}", f"{number}版", f"责编/{world.person()} 美编/{world.person()}"],
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
            [f"地址：{place}路{number}00号", "电话：5550123", f"印刷：{place}印务公司"],
            [f"{number}"],
            [],
            [],
            [],
            [],
        )
    )
    return [Block(None, "furniture", text) for text in top], [Block(None, "furniture", text) for text in bottom]


def misread(rng: random.Random, block: Block, half: bool, spaced: bool) -> Block:
    """What character recognition makes of a block, which seldom misreads a character; some tools set figures apart."""
    text = block.text.translate(HALF_WIDTH) if half else block.text
    if spaced and block.role not in ("byline", "signature"):
        text = FIGURES.sub(lambda found: f" {found[0]} ", text).strip()
    if block.role == "body":
        text = "".join(MISREAD.get(char, char) if rng.random() < 0.04 else char for char in text)
    return replace(block, text=text)


@dataclass(frozen=True)
class DamagedPage:
    """A dump, the right answer, and the state it is in; ``pieces`` hold (start, end, block) by character."""

    text: str
    gold: dict[str, Any]
    style: str
    layout: str
    pieces: tuple[tuple[int, int, Block], ...]
    register: Register

    @property
    def spans(self) -> list[tuple[int, int, int | None, str]]:
        """(start, end, owner, role) of every piece."""
        return [(start, end, block.owner, block.role) for start, end, block in self.pieces]


def damaged_page(number: int, split: str = SPLITS[0], style: str | None = None) -> DamagedPage:
    """One page; the same number and split give the same page."""
    rng = random.Random(f"{split}/{number}/{style}")
    world = World(rng, split)
    style = style or list(STYLES)[number % len(STYLES)]
    count = rng.randint(3, 10)
    taken = min(count - 1, rng.choice((0, 0, 1, 2, 3)))
    sources = [*invent(world, count - taken), *demo_articles.sample(world, taken)]
    rng.shuffle(sources)
    if rng.random() < 0.15:  # stories long and unsigned, as on pages of prose
        sources = [replace(source, signed=(), signature="") if source.byline else source for source in sources]
    articles = [blocks_of(i, source) for i, source in enumerate(sources)]
    top, bottom = furniture(world)
    half = style in HALF_WIDTH_STYLES or (style in ("merged", "one line", "apart") and rng.random() < 0.3)
    order, layout = arrange(rng, articles, style in LINEWISE)
    blocks = [*top, *order, *bottom]
    spaced = rng.random() < 0.2
    blocks = [block if block.role == "furniture" else misread(rng, block, half, spaced) for block in blocks]
    dump = Dump(rng)
    STYLES[style](dump, blocks)
    known = {name: name for name in world.departments} if rng.random() < 0.5 else {}
    columns = frozenset(world.columns) if rng.random() < 0.5 else frozenset()
    gold = answer(dump, sources, blocks, style not in ("markdown", "bold"))
    return DamagedPage(dump.text, gold, style, layout, tuple(dump.spans), Register(known, columns))


def readings(kicker: str | None, title: str | None, subtitle: str | None) -> list[dict[str, str | None]]:
    """How else a headline may fairly be read where a dump marks nothing: a kicker no longer than the title is as good
    as its first line.
    """
    if not kicker or not title or len(kicker) > len(title) + NEARLY:
        return []
    return [{"kicker": None, "title": kicker + title, "subtitle": subtitle}]


def answer(dump: Dump, sources: Sequence[Invented], blocks: Sequence[Block], unmarked: bool) -> dict[str, Any]:
    """The right answer for a dump, which marks its headlines or not, in the form of the gold annotations."""
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
            if role not in PARAGRAPHS:
                continue
            torn = sorted((b for b in own if b.paragraph == i), key=lambda b: not b.torn)
            lines = [line_of[start] for block in torn for start, _, b in dump.spans if same(b, block)]
            paragraphs[i] = {"role": role, "lines": list(dict.fromkeys(lines)), "text": "".join(b.text for b in torn)}
        articles.append(
            {
                "column": source.column or None,
                "kicker": part("kicker"),
                "title": part("title"),
                "subtitle": part("subtitle"),
                "alternatives": readings(part("kicker"), part("title"), part("subtitle")) if unmarked else [],
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
