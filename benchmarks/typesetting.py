"""Setting four pages with photos, warm, beside a bare Typst compile of the very same content, and the memory used."""

from __future__ import annotations

import io
import json
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import typst
from pylopdf_fonts_zh_cn import serif_path

from issues.layout.model import Imprint, IssueLayout, PageLayout, Paragraph, Photo, Story
from issues.layout.stacking import stacked
from issues.layout.style import PageStyle
from issues.typesetting.output import IMAGE_WIDTH, preview, set_issue, write_issue
from issues.typesetting.photos import PhotoShop
from issues.typesetting.setting import copyfit, setter_for, template_data
from newsroom.demo import content, pictures

SIZE = (1600, 1067)  # pixels of a photo
BARE = """
#set page(width: 273mm, height: 390mm, margin: 14mm, columns: 4)
#set text(font: "Noto Serif SC", size: 10.5pt, lang: "zh", region: "cn")
#set par(justify: true, first-line-indent: (amount: 2em, all: true))
#for (number, page) in json(bytes(sys.inputs.data)).enumerate() {
  if number > 0 { pagebreak() }
  for story in page {
    strong(text(size: 20pt, story.title))
    for name in story.photos { image(name, width: 100%) }
    for paragraph in story.text { par(paragraph) }
  }
}
"""


def demo_layout() -> IssueLayout:
    """The demo's first issue, story under story."""
    table = content.read(content.issue_files()[0])
    stories: list[Any] = []
    for page in table["pages"]:
        for number, row in enumerate(page["articles"], 1):
            lines = [line for line in row["body"].split("\n") if line.strip() and not line.startswith("[photo")]
            stories.append(
                Story(
                    key=f"p{len(stories) + 1}",
                    title=row["title"],
                    kicker=row.get("kicker", ""),
                    subtitle=row.get("subtitle", ""),
                    paragraphs=tuple(
                        Paragraph(line.removeprefix("### "), "subhead" if line.startswith("### ") else "text")
                        for line in lines
                    ),
                    photos=tuple(
                        Photo(p["picture"], *SIZE, p["caption"], p["credit"], p["alt"]) for p in row["photos"]
                    ),
                    prominence=min(number, 5),
                    page_wish=page["sequence"],
                )
            )
    pages = [PageLayout(page["sequence"], page["name"]) for page in table["pages"]]
    return stacked(stories, PageStyle(), pages, Imprint("试版", "2026年9月30日", "星期三", "第17期", "总第217期"))


def bare_compiler(layout: IssueLayout, folder: Path, photos: dict[str, bytes]) -> tuple[typst.Compiler, list[Any]]:
    """A compiler of the same stories in plain columns, and its data by page."""
    (folder / "bare.typ").write_text(BARE, encoding="utf-8")
    for name, data in photos.items():
        (folder / name).write_bytes(data)
    pages = [
        [
            {
                "title": story.headline,
                "photos": [photo.name for photo in story.photos],
                "text": [paragraph.text for paragraph in story.paragraphs],
            }
            for story in (layout.story(block.story) for block in page.blocks)
        ]
        for page in layout.pages
    ]
    compiler = typst.Compiler(
        str(folder / "bare.typ"), root=str(folder), font_paths=[str(serif_path().parent)], ignore_system_fonts=True
    )
    return compiler, pages


def seconds(act: Callable[[int], object], times: int = 5) -> float:
    """The shortest of several runs, each told its number so that it can differ from the one before."""
    found = []
    for number in range(times):
        start = time.perf_counter()
        act(number)
        found.append(time.perf_counter() - start)
    return min(found)


def edited(layout: IssueLayout, number: int) -> IssueLayout:
    """The layout with one story's first paragraph changed."""
    first = layout.stories[0]
    words = replace(first.paragraphs[0], text=f"改过{number}次。" + first.paragraphs[0].text[5:])
    changed = replace(first, paragraphs=(words, *first.paragraphs[1:]))
    return replace(layout, stories=(changed, *layout.stories[1:]))


def main() -> None:
    """Print seconds and ratios."""
    layout = demo_layout()
    photos = {photo.name: _jpeg(photo.name) for story in layout.stories for photo in story.photos}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(3):
            done = set_issue(edited(layout, number), folder / "set", photos.__getitem__)
            write_issue(done, folder / "out", lambda key: {"story": key})
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # before the bare compiler takes its share
        compiler, pages = bare_compiler(layout, folder, photos)

        def bare(data: list[Any], **options: Any) -> object:
            return compiler.compile(sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, **options)

        def changed(number: int) -> list[Any]:
            story = pages[0][0] | {"text": [f"改过{number}次。", *pages[0][0]["text"][1:]]}
            return [[story, *pages[0][1:]], *pages[1:]]

        read = photos.__getitem__
        setter, shop = setter_for(layout, folder / "set"), PhotoShop(folder / "set", read)
        bare(pages, format="pdf")
        set_issue(layout, folder / "set", read)
        ppi = IMAGE_WIDTH / (layout.style.width / 25.4)

        def everything(number: int) -> None:
            done = set_issue(edited(layout, number + 9), folder / "set", read)
            write_issue(done, folder / "out", lambda key: {"story": key})

        times = {
            "issue.pdf": (
                seconds(lambda n: setter.pdf(template_data(edited(layout, n), shop))),
                seconds(lambda n: bare(changed(n), format="pdf")),
            ),
            "everything, all page images included": (
                seconds(everything),
                seconds(lambda n: (bare(changed(n + 9), format="pdf"), bare(changed(n + 9), format="png", ppi=ppi))),
            ),
            "preview of the one changed page": (
                seconds(lambda n: preview(edited(layout, n + 20), 1, folder / "set", read)),
                seconds(lambda n: bare(changed(n + 20)[:1], format="png", ppi=ppi * 960 / IMAGE_WIDTH)),
            ),
        }
        fits = seconds(lambda n: copyfit(edited(layout, n + 40)))
    print(f"Four pages with {len(layout.stories)} stories and {len(photos)} photos, warm, one story edited each time:")
    for what, (here, there) in times.items():
        print(f"  {what:<38} {here:.3f} s, {here / there:.1f} times the same of a bare compile ({there:.3f} s)")
    print(f"  {'copy-fit of every block':<38} {fits:.4f} s")
    print(f"  {'most memory of setting it all':<38} {memory:.0f} MB")


def _jpeg(name: str) -> bytes:
    buffer = io.BytesIO()
    pictures.draw(name, SIZE).save(buffer, "JPEG", quality=88)
    return buffer.getvalue()
