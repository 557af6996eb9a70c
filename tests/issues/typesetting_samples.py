"""Stories, photos and layouts made up for the tests of typesetting."""

from __future__ import annotations

import io
import random
from datetime import date

from PIL import Image

from issues.layout.model import Imprint, IssueLayout, PageLayout, Paragraph, Photo, Story
from issues.layout.stacking import stacked
from issues.layout.style import PageStyle

WORDS = (
    "楼道窗台树荫雨水灯光脚步铃声面馆清晨傍晚邻居商量办法钥匙雨棚石阶河岸菜场书架纸箱孩子老人修好记下走过笑着说再来看看"
)
MARKS = "，，，。、；：？！”）》“（《·…—～"
IMPRINT = Imprint(
    name="试印社区",
    date="2026年3月5日",
    weekday="星期四",
    number="2026年第3期",
    total_number="总第103期",
    front=("试内资准字第0003号", "内部资料，免费交流", "试印街道办事处　主办"),
    foot=("编印单位：试印街道宣传文化办公室", "发送对象：试印街道各居民区", "印数：500份"),
    title="试印社区 2026年第3期",
    day=date(2026, 3, 5),
)


def sentences(chance: random.Random, length: int) -> str:
    """Made-up text with all sorts of marks, figures and Latin words."""
    parts: list[str] = []
    while sum(map(len, parts)) < length:
        parts.append("".join(chance.choice(WORDS) for _ in range(chance.randint(2, 13))))
        parts.append(chance.choice([*MARKS, "2026年", "3.5%", "App", "——", "……", "”“", "》，", "9:30～16:00", "。”"]))
    return "".join(parts)[: length - 1] + "。"


def story(
    key: str, length: int = 300, *, seed: int = 1, photos: int = 0, prominence: int = 3, **fields: object
) -> Story:
    """A story of about this many characters."""
    chance = random.Random(f"{key}{seed}")
    paragraphs = []
    left = length
    while left > 0:
        size = min(left, chance.randint(20, 160))
        paragraphs.append(Paragraph(sentences(chance, max(size, 6))))
        left -= size
    values: dict[str, object] = {
        "title": sentences(chance, 14).rstrip("。"),
        "subtitle": sentences(chance, 18).rstrip("。"),
        "bylines": ("通讯员 某某",),
        "attributions": ("某居民区",),
        "photos": tuple(
            Photo(f"{key}-{n}.jpg", 1200, 800, "图为试印的样子", "某某摄", "一张样图") for n in range(photos)
        ),
    }
    return Story(key=key, paragraphs=tuple(paragraphs), prominence=prominence, **(values | fields))  # type: ignore[arg-type]


def read_photo(name: str) -> bytes:
    """A picture for any name."""
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize((1200, 800)).convert("RGB").save(buffer, "JPEG")
    return buffer.getvalue()


def issue_of(stories: list[Story], pages: int = 2, style: PageStyle | None = None) -> IssueLayout:
    """The stories under one another on so many pages."""
    sheets = [PageLayout(number, f"第{number}版样", editor="某某") for number in range(1, pages + 1)]
    return stacked(stories, style or PageStyle(), sheets, IMPRINT)
