"""What a reader asks for: cleaned text, the terms in it, and the numbers under which the index knows them."""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

import opencc

from articles.body import without_controls

LONGEST_QUERY = 80  # characters; the rest is cut off, and the page says so
MOST_TERMS = 6
_PAIRS = ('""', "“”", "‘’", "「」", "『』")
_PHRASE = re.compile("|".join(f"{pair[0]}([^{pair}]+){pair[1]}" for pair in _PAIRS))
# As `newsroom_search_form` and `newsroom_search_bag` have them in the database.
_NEEDLESS_SPACE = re.compile(r"(?<![a-z0-9])[ \t]+|[ \t]+(?![a-z0-9])")
_SIGNS = re.compile(r"[\x01-\x2f:-@\[-`{-\u00bf\u2010-\u205e\u3000-\u3003\u3008-\u3020\uff00-\uff20]+")


def form(text: str) -> str:
    """A text as it is compared: full and half width one, small letters, no space beside a Chinese character."""
    return _NEEDLESS_SPACE.sub("", unicodedata.normalize("NFKC", text).lower())


def _number(code: int) -> int:
    """A number as PostgreSQL's integer holds it: 32 bits with a sign."""
    code &= 0xFFFFFFFF
    return code - (1 << 32) if code >> 31 else code


def keys(term: str) -> list[int]:
    """The numbers of a term's pairs of neighbours, and of characters that stand alone between signs."""
    found = set[int]()
    for piece in _SIGNS.sub(" ", term).split(" "):
        if len(piece) == 1:
            found.add(ord(piece))
        found.update(_number((ord(one) << 16) ^ ord(two)) for one, two in pairwise(piece))
    return sorted(found)


def is_exact(term: str) -> bool:
    """Whether the index alone answers for a term, so that no text need be looked at."""
    return len(term) <= 2 and not _SIGNS.search(term) and all(ord(sign) < 0x10000 for sign in term)


@functools.cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def simplified(term: str) -> str:
    """A term in simplified characters."""
    return str(_converter().convert(term))


def _is_traditional(term: str) -> bool:
    """Whether a term holds a character that the standard of simplified ones does not have."""
    try:
        term.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that must occur, in any of its spellings, each in the form that is compared."""

    spellings: tuple[str, ...]

    @classmethod
    def of(cls, typed: str) -> Term:
        """The term as typed; with traditional characters also in simplified ones, since the paper prints those."""
        spelled = form(typed)
        other = form(simplified(spelled)) if _is_traditional(spelled) else spelled
        return cls(tuple(dict.fromkeys((spelled, other))))


@dataclass(frozen=True, slots=True)
class Query:
    """What a reader asked for: the text shown again in the field, and the terms that must all occur."""

    text: str
    terms: tuple[Term, ...]
    was_cut: bool = False

    @classmethod
    def parse(cls, raw: str) -> Query:
        """Any text whatever: controls go, spaces part terms, quotation marks in pairs hold one together.

        A quotation mark without its other half is taken literally; signs alone are no term.
        """
        text = " ".join(without_controls(raw[: 20 * LONGEST_QUERY]).split())
        cut = text[:LONGEST_QUERY].strip()
        words = list[str]()
        rest = 0
        for phrase in _PHRASE.finditer(cut):
            words += cut[rest : phrase.start()].split()
            words.append(next(group for group in phrase.groups() if group))
            rest = phrase.end()
        words += cut[rest:].split()
        terms = dict.fromkeys(Term.of(word) for word in words if keys(form(word)))
        whole = len(raw) <= 20 * LONGEST_QUERY and len(text) <= LONGEST_QUERY and len(terms) <= MOST_TERMS
        return cls(cut, tuple(terms)[:MOST_TERMS], not whole)

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every spelling of every term, for marking."""
        return tuple(spelling for term in self.terms for spelling in term.spellings)

    @property
    def is_unsearchable(self) -> bool:
        """Whether something was asked that no text can answer, such as punctuation alone."""
        return bool(self.text) and not self.terms

    @property
    def other_spelling(self) -> str:
        """The question in simplified characters where that differs from what was searched; empty otherwise."""
        other = simplified(self.text)
        return other if other != self.text and not _is_traditional(self.text) else ""

    @property
    def shorter(self) -> tuple[str, ...]:
        """Smaller questions that may find something: each term alone, or the halves of a long one."""
        words = [term.spellings[-1] for term in self.terms]
        if len(words) > 1:
            return tuple(words)
        if words and len(words[0]) >= 4:
            half = len(words[0]) // 2
            return (words[0][:half], words[0][half:])
        return ()
