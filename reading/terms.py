"""What a reader asks for: cleaned text, the terms in it, and the numbers under which the index knows them.

Texts stay in the characters in which they were written. A character that the standard of simplified ones does not have
stands for the one it was simplified to, and the other way round: what is asked in either is found in both.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise, product

import opencc

from articles.body import without_controls
from articles.models.search import CLASSES, FREQUENT

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


def pieces(term: str) -> list[str]:
    """What stands between the signs of a term; none for signs alone."""
    return [piece for piece in _SIGNS.sub(" ", term).split(" ") if piece]


def _keys(one: str, two: str) -> list[int]:
    """The numbers of a pair of neighbours: one of two frequent characters, else one for each rarer one of them."""
    if one in FREQUENT and two in FREQUENT:
        number = (ord(one) << 16) ^ ord(two)
        return [number - (1 << 32) if number >> 31 else number]  # as PostgreSQL's integer holds it
    keys = list[int]()
    if one not in FREQUENT:
        keys.append(ord(one) << 6 | ord(two) & CLASSES - 1)
    if two not in FREQUENT:
        keys.append(ord(two) << 6 | CLASSES | ord(one) & CLASSES - 1)
    return keys


def _keys_alone(sign: str) -> list[int]:
    """The numbers of which each text with this rarer character has one: it stands between signs, or has neighbours."""
    return [-ord(sign), *(ord(sign) << 6 | neighbour for neighbour in range(2 * CLASSES))]


@functools.cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def simplified(term: str) -> str:
    """A term in simplified characters."""
    return str(_converter().convert(term))


_OLD_IN_GB2312 = frozenset("後於麽")  # encoded there, and yet written by those alone who write traditional characters


def _is_traditional(term: str) -> bool:
    """Whether a term holds a character that the standard of simplified ones does not have."""
    try:
        term.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return not _OLD_IN_GB2312.isdisjoint(term)


@functools.cache
def _simplified_signs() -> dict[int, str]:
    """Each character that is not of the standard, by its code, and the one it was simplified to."""
    signs = [sign for sign in map(chr, range(0x3400, 0xA000)) if _is_traditional(sign)]
    plain = simplified("\n".join(signs)).split("\n")
    pairs = zip(signs, plain, strict=True)
    found = {ord(sign): other for sign, other in pairs if other != sign and len(other) == 1 and ord(other) < 0x10000}
    return {code: found.get(ord(other), other) for code, other in found.items()}  # 薴 was simplified in two steps


@functools.cache
def _forms() -> dict[str, str]:
    forms: dict[str, str] = {}
    for code, sign in _simplified_signs().items():
        forms[sign] = forms.get(sign, sign) + chr(code)
    return forms


def folded(text: str) -> str:
    """A text with each character that is not of the standard as the one it was simplified to; as long as before."""
    return text.translate(_simplified_signs())


def forms_of(sign: str) -> str:
    """A character of a folded text with all that stand for it."""
    return _forms().get(sign, sign)


def groups(term: str) -> list[list[int]]:
    """Numbers of a folded term: one of every group is in each text that holds it. None for a frequent character."""
    found = list[list[int]]()
    for piece in pieces(term):
        if len(piece) == 1 and not FREQUENT.intersection(forms_of(piece)):
            found.append([key for sign in forms_of(piece) for key in _keys_alone(sign)])
        for pair in pairwise(piece):
            first, *others = (_keys(one, two) for one, two in product(*map(forms_of, pair)))
            found += [[keys[0] for keys in (first, *others)]] if others else [[key] for key in first]
    return found


def is_exact(term: str) -> bool:
    """Whether the index alone answers for a folded term, so that no text need be looked at."""
    if len(term) == 1:
        return bool(groups(term))
    return len(term) == 2 and all(sign in FREQUENT and forms_of(sign) == sign for sign in term)


def pattern(term: str) -> str:
    """A regular expression of PostgreSQL's for a folded term in any of its forms."""
    return "".join(f"[{forms}]" if len(forms := forms_of(sign)) > 1 else _literal(sign) for sign in term)


def _literal(sign: str) -> str:
    return f"\\{sign}" if sign.isascii() and not sign.isalnum() and not sign.isspace() else sign


_NEVER_COMPOSED = re.compile(r"[ -~\u00b7\u2010-\u205e\u3001-\u3020\u3400-\u9fff]*")
_FOLDS = (range(0x21, 0x3400), range(0xF900, 0x10000), range(0x1D400, 0x1FC00), range(0x2F800, 0x2FA20))


@functools.cache
def _sources() -> tuple[dict[str, str], dict[str, str]]:
    """For each character those that become it in the form, and those that become several with it among them."""
    single, several = dict[str, str](), dict[str, str]()
    for sign in (chr(code) for codes in _FOLDS for code in codes):
        plain = unicodedata.normalize("NFKC", sign).lower()
        if plain != sign:
            known = single if len(plain) == 1 else several
            for each in set(plain):
                known[each] = known.get(each, "") + sign
    return single, several


def loose_pattern(term: str) -> str | None:
    """A regular expression that matches every text, not yet in the form, whose form holds a folded term.

    It matches more than that, and it takes an eighth of the time that making the form does. None for a term with
    letters that the form may compose of several.
    """
    if not _NEVER_COMPOSED.fullmatch(term):
        return None
    single, several = _sources()
    space = "[ \t" + single[" "] + "]"
    parts, whole = list[str](), set[str]()
    for sign in term:
        forms = forms_of(sign)
        possible = forms + "".join(single.get(form, "") for form in forms)
        whole.update(*(several.get(form, "") for form in forms))
        parts.append(f"{space}+" if sign == " " else "[" + "".join(map(_literal, possible)) + "]")
    either = [f"{space}*".join(parts)]
    if whole:
        either.append("[" + "".join(map(_literal, sorted(whole))) + "]")
    return "|".join(either)


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that must occur, in any of its spellings, each in the form that is compared."""

    spellings: tuple[str, ...]

    @property
    def folded(self) -> tuple[str, ...]:
        """The spellings in characters of the standard alone; mostly one."""
        return tuple(dict.fromkeys(map(folded, self.spellings)))

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
        terms = dict.fromkeys(Term.of(word) for word in words if pieces(form(word)))
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
