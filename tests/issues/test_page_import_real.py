"""The page importer on real dumps with gold annotations, where they are at hand beside the checkout."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from issues.page_import import parse_page

PAGES = Path(__file__).resolve().parents[3] / "shared" / "pages"
DUMPS = sorted(PAGES.glob("[0-9]*_*.txt"))
pytestmark = pytest.mark.skipif(not DUMPS, reason="the real page dumps are not beside this checkout")


def load_scorer() -> ModuleType:
    """The scorer that stands beside the dumps."""
    spec = importlib.util.spec_from_file_location("score_import", PAGES / "score_import.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def score(dump: Path) -> dict[str, Any]:
    """All figures of one page."""
    scorer = load_scorer()
    text = dump.read_text(encoding="utf-8")
    gold = json.loads((PAGES / "gold" / f"import_{dump.name[:3]}.json").read_text(encoding="utf-8"))
    page = json.loads(json.dumps(parse_page(text).to_json()))
    result: dict[str, Any] = scorer.score(
        scorer.read_page(gold, "gold"), scorer.read_page(page, "page"), text.split("\n")
    )
    return result


@pytest.mark.parametrize("dump", DUMPS, ids=lambda dump: dump.name[:3])
def test_real_page_is_read_right(dump: Path) -> None:
    result = score(dump)
    assert result["characters_lost"] == result["characters_duplicated"] == 0
    floors = {
        "article_f1_95": 0.95,
        "boundary_f1": 0.97,
        "b_cubed_f1": 0.97,
        "headline_exact": 0.95,
        "kicker_subtitle_exact": 0.95,
        "byline_exact": 0.95,
        "attribution_exact": 0.95,
        "paragraph_f1": 0.97,
    }
    assert {name: result[name] for name, floor in floors.items() if result[name] < floor} == {}
