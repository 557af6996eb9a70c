"""The pictures of README and handbook, from a demo paper of their own: ``make screenshots``.

Each run begins with an empty database, so that the pictures do not depend on what somebody did in the demo.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.server import ROOT, run, serving
from tests.requirements import CHROMIUM, CHROMIUM_FLAGS
from tests.screenshot_list import SHOTS, Shot, article_address, log_in

IMAGES = ROOT / "docs" / "images"
VAR = ROOT / "var" / "screenshots"
SETTINGS = {
    "VAR_DIR": str(VAR),
    "STATIC_ROOT": str(VAR / "static"),
    "DEBUG": "1",
    "DJANGO_SETTINGS_MODULE": "newsroom.settings",
}
COLOURS = 160  # of a picture's palette; photographs of the paper keep their look, texts their edges
# The browser's own words, as on file fields, are Chinese where Debian's chromium-l10n is installed.
CHINESE: dict[str, str | float | bool] = {**os.environ, "LANGUAGE": "zh_CN", "LANG": "zh_CN.UTF-8"}
EMPTY = (
    "from django.db import connection\n"
    "with connection.cursor() as cursor: cursor.execute('DROP SCHEMA public CASCADE; CREATE SCHEMA public')"
)


def prepare() -> None:
    """An empty database of our own, filled with the demo paper, and the collected statics."""
    if VAR.exists():
        run("shell", "--no-imports", "--command", EMPTY, **SETTINGS)
        shutil.rmtree(VAR / "media", ignore_errors=True)
    run("migrate", "--verbosity", "0", **SETTINGS)
    run("load_demo", **SETTINGS)
    run("collectstatic", "--no-input", "--verbosity", "0", **SETTINGS)


def take(browser: Browser, site: str, shot: Shot) -> Image.Image:
    """Open the page as the person, do what belongs to the picture, and take it."""
    context = browser.new_context(
        base_url=site,
        viewport={"width": shot.size[0], "height": shot.size[1]},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        color_scheme="dark" if shot.scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    _open(page, shot)
    if shot.act:
        shot.act(page)
    page.wait_for_load_state("networkidle")
    taken = page.locator(shot.part).first.screenshot() if shot.part else page.screenshot()
    context.close()
    return Image.open(io.BytesIO(taken)).convert("RGB")


def _open(page: Page, shot: Shot) -> None:
    if shot.user:
        log_in(page, shot.user)
    address = shot.path
    if shot.story:
        if not shot.user:  # readers find a story by its number, which the desk knows
            log_in(page, "chenmoyun")
        number = article_address(page, shot.story).rstrip("/").rsplit("/", 1)[-1]
        address = f"{shot.path}{number}/{shot.page}"
        if not shot.user:
            page.context.clear_cookies()
    page.goto(address)
    if shot.follow:
        page.goto(str(page.locator(shot.follow).first.get_attribute("href")))


def overview(pictures: dict[str, Image.Image]) -> Image.Image:
    """The README's picture: review screen, issue and phone side by side on one sheet."""
    height = 640
    parts = [pictures[name] for name in ("review", "issue", "article-phone")]
    scaled = [part.resize((round(part.width * height / part.height), height)) for part in parts]
    gap = 24
    width = sum(part.width for part in scaled) + gap * (len(scaled) + 1)
    sheet = Image.new("RGB", (width, height + 2 * gap), "#d9d5cc")
    left = gap
    for part in scaled:
        sheet.paste(part, (left, gap))
        left += part.width + gap
    return sheet


def save(picture: Image.Image, path: Path) -> None:
    """Write a picture with a palette, as small as PNG makes it."""
    palette = picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    palette.save(path, optimize=True)


def main(names: list[str]) -> None:
    """Load the demo, serve it, take the pictures; without names all of them, and what is not listed any more goes."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    wanted = [shot for shot in SHOTS if not names or shot.name in names]
    print("→ Loading a fresh demo paper", flush=True)
    prepare()
    pictures: dict[str, Image.Image] = {}
    with serving(**SETTINGS) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=[*CHROMIUM_FLAGS, "--lang=zh-CN"], env=CHINESE
        )
        for shot in wanted:
            print(f"→ {shot.name}", flush=True)
            pictures[shot.name] = take(browser, site, shot)
        browser.close()
    if not names:
        pictures["overview"] = overview(pictures)
        for old in IMAGES.glob("*.png"):
            old.unlink()
    for name, picture in pictures.items():
        save(picture, IMAGES / f"{name}.png")


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    main(sys.argv[1:])
