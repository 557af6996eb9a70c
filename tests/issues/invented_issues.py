"""Whole issues of invented stories, the same for the same seed: what composing is tried on."""

from __future__ import annotations

import io
import random
from dataclasses import replace
from functools import cache
from pathlib import Path

from PIL import Image

from issues.composing.composer import PageSpec
from issues.layout.model import Imprint, IssueLayout, Paragraph, Photo, Story
from issues.typesetting.photos import PhotoShop
from issues.typesetting.setting import setter_for, template_data
from tests.issues.invented_articles import SPLITS, Invented, World, Writer

FEWEST, MOST = 12, 40
# A community paper's mix, and how many photos its forms bring.
FORMS = {"brief": 9, "report": 5, "feature": 4, "essay": 2, "photo": 1}
PHOTOS = {
    "brief": (0, 0, 0, 0, 1),
    "report": (0, 0, 1, 1),
    "feature": (0, 1, 1, 2),
    "essay": (0, 0, 1),
    "photo": (1, 1, 2, 3),
}
PROMINENCE = {"brief": (4, 5, 5), "report": (2, 2, 3), "feature": (2, 3), "essay": (3, 4), "photo": (3, 4)}
SIZES = ((1600, 1067), (1600, 1067), (1600, 1200), (1600, 900), (1200, 1600), (1500, 1500))
ROLES = {"body": "text", "subhead": "subhead"}
KINDS = {"brief": "brief", "report": "report", "feature": "feature", "essay": "opinion", "photo": "photo"}


def invented_issue(seed: int, count: int | None = None) -> tuple[Story, ...]:
    """The stories of one issue, 12 to 40 of them unless ``count`` says otherwise."""
    rng = random.Random(seed)
    count = count or rng.randint(FEWEST, MOST)
    world = World(rng, SPLITS[seed % 2])
    writer = Writer(world)
    forms = rng.choices(tuple(FORMS), tuple(FORMS.values()), k=count)
    stories = [_story(rng, writer.article(form), f"p{number}", world) for number, form in enumerate(forms, 1)]
    leads = sorted(stories, key=lambda story: -story.characters)[: rng.randint(1, 4)]
    return tuple(replace(story, prominence=1) if story in leads else story for story in stories)


def _story(rng: random.Random, article: Invented, key: str, world: World) -> Story:
    photos = tuple(_photo(rng, world, f"{key}-{number}") for number in range(rng.choice(PHOTOS[article.form])))
    labelled = article.form == "brief" and rng.random() < 0.6
    return Story(
        key=key,
        title=" ".join(article.title),
        kicker=article.kicker,
        subtitle=article.subtitle,
        paragraphs=tuple(Paragraph(text, ROLES.get(role, "text")) for role, text in article.text),  # type: ignore[arg-type]
        bylines=(article.byline,) if article.byline else (),
        attributions=article.signed,
        photos=photos,
        label=article.column or (world.columns[0] if labelled else ""),
        kind=KINDS[article.form],  # type: ignore[arg-type]
        prominence=rng.choice(PROMINENCE[article.form]),
        page_wish=rng.randint(1, 4) if rng.random() < 0.15 else None,
    )


def _photo(rng: random.Random, world: World, name: str) -> Photo:
    width, height = rng.choice(SIZES)
    return Photo(
        name=f"{name}.jpg",
        width=width,
        height=height,
        caption=f"图为{rng.choice(world.areas)}居民区的活动现场" if rng.random() < 0.8 else "",
        credit=f"{world.person()}摄" if rng.random() < 0.6 else "",
        alternative_text="活动现场",
    )


PAGES = tuple(PageSpec(number, name) for number, name in enumerate(("要闻", "社区扫描", "网格故事", "老街记忆"), 1))
IMPRINT = Imprint(
    "清晏社区", "2026年11月30日", "星期一", "第21期", "总第221期", ("内部资料，免费交流",), ("编印单位：编辑部",)
)


@cache
def picture(name: str) -> bytes:
    """Something to print where a photo stands: grey, with the photo's name deciding how dark."""
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), (90 + sum(name.encode()) % 100,) * 3).save(buffer, "JPEG")
    return buffer.getvalue()


def printed(layout: IssueLayout, folder: Path) -> bytes:
    """A layout as PDF."""
    return setter_for(layout, folder).pdf(template_data(layout, PhotoShop(folder, picture)))
