"""What must not be printed of a person: ID-card and telephone numbers, victims' names, home addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from proofreading.context import Context
from proofreading.document import HAN, Document, Draft
from proofreading.findings import Severity
from proofreading.names import surnames
from proofreading.registry import rule

_CARD = re.compile(r"(?<![0-9A-Za-z])\d{17}[0-9Xx](?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")
_BANK = re.compile(r"(?<!\d)62\d{2}(?: ?\d{4}){3}(?: ?\d{1,3})?(?!\d)")
_HOME = re.compile(rf"[{HAN}]{{2,8}}[路街弄巷村]\d+(?:弄|号)(?:\d+号)?(?:\d+单元)?\d+室")
_VICTIM = re.compile(rf"(?:被害人|受害人|受害者|遇难者|死者|艾滋病患者|吸毒人员|失足少年|未成年犯)([{HAN}]{{2,3}})")
NO_NAME = "向于和与从时应经"  # surnames that are little words more often, behind 被害人
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def is_card_number(digits: str) -> bool:
    """Whether the last figure of an 18-figure ID-card number fits the others (GB 11643)."""
    total = sum(int(digit) * weight for digit, weight in zip(digits[:17], _WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == digits[17].upper()


@rule("id-card", Severity.ERROR)
def id_card(document: Document, context: Context) -> Iterator[Draft]:
    """An ID-card number."""
    message = _("An ID-card number may not be printed.")
    for number, line in enumerate(document.lines, 1):
        for found in _CARD.finditer(line):
            if is_card_number(found[0]):
                yield Draft(number, found.start(), found.end(), message, found[0][:6] + "********" + found[0][14:])


@rule("telephone", Severity.WARNING)
def telephone(document: Document, context: Context) -> Iterator[Draft]:
    """A mobile telephone or bank card number."""
    message = _("A personal number: may it be printed?")
    for number, line in enumerate(document.lines, 1):
        for found in [*_MOBILE.finditer(line), *_BANK.finditer(line)]:
            yield Draft(number, found.start(), found.end(), message, None)


@rule("home-address", Severity.WARNING)
def home_address(document: Document, context: Context) -> Iterator[Draft]:
    """An address down to the flat."""
    message = _("An address down to the flat: may it be printed?")
    for block in document.blocks:
        for found in _HOME.finditer(block.text):
            yield block.draft(found.start(), found.end(), message, None)


@rule("protected-name", Severity.WARNING)
def protected_name(document: Document, context: Context) -> Iterator[Draft]:
    """The full name of a victim or of somebody the law protects."""
    message = _("Do not print the full name of a victim, a patient or a minor.")
    for block in document.blocks:
        for found in _VICTIM.finditer(block.text):
            if found[1][0] in surnames() and found[1][0] not in NO_NAME and "某" not in found[1]:
                yield block.draft(found.start(1), found.end(1), message, found[1][0] + "某")
