"""Wording: the editable lists, and what the publication's identity lets it call itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from proofreading.context import Context, Identity
from proofreading.document import Document, Draft
from proofreading.findings import Severity
from proofreading.registry import rule
from proofreading.wordlists import Entry

_PRESS_WORDS = re.compile(r"本报记者|本报讯|本刊讯|本报|本刊(?!物)|特约记者|(?:^|□)\s*记者(?= )")
_COPIES = {"本报讯": "社区讯", "本刊讯": "社区讯"}


@lru_cache(maxsize=8)
def _compiled(entries: tuple[Entry, ...]) -> tuple[re.Pattern[str], dict[str, Entry]]:
    """One expression for a whole list: time does not grow with the number of words."""
    by_word = {entry.word: entry for entry in entries}
    return re.compile("|".join(map(re.escape, sorted(by_word, key=len, reverse=True))) or r"(?!)"), by_word


@rule("wording-list", Severity.WARNING)
def wording_list(document: Document, context: Context) -> Iterator[Draft]:
    """A word of the wording lists, with the reason and the source of its entry."""
    pattern, by_word = _compiled(context.wordlist)
    message = _("“%(word)s”: %(reason)s (%(source)s).")
    for block in document.blocks:
        for found in pattern.finditer(block.text):
            entry = by_word[found[0]]
            around = block.text[max(0, found.start() - 4) : found.end() + 4]
            if any(longer in around for longer in entry.not_in):
                continue
            words = {"word": entry.word, "reason": entry.reason, "source": entry.source}
            yield block.draft(found.start(), found.end(), message % words, entry.suggestion, entry.severity)


@rule("identity", Severity.ERROR)
def identity(document: Document, context: Context) -> Iterator[Draft]:
    """Words that only a newspaper may use, in an internal publication."""
    if context.identity is not Identity.INTERNAL:
        return
    message = _("An internal publication may not call itself a paper or have reporters.")
    for block in document.blocks:
        for found in _PRESS_WORDS.finditer(block.text):
            yield block.draft(found.start(), found.end(), message, _COPIES.get(found[0]))
