"""The reasons of composing in words: ``issues.composing`` gives codes, this module sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from issues.composing.reasons import Code, Reason

_WORDS: Mapping[Code, Callable[[], str]] = {
    Code.LEAD: lambda: _("Leads page %(page)d: rank %(prominence)d, %(characters)d characters."),
    Code.PINNED: lambda: _("Stays on page %(page)d as it was pinned."),
    Code.PAGE_WISHED: lambda: _("On page %(page)d, where it was placed."),
    Code.PAGE_OF_COLUMN: lambda: _("On page %(page)d, the page of its column “%(column)s”."),
    Code.PAGE_WITH_COLUMN: lambda: _("On page %(page)d with the other stories of “%(column)s”."),
    Code.PAGE_ELSEWHERE: lambda: _("On page %(page)d: it does not fit with what else stands on page %(wished)d."),
    Code.PAGE_BALANCED: lambda: _(
        "On page %(page)d, where its length and rank (%(prominence)d) suit the other stories."
    ),
    Code.SETTING: lambda: _(
        "%(columns)d of %(of)d columns wide, text in %(text_columns)d columns, headline of level %(level)d: "
        "%(characters)d characters in %(rows)d rows."
    ),
    Code.PARTS: lambda: _(
        "Its text runs through %(parts)d rectangles of the page, so that no straight line divides it."
    ),
    Code.PHOTO: lambda: _("Photo %(photo)d over %(columns)d text columns, %(cut)d %% cut away."),
    Code.JUMP: lambda: _("No page can hold its %(characters)d characters: it goes on on page %(on)d."),
    Code.PAGE_FILLED: lambda: _("Page %(page)d: %(blocks)d blocks, white space %(white)s %%."),
    Code.PAGE_LINE: lambda: _("A straight line runs through page %(page)d: these stories allow no other arrangement."),
    Code.PAGE_FEW: lambda: _(
        "A straight line runs through page %(page)d: its %(blocks)d blocks allow no other arrangement."
    ),
    Code.PAGE_WHITE: lambda: _(
        "Page %(page)d has too much white space: its stories are too short, or do not fit together."
    ),
    Code.PAGE_EMPTY: lambda: _("Page %(page)d stays empty: the stories do not fill it."),
    Code.LEFT_NO_ROOM: lambda: _(
        "Left out: no page has room left that suits its length and rank "
        "(rank %(prominence)d, %(characters)d characters)."
    ),
    Code.LEFT_NO_PAGE: lambda: _(
        "Left out: it is too much for the pages that are filled and too little for another (%(characters)d characters)."
    ),
    Code.LEFT_OUTRANKED: lambda: _(
        "Left out: in place of shorter stories of lower rank it fills no page without a line through it or too much "
        "white space (rank %(prominence)d, %(characters)d characters)."
    ),
    Code.LEFT_TOO_LONG: lambda: _("Left out: it is longer than a page can hold (%(characters)d characters)."),
}


def in_words(reason: Reason) -> str:
    """A reason as a sentence in the language of the moment."""
    return _WORDS[reason.code]() % {"page": reason.page, **reason.values}
