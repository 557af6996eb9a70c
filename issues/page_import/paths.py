"""The best path through the lines of a page, by Viterbi, and by how much it beats every other at each line."""

from __future__ import annotations

import math
from collections.abc import Iterable

from .evidence import Weights, role_weights
from .features import Features
from .roles import LAST, PLAIN, PLAIN_MOVES, State, Step, steps

BEAM = 8.0  # readings of a line that fall this far behind the best are dropped
ASTRAY = 20.0  # off where a line goes on with a role that nothing above allows
RUNNING = frozenset("PQ")

Edges = dict[State, list[tuple[State, float]]]


def decide(features: list[Features], weights: Weights | None = None) -> tuple[list[str], list[float]]:
    """The best role of every line, and by how much the best reading of the page beats the best that gives the line
    another role.
    """
    return search(steps(features, weights or role_weights()))


def search(page: Iterable[Step]) -> tuple[list[str], list[float]]:
    """The best path through the lines of a page, by Viterbi, with the lead of each role."""
    forward: list[dict[State, float]] = []
    backward_edges: list[Edges] = []
    previous: dict[State, float] = {("^", PLAIN, False): 0.0}
    for step in page:
        running = step.running and RUNNING.issuperset([state[0] for state in previous])
        current, edges = run_on(step, previous) if running else go_on(step, previous)
        if not current:
            current, edges = astray(step, previous)
        worth = max(current.values()) - BEAM
        current = {state: value for state, value in current.items() if value > worth}
        forward.append(current)
        backward_edges.append(edges)
        previous = current
    return read_back(forward, backward_edges)


def go_on(step: Step, previous: dict[State, float]) -> tuple[dict[State, float], Edges]:
    """The states of one line, with the best score that reaches each, and the moves into it."""
    current: dict[State, float] = {}
    edges: Edges = {}
    rows: dict[str, list[tuple[str, float]]] = {}
    reach = step.reach
    for state, score in previous.items():
        role, level, named = state
        row = rows.get(role)
        if row is None:
            row = rows[role] = step.row(role)
        for new, gain in row:
            if new in PLAIN_MOVES:
                reached = (new, level, named)
            else:
                extra, reached = reach(state, new)
                gain += extra
            if reached in edges:
                edges[reached].append((state, gain))
                if gain + score > current[reached]:
                    current[reached] = gain + score
            else:
                edges[reached] = [(state, gain)]
                current[reached] = gain + score
    return current, edges


def run_on(step: Step, previous: dict[State, float]) -> tuple[dict[State, float], Edges]:
    """The same for running text after running text, as most lines are, where little is to be weighed."""
    current: dict[State, float] = {}
    edges: Edges = {}
    gains = {"P": step.after_first(), "Q": step.after_other()}
    for state, score in previous.items():
        role, level, named = state
        for new, gain in gains[role]:
            reached = (new, level, named)
            if reached in edges:
                edges[reached].append((state, gain))
                if gain + score > current[reached]:
                    current[reached] = gain + score
            else:
                edges[reached] = [(state, gain)]
                current[reached] = gain + score
    return current, edges


def astray(step: Step, previous: dict[State, float]) -> tuple[dict[State, float], Edges]:
    """Where no reading of the lines above goes on, the best of them goes on with any role, at a price."""
    best = max(previous, key=lambda state: previous[state])
    reached: dict[State, float] = {}
    edges: Edges = {}
    for role, emission in step.own.items():
        state = (role, PLAIN, False)
        reached[state] = previous[best] + emission - ASTRAY
        edges[state] = [(best, emission - ASTRAY)]
    return reached, edges


def read_back(forward: list[dict[State, float]], edges: list[Edges]) -> tuple[list[str], list[float]]:
    """The roles of the best path, and the lead of each over the best path with another role at that line."""
    roles: list[str] = []
    leads: list[float] = []
    behind = {state: LAST.get(state[0], 0.0) for state in forward[-1]} if forward else {}
    for k in range(len(forward) - 1, -1, -1):
        through: dict[str, float] = {}
        for state, value in forward[k].items():
            total = value + behind.get(state, -math.inf)
            if total > through.get(state[0], -math.inf):
                through[state[0]] = total
        role = max(through, key=through.__getitem__)
        best = through.pop(role)
        roles.append(role)
        leads.append(min(20.0, best - max(through.values())) if through else 20.0)
        if k:
            alive, earlier = forward[k - 1], dict[State, float]()
            for reached, value in behind.items():
                for state, gain in edges[k][reached]:
                    if state in alive and gain + value > earlier.get(state, -math.inf):
                        earlier[state] = gain + value
            behind = earlier
    return roles[::-1], leads[::-1]
