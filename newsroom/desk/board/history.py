"""The changes of a person's session on one issue, so that she can take them back after a reload too."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest

from issues.board.states import Change
from issues.models import Issue

MOST = 30  # changes that are kept


def remember(request: HttpRequest, issue: Issue, change: Change) -> None:
    """Put a change on the pile; what was taken back before can no longer be made again."""
    done = [*_pile(request, issue, "done"), change.to_json()]
    _keep(request, issue, done[-MOST:], [])


def last_done(request: HttpRequest, issue: Issue) -> Change | None:
    """The change that would be taken back next."""
    return _last(_pile(request, issue, "done"))


def last_undone(request: HttpRequest, issue: Issue) -> Change | None:
    """The change that would be made again next."""
    return _last(_pile(request, issue, "undone"))


def was_undone(request: HttpRequest, issue: Issue) -> None:
    """Lay the last change on the pile of those taken back."""
    done, undone = _pile(request, issue, "done"), _pile(request, issue, "undone")
    _keep(request, issue, done[:-1], [*undone, *done[-1:]])


def was_redone(request: HttpRequest, issue: Issue) -> None:
    """Lay the last change taken back on the pile of those done."""
    done, undone = _pile(request, issue, "done"), _pile(request, issue, "undone")
    _keep(request, issue, [*done, *undone[-1:]], undone[:-1])


def _last(pile: list[dict[str, Any]]) -> Change | None:
    return Change.from_json(pile[-1]) if pile else None


def _name(issue: Issue) -> str:
    return f"board-{issue.pk}"


def _pile(request: HttpRequest, issue: Issue, which: str) -> list[dict[str, Any]]:
    kept = request.session.get(_name(issue), {})
    return cast("list[dict[str, Any]]", kept.get(which, []))


def _keep(request: HttpRequest, issue: Issue, done: list[dict[str, Any]], undone: list[dict[str, Any]]) -> None:
    request.session[_name(issue)] = {"done": done, "undone": undone}
