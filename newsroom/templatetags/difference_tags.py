"""Shows a comparison of two contents, inline or side by side, with marks and words and not by colour alone.

``{% load difference_tags %}{% differences comparison %}`` or ``{% differences comparison mode="columns" %}``; the page
loads ``desk/differences.css``. Give ``name`` where a page shows two comparisons, so that their anchors differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.template import Library
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from articles.differences import Differences, Fate, Mark, Row, Span
from articles.differences.passages import CELL_BREAK, LINE_BREAK, PARAGRAPH_BREAK
from articles.differences.rows import form_words

register = Library()

MOST_LINKS = 60  # places that the list above the text links to; each place also leads to the next
_BREAKS = re.compile(f"[{CELL_BREAK}{LINE_BREAK}{PARAGRAPH_BREAK}]")
_BLANKS = re.compile(r"[ \u3000]+")


@register.inclusion_tag("desk/differences/differences.html")
def differences(
    comparison: Differences, mode: str = "inline", name: str = "change", old_label: str = "", new_label: str = ""
) -> dict[str, Any]:
    """All parts of a comparison; ``mode`` is "inline" or "columns"."""
    return {
        "comparison": comparison,
        "columns": mode == "columns",
        "name": name,
        "old_label": old_label or _("Before"),
        "new_label": new_label or _("Now"),
        "places": range(1, min(comparison.places, MOST_LINKS) + 1),
        "more": max(0, comparison.places - MOST_LINKS),
    }


@register.simple_tag
def difference_place(number: int, last: int, name: str, anchored: bool = True) -> SafeString:
    """The number of a changed place, which leads to the next place and from the last one back to the top."""
    if not number:
        return SafeString("")
    following = f"{name}-{number + 1}" if number < last else f"{name}s"
    words = _("Change %(number)d of %(last)d; to the next one") if number < last else _("Last change; back to the top")
    return format_html(
        '<a class="diff-place"{} href="#{}" aria-label="{}">{}</a>',
        format_html(' id="{}-{}"', name, number) if anchored else "",
        following,
        words % {"number": number, "last": last},
        number,
    )


@register.simple_tag
def difference_text(spans: Iterable[Span], last: int, name: str) -> SafeString:
    """The spans of a row with their marks."""
    return mark_safe("".join(_span(span, last, name) for span in spans))  # noqa: S308 (every text is escaped below)


@register.filter
def fate_words(row: Row) -> str:
    """What became of a row as a whole, in words; nothing where its text says it."""
    if row.form.kind == "line" and row.fate not in (Fate.MOVED_AWAY, Fate.MOVED_HERE):
        return ""
    what = form_words(row.form)
    words = {
        Fate.OUT: _("%(what)s taken out"),
        Fate.IN: _("%(what)s added"),
        Fate.MOVED_AWAY: _("%(what)s moved away from here"),
        Fate.MOVED_HERE: _("%(what)s moved here"),
        Fate.SPLIT: _("divided into several"),
        Fate.MERGED: _("several joined into one"),
    }
    return words[row.fate] % {"what": what} if row.fate in words else ""


def _span(span: Span, last: int, name: str) -> str:
    text = _text(span)
    if span.mark is Mark.SAME:
        return text
    place = difference_place(span.place, last, name)
    if span.mark is Mark.SET:
        return f'{place}<mark class="diff-set">{text}<span class="diff-note">（{escape(span.note)}）</span></mark>'
    out = span.mark is Mark.OUT
    tag, sign = ("del", "－") if out else ("ins", "＋")
    begins, ends = (_("[taken out: "), _("end of taken out]")) if out else (_("[added: "), _("end of added]"))
    body = text.removesuffix("<br>")
    return (
        f'{place}<{tag} class="diff-{span.mark}"><span class="visually-hidden">{escape(begins)}</span>'
        f'<span class="diff-sign" aria-hidden="true">[{sign}</span>{body}'
        f'<span class="diff-sign" aria-hidden="true">]</span>'
        f'<span class="visually-hidden">{escape(ends)}</span></{tag}>{text[len(body) :]}'
    )


def _text(span: Span) -> str:
    """The text of a span as HTML; blanks and breaks that came or went can be seen and heard."""
    text = str(escape(span.text))
    if span.mark in (Mark.OUT, Mark.IN):
        if not span.text.strip(" \u3000"):
            text = _BLANKS.sub(lambda found: _seen("␣" * len(found[0]), _("blank")), text)
        return _BREAKS.sub(lambda found: _break(found[0]), text)
    plain = {CELL_BREAK: '<span class="diff-cell" aria-hidden="true"> ｜ </span>'}
    return _BREAKS.sub(lambda found: plain.get(found[0], "<br>"), text)


def _seen(sign: str, words: str) -> str:
    return f'<span aria-hidden="true">{sign}</span><span class="visually-hidden">{escape(words)}</span>'


def _break(character: str) -> str:
    if character == CELL_BREAK:
        return _seen(" ｜ ", _("cell"))
    if character == LINE_BREAK:
        return _seen("↵", _("line break")) + "<br>"
    return _seen("¶", _("paragraph break")) + "<br>"
