"""The proofreader's speed on invented text: families alone, a whole article, and adding to the archive's statistics."""

from __future__ import annotations

import random
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from proofreading import Context, Identity, proofread
from proofreading.archive import Apart, Archive
from proofreading.register import Appointment, Register, UnitName
from proofreading.registry import FAMILIES

DEMO = Path(__file__).resolve().parent.parent / "newsroom" / "demo"
ARTICLE = 1_500
ARCHIVE = 10_000_000
NAMES = 2_000
BATCH = 50_000
FAMILY_NAMES = "赵钱孙李周吴郑王冯陈沈韩杨朱秦许何吕张孔曹严金魏陶姜谢邹潘范彭鲁韦马方袁唐薛雷贺罗"
GIVEN = "文明志远晓芳建华海波丽琴国良雨岚启航一辰知夏墨筠素秋若溪长青婷敏静宁欣悦哲涛斌峰"


def sentences() -> list[str]:
    """The demo articles' sentences."""
    found = list[str]()
    for path in [*sorted((DEMO / "issues").glob("*.toml")), DEMO / "pool.toml"]:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        for row in data.get("articles") or [row for page in data["pages"] for row in page["articles"]]:
            lines = [line for line in row["body"].split("\n") if line and line[0] not in "#-|[>"]
            found += [f"{part}。" for line in lines for part in line.split("。") if part]
    return found


def text(characters: int, seed: int) -> Iterator[str]:
    """Paragraphs of shuffled sentences, in all about this many characters."""
    dice, pool, size = random.Random(seed), sentences(), 0
    while size < characters:
        paragraph = "".join(dice.choices(pool, k=6))
        size += len(paragraph)
        yield paragraph


def article() -> str:
    """An article of the usual length."""
    return "\n".join(text(ARTICLE, 1))[:ARTICLE]


def register() -> Register:
    """A register of as many names as a district has posts."""
    dice = random.Random(2)
    names = {dice.choice(FAMILY_NAMES) + "".join(dice.sample(GIVEN, 2)) for _name in range(NAMES)}
    people = tuple(Appointment(name, "主任", rank=rank) for rank, name in enumerate(sorted(names), 1))
    return Register(people, tuple(UnitName(f"{name[1:]}居民区") for name in sorted(names)[:200]))


def best(times: int, act: Callable[[], object]) -> float:
    """The shortest of several runs, in seconds of one core: what else the machine does is not counted."""
    shortest = float("inf")
    for _time in range(times):
        start = time.process_time()
        act()
        shortest = min(shortest, time.process_time() - start)
    return shortest


def adding(archive: Archive, seed: int) -> float:
    """Seconds to add a batch of new text."""
    batch = "\n".join(text(BATCH, seed))
    start = time.process_time()
    archive.add(batch)
    return time.process_time() - start


def main() -> None:
    """Print the figures."""
    page = "\n".join(text(60_000, 3))
    proofread(page)  # loads the word list
    print("Proofreading, characters a second on one core:")
    for family in FAMILIES:
        print(f"  {family:<14}{len(page) / best(5, partial(proofread, page, families=[family])):>12,.0f}")
    archive = Archive()
    first = min(adding(archive, seed) for seed in range(10, 13))
    start = time.process_time()
    for paragraph in text(2 * ARCHIVE, 4):
        archive.add(paragraph)
        if archive.characters >= ARCHIVE:
            break
    whole = time.process_time() - start
    last = min(adding(archive, seed) for seed in range(20, 23))
    context = Context(identity=Identity.INTERNAL, register=register(), archive=archive)
    story = article()
    proofread(story, context)
    # as at the desk, where an article's own public text does not vouch for its next revision
    corrected = partial(proofread, story, replace(context, archive=Apart(archive, story)))
    print(f"An article of {len(story)} characters through all families, {NAMES} names in the register,")
    print(
        f"  {archive.characters:,} Han characters in the archive: {1000 * best(9, lambda: proofread(story, context)):.1f} ms"  # noqa: E501
    )
    apart = best(5, lambda: Apart(archive, story))
    print(f"  as a correction, its own public text left out: {1000 * (best(5, corrected) + apart):.1f} ms")
    print(f"Adding {BATCH:,} characters to an empty archive {first:.2f} s, to the full one {last:.2f} s;")
    stored = archive.to_bytes()
    print(f"  the whole archive in {whole:.0f} s, {len(stored) / 1e6:.1f} MB stored,")
    packing, reading = best(2, archive.to_bytes), best(2, lambda: Archive.from_bytes(stored))
    print(f"  the snapshot written in {packing:.2f} s, read by a process in {reading:.2f} s")


if __name__ == "__main__":
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=False)
    main()
