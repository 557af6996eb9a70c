"""Across the issue: people and things that the issue's other stories name in another way."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from proofreading.across import Difference, differences, inventory
from proofreading.context import Context
from proofreading.document import Document, Draft
from proofreading.findings import Severity
from proofreading.registry import rule


def _found(document: Document, context: Context, *, person: bool) -> Iterator[Draft]:
    """Every place of what differs, with the other story."""
    message = _("In this issue, “%(title)s” has “%(other)s”.")
    for each in _differences(document, context):
        if each.person is person:
            words = {"title": each.title, "other": each.other}
            for block in document.blocks:
                for place in re.finditer(re.escape(each.words), block.text):
                    yield block.draft(place.start(), place.end(), message % words, each.suggestion)


def _differences(document: Document, context: Context) -> list[Difference]:
    if not context.companions:
        return []
    return list(differences(inventory("", document.text), context.companions, context.register))


@rule("issue-name", Severity.WARNING)
def issue_name(document: Document, context: Context) -> Iterator[Draft]:
    """A person whose name another story of the issue writes with a character that sounds or looks alike."""
    return _found(document, context, person=True)


@rule("issue-variant", Severity.WARNING)
def issue_variant(document: Document, context: Context) -> Iterator[Draft]:
    """A unit, or something in quotation marks, that another story of the issue names a little otherwise."""
    return _found(document, context, person=False)
