"""What a password must be: long, of several kinds of characters, no common word, nothing of its person, not old.

Each rule is a validator as Django asks for them (``AUTH_PASSWORD_VALIDATORS``); its message says how to mend it.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.hashers import check_password, is_password_usable
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import PasswordRecord, User

LONGEST = 128  # characters; hashing an endless one would cost the server
KINDS = 3  # of lower case, upper case, digits and everything else
PASSPHRASE = 20  # characters from which two kinds are enough
DIFFERENT = 6  # characters that differ from one another
REFUSED_BEFORE = 5  # passwords, the present one among them, that do not come again
SIMILAR = 0.7
SHORTEST_PART = 4  # letters of a name that are looked for within a password; of Chinese characters two

_KINDS = (re.compile(r"[a-z]"), re.compile(r"[A-Z]"), re.compile(r"\d"), re.compile(r"[^a-zA-Z\d\s]"))
_LEET = str.maketrans("@4301!$57", "aaeoiisst")
# What stands at the top of lists of passwords that are in use in Chinese, and words of every office of this kind.
_LOCAL_WORDS = frozenset(
    (
        *("woaini", "woaini1314", "aini1314", "wodemima", "mima", "meimima", "zhongguo", "qwertyuiop", "asdfghjkl"),
        *("zxcvbnm", "qazwsx", "qazwsxedc", "1qaz2wsx", "1q2w3e4r", "zaq12wsx", "abc", "abcd", "admin", "root", "test"),
        *("jiedao", "shequ", "juweihui", "bianjibu", "guanliyuan", "newsroom"),
    )
)
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "abcdefghijklmnopqrstuvwxyz")


class Rule:
    """A rule of passwords."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError where the password breaks the rule."""
        if problem := self.problem(password, user):
            raise ValidationError(problem, code=type(self).__name__.lower())

    def problem(self, password: str, user: User | None) -> str:
        """What is wrong and how to mend it; empty where nothing is."""
        raise NotImplementedError

    def get_help_text(self) -> str:
        """The rule in a sentence."""
        raise NotImplementedError


class Bounded(Rule):
    """Not endless."""

    def problem(self, password: str, user: User | None) -> str:
        """As in the base."""
        if len(password) <= LONGEST:
            return ""
        return _("The password is longer than %(most)d characters. Shorten it.") % {"most": LONGEST}

    def get_help_text(self) -> str:
        """The rule in a sentence."""
        return _("At most %(most)d characters.") % {"most": LONGEST}


class OfSeveralKinds(Rule):
    """Three kinds of characters, two for a long one, and not one character over and over."""

    def problem(self, password: str, user: User | None) -> str:
        """As in the base."""
        kinds = sum(bool(kind.search(password)) for kind in _KINDS)
        if kinds < (2 if len(password) >= PASSPHRASE else KINDS):
            return _(
                "Mix at least three of: small letters, capital letters, digits, signs. From %(long)d characters on two "
                "are enough."
            ) % {"long": PASSPHRASE}
        if len(set(password)) < DIFFERENT:
            return _("Use at least %(count)d different characters.") % {"count": DIFFERENT}
        return ""

    def get_help_text(self) -> str:
        """The rule in a sentence."""
        return _("Three of: small letters, capital letters, digits, signs; or two in 20 characters or more.")


class Uncommon(Rule):
    """Not a word that guessers try first, nor one with a few signs put around it."""

    def __init__(self) -> None:
        self.common = CommonPasswordValidator().passwords | _LOCAL_WORDS | _words_of_this_site()

    def problem(self, password: str, user: User | None) -> str:
        """As in the base."""
        lower = password.lower()
        plain = lower.translate(_LEET)
        cores = {word.strip("0123456789!@#$%^&*()_+-=.,?~ ") for word in (lower, plain)}
        if {lower, plain} & self.common or any(len(core) >= 3 and core in self.common for core in cores):
            return _("This is a common password with little around it. Choose words that nobody would put together.")
        if _is_run(lower):
            return _(
                "This is a row of the keyboard or of the alphabet. Choose something that does not follow a pattern."
            )
        return ""

    def get_help_text(self) -> str:
        """The rule in a sentence."""
        return _("No common password, also not with digits or signs around it.")


class Impersonal(Rule):
    """Nothing of the person: user name, name (also in pinyin), e-mail, post, department."""

    def problem(self, password: str, user: User | None) -> str:
        """As in the base."""
        if user is None:
            return ""
        lower = password.lower()
        for part in _parts_of(user):
            alike = SequenceMatcher(a=lower, b=part).quick_ratio() >= SIMILAR
            if part in lower or (alike and abs(len(lower) - len(part)) < len(part)):
                return _(
                    "The password holds something of the person: the user name, the name (also in pinyin), the e-mail "
                    "address, the post or the department. Choose something else."
                )
        return ""

    def get_help_text(self) -> str:
        """The rule in a sentence."""
        return _("Nothing of yourself: no name, also not in pinyin, no user name, post or department.")


class NotUsedBefore(Rule):
    """None of the last passwords. Each costs a hash, so the other rules stand before this one."""

    def problem(self, password: str, user: User | None) -> str:
        """As in the base."""
        if user is None or user.pk is None:
            return ""
        earlier = PasswordRecord.objects.filter(user=user).values_list("hash", flat=True)[: REFUSED_BEFORE - 1]
        hashes = [encoded for encoded in (user.password, *earlier) if is_password_usable(encoded)]
        if any(check_password(password, encoded) for encoded in hashes):
            return _("This is one of the last %(count)d passwords. Choose a new one.") % {"count": REFUSED_BEFORE}
        return ""

    def get_help_text(self) -> str:
        """The rule in a sentence."""
        return _("None of your last %(count)d passwords.") % {"count": REFUSED_BEFORE}


def _words_of_this_site() -> set[str]:
    """The labels of the site's own host name."""
    return {label for label in (urlsplit(settings.SITE_URL).hostname or "").split(".") if len(label) >= 3}


def _is_run(password: str) -> bool:
    """Whether nearly all of it follows a row of the keyboard or of the alphabet, forwards or backwards."""
    runs = [*_KEYBOARD, *(row[::-1] for row in _KEYBOARD)]
    pairs = list(pairwise(password))
    following = sum(any(f"{first}{second}" in row for row in runs) for first, second in pairs)
    return bool(pairs) and following >= 0.75 * len(pairs)


def _parts_of(user: Any) -> set[str]:
    """What the person is called, in small letters: as written, in pinyin, and in its initials."""
    from pypinyin import lazy_pinyin  # its dictionaries take half a second to read, which no command should wait for

    department = user.department.name if user.department_id else ""
    words = [user.username, user.name, user.post, department, *re.split(r"\W+", user.email or "")]
    parts = set()
    for word in filter(None, words):
        syllables = lazy_pinyin(word)
        parts |= {word.lower(), "".join(syllables).lower(), "".join(s[0] for s in syllables if s).lower()}
    return {part for part in parts if len(part) >= (SHORTEST_PART if part.isascii() else 2)}
