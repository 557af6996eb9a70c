"""Articles in the manner of a community paper, put together from a grammar: every place, office and person is made up.

Of every list a page draws on, a third is kept for the held-out pages alone and a third for the tuning pages alone, so
that no share of words or sentences known from tuning helps on the held-out ones. Articles of one page share subjects,
as real ones do, so that shared words alone do not tell which texts belong together.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from .invented_words import (
    ACTS,
    BRIEF_TITLES,
    COLUMNS,
    ESSAY_TITLES,
    FEATURE_TITLES,
    GATHERINGS,
    GIVEN,
    GROUPS,
    HAN_DIGITS,
    KICKERS,
    MATTERS,
    MUSING,
    NEWS,
    NUMBERED,
    OFFICE_ENDS,
    OFFICES,
    PLACES,
    PURPOSES,
    QUOTES,
    REPORT_TITLES,
    SHAPES,
    STORY,
    SUBHEADS,
    SUBTITLES,
    SURNAMES,
    TIMES,
    WORKS,
)

SPLITS = ("tune", "held out")


@dataclass(frozen=True)
class Invented:
    """One invented article; ``text`` holds (role, text) pairs in order."""

    title: tuple[str, ...]  # lines of the main headline
    text: tuple[tuple[str, str], ...]
    kicker: str = ""
    subtitle: str = ""
    byline: str = ""  # as printed
    names: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    signature: str = ""  # as printed
    column: str = ""
    note: str = ""
    form: str = "report"  # brief, report, feature, essay, photo


@dataclass
class World:
    """The street, people and words of one page."""

    rng: random.Random
    split: str
    street: str = ""
    matters: list[str] = field(default_factory=list)
    areas: list[str] = field(default_factory=list)
    departments: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    shape: str = "parens"

    def __post_init__(self) -> None:
        rng = self.rng
        self.street = rng.choice(self.share(PLACES)) + rng.choice(("街道", "街道", "路街道", "镇", "社区"))
        self.areas = rng.sample(self.share(PLACES), 8)
        self.matters = rng.sample(self.share(MATTERS), 14)
        stems = rng.sample(self.share(OFFICES), 8)
        lead = "街道" if self.street.endswith("街道") else self.street[-1] if rng.random() < 0.6 else ""
        self.departments = [lead + stem + rng.choice(OFFICE_ENDS) for stem in stems] + [
            a + "居民区" for a in self.areas[:4]
        ]
        self.columns = rng.sample(self.share(COLUMNS), 3)
        self.shape = rng.choice(SHAPES)

    def share(self, items: Sequence[str]) -> list[str]:
        """What pages of this split may use of a list."""
        withheld = 2 if self.split == SPLITS[0] else 1
        return [item for i, item in enumerate(items) if i % 3 != withheld]

    def printed(self, units: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
        """The signing offices and their line, in the shape of this paper; nothing where it signs nothing."""
        if self.shape == "none" or not units:
            return (), ""
        joint = self.rng.choice(("、", "、", " ")).join(units)
        shapes = {
            "parens": f"（{joint}）",
            "supplied": f"（{joint} 供稿）",
            "source": f"供稿：{joint}",
            "bare": joint,
            "prefixed": f"（来源：{joint}）",
            "authored": f"（{joint}供稿）",
            "brackets": f"【{joint}】",
            "dash": f"——{joint}",
        }
        return units, shapes[self.shape]

    def person(self) -> str:
        """A person's name."""
        return self.rng.choice(SURNAMES) + "".join(self.rng.sample(GIVEN, self.rng.choice((1, 2, 2, 2))))


