"""The best path through the lines of a page, by Viterbi, and by how much it beats every other at each line."""

from __future__ import annotations

import math
from collections.abc import Iterable

from .evidence import Weights, role_weights
from .features import Features
from .roles import BARE, LAST, Context, Row, Step, steps

BEAM = 8.0  # readings of a line that fall this far behind the best are dropped
ASTRAY = 20.0  # off where a line goes on with a role that nothing above allows
RUNNING = frozenset("PQ")
LOST = -math.inf

Scores = dict[str, float]  # the best score that reaches each role
States = dict[Context, Scores]
Turn = tuple[Context, str, Context, str, float]  # a move that changes the context, and what it adds
Moves = tuple[dict[str, Row], list[Turn]]  # into a line: within any context, from each role, and from one to another


def decide(features: list[Features], weights: Weights | None = None) -> tuple[list[str], list[float]]:
    """The best role of every line, and by how much the best reading of the page beats the best that gives the line
    another role.
    """
    return search(steps(features, weights or role_weights()))


def search(page: Iterable[Step]) -> tuple[list[str], list[float]]:
    """The best path through the lines of a page, by Viterbi, with the lead of each role."""
    forward: list[States] = []
    backward: list[Moves] = []
    previous: States = {BARE: {"^": 0.0}}
    for step in page:
        # running text after running text, as most lines are, where little is to be weighed
        rows = step.running_rows(BEAM) if all(map(RUNNING.issuperset, previous.values())) else None
        current, moves = (within(previous, rows), (rows, [])) if rows is not None else go_on(step, previous)
        if not current:
            current, moves = astray(step, previous)
        worth = max(map(max, map(dict.values, current.values()))) - BEAM
        previous = {}
        for context, scores in current.items():
            if kept := {role: value for role, value in scores.items() if value > worth}:
                previous[context] = kept
        forward.append(previous)
        backward.append(moves)
    return read_back(forward, backward)


def go_on(step: Step, previous: States) -> tuple[States, Moves]:
    """The states of any line, and the moves into them."""
    rows: dict[str, Row] = {}
    turns: dict[str, Row] = {}
    for scores in previous.values():
        for role in scores:
            if role not in rows:
                rows[role], turns[role] = step.row(role)
    current = within(previous, rows)
    moves: list[Turn] = []
    for context, scores in previous.items():
        for role, score in scores.items():
            for new, gain in turns[role].items():
                extra, reached = step.reach(role, context, new)
                gain += extra
                moves.append((context, role, reached, new, gain))
                there = current.get(reached)
                if there is None:
                    current[reached] = {new: score + gain}
                elif score + gain > there.get(new, LOST):
                    there[new] = score + gain
    return current, (rows, moves)


def within(previous: States, rows: dict[str, Row]) -> States:
    """The states that are reached in the same context."""
    current: States = {}
    for context, scores in previous.items():
        here: Scores = {}
        for role, score in scores.items():
            for new, gain in rows[role].items():
                if score + gain > here.get(new, LOST):
                    here[new] = score + gain
        if here:
            current[context] = here
    return current


def astray(step: Step, previous: States) -> tuple[States, Moves]:
    """Where no reading of the lines above goes on, the best of them goes on with any role, at a price."""
    score, context, role = max(
        ((score, context, role) for context, scores in previous.items() for role, score in scores.items()),
        key=lambda found: found[0],
    )
    moves = [(context, role, BARE, new, emission - ASTRAY) for new, emission in step.own.items()]
    return {BARE: {new: score + gain for *_, new, gain in moves}}, ({}, moves)


def read_back(forward: list[States], backward: list[Moves]) -> tuple[list[str], list[float]]:
    """The roles of the best path, and the lead of each over the best path with another role at that line."""
    roles: list[str] = []
    leads: list[float] = []
    behind: States = {}  # what follows the states of a line adds to them at best
    for context, scores in forward[-1].items() if forward else ():
        behind[context] = {role: LAST.get(role, 0.0) for role in scores}
    for k in range(len(forward) - 1, -1, -1):
        through: Scores = {}
        for context, ahead in behind.items():
            scores = forward[k][context]
            for role, rest in ahead.items():
                if scores[role] + rest > through.get(role, LOST):
                    through[role] = scores[role] + rest
        role = max(through, key=through.__getitem__)
        best = through.pop(role)
        roles.append(role)
        leads.append(min(20.0, best - max(through.values())) if through else 20.0)
        if k:
            behind = one_back(forward[k - 1], behind, backward[k])
    return roles[::-1], leads[::-1]


def one_back(previous: States, behind: States, moves: Moves) -> States:
    """What follows the states of the line before adds to them at best, from what it is for a line and its moves."""
    rows, turns = moves
    result: States = {}
    for context, ahead in behind.items():
        if context not in previous:
            continue
        here: Scores = {}
        for role in previous[context] if rows else ():
            most = LOST
            for new, gain in rows[role].items():
                if new in ahead and gain + ahead[new] > most:
                    most = gain + ahead[new]
            if most > LOST:
                here[role] = most
        if here:
            result[context] = here
    for context, role, there, new, gain in turns:
        if there in behind and new in behind[there]:
            value = gain + behind[there][new]
            here = result.setdefault(context, {})
            if value > here.get(role, LOST):
                here[role] = value
    return result
