"""Changes that keep a file a file: inside the parts of an archive, inside the words of a text."""

from __future__ import annotations

import copy
import io
import random
import xml.etree.ElementTree as ET
import zipfile
import zlib
from collections.abc import Callable, Sequence

from benchmarks.fuzz.seeds import HTML_WORDS, PAGE_WORDS, PDF_WORDS, WORD_VALUES
from tests.word_files import TEXT

Change = Callable[[bytes, int, int], bytes]  # data, most bytes, seed
Plain = Callable[[bytes, int], bytes]  # libFuzzer's own: data, most bytes
MOST_NESTED = 150


def in_words(words: Sequence[str], plain: Plain) -> Change:
    """Characters and whole words put in, taken out, doubled and moved, so that what comes out is mostly UTF-8."""

    def change(data: bytes, most: int, seed: int) -> bytes:
        rng = random.Random(seed)
        if rng.random() < 0.15:
            return plain(data, most)
        text = data.decode("utf-8", "replace")
        for _step in range(rng.randint(1, 5)):
            text = _reworded(text, words, rng)
        return text.encode("utf-8", "replace")[:most]

    return change


def _reworded(text: str, words: Sequence[str], rng: random.Random) -> str:
    here, there = sorted(rng.randint(0, len(text)) for _ in range(2))
    there = min(there, here + rng.choice((1, 3, 12, 80)))
    match rng.randrange(6):
        case 0:
            return text[:here] + rng.choice(words) + text[here:]
        case 1:
            return text[:here] + text[there:]
        case 2:
            return text[:there] + text[here:there] * rng.choice((1, 2, 9)) + text[there:]
        case 3:
            place = rng.randint(0, len(text))
            return text[:place] + text[here:there] + text[place:]
        case 4:
            return (
                text[:here]
                + chr(rng.choice((rng.randrange(1, 128), rng.randrange(0x4E00, 0x9FFF), 0x2028, 0xFEFF)))
                + text[there:]
            )
    return text[:here] + rng.choice(words) + text[there:]


def pages(plain: Plain) -> Change:
    """Of dumps."""
    return in_words(PAGE_WORDS, plain)


def html(plain: Plain) -> Change:
    """Of bodies."""
    return in_words(HTML_WORDS, plain)


# ------------------------------------------------------------------------------------------------- Word


def word_files(plain: Plain) -> Change:
    """Elements of a document moved, doubled, nested and given other values; or bytes of a part, or of the file."""

    def change(data: bytes, most: int, seed: int) -> bytes:
        rng = random.Random(seed)
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                parts = {name: archive.read(name) for name in archive.namelist()[:20]}
        except (zipfile.BadZipFile, zlib.error, ValueError, OSError, RuntimeError, NotImplementedError, EOFError):
            return plain(data, most)
        if not parts or rng.random() < 0.03:
            return plain(data, most)
        written = [name for name in parts if name.endswith((".xml", ".rels"))]
        name = rng.choice(written) if written and rng.random() < 0.9 else rng.choice(list(parts))
        if "word/document.xml" in parts and rng.random() < 0.7:
            name = "word/document.xml"
        parts[name] = _changed_part(parts[name], rng, plain)
        output = io.BytesIO()
        with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
            for one, content in parts.items():
                archive.writestr(one, content)
        packed = output.getvalue()
        return packed if len(packed) <= most else data

    return change


def _changed_part(part: bytes, rng: random.Random, plain: Plain) -> bytes:
    if rng.random() < 0.15:
        return plain(part, len(part) + 64)
    try:
        root = ET.fromstring(part)  # noqa: S314 (ours, or made of ours)
    except ET.ParseError:
        return plain(part, len(part) + 64)
    for _step in range(rng.randint(1, 4)):
        _change_element(root, rng)
    return ET.tostring(root, encoding="utf-8")


def _change_element(root: ET.Element, rng: random.Random) -> None:
    elements = list(root.iter())
    chosen, other = rng.choice(elements), rng.choice(elements)
    match rng.randrange(8):
        case 0 if len(chosen):
            chosen.remove(rng.choice(list(chosen)))
        case 1 if len(chosen):
            chosen.append(copy.deepcopy(rng.choice(list(chosen))))
        case 2 if other is not root:
            chosen.insert(rng.randint(0, len(chosen)), copy.deepcopy(other))
        case 3 if chosen.attrib:
            chosen.set(rng.choice(list(chosen.attrib)), rng.choice(WORD_VALUES))
        case 4:
            chosen.text = rng.choice((*PAGE_WORDS, TEXT, "", "\u3000" * 40, "字" * 2000))
        case 5:
            chosen.tag = other.tag
        case 6:
            for _depth in range(rng.choice((1, 5, MOST_NESTED))):
                inner = ET.SubElement(chosen, chosen.tag, chosen.attrib)
                chosen = inner
        case 7 if other.attrib:
            chosen.attrib.update(other.attrib)


def pdfs(plain: Plain) -> Change:
    """Numbers and words of a PDF, or its bytes."""

    def change(data: bytes, most: int, seed: int) -> bytes:
        rng = random.Random(seed)
        if rng.random() < 0.3:
            return plain(data, most)
        for _step in range(rng.randint(1, 4)):
            here = rng.randint(0, len(data))
            length = rng.choice((0, 1, 4, 16))
            data = data[:here] + rng.choice(PDF_WORDS).encode() + b" " + data[here + length :]
        return data[:most]

    return change