class Writer:
    """Writes the articles of one page; ``subject`` keeps to one matter, office and place within an article."""

    def __init__(self, world: World) -> None:
        self.world, self.rng = world, world.rng

    def subject(self) -> dict[str, str]:
        """The words that one article is about."""
        rng, world = self.rng, self.world
        matter, other = rng.sample(world.matters, 2)
        return {
            "street": world.street,
            "matter": matter,
            "matter2": other,
            "area": rng.choice(world.areas),
            "office": rng.choice(world.departments),
            "group": rng.choice(world.share(GROUPS)),
            "person": world.person(),
            "person2": world.person(),
            "group2": rng.choice(world.share(GROUPS)),
            "gather": rng.choice(world.share(GATHERINGS)),
            "work": rng.choice(world.share(WORKS)),
            "act": rng.choice(ACTS),
            "purpose": rng.choice(world.share(PURPOSES)),
        }

    def fill(self, pattern: str, subject: dict[str, str]) -> str:
        """A pattern with its slots filled: mostly with the article's subject, at times with other words of the page."""
        rng, world = self.rng, self.world
        month, day = rng.randint(1, 12), rng.randint(1, 28)
        chance = {
            "purpose2": rng.choice(world.share(PURPOSES)),
            "quote": rng.choice(QUOTES),
            "n": str(rng.randint(3, 96)),
            "n2": str(rng.randint(100, 4800)),
            "d": rng.choice(HAN_DIGITS[1:9]),
            "hd": rng.choice(HAN_DIGITS),
            "time": rng.choice(TIMES).format(m=month, day=day),
        }
        if rng.random() < 0.1:
            chance["matter"] = rng.choice(world.matters)
        if rng.random() < 0.2:
            chance["area"], chance["office"] = rng.choice(world.areas), rng.choice(world.departments)
        if rng.random() < 0.5:
            chance["purpose"] = rng.choice(world.share(PURPOSES))
        if rng.random() < 0.2:
            chance["group"] = rng.choice(world.share(GROUPS))
        return pattern.format_map({**subject, **chance})

    def paragraphs(self, patterns: Sequence[str], count: int, subject: dict[str, str], longest: int) -> list[str]:
        """Some paragraphs of sentences; no sentence pattern comes twice while others are left."""
        stock: list[str] = []
        result = []
        for _ in range(count):
            sentences = []
            for _ in range(self.rng.randint(1, longest)):
                if not stock:
                    stock = self.rng.sample(self.world.share(patterns), len(self.world.share(patterns)))
                sentences.append(self.fill(stock.pop(), subject))
            result.append("".join(sentences))
        return result

    def headline(self, patterns: Sequence[tuple[str, ...]], subject: dict[str, str]) -> tuple[str, ...]:
        """The lines of a main headline; its words are the article's own."""
        lines = self.rng.choice(
            [p for i, p in enumerate(patterns) if i % 3 != (2 if self.world.split == SPLITS[0] else 1)]
        )
        chance = {
            "quote": self.rng.choice(QUOTES),
            "n": str(self.rng.randint(3, 60)),
            "n2": "600",
            "d": self.rng.choice(HAN_DIGITS[1:9]),
        }
        return tuple(line.format_map({**subject, **chance, "hd": self.rng.choice(HAN_DIGITS)}) for line in lines)

    def article(self, form: str) -> Invented:
        """One article of a form."""
        rng, world = self.rng, self.world
        subject = self.subject()
        signed, signature = self.signature(subject)
        column = rng.choice(world.columns) if rng.random() < 0.12 else ""
        extra = self.fill(rng.choice(SUBTITLES), subject) if rng.random() < 0.4 else ""
        if form == "brief":
            text = self.paragraphs(NEWS, rng.randint(1, 4), subject, 3)
            opening = rng.choice(
                ("本报讯 ", "本报讯 ", "本报讯　", "（本报讯）", "本刊讯 ", "", f"{world.areas[0]}讯 ")
            )
            text[0] = opening + text[0]
            if rng.random() < 0.08 and len(text) > 1:
                text[-1] = "又讯 " + text[-1]
            title = self.headline([(t,) for t in BRIEF_TITLES], subject)
            return Invented(title, self.roles(text), signed=signed, signature=signature, column="", form=form)
        if form == "photo":
            text = ["".join(self.paragraphs(NEWS, 1, subject, 3)) + f"图为{subject['group']}在{subject['area']}现场。"]
            name = world.person()
            byline = rng.choice(
                (f"□特约记者 {name} 摄影报道", f"{name} 摄影报道", f"□通讯员 {name} 摄", f"记者 {name} 摄影报道")
            )
            return Invented(
                self.headline([(t,) for t in BRIEF_TITLES], subject),
                self.roles(text),
                byline=byline,
                names=(name,),
                form=form,
            )
        if form == "essay":
            text = self.paragraphs(MUSING, rng.randint(3, 6), subject, 3)
            name = world.person()
            byline = rng.choice((name, f"□{name}", f"作者：{name}", f"□ {name}", f"文/{name}"))
            return Invented(
                self.headline(ESSAY_TITLES, subject),
                self.roles(text),
                byline=byline,
                names=(name,),
                column=column,
                form=form,
            )
        patterns, titles = (STORY, FEATURE_TITLES) if form == "feature" else (NEWS, REPORT_TITLES)
        text = self.paragraphs(patterns, rng.randint(4, 9), subject, 4)
        blocks = self.with_subheads(text, subject, 0.5)
        byline, names = "", tuple[str, ...]()
        if rng.random() < 0.2:
            people = [world.person() for _ in range(rng.choice((1, 1, 2)))]
            byline, names = (
                rng.choice(("□特约记者 ", "□通讯员 ", "本报记者 ", "记者 ", "通讯员 ")) + " ".join(people),
                tuple(people),
            )
            if rng.random() < 0.6:
                byline, signed, signature = byline + rng.choice((" 整理报道", " 报道", "")), (), ""
        kicker = self.fill(rng.choice(KICKERS), subject) if rng.random() < 0.2 else ""
        note = rng.choice(("(上接1版)", "（上接第1版）", "（上接第三版）")) if rng.random() < 0.05 else ""
        return Invented(
            self.headline(titles, subject), blocks, kicker, extra, byline, names, signed, signature, column, note, form
        )

    def with_subheads(self, text: list[str], subject: dict[str, str], chance: float) -> tuple[tuple[str, str], ...]:
        """Paragraphs, at times with subheads before some of them."""
        rng = self.rng
        if len(text) < 4 or rng.random() > chance:
            return self.roles(text)
        row = rng.choice(NUMBERED) if rng.random() < 0.25 else rng.sample(self.world.share(SUBHEADS), 4)
        heads = [self.fill(h, subject) for h in row]
        count = min(rng.randint(2, 3), len(text) - 1, len(heads))
        places = sorted(rng.sample(range(0 if rng.random() < 0.2 else 1, len(text)), count))
        result: list[tuple[str, str]] = []
        for i, paragraph in enumerate(text):
            if i in places:
                result.append(("subhead", heads[places.index(i)]))
            result.append(("body", paragraph))
        return tuple(result)

    @staticmethod
    def roles(text: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """Plain paragraphs."""
        return tuple(("body", paragraph) for paragraph in text)

    def signature(self, subject: dict[str, str]) -> tuple[tuple[str, ...], str]:
        """The signing offices and their line, in the shape of this paper."""
        rng, world = self.rng, self.world
        units = [subject["office"]]
        if rng.random() < 0.12:
            units += rng.sample([d for d in world.departments if d != units[0]], rng.choice((1, 1, 2)))
        return world.printed(tuple(units))


FORMS = {
    "brief": 16, "report": 8, "feature": 7, "essay": 3, "photo": 3,
    "letter": 1, "notice": 1, "tips": 1, "verse": 1, "dialogue": 1, "captions": 1, "continued": 1,
}  # fmt: skip


def invent(world: World, count: int, forms: Sequence[str] = tuple(FORMS)) -> list[Invented]:
    """The articles of one page, in the forms given."""
    from .invented_forms import FORMS as RARE

    writer = Writer(world)
    articles: dict[tuple[str, ...], Invented] = {}
    for form in world.rng.choices(forms, [FORMS[form] for form in forms], k=count):
        article = RARE[form](writer) if form in RARE else writer.article(form)
        articles.setdefault(article.title, article)  # no two of a page have one title
    while len(articles) < 3:
        article = writer.article("brief")
        articles.setdefault(article.title, article)
    return list(articles.values())
