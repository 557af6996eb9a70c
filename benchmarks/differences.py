"""The time that comparing two versions of a story of 20,000 characters takes, lightly and heavily edited."""

from __future__ import annotations

import random
import time
from functools import cache
from itertools import accumulate

from articles.content import Content
from articles.differences import compare

LENGTH = 20_000  # characters
LIMIT = 0.5  # seconds on one core
CHARACTERS = [chr(0x4E00 + n) for n in range(2_000)]
WEIGHTS = list(accumulate(1 / (n + 4) for n in range(len(CHARACTERS))))


def text(length: int, chance: random.Random) -> str:
    """Characters drawn as unevenly as in real text: a few make up most of it."""
    return "".join(chance.choices(CHARACTERS, cum_weights=WEIGHTS, k=length))


def edited(original: str, share: float, chance: random.Random) -> str:
    """A copy in which this share of the characters was changed, dropped or given a neighbour."""
    result = []
    for character in original:
        if chance.random() < share:
            result.append(chance.choice(("", text(1, chance), character + text(2, chance))))
        else:
            result.append(character)
    return "".join(result)


def content(words: str, paragraph: int) -> Content:
    """The words as a story with paragraphs of this many characters."""
    pieces = (words[start : start + paragraph] for start in range(0, len(words), paragraph))
    return Content("题", "".join(f"<p>{piece}</p>" for piece in pieces))


@cache
def cases() -> dict[str, tuple[Content, Content]]:
    """Pairs to compare, by what was done to them."""
    chance = random.Random(3)
    original = text(LENGTH, chance)
    copies = {
        "a hundred characters changed": edited(original, 0.005, chance),
        "one character in twenty changed": edited(original, 0.05, chance),
        "every third character changed": edited(original, 0.33, chance),
        "another text": text(LENGTH, chance),
    }
    result: dict[str, tuple[Content, Content]] = {}
    for size, name in ((250, "paragraphs of 250"), (25, "paragraphs of 25"), (LENGTH, "one paragraph")):
        result |= {f"{what}, {name}": (content(original, size), content(copy, size)) for what, copy in copies.items()}
    pieces = [edited(original[n : n + 250], 0.1, chance) for n in range(0, LENGTH, 250)]
    chance.shuffle(pieces)
    result["paragraphs shuffled and edited"] = (content(original, 250), content("".join(pieces), 250))
    return result


def spent(old: Content, new: Content) -> float:
    """The seconds of one core that one comparison takes, whatever else the machine does."""
    start = time.process_time()
    compare(old, new)
    return time.process_time() - start


def main() -> None:
    """Print the time of each case, and which is the longest."""
    print(f"Comparing {LENGTH:,} characters with another version (limit {LIMIT} s):")
    longest = 0.0
    for name, (old, new) in cases().items():
        seconds = min(spent(old, new) for _ in range(3))
        longest = max(longest, seconds)
        print(f"  {seconds * 1000:5.0f} ms  {name}")
    print(f"  longest: {longest:.3f} s")
