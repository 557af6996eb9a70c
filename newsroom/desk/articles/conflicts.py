"""Two people saved one article: what each changed since both began, and how the texts are brought together."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from articles import body as body_module
from articles.content import Content
from articles.differences import Differences, compare
from articles.differences.names import names_of
from articles.entry import StoryEntry
from articles.errors import Incomplete
from articles.filling import ROWS, Filling, as_sent, from_sent
from articles.models import Article, Revision
from articles.revisions import prepare
from newsroom.desk.articles.access import revision_with_parts
from newsroom.desk.sent_json import read_sent

# Parts that can be taken over one by one: the name of the difference, and the fields of the form that hold it.
_FIELDS = (
    *("kind", "column", "kicker", "title", "subtitle", "summary"),
    *("correction_note", "body", "grid_areas"),
)
_CONTENT = {"column": "column_id", "grid_areas": "grid_area_ids"}  # where the content names it otherwise
PARTS = (*_FIELDS, *ROWS)
LARGEST_UNDO = 700_000  # characters


@dataclass(frozen=True)
class Choice:
    """A part in which the two texts differ, and who of the two changed it since they began from one revision."""

    name: str
    label: str
    who: str
    theirs_only: bool


@dataclass(frozen=True)
class Conflict:
    """The newer revision, where it differs from the person's text, and what she gave up so far (as JSON)."""

    newer: Revision
    comparison: Differences
    choices: list[Choice]
    given_up: str = ""


def find_conflict(
    entry: StoryEntry, article: Article, newer: Revision, began_from: int, given_up: str = ""
) -> Conflict:
    """What stands against saving the entry, which began from a revision that is not the current one any more."""
    mine, theirs = comparable(entry.as_typed()), comparable(newer.content())
    found = article.revisions.filter(number=began_from).values_list("pk", flat=True).first()
    base = comparable(revision_with_parts(found).content()) if found else None
    comparison = compare(theirs, mine, names_of(theirs, mine))
    labels = {part.name: part.label for part in comparison.parts}
    choices = []
    for name in PARTS:
        if _part(mine, name) == _part(theirs, name):
            continue
        i_changed = base is None or _part(mine, name) != _part(base, name)
        they_changed = base is None or _part(theirs, name) != _part(base, name)
        choices.append(
            Choice(name, labels.get(name, name), _who(newer, i_changed, they_changed), they_changed and not i_changed)
        )
    return Conflict(newer, comparison, choices, given_up)


def _part(content: Content, name: str) -> object:
    return getattr(content, _CONTENT.get(name, name))


def _who(newer: Revision, i_changed: bool, they_changed: bool) -> str:
    if i_changed and they_changed:
        return _("changed by both of you")
    return _("changed by you") if i_changed else _("changed by %(name)s") % {"name": newer.author.name}


def comparable(content: Content) -> Content:
    """The content as it would be stored; as it is where it could not be stored at all."""
    try:
        return prepare(content)
    except Incomplete:
        return replace(content, body=body_module.clean(content.body))


# ------------------------------------------------------------------------------------------- bringing together


def taken_over(mine: Filling, theirs: Filling, parts: Iterable[str]) -> tuple[Filling, str]:
    """The person's form with these parts of the newer revision, and what she gave up for them, as JSON."""
    wanted = [name for name in parts if name in PARTS]
    return _with_parts(mine, theirs, wanted), json.dumps({"parts": wanted, "sent": as_sent(_only(mine, wanted))})


def put_back(mine: Filling, given_up: str) -> Filling:
    """The form with what the person gave up; the form as it is where that cannot be read."""
    try:
        noted = read_sent(given_up[:LARGEST_UNDO])
        parts = [name for name in noted["parts"] if name in PARTS]
        sent = {str(name): [str(value) for value in values] for name, values in noted["sent"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return mine
    return _with_parts(mine, from_sent(sent), parts)


def _with_parts(filling: Filling, other: Filling, parts: Iterable[str]) -> Filling:
    fields, rows = dict(filling.fields), dict(filling.rows)
    for name in parts:
        if name in ROWS:
            rows[name] = other.rows[name]
        else:
            fields[name] = other.fields.get(name)
    return Filling(fields, rows)


def _only(filling: Filling, parts: Iterable[str]) -> Filling:
    wanted = set(parts)
    fields = {name: filling.fields.get(name) for name in wanted if name in _FIELDS}
    return Filling(fields, {name: rows if name in wanted else [] for name, rows in filling.rows.items()})
