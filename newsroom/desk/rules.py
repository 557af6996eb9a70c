"""The proofreader's certain rules in words: those whose findings may hold an issue back."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

# Every rule whose findings are errors, and the wording list, whose entries may be; a test compares with the registry.
RULES_IN_WORDS: dict[str, Any] = {
    "bracket-pair": _("Brackets that do not pair"),
    "quote-pair": _("Quotation marks that do not pair"),
    "quote-nesting": _("Quotation marks within quotation marks"),
    "straight-quote": _("Straight quotation marks"),
    "half-width-mark": _("Half-width punctuation"),
    "half-width-bracket": _("Half-width brackets"),
    "dash": _("Dashes"),
    "ellipsis": _("Ellipses"),
    "doubled-mark": _("Doubled punctuation"),
    "doubled-bracket": _("Doubled brackets"),
    "space": _("Spaces between characters"),
    "set-twice": _("Passages set twice"),
    "stop-inside-quote": _("A full stop on the wrong side of a quotation mark"),
    "mark-before-closing": _("Punctuation before a closing mark"),
    "impossible-date": _("Dates that do not exist"),
    "weekday": _("Weekdays that do not fit the date"),
    "approximate-twice": _("“About” said twice"),
    "name-variant": _("One person's name in two spellings"),
    "name-register": _("Names that differ from the register"),
    "complement": _("Wrong 的, 地 and 得"),
    "identity": _("Words that the paper's identity forbids"),
    "id-card": _("ID-card numbers"),
    "wording-list": _("Forbidden words of the wording list"),
    "torn": _("Paragraphs that break off"),
    "cut-off": _("A last sentence that is cut off"),
    "missing-stop": _("A missing full stop"),
}
