"""From the demo's TOML to values: bodies to HTML, people and articles to what the verbs take."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

from articles.models import Photo

FOLDER = Path(__file__).resolve().parent

Table = Mapping[str, Any]


def read(name: str) -> dict[str, Any]:
    """One of the demo's TOML files."""
    with (FOLDER / name).open("rb") as file:
        return tomllib.load(file)


def issue_files() -> list[str]:
    """The names of the issues' files, oldest first."""
    return sorted(f"issues/{path.name}" for path in (FOLDER / "issues").glob("*.toml"))


def body_html(text: str, photos: list[tuple[Photo, Table]]) -> tuple[str, set[int]]:
    """A body in the demo's light markup as HTML, and which photos (from 0) stand inside it.

    The first photo always stands above the story, as front pages have it; further ones where ``[photo N]`` is.
    """
    inline: set[int] = set()
    parts: list[str] = []
    for kind, lines in _groups(text):
        if kind == "photo":
            index = int(lines[0].removeprefix("[photo ").removesuffix("]")) - 1
            if 0 < index < len(photos):
                inline.add(index)
                parts.append(_figure(*photos[index]))
        elif kind == "list":
            items = "".join(f"<li>{escape(line[2:], quote=False)}</li>" for line in lines)
            parts.append(f"<ul>{items}</ul>")
        elif kind == "table":
            parts.append(_table(lines))
        elif kind == "subhead":
            parts.append(f"<h3>{escape(lines[0][4:], quote=False)}</h3>")
        elif kind == "quote":
            quoted = "".join(f"<p>{escape(line[2:], quote=False)}</p>" for line in lines)
            parts.append(f"<blockquote>{quoted}</blockquote>")
        else:
            parts += [f"<p>{escape(line, quote=False)}</p>" for line in lines]
    return "".join(parts), inline


_MARKS = {"### ": "subhead", "> ": "quote", "- ": "list", "| ": "table", "[photo ": "photo"}


def _groups(text: str) -> Iterator[tuple[str, list[str]]]:
    """Runs of lines of one kind, in order."""
    kind, lines = "", list[str]()
    for line in [*text.splitlines(), ""]:
        stripped = line.strip()
        now = next((name for mark, name in _MARKS.items() if stripped.startswith(mark)), "text") if stripped else ""
        if now != kind and lines:
            yield kind, lines
            lines = []
        kind = now
        if stripped:
            lines.append(stripped)


def _figure(photo: Photo, use: Table) -> str:
    caption = " ".join(part for part in (use.get("caption", ""), use.get("credit", "")) if part)
    return (
        f'<figure class="image"><img src="/media/{photo.file.name}" alt="{escape(use["alt"])}">'
        f"<figcaption>{escape(caption, quote=False)}</figcaption></figure>"
    )


def _table(lines: list[str]) -> str:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    rows = [row for row in rows if not all(set(cell) <= set("-: ") for cell in row)]
    head = "".join(f"<th>{escape(cell, quote=False)}</th>" for cell in rows[0])
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell, quote=False)}</td>" for cell in row) + "</tr>" for row in rows[1:]
    )
    return f'<figure class="table"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></figure>'
