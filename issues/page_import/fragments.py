"""The pieces of a page before they are put together: headlines and running texts, cut where the roles say."""

from __future__ import annotations

from dataclasses import dataclass

from . import patterns
from . import roles as R
from .features import Features


@dataclass(slots=True)
class Head:
    """The lines of one headline, by index."""

    lines: list[int]
    place: int  # among the headlines and bodies of the page
    label: int | None = None  # index of a column label printed above
    split: bool = False  # it was cut from a stack
    touching: bool = True  # its last line is the last of the stack, so it may stand right above a text


@dataclass(slots=True)
class Body:
    """The lines of one running text with its bylines, notes and signatures, by index."""

    lines: list[int]
    place: int
    label: int | None = None
    signed: bool = False
    closed: bool = False
    has_text: bool = False
    has_byline: bool = False


def cut(features: list[Features], roles: list[str]) -> tuple[list[Head], list[Body], list[int], list[int]]:
    """Headlines, bodies, labels and furniture of the page; labels and furniture by line index."""
    heads: list[Head] = []
    bodies: list[Body] = []
    labels: list[int] = []
    furniture: list[int] = []
    head: Head | None = None
    body: Body | None = None
    label: int | None = None
    place = 0
    for k, role in enumerate(roles):
        if role == R.FURNITURE:
            furniture.append(k)
            if body is not None and body.has_text:
                body = None
            continue
        if role == R.LABEL:
            labels.append(k)
            label, head, body = k, None, None
            continue
        if role in (R.TITLE, R.SUBTITLE):
            body = None
            if head is None or (role == R.TITLE and roles[head.lines[-1]] == R.SUBTITLE):
                place += 1
                head = Head([], place, label)
                heads.append(head)
                label = None
            head.lines.append(k)
            continue
        if body is not None and begins_body(body, k, features, roles):
            body = None
        if body is None:
            place += 1
            body = Body([], place, label)
            bodies.append(body)
            label = None
        head = None
        body.lines.append(k)
        if role == R.SIGNATURE:
            body.signed = body.closed = True
        elif role == R.BYLINE:
            body.closed = body.closed or body.has_text
            body.has_byline = True
        elif role == R.NOTE:
            body.closed = body.closed or body.has_text
        else:
            body.has_text, body.closed = True, False
    return heads, bodies, labels, furniture


def begins_body(body: Body, k: int, features: list[Features], roles: list[str]) -> bool:
    """Whether the line at ``k``, which is no headline, begins another body than the one under way."""
    role, text = roles[k], features[k].line.text
    if role == R.SIGNATURE:
        return False
    if role == R.BYLINE:
        follows = roles[k + 1] if k + 1 < len(roles) else ""
        return body.has_text and follows in ("P", "N", "C")
    if role == R.NOTE:
        return body.has_text and text.find("接") >= 0
    if body.has_text and role == R.BODY and patterns.BRIEF.match(text):
        return True  # these words open a story, whatever stands above
    return body.closed and not patterns.ALSO.match(text)
