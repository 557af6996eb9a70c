"""The second half of cleaning a body: what Word and web pages leave in pasted HTML once its tags are harmless.

Takes what nh3 wrote (well-formed, only tags that ``articles.body`` allows) and yields HTML that a person might have
typed into the editor. Doing it twice changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

BLOCKS = frozenset(
    ("p", "h3", "blockquote", "ul", "ol", "li", "figure", "figcaption", "table", "thead", "tbody", "tr", "th", "td")
)
MAY_BE_EMPTIED = BLOCKS - {"table", "thead", "tbody", "tr", "th", "td"} | {"strong", "em", "a"}
_TAG = r'<(?:[^>"]|"[^"]*")*>'
_TOKEN = re.compile(_TAG + r"|[^<]+")
_NAME = re.compile(r"</?([a-z0-9]+)")
_BLANKS = re.compile(r"(?:&nbsp;|[ \t\xa0])+")
_RAISED = re.compile(r"<(sup|sub)>(.*?)</\1>", re.DOTALL)
_FIGURES = {"sup": str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"), "sub": str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")}
_LONE_CAPTION = re.compile(
    r"<figure[^>]*>\s*<figcaption>((?:(?!</?figure|<figcaption).)*)</figcaption>\s*</figure>", re.S
)
_ONLY_PARAGRAPH = re.compile(
    r"(<t[dh][^>]*>)\s*<p>((?:(?!</?(?:p|t[dh]|ul|ol|figure|blockquote|h3)\b).)*)</p>\s*(?=</t[dh]>)", re.S
)
_PARAGRAPH = re.compile(r"<p((?: [^>]*)?)>((?:(?!</?p\b).)*<br>(?:(?!</?p\b).)*)</p>", re.DOTALL)
_NEW_PARAGRAPH = re.compile(r"(?<!\s)\s*+<br>\s*+(?:<br>\s*+)+|<br>(?=\u3000\u3000)")
_AFTER_BREAK = re.compile(r"(?<!\s)\s*+(?:<br>\s*+)+")
_AT_START = re.compile(r"(<(?:p|h3|li|figcaption)\b[^>]*>(?:<(?:strong|em|a)\b[^>]*>)*)(?:\s|<br>)++")
_AT_END = re.compile(r"(?<!\s)(?<!<br>)(?:\s|<br>)++((?:</(?:strong|em|a)>)*</(?:p|h3|li|figcaption)>)")
_REOPENED = re.compile(r"</(strong|em)><\1>")


def without_raising(html: str) -> str:
    """Raised and lowered figures as characters (m², CO₂), other raised words as ordinary ones."""
    return re.sub(r"</?su[bp]>", "", _RAISED.sub(_raised, html))


def _raised(found: re.Match[str]) -> str:
    plain = re.fullmatch(r"[0-9+-]+", found[2])
    return found[2].translate(_FIGURES[found[1]]) if plain else found[2]


def tidied(html: str) -> str:
    """Clean body HTML without typed indents, doubled emphasis, text in no block, captions of lost pictures."""
    html = "".join(_in_blocks(_plainer(html)))
    html = _LONE_CAPTION.sub(_uncaptioned, html)
    html = _PARAGRAPH.sub(_divided, html)
    html = _AT_END.sub(r"\1", _AT_START.sub(r"\1", _AFTER_BREAK.sub("<br>", html)))
    html = _REOPENED.sub("", _ONLY_PARAGRAPH.sub(r"\1\2", html))
    return "".join(_without_empty(html)).strip()


def _uncaptioned(found: re.Match[str]) -> str:
    """A caption whose picture is lost, as a paragraph."""
    holds_blocks = any((name := _NAME.match(token)) and name[1] in BLOCKS for token in _TOKEN.findall(found[1]))
    return found[1] if holds_blocks else f"<p>{found[1]}</p>"


def _plainer(html: str) -> Iterator[str]:
    """The tokens without empty classes, emphasis within emphasis or within a subhead, links to nowhere, hard blanks."""
    open_tags: dict[str, list[bool]] = {"strong": [], "em": [], "a": []}
    subheads = 0
    for token in _TOKEN.findall(html):
        found = _NAME.match(token)
        if not found:
            yield _BLANKS.sub(" ", token)
            continue
        name, closes = found[1], token.startswith("</")
        if name == "h3":
            subheads += -1 if closes else 1
        if name not in open_tags:
            yield token.replace(' class=""', "", 1)
        elif closes:
            if open_tags[name] and open_tags[name].pop():
                yield token
        else:
            wanted = " href=" in token if name == "a" else not (any(open_tags[name]) or (name == "strong" and subheads))
            open_tags[name].append(wanted)
            if wanted:
                yield token


def _in_blocks(tokens: Iterator[str]) -> Iterator[str]:
    """The tokens with text that stands in no block put into paragraphs."""
    depth = 0
    loose: list[str] = []
    for token in tokens:
        found = _NAME.match(token)
        name = found[1] if found else ""
        if name in BLOCKS or (name == "img" and not depth):
            if not depth:
                yield from _wrapped(loose)
                loose = []
            depth += 0 if name == "img" else -1 if token.startswith("</") else 1
            yield token
        elif depth:
            yield token
        else:
            loose.append(token)
    yield from _wrapped(loose)


def _wrapped(tokens: list[str]) -> list[str]:
    """Loose tokens as a paragraph, if they hold words and close what they open."""
    text = "".join(token for token in tokens if not token.startswith("<"))
    return ["<p>", *tokens, "</p>"] if text.strip() and _is_balanced(tokens) else tokens


def _is_balanced(tokens: list[str]) -> bool:
    depth = 0
    for token in tokens:
        depth += _step(token)
        if depth < 0:
            return False
    return depth == 0


def _divided(found: re.Match[str]) -> str:
    """A paragraph cut at empty lines and before typed indents, where no emphasis or link runs over the cut."""
    pieces: list[list[str]] = [[]]
    position = depth = 0
    for cut in _NEW_PARAGRAPH.finditer(found[2]):
        words = found[2][position : cut.start()]
        depth += sum(_step(token) for token in _TOKEN.findall(words))
        pieces[-1].append(words)
        if depth:
            pieces[-1].append(cut[0])
        else:
            pieces.append([])
        position = cut.end()
    pieces[-1].append(found[2][position:])
    return "".join(f"<p{found[1]}>{''.join(piece)}</p>" for piece in pieces if "".join(piece).strip())


def _step(token: str) -> int:
    """By how much a token of running text leads into emphasis or a link, or out of it."""
    if not token.startswith("<") or token == "<br>" or token.startswith("<img"):  # noqa: S105 (a tag)
        return 0
    return -1 if token.startswith("</") else 1


def _without_empty(html: str) -> Iterator[str]:
    """The tokens without blocks and emphasis that hold neither words nor pictures."""
    out: list[str] = []
    starts: list[int] = []
    filled: list[bool] = [True]
    for token in _TOKEN.findall(html):
        found = _NAME.match(token)
        if not found or token == "<br>" or found[1] == "img":  # noqa: S105 (a tag)
            filled[-1] |= (token != "<br>") if found else bool(token.strip())  # noqa: S105
            out.append(token)
        elif not token.startswith("</"):
            starts.append(len(out))
            filled.append(found[1] not in MAY_BE_EMPTIED)
            out.append(token)
        else:
            start, holds = starts.pop(), filled.pop()
            if holds:
                filled[-1] = True
                out.append(token)
            else:
                del out[start:]
    yield from out
