"""Writing a set issue to a folder: PDFs, page images at several widths, regions.json and copyfit.json."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from issues.layout.model import IssueLayout
from issues.layout.style import MM
from issues.typesetting.photos import PhotoShop, ReadPhoto
from issues.typesetting.setting import CopyFit, copyfit, regions, setter_for, template_data

IMAGE_WIDTH = 1600  # pixels of the page-N.png
WIDTHS = (240, 480, 720, 960, 1600)  # pixels of the further images
WEBP_QUALITY = 82


@dataclass(frozen=True)
class SetIssue:
    """An issue set in type."""

    layout: IssueLayout
    pdf: bytes
    page_pdfs: dict[int, bytes]  # by page number
    images: dict[int, bytes]  # PNG, by page number
    smaller: dict[int, dict[str, bytes]]  # WebP by page number and end of the file's name
    fits: list[CopyFit]
    regions: list[dict[str, Any]]
    missing: dict[str, list[str]]  # characters without a glyph, by story

    @property
    def overset(self) -> list[CopyFit]:
        """The blocks that cannot be printed as they are."""
        return [fit for fit in self.fits if fit.overset]


def set_issue(layout: IssueLayout, folder: Path, read: ReadPhoto, *, images: bool = True) -> SetIssue:
    """Set a layout. ``folder`` keeps what the setter reads; ``read`` gives a photo's file by its storage name."""
    setter, photos = setter_for(layout, folder), PhotoShop(folder, read)
    page_pdfs: dict[int, bytes] = {}
    pictures: dict[int, bytes] = {}
    encoding: dict[int, Future[dict[str, bytes]]] = {}
    # The encoders let go of the interpreter: they work on one page while the next is set.
    with ThreadPoolExecutor(max_workers=2) as pool:
        for number in (page.sequence for page in layout.pages):
            alone = template_data(layout, photos, only=number)
            if images:
                pictures[number] = setter.png(alone, IMAGE_WIDTH)[0]
                encoding[number] = pool.submit(smaller, pictures[number])
            page_pdfs[number] = setter.pdf(alone)
        data = template_data(layout, photos)
        return SetIssue(
            layout=layout,
            pdf=setter.pdf(data),
            page_pdfs=page_pdfs,
            images=pictures,
            fits=copyfit(layout),
            regions=regions(layout),
            missing=data["missing"],
            smaller={number: made.result() for number, made in encoding.items()},
        )


def set_whole(layout: IssueLayout, folder: Path, read: ReadPhoto) -> bytes:
    """The PDF of the issue and nothing else; ``folder`` and ``read`` as for ``set_issue``."""
    return setter_for(layout, folder).pdf(template_data(layout, PhotoShop(folder, read)))


@dataclass(frozen=True)
class SetAlone:
    """One page set by itself."""

    pdf: bytes
    image: bytes  # PNG
    missing: dict[str, list[str]]  # characters without a glyph, by story


def set_alone(layout: IssueLayout, page: int, folder: Path, read: ReadPhoto) -> SetAlone:
    """One page as its own PDF and image; ``folder`` and ``read`` as for ``set_issue``."""
    setter = setter_for(layout, folder)
    data = template_data(layout, PhotoShop(folder, read), only=page)
    return SetAlone(pdf=setter.pdf(data), image=setter.png(data, IMAGE_WIDTH)[0], missing=data["missing"])


def preview(layout: IssueLayout, page: int, folder: Path, read: ReadPhoto, width: int = 960) -> bytes:
    """One page as a PNG, for the board."""
    setter = setter_for(layout, folder)
    return setter.png(template_data(layout, PhotoShop(folder, read), only=page), width)[0]


def smaller(png: bytes, widths: tuple[int, ...] = WIDTHS) -> dict[str, bytes]:
    """A page image as WebP at several widths, by the end of their file name (``-960.webp``)."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    made = {}
    for width in sorted(widths, reverse=True):
        if width < image.width:
            size = (width, round(image.height * width / image.width))
            exact = image.width == 2 * width  # halving needs no filter
            image = image.reduce(2) if exact else image.resize(size, Image.Resampling.BICUBIC)
        elif width > image.width:
            continue
        output = io.BytesIO()
        image.save(output, "WEBP", quality=WEBP_QUALITY, method=0)  # 1 is a third slower for a hundredth of the size
        made[f"-{width}.webp"] = output.getvalue()
    return made


def write_issue(done: SetIssue, folder: Path, named: Callable[[str], dict[str, Any]]) -> list[Path]:
    """Write everything to a folder; ``named`` gives what regions and copy-fit say of a story by its key."""
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, bytes] = {"issue.pdf": done.pdf}
    for number, pdf in done.page_pdfs.items():
        files[f"page-{number}.pdf"] = pdf
    for number, image in done.images.items():
        files[f"page-{number}.png"] = image
    for number, made in done.smaller.items():
        files |= {f"page-{number}{ending}": data for ending, data in made.items()}
    files["regions.json"] = _json(_regions(done, named))
    files["copyfit.json"] = _json(_copyfit(done, named))
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in sorted(files)]


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _regions(done: SetIssue, named: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    style = done.layout.style
    return {
        "issue": done.layout.imprint.title,
        "unit": "fractions of the page, from its top left corner",
        "pages": [
            {
                "page": page.sequence,
                "name": page.name,
                "width_mm": style.width,
                "height_mm": style.height,
                "width_pt": round(style.width * MM, 3),
                "height_pt": round(style.height * MM, 3),
                "regions": [
                    named(each["story"]) | {key: each[key] for key in ("block", "part", "x", "y", "width", "height")}
                    for each in done.regions
                    if each["page"] == page.sequence
                ],
            }
            for page in done.layout.pages
        ],
    }


def _copyfit(done: SetIssue, named: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    placed = {fit.story for fit in done.fits}
    return {
        "issue": done.layout.imprint.title,
        "overset": bool(done.overset),
        "blocks": [
            named(fit.story)
            | {key: value for key, value in asdict(fit).items() if key not in ("story",)}
            | {"overset": fit.overset, "words": words(fit), "missing_characters": done.missing.get(fit.story, [])}
            for fit in done.fits
        ],
        "left_out": [named(story.key) for story in done.layout.stories if story.key not in placed],
    }


def words(fit: CopyFit) -> str:
    """The copy-fit as editors say it."""
    if fit.characters_over or fit.lines_over:
        return f"超出 {fit.characters_over} 字"
    return f"空 {fit.characters_free} 字" if fit.characters_free else "正好"
