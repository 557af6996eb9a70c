"""Invented pages set as PDF: articles in boxes of several columns, furniture at the edges."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import typst

from .invented_articles import Invented, World, invent

FONTS = Path(pylopdf_fonts_zh_cn.__file__).parent
WIDE = 4  # columns of the page


def escaped(text: str) -> str:
    """A text as a Typst string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def article_markup(source: Invented, columns: int) -> str:
    """An article as Typst markup: headline over all its columns, text in them."""
    parts = [f"#block(below: 5pt, text(11pt)[#{escaped(source.kicker)}])"] if source.kicker else []
    parts += [f"#block(below: 6pt, text(20pt, weight: 700)[#{escaped(line)}])" for line in source.title]
    parts += [f"#block(below: 6pt, text(11pt)[#{escaped('——' + source.subtitle)}])"] if source.subtitle else []
    body = [f"#par(first-line-indent: 0pt)[#{escaped(source.byline)}]"] if source.byline else []
    for role, text in source.text:
        body.append(
            f"#par(first-line-indent: (amount: 2em, all: true))[#{escaped(text)}]"
            if role == "body"
            else f"#block(above: 8pt, below: 8pt, text(weight: 700, 10pt)[#{escaped(text)}])"
        )
    body += [f"#align(right)[#{escaped(source.signature)}]"] if source.signature else []
    joined = "\n\n".join(body)
    text = f"#columns({columns}, gutter: 18pt)[\n{joined}\n]" if columns > 1 else joined
    return "\n".join(parts) + "\n" + text


def neutral(source: Invented) -> Invented:
    """The article without what a paper for its own district must not call itself, so that it can be published."""

    def plain(text: str) -> str:
        return re.sub(r"本[报刊]讯", "社区讯", re.sub(r"(?:本报|特约)?记者", "通讯员", text))

    text = tuple((role, plain(words)) for role, words in source.text)
    return replace(source, text=text, byline=plain(source.byline))


def printed_page(seed: int) -> tuple[bytes, list[Invented]]:
    """A page as PDF, and its articles in reading order."""
    world = World(random.Random(f"printed/{seed}"), "held out")
    world.shape = "parens"
    sources = [neutral(source) for source in invent(world, 4, ("brief", "report", "feature", "essay"))]
    lead, rest = sources[0], sources[1:]
    # the lead over all columns, the others side by side beneath it
    cells = "\n".join(f"[{article_markup(source, 1)}]," for source in rest)
    markup = f"""
#set page(width: 780pt, height: 1100pt, margin: 40pt)
#set text(font: "Noto Serif SC", size: 10pt, lang: "zh", region: "cn")
#set par(justify: true, leading: 6pt, spacing: 6pt)
#grid(columns: (1fr, 1fr), [第2版], align(right)[社区新闻])
#v(20pt)
#block(height: 330pt, width: 100%)[{article_markup(lead, WIDE)}]
#v(24pt)
#grid(columns: ({", ".join(["1fr"] * len(rest))}), gutter: 28pt,
{cells}
)
#place(bottom + left)[#"责任编辑：钟小满"]
"""
    folders: Any = [str(FONTS)]  # typed as of one kind with the markup, which is bytes
    printed = typst.compile(markup.encode(), font_paths=folders, ignore_system_fonts=True, format="pdf")
    return printed, sources


def texts(sources: Sequence[Invented]) -> list[str]:
    """All paragraphs without spaces."""
    return ["".join(text.split()) for source in sources for _, text in source.text]
