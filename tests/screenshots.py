"""The pictures of ``docs/images``, from a demo paper apart from the developer's own: ``make screenshots``."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.server import prepare, serving
from newsroom.demo import PASSWORD
from tests.requirements import CHROMIUM, CHROMIUM_FLAGS

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
DESKTOP, PHONE = (1280, 900), (390, 844)
FIRST_ARTICLE = "main a[href*='/desk/articles/article/']:not([href$='add/'])"


@dataclass(frozen=True)
class Shot:
    """One picture: its file's name, the way to the page (an address, or link texts to follow), who looks, and how."""

    name: str
    path: str
    user: str = ""
    size: tuple[int, int] = DESKTOP
    scheme: str = "light"
    follow: str = ""  # a selector whose first match is opened
    whole: bool = False


SHOTS = (
    Shot("home", "/"),
    Shot("issue", "/issues/tongxi/2026/20/"),
    Shot("article", "/issues/tongxi/2026/20/", follow="main a[href^='/articles/']"),
    Shot("article-phone", "/issues/tongxi/2026/20/", size=PHONE, follow="main a[href^='/articles/']"),
    Shot("home-phone-dark", "/", size=PHONE, scheme="dark"),
    Shot("dashboard-contributor", "/desk/", "linxiaohe"),
    Shot("dashboard", "/desk/", "EDITOR"),
    Shot("review", "/desk/", "EDITOR", follow=FIRST_ARTICLE),
    Shot("review-phone", "/desk/", "EDITOR", PHONE, follow=FIRST_ARTICLE),
    Shot("articles", "/desk/articles/article/", "EDITOR"),
    Shot("form", "/desk/articles/article/add/", "linxiaohe"),
    Shot("plan", "/desk/issues/issue/", "LAYOUT", follow="main a[href$='/plan/']"),
    Shot("checklist", "/desk/issues/issue/", "CHIEF", follow="main a[href$='/checklist/']"),
    Shot("import", "/desk/issues/issue/import/", "linxiaohe"),
)


def picture(browser: Browser, site: str, shot: Shot, people: dict[str, str]) -> Image.Image:
    """Open the page as the person and take it."""
    context = browser.new_context(
        viewport={"width": shot.size[0], "height": shot.size[1]},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        color_scheme="dark" if shot.scheme == "dark" else "light",
    )
    page = context.new_page()
    if shot.user:
        _log_in(page, site, people.get(shot.user, shot.user))
    page.goto(site + shot.path)
    if shot.follow:
        address = page.locator(shot.follow).first.get_attribute("href")
        page.goto(site + str(address))
    page.wait_for_load_state("networkidle")
    taken = page.screenshot(full_page=shot.whole)
    context.close()
    return Image.open(io.BytesIO(taken)).convert("RGB")


def _log_in(page: Page, site: str, username: str) -> None:
    page.goto(f"{site}/desk/login/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.click("[type=submit]")
    page.wait_for_url(f"{site}/desk/")


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


def main() -> None:
    """Load the demo, serve it, take the pictures."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    print("→ Loading the demo paper", flush=True)
    prepare()
    people, pictures = _people(), {}
    with serving(DEBUG="1", DJANGO_SETTINGS_MODULE="newsroom.settings") as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=[*CHROMIUM_FLAGS, "--lang=zh-CN"])
        for shot in SHOTS:
            print(f"→ {shot.name}", flush=True)
            pictures[shot.name] = picture(browser, site, shot, people)
        browser.close()
    pictures["overview"] = overview(pictures)
    for name, image in pictures.items():
        image.quantize(192, dither=Image.Dither.NONE).save(IMAGES / f"{name}.png", optimize=True)


def _people() -> dict[str, str]:
    """One demo account for some roles, by the word that SHOTS use."""
    from newsroom.demo import content

    rows = content.read("paper.toml")["people"]
    roles = {"EDITOR": "editor", "CHIEF": "chief_editor", "LAYOUT": "layout_editor", "LEADER": "leader"}
    return {word: next(row["username"] for row in rows if row["role"] == role) for word, role in roles.items()}


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    main()
