"""README and handbook: their pictures and links exist, nothing lies about unused, and the pictures stay small."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from urllib.parse import unquote

import polib
import pytest

from tests.screenshot_list import SHOTS

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS, IMAGES = ROOT / "docs", ROOT / "docs" / "images"
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md")])
HANDBOOK = sorted((DOCS / "handbook").glob("*.zh-hans.md"))
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
FOREIGN = {"English", "从电脑上传图片"}  # the switch of languages, and a button of the body editor
COMPOSED = {"overview"}  # put together from other pictures
MOST = 4 * 2**20  # bytes of all pictures together
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)|<img\s+src=\"([^\"]+)\"\s+alt=\"([^\"]*)\"")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def pictures_of(document: Path) -> list[tuple[Path, str]]:
    """The pictures that a document shows, each with its words for those who cannot see it."""
    found = _PICTURE.findall(document.read_text("utf-8"))
    return [((document.parent / (one or other)).resolve(), words or alt) for words, one, other, alt in found]


def anchors_of(document: Path) -> set[str]:
    """The anchors that a reader of Markdown makes of the headings."""
    text = re.sub(r"```.*?```", "", document.read_text("utf-8"), flags=re.DOTALL)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in _HEADING.findall(text)}


def test_every_picture_that_is_shown_exists_and_every_picture_is_shown() -> None:
    shown = {picture for document in DOCUMENTS for picture, _words in pictures_of(document)}
    assert shown == {path.resolve() for path in IMAGES.iterdir()}


def test_every_picture_is_made_by_the_command() -> None:
    assert {path.stem for path in IMAGES.glob("*.png")} == {shot.name for shot in SHOTS} | COMPOSED
    assert len({shot.name for shot in SHOTS}) == len(SHOTS)


def test_every_picture_has_words_for_those_who_cannot_see_it() -> None:
    silent = [(d.name, p.name) for d in DOCUMENTS for p, words in pictures_of(d) if len(words) < 12]
    assert silent == []


def test_pictures_are_small() -> None:
    assert sum(path.stat().st_size for path in IMAGES.iterdir()) <= MOST


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    lost = []
    for link in _LINK.findall(document.read_text("utf-8")):
        if "://" in link:
            continue
        name, _hash, anchor = unquote(link).partition("#")
        target = (document.parent / name).resolve() if name else document
        if not target.exists() or (anchor and anchor not in anchors_of(target)):
            lost.append(link)
    assert lost == []


@pytest.mark.parametrize("document", [DOCS / "handbook.zh-hans.md", *HANDBOOK], ids=lambda path: path.stem)
def test_bold_words_are_bold_in_every_reader(document: Path) -> None:
    """Markdown does not close bold between a mark and a Chinese character, nor open it between one and a mark."""
    bold = re.compile(r"(\w?)\*\*(.+?)\*\*(\w?)")
    ends = [
        found[0]
        for found in bold.finditer(document.read_text("utf-8"))
        if (found[3] and not found[2][-1].isalnum()) or (found[1] and not found[2][0].isalnum())
    ]
    assert ends == []


def test_contents_page_names_every_chapter_and_each_leads_back() -> None:
    contents = (DOCS / "handbook.zh-hans.md").read_text("utf-8")
    assert [path.name for path in HANDBOOK if f"handbook/{path.name}" not in contents] == []
    assert [path.name for path in HANDBOOK if "(../handbook.zh-hans.md)" not in path.read_text("utf-8")] == []


def chinese() -> list[str]:
    """Every text of the interface in Chinese."""
    return [text for entry in polib.pofile(str(CATALOGUE)) for text in [entry.msgstr, *entry.msgstr_plural.values()]]


def labels() -> re.Pattern[str]:
    """What stands on the screen, from the catalogue, with any words where a value goes."""
    patterns = []
    for text in chinese():
        parts = re.split(r"%\(\w+\)[sd]", "".join(text.split()).rstrip("。…"))
        if len(parts) > 1 and len(re.findall(r"[\u4e00-\u9fff]", "".join(parts))) > 1:
            patterns.append(".+".join(map(re.escape, parts)))
    return re.compile("|".join(patterns))


@pytest.mark.parametrize("document", [DOCS / "handbook.zh-hans.md", *HANDBOOK], ids=lambda path: path.stem)
def test_quoted_labels_stand_on_the_screen(document: Path) -> None:
    whole = "\n".join("".join(text.split()) for text in chinese())
    quoted = {"".join(words.split()).rstrip("。…") for words in re.findall("「([^」]+)」", document.read_text("utf-8"))}
    patterned = labels()
    assert sorted(q for q in quoted - FOREIGN if q not in whole and not patterned.fullmatch(q)) == []


def test_every_dependency_is_accounted_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    words = (DOCS / "dependencies.md").read_text("utf-8").lower()
    names = {re.split(r"[\[<>=~!;\s]", line)[0] for line in wanted}
    assert sorted(name for name in names if name.removesuffix("-binary") not in words) == []
