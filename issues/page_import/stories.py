"""From roles to stories: headlines and texts are married over the whole page, and what does not fit is repaired.

A dump may print a headline far from its text, two headlines in one stack, a headline under its text, or the tail of a
story before its head. So adjacency is only one reason among others; shared rare terms and torn ends are the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise

from . import patterns
from . import roles as R
from .breaks import page_text
from .features import Features
from .fragments import Body, Head, cut
from .layout import unbalanced
from .matching import MAX_BODIES, Matcher, begins_afresh, terms_of
from .terms import pair_terms

COVERED = 5.0  # for a headline whose terms a text takes up wholly
MIXED = 1.5  # off for every change from one headline to the other beyond the first
TORN = 3.0  # off where a line that breaks off is parted from the next
STRAY = 1.5  # off where a subtitle is parted from the line above
SPLIT_GAIN = 0.8  # what splitting a stack of headlines must win
PART_GAIN = 0.3  # what parting a body must win
MAX_STACK = 7  # lines of a stack that is tried in all its splits
REACH = 14  # lines on either side of a cut that are compared
DOUBTFUL = 1.2  # lead of a headline over the best rival role, below which it may be a subhead
MAX_REPAIRS = 4
MIN_TEAR = 2.0  # how often the pair of characters at a tear must stand elsewhere on the page


@dataclass(slots=True)
class Story:
    """One article to be: a headline or none, and its bodies in reading order."""

    head: Head | None
    bodies: list[Body] = field(default_factory=list)
    detached: bool = False
    tail_elsewhere: bool = False


def with_captions(stories: list[Story], matcher: Matcher) -> list[Story]:
    """Give a caption that stands apart to the article whose words it takes up most."""
    whole = [story for story in stories if not loose_caption(story, matcher.roles)]
    if not whole or len(whole) == len(stories) or len(stories) > MAX_BODIES:
        return stories
    vocabularies = [terms_of(matcher.features, lines_of(story)) for story in whole]
    for story in stories:
        if loose_caption(story, matcher.roles):
            own = terms_of(matcher.features, lines_of(story))
            nearest = [abs(lines_of(other)[-1] - lines_of(story)[0]) for other in whole]
            best = max(
                range(len(whole)),
                key=lambda i: COVERED * matcher.vocabulary.coverage(own, vocabularies[i]) - 0.01 * nearest[i],
            )
            whole[best].bodies += story.bodies
    return whole


def loose_caption(story: Story, roles: list[str]) -> bool:
    """Whether a story is nothing but a caption."""
    return story.head is None and all(roles[k] in (R.CAPTION, R.CAPTION_ON) for k in lines_of(story))


def lines_of(story: Story) -> list[int]:
    """Indices of all lines of a story, its headline first."""
    return [*(story.head.lines if story.head else []), *(k for body in story.bodies for k in body.lines)]


def splits(head: Head, matcher: Matcher) -> Iterator[tuple[Head, Head]]:
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
            if matcher.roles[second[0]] == R.SUBTITLE and matcher.features[second[0]].dashed:
                continue  # a subtitle belongs to some title above it
            last = head.lines[-1]
            yield (
                Head(first, head.place, head.label, True, first[-1] == last),
                Head(second, head.place, None, True, second[-1] == last),
            )


def parting(first: Head, second: Head, matcher: Matcher) -> float:
    """What a split costs: more for headlines that mix and for lines torn apart, so that it takes evidence."""
    merged = sorted([(k, 0) for k in first.lines] + [(k, 1) for k in second.lines])
    cost = 0.0
    changes = 0
    for (k, mine), (following, other) in pairwise(merged):
        if mine == other:
            continue
        changes += 1
        text = matcher.features[k].line.text
        if text[-1] in patterns.BREAKS_OFF or unbalanced(text):
            cost += TORN
        if matcher.roles[following] == R.SUBTITLE:
            cost += STRAY
        below = matcher.features[following].line
        if matcher.features[k].line.bold and below.bold and not below.gap:
            cost += STRAY  # set alike, one right under the other
    return cost + MIXED * (changes - 1)


def tell(features: list[Features], roles: list[str], leads: list[float]) -> tuple[list[Story], list[int], list[int]]:
    """The stories of the page in printed order, the labels, and the furniture (both by line index).

    ``roles`` is changed in place where a doubtful headline turns out to be a subhead.
    """
    heads, bodies, labels, furniture = cut(features, roles)
    heads, bodies = with_torn_tails(features, roles, heads, bodies)
    matcher = Matcher(features, roles, bodies, heads)
    pairs, _, total = matcher.solve(heads)
    for _ in range(MAX_REPAIRS):
        if len(bodies) > MAX_BODIES:
            break
        trial: tuple[list[Head], list[Body]] | None = None
        unused = [head for h, head in enumerate(heads) if h not in pairs.values()]
        if unused:
            demoted = without_weak_head(matcher, heads, unused, leads)
            if demoted is not None:
                heads, bodies, matcher = demoted
                pairs, _, total = matcher.solve(heads)
                continue
            trial = parted_body(matcher, heads, unused)
        elif served(pairs, matcher) < sum(speaks(body, matcher.roles) for body in bodies):
            trial = parted_stack(matcher, heads, total)
        if trial is None:
            break
        attempt = Matcher(features, matcher.roles, trial[1], trial[0])
        solved = attempt.solve(trial[0])
        if served(solved[0], attempt) <= served(pairs, matcher) or solved[2] < total - 0.5:
            break
        heads, bodies, matcher = trial[0], trial[1], attempt
        pairs, _, total = solved
    roles[:] = matcher.roles  # with every headline that turned out to be a subhead
    return with_captions(gather(heads, bodies, pairs), matcher), labels, furniture


def speaks(body: Body, roles: list[str]) -> bool:
    """Whether a body is more than captions, which need no headline of their own."""
    return any(roles[k] not in (R.CAPTION, R.CAPTION_ON) for k in body.lines)


def served(pairs: dict[int, int], matcher: Matcher) -> int:
    """How many texts have a headline or a beginning."""
    return sum(speaks(matcher.bodies[b], matcher.roles) for b in pairs)


def with_torn_tails(
    features: list[Features], roles: list[str], heads: list[Head], bodies: list[Body]
) -> tuple[list[Head], list[Body]]:
    """Cut off what stands at the end of one text but goes on from the torn end of another: where a text breaks off
    within a word, and a paragraph elsewhere begins with its rest.
    """
    torn = [b for b in bodies if b.has_text and not b.closed and breaks_off(features[b.lines[-1]])]
    if not torn or len(bodies) > MAX_BODIES:
        return heads, bodies
    page, counts = page_text(features), dict[str, int]()
    openings = Counter(features[k].line.text[:2] for body in bodies for k in body.lines if roles[k] == R.BODY)
    for source in torn:
        last = features[source.lines[-1]].line.text
        best: tuple[float, Body, int] | None = None
        for body in bodies:
            for i, k in enumerate(body.lines):
                text = features[k].line.text
                if body is source or not i or roles[k] not in (R.BODY, R.BODY_ON):
                    continue
                if not features[body.lines[i - 1]].final:
                    continue
                if features[k].line.indent >= 1 or openings[text[:2]] > 1 or begins_afresh(text):
                    continue
                # the pair at the tear is a word of the page, the pairs beside it are not torn apart themselves
                tear = last[-1] + text[0]
                support = counts[tear] if tear in counts else counts.setdefault(tear, page.count(tear))
                if support and (best is None or support > best[0]):
                    best = float(support), body, i
        if best is None or best[0] < MIN_TEAR:
            continue
        _, body, i = best
        roles[body.lines[i]] = R.BODY
        tail = Body(body.lines[i:], body.place, None, body.signed, body.closed, True)
        body.lines, body.signed, body.closed = body.lines[:i], False, True
        heads = [replace(o, place=o.place + 1) if o.place > body.place else o for o in heads]
        for other in bodies:
            other.place += other.place > body.place
        tail.place = body.place + 1
        bodies = [one for other in bodies for one in ((other, tail) if other is body else (other,))]
    return heads, bodies


def breaks_off(item: Features) -> bool:
    """Whether a line ends within a sentence, with a character."""
    return not item.final and item.line.text[-1].isalpha() and not item.note


def without_weak_head(
    matcher: Matcher, heads: list[Head], unused: list[Head], leads: list[float]
) -> tuple[list[Head], list[Body], Matcher] | None:
    """Read a doubtful headline as a subhead where the text around it can then serve a headline that has no text.

    None where there is no doubtful headline, or where the headline without text would still have none.
    """
    for weak in heads:
        k = weak.lines[0]
        above = next((b for b in matcher.bodies if b.place == weak.place - 1), None)
        below = next((b for b in matcher.bodies if b.place == weak.place + 1), None)
        if weak in unused or weak.label is not None or len(weak.lines) > 1 or leads[k] >= DOUBTFUL:
            continue
        if above is None or below is None or above.signed or below.has_byline:
            continue
        joined = replace(below, lines=[*above.lines, k, *below.lines], place=above.place, has_byline=above.has_byline)
        bodies = [joined if b is above else b for b in matcher.bodies if b is not below]
        kept = [head for head in heads if head is not weak]
        roles = [*matcher.roles[:k], R.SUBHEAD, *matcher.roles[k + 1 :]]
        trial = Matcher(matcher.features, roles, bodies, kept)
        parted = parted_body(trial, kept, unused)
        if parted is None:
            continue
        result = Matcher(matcher.features, roles, parted[1], parted[0])
        if len(result.solve(parted[0])[0]) >= len(parted[0]):
            matcher.roles[k] = R.SUBHEAD
            return parted[0], parted[1], result
    return None


def parted_stack(matcher: Matcher, heads: list[Head], total: float) -> tuple[list[Head], list[Body]] | None:
    """The best way to part one stack of headline lines in two headlines, or None if no way helps enough."""
    best: tuple[float, list[Head]] | None = None
    for h, head in enumerate(heads):
        for first, second in splits(head, matcher):
            trial = [*heads[:h], first, second, *heads[h + 1 :]]
            pairs, _, reached = matcher.solve(trial)
            gain = reached - total - parting(first, second, matcher)
            if gain <= SPLIT_GAIN:
                continue
            # a share favours a part with few words, so every line's own fit decides between the ways that help
            gain += sum(fit(matcher, b, trial[column]) for b, column in pairs.items() if column in (h, h + 1))
            if best is None or gain > best[0]:
                best = gain, trial
    return (best[1], matcher.bodies) if best else None


def fit(matcher: Matcher, index: int, head: Head) -> float:
    """How well the lines of a headline fit a body, each line for itself."""
    lines = (matcher.features[k].terms for k in head.lines)
    return COVERED * sum(matcher.vocabulary.coverage(own, matcher.opening[index]) for own in lines)


def parted_body(matcher: Matcher, heads: list[Head], unused: list[Head]) -> tuple[list[Head], list[Body]] | None:
    """The best way to part one body in two, so that a headline without text gets the second part."""
    features, roles = matcher.features, matcher.roles
    best: tuple[float, int, int] | None = None
    for head in unused:
        own = pair_terms(matcher.words(head))
        for b, body in enumerate(matcher.bodies):
            for i, k in enumerate(body.lines):
                if i == 0 or roles[k] != R.BODY or roles[body.lines[i - 1]] not in (R.BODY, R.BODY_ON, R.CAPTION_ON):
                    continue
                before = terms_of(features, body.lines[max(0, i - REACH) : i])
                after = terms_of(features, body.lines[i : i + REACH])
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


def gather(heads: list[Head], bodies: list[Body], pairs: dict[int, int]) -> list[Story]:
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
            story = Story(head, detached=bodies[b].place != head.place + 1 or not head.touching)
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
