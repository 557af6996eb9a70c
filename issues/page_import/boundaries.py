"""Where one article may end and another begin: what the words on both sides of a headline-like line say."""

from __future__ import annotations

from collections import Counter

from . import patterns
from .features import Features
from .terms import Passages


class Boundaries:
    """How likely a headline-like line after running text begins another article rather than a section of this one."""

    REACH = 300  # characters read on either side

    def __init__(self, features: list[Features]) -> None:
        self.features = features
        self.terms = Passages([item.terms for item in features])
        gaps = Counter(item.line.gap for item in features)
        self.usual_gap = gaps.most_common(1)[0][0] if gaps else 0
        self.sizes = [len(item.line.text) for item in features]
        self.ends = [
            bool((item.signature and item.signature.sure) or (item.byline and item.byline.sure)) for item in features
        ]
        self.leads = [item.lead for item in features]
        signed = sum(bool(item.signature and item.signature.sure) for item in features)
        self.bonus = 0.0 if signed >= 2 else 1.2 if signed else 2.0

    def side(self, start: int, step: int) -> tuple[int, int]:
        """The lines of the text on one side, the first and the one after the last: up to the nearest signature or
        byline, or the opening of a brief above.
        """
        sizes, ends, leads = self.sizes, self.ends, self.leads
        place, size = start, 0
        while 0 <= place < len(sizes) and size < self.REACH and not ends[place]:
            size += sizes[place]
            place += step
            if step < 0 and leads[place + 1]:
                break
        return (start, place) if step > 0 else (place + 1, start + 1)

    def score(self, k: int) -> float:
        """Added to the score of a headline at line ``k`` that follows a paragraph."""
        features = self.features
        score = self.bonus
        if patterns.has_inner_dash(features[k].line.text):
            score += 2.5
        for item in features[k + 1 : k + 3]:
            if item.lead or (item.byline and item.byline.sure) or item.note:
                score += 3.0 if item.lead else 2.0
                break
            if item.dashed:
                score += 2.5
                break
            if item.dated:
                score += 1.0
                break
            if item.heading < 0:
                break
        if max(features[k].line.gap, features[k + 1].line.gap if k + 1 < len(features) else 0) > self.usual_gap + 1:
            score += 0.8
        terms, mass = self.terms, self.terms.mass
        above, below, here = self.side(k - 1, -1), self.side(k + 1, 1), (k, k + 1)
        left, right, own = terms.common(*above), terms.common(*below), terms.common(*here)
        if whole := terms.whole(*here, own):
            score += max(-1.2, min(2.5, 4.5 * (mass(own & right) - mass(own & left)) / whole))
        whole = terms.whole(*below, right)
        shared = mass(right & left) / whole if whole else 0.0
        return score + max(-1.5, min(1.0, 8.0 * (0.12 - shared)))
