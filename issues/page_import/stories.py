"""From roles to stories: cut the page into headlines and bodies, and marry them in one assignment over the page.

A dump may print a headline far from its text, two headlines in one stack, a headline under its text, or the tail of a
story before its head. So adjacency is only one reason among others; shared rare terms and torn ends are the rest.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations

from . import patterns
from . import roles as R
from .layout import Features
from .terms import Vocabulary, terms

ADJACENT = 3.0  # a headline right above a body
BELOW = 0.6  # a headline right under a body that has none above
COVERED = 5.0  # for a headline whose terms the body takes up wholly
DISTANCE = 0.12  # off for each headline or body between
ACCEPT_HEAD = -0.4  # below it a headline and a body stay apart; what is left over on both sides mostly belongs together
ACCEPT_TAIL = 1.5
SPLIT_GAIN = 0.8  # what splitting a stack of headlines must win
PART_GAIN = 0.3  # what parting a body must win
MAX_STACK = 7  # lines of a stack that is tried in all its splits
REACH = 14  # lines on either side of a cut that are compared
MAX_REPAIRS = 4
MAX_BODIES = 80  # beyond which a page is no page, and is left as it stands
OPENING = 700  # characters of a body that a headline is compared with


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


@dataclass(slots=True)
class Story:
    """One article to be: a headline or none, and its bodies in reading order."""

    head: Head | None
    bodies: list[Body] = field(default_factory=list)
    score: float = ADJACENT  # of the marriage of head and first body
    detached: bool = False
    tail_elsewhere: bool = False


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
        return body.has_text and not body.signed and follows in ("P", "N", "C")
    if role == R.NOTE:
        return body.has_text and text.find("接") >= 0
    return body.closed and not patterns.ALSO.match(text)


def marry(rows: int, columns: int, score: dict[tuple[int, int], float]) -> dict[int, int]:
    """The one-to-one assignment of rows to columns with the greatest total, by augmenting paths; pairs that are
    missing from ``score`` stay apart.

    O(rows² · (rows + columns)): pages have a few dozen of either.
    """
    if not rows or not score:
        return {}
    width = columns + rows  # each row may take a column of its own, at score 0
    cost = [[0.0 if c >= columns else 1e6 for c in range(width)] for _ in range(rows)]
    for (r, c), value in score.items():
        cost[r][c] = -value
    potential_r, potential_c = [0.0] * (rows + 1), [0.0] * (width + 1)
    matched = [0] * (width + 1)
    for r in range(1, rows + 1):
        matched[0] = r
        column = 0
        least = [math.inf] * (width + 1)
        came = [0] * (width + 1)
        used = [False] * (width + 1)
        while matched[column]:
            used[column] = True
            row = matched[column]
            delta, following = math.inf, 0
            line, base = cost[row - 1], potential_r[row]
            for c in range(1, width + 1):
                if used[c]:
                    continue
                reduced = line[c - 1] - base - potential_c[c]
                if reduced < least[c]:
                    least[c], came[c] = reduced, column
                if least[c] < delta:
                    delta, following = least[c], c
            for c in range(width + 1):
                if used[c]:
                    potential_r[matched[c]] += delta
                    potential_c[c] -= delta
                else:
                    least[c] -= delta
            column = following
        while column:
            matched[column] = matched[came[column]]
            column = came[column]
    return {matched[c] - 1: c - 1 for c in range(1, columns + 1) if matched[c] and (matched[c] - 1, c - 1) in score}


class Matcher:
    """Scores of every headline with every body, and of every open body with every headless one."""

    def __init__(self, features: list[Features], roles: list[str], bodies: list[Body], heads: list[Head]) -> None:
        self.features, self.roles, self.bodies = features, roles, bodies
        self.texts = ["".join(features[k].line.text for k in body.lines) for body in bodies]
        self.opening = [terms(text[:OPENING]) for text in self.texts]
        self.vocabulary = Vocabulary(self.opening)
        self.above = {head.place: head for head in heads}
        self.body_at = {body.place: body for body in bodies}

    def head_score(self, head: Head, own: set[str], index: int) -> float:
        """How well a headline fits a body."""
        body = self.bodies[index]
        score = COVERED * self.vocabulary.coverage(own, self.opening[index])
        first = self.features[body.lines[0]]
        if body.place == head.place + 1 and head.touching:
            score += ADJACENT
            if first.line.number == self.features[head.lines[-1]].line.number:
                score += 100.0
        elif body.place == head.place - 1 and body.place - 1 not in self.above:
            score += BELOW
        else:
            score -= DISTANCE * abs(body.place - head.place)
            if first.lead:
                score -= 1.0
        if not body.has_text:
            score -= 4.0
        return score

    def tail_score(self, start: int, end: int) -> float:
        """How well the body ``end`` continues the body ``start``."""
        head, tail = self.bodies[start], self.bodies[end]
        if head.closed or not head.has_text:
            return -9.0
        last, first = self.features[head.lines[-1]], self.features[tail.lines[0]]
        score = -0.6 if last.final else 2.0
        if first.lead or self.roles[tail.lines[0]] in (R.BYLINE, R.NOTE):
            score -= 4.0
        elif self.roles[tail.lines[0]] != R.SIGNATURE and patterns.CANNOT_START.match(first.line.text):
            score += 2.0
        score += min(2.0, 6.0 * self.vocabulary.coverage(self.opening[end], terms(self.texts[start])))
        if tail.signed:
            score += 1.0
        if tail.place == head.place + 1:
            score += 1.5
        elif tail.place < head.place:
            score -= 0.3
        return score

    def solve(self, heads: list[Head]) -> tuple[dict[int, int], dict[tuple[int, int], float], float]:
        """Assign a provider to each body: a headline (column < len(heads)) or an open body; with scores and total."""
        score: dict[tuple[int, int], float] = {}
        if len(self.bodies) > MAX_BODIES:
            places = {head.place: h for h, head in enumerate(heads)}
            pairs = {b: places[o.place - 1] for b, o in enumerate(self.bodies) if o.place - 1 in places}
            return pairs, {pair: ADJACENT for pair in pairs.items()}, ADJACENT * len(pairs)
        for h, head in enumerate(heads):
            own = terms("".join(self.features[k].line.text for k in head.lines))
            for b in range(len(self.bodies)):
                if (value := self.head_score(head, own, b)) >= ACCEPT_HEAD:
                    score[b, h] = value
        crowned = {body.place for body in self.bodies if body.place - 1 in self.above}
        for start in range(len(self.bodies)):
            if self.bodies[start].closed:
                continue
            for end, tail in enumerate(self.bodies):
                if start == end or tail.place in crowned:
                    continue
                if (value := self.tail_score(start, end)) >= ACCEPT_TAIL:
                    score[end, len(heads) + start] = value
        pairs = marry(len(self.bodies), len(heads) + len(self.bodies), score)
        return pairs, score, sum(score[pair] for pair in pairs.items())


def with_captions(stories: list[Story], matcher: Matcher) -> list[Story]:
    """Give a caption that stands apart to the article whose words it takes up most."""
    whole = [story for story in stories if not loose_caption(story, matcher.roles)]
    if not whole or len(stories) > MAX_BODIES:
        return stories
    vocabularies = [terms("".join(matcher.features[k].line.text for k in lines_of(story))) for story in whole]
    for story in stories:
        if loose_caption(story, matcher.roles):
            own = terms("".join(matcher.features[k].line.text for k in lines_of(story)))
            nearest = [abs(lines_of(other)[-1] - lines_of(story)[0]) for other in whole]
            best = max(
                range(len(whole)),
                key=lambda i: (COVERED * matcher.vocabulary.coverage(own, vocabularies[i]) - 0.01 * nearest[i]),
            )
            whole[best].bodies += story.bodies
    return whole


def loose_caption(story: Story, roles: list[str]) -> bool:
    """Whether a story is nothing but a caption."""
    return story.head is None and all(roles[k] in (R.CAPTION, R.CAPTION_ON) for k in lines_of(story))


def lines_of(story: Story) -> list[int]:
    """Indices of all lines of a story, its headline first."""
    return [*(story.head.lines if story.head else []), *(k for body in story.bodies for k in body.lines)]


def splits(head: Head, roles: list[str]) -> Iterator[tuple[Head, Head]]:
    """Every way to part a stack of headline lines in two headlines: one above the other, or interleaved."""
    size = len(head.lines)
    if not 2 <= size <= MAX_STACK:
        return
    for count in range(1, size):
        for chosen in combinations(range(size), count):
            if chosen[0] != 0:
                continue  # the first line always goes to the first headline
            second = [head.lines[i] for i in range(size) if i not in chosen]
            first = [head.lines[i] for i in chosen]
            if roles[second[0]] == R.SUBTITLE:
                continue  # a subtitle belongs to some title above it
            last = head.lines[-1]
            yield (
                Head(first, head.place, head.label, True, first[-1] == last),
                Head(second, head.place, None, True, second[-1] == last),
            )


def interleaving(first: Head, second: Head) -> float:
    """What a split costs: more for headlines that mix, so that it takes evidence to believe in it."""
    merged = sorted([(k, 0) for k in first.lines] + [(k, 1) for k in second.lines])
    changes = sum(a[1] != b[1] for a, b in zip(merged, merged[1:], strict=False))
    return 0.5 * (changes - 1)


def tell(features: list[Features], roles: list[str]) -> tuple[list[Story], list[int], list[int]]:
    """The stories of the page in printed order, the labels, and the furniture (both by line index)."""
    heads, bodies, labels, furniture = cut(features, roles)
    matcher = Matcher(features, roles, bodies, heads)
    pairs, score, total = matcher.solve(heads)
    for _ in range(MAX_REPAIRS):
        if len(bodies) > MAX_BODIES:
            break
        trial: tuple[list[Head], list[Body]] | None = None
        unused = [head for h, head in enumerate(heads) if h not in pairs.values()]
        if unused:
            trial = parted_body(matcher, heads, unused)
        elif len(pairs) < len(bodies):
            trial = parted_stack(matcher, heads, total)
        if trial is None:
            break
        attempt = Matcher(features, roles, trial[1], trial[0])
        solved = attempt.solve(trial[0])
        if len(solved[0]) <= len(pairs) or solved[2] < total - 0.5:
            break
        heads, bodies, matcher = trial[0], trial[1], attempt
        pairs, score, total = solved
    return with_captions(gather(heads, bodies, pairs, score), matcher), labels, furniture


def parted_stack(matcher: Matcher, heads: list[Head], total: float) -> tuple[list[Head], list[Body]] | None:
    """The best way to part one stack of headline lines in two headlines, or None if no way helps enough."""
    best: tuple[float, list[Head]] | None = None
    for h, head in enumerate(heads):
        for first, second in splits(head, matcher.roles):
            trial = [*heads[:h], first, second, *heads[h + 1 :]]
            gain = matcher.solve(trial)[2] - total - interleaving(first, second)
            if gain > SPLIT_GAIN and (best is None or gain > best[0]):
                best = gain, trial
    return (best[1], matcher.bodies) if best else None


def parted_body(
    matcher: Matcher, heads: list[Head], unused: list[Head]
) -> tuple[list[Head], list[Body]] | None:
    """The best way to part one body in two, so that a headline without text gets the second part."""
    features, roles = matcher.features, matcher.roles
    best: tuple[float, int, int] | None = None
    for head in unused:
        own = terms("".join(features[k].line.text for k in head.lines))
        for b, body in enumerate(matcher.bodies):
            for i, k in enumerate(body.lines):
                if i == 0 or roles[k] != R.BODY or roles[body.lines[i - 1]] not in (R.BODY, R.BODY_ON, R.CAPTION_ON):
                    continue
                before = terms("".join(features[j].line.text for j in body.lines[max(0, i - REACH) : i]))
                after = terms("".join(features[j].line.text for j in body.lines[i : i + REACH]))
                covered = matcher.vocabulary.coverage(own, after)
                if covered < 0.04 or not features[body.lines[i - 1]].final:
                    continue
                gain = COVERED * (covered - 0.8 * matcher.vocabulary.coverage(own, before))
                gain += max(-1.0, min(1.0, 8.0 * (0.12 - matcher.vocabulary.coverage(after, before))))
                # a text with a byline, or one that explains a picture, is seldom signed by an office as well
                gain += 1.0 if body.signed and body.has_byline else 0.0
                gain += 0.6 if "图为" in "".join(features[j].line.text for j in body.lines[max(0, i - 5) : i]) else 0.0
                gain += 1.0 if abs(features[k].column - features[body.lines[i - 1]].column) > 1.4 else 0.0
                if best is None or gain > best[0]:
                    best = gain, b, i
    if best is None or best[0] < PART_GAIN:
        return None
    _, b, i = best
    body = matcher.bodies[b]
    first = replace(body, lines=body.lines[:i], signed=False, closed=True)
    second = Body(body.lines[i:], body.place, None, body.signed, body.closed, True)
    bodies = [*matcher.bodies[:b], first, second, *matcher.bodies[b + 1 :]]
    # what follows moves on by one, so that the second part stands where a text of its own would
    bodies = [replace(o, place=o.place + 1) if o is second or o.place > body.place else o for o in bodies]
    return [replace(o, place=o.place + 1) if o.place > body.place else o for o in heads], bodies


def gather(
    heads: list[Head], bodies: list[Body], pairs: dict[int, int], score: dict[tuple[int, int], float]
) -> list[Story]:
    """Stories from the assignment: chains of bodies under their headline, in printed order."""
    following = {column - len(heads): b for b, column in pairs.items() if column >= len(heads)}
    stories: list[Story] = []
    placed: set[int] = set()

    def chain(first: int, story: Story) -> None:
        index: int | None = first
        while index is not None and index not in placed:
            placed.add(index)
            if story.bodies:
                story.tail_elsewhere = True
            story.bodies.append(bodies[index])
            index = following.get(index)

    for b, column in sorted(pairs.items()):
        if column < len(heads):
            head = heads[column]
            story = Story(head, score=score[b, column], detached=bodies[b].place != head.place + 1 or not head.touching)
            chain(b, story)
            stories.append(story)
    tails = set(following.values())
    for b in sorted(range(len(bodies)), key=lambda b: b in tails):
        if b not in placed:
            story = Story(None)
            chain(b, story)
            stories.append(story)
    used = set(pairs.values())
    stories += [Story(head) for h, head in enumerate(heads) if h not in used]

    return sorted(stories, key=lambda story: min(lines_of(Story(story.head, story.bodies[:1]))))
