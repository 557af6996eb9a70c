"""Correcting an imported page: every act gives a new sheet, and no character is lost by any."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from issues.page_import import PageImport, Register
from issues.page_import.editing import ROLES, EditError, Sheet
from issues.page_import.opening import open_page
from tests.issues.damaged_pages import damaged_page

PAGE = """第2版

楼道里添了扶手

本报讯 11月3日，清水居民区为六号楼的楼道装上了木扶手，方便老人上下楼。

居民们说，夜里摸着扶手走，心里踏实多了。

（街道平安办）

食堂换了冬季菜单

本报讯 从11月10日起，街道社区食堂换上冬季菜单，每天中午多了一道热汤。

（街道服务办）
"""


def sheet() -> Sheet:
    return open_page(PAGE, Register())[0]


def at(page: Sheet, text: str) -> int:
    """The piece that begins with a text."""
    return next(k for k, piece in enumerate(page.pieces) if piece.text.startswith(text))


def letters(page: PageImport) -> Counter[str]:
    """What the articles hold."""
    held: Counter[str] = Counter()
    for article in page.articles:
        parts = [article.kicker, article.title, article.subtitle, article.byline_text, *article.attribution]
        parts += [paragraph.text for paragraph in article.paragraphs]
        held.update(char for part in parts for char in part or "" if char.isalnum())
    return held


def test_pieces_tell_line_role_article_and_confidence() -> None:
    page = sheet()
    assert [(p.span[0], p.role, p.article) for p in page.pieces] == [
        (1, "furniture", None),
        (3, "title", 0),
        (5, "body", 0),
        (7, "body", 0),
        (9, "signature", 0),
        (11, "title", 1),
        (13, "body", 1),
        (15, "signature", 1),
    ]
    assert all(0.5 <= piece.confidence <= 1.0 for piece in page.pieces)


def test_changing_a_role_changes_the_article_and_makes_the_decision_sure() -> None:
    page = sheet()
    changed = page.change_role(at(page, "居民们说"), "caption")
    assert [p.role for p in changed.page().articles[0].paragraphs] == ["body", "caption"]
    assert changed.pieces[at(page, "居民们说")].confidence == 1.0
    assert page.page().articles[0].paragraphs[1].role == "body"  # the sheet before is as it was


def test_furniture_leaves_its_article_and_comes_back() -> None:
    page = sheet()
    k = at(page, "居民们说")
    away = page.change_role(k, "furniture")
    assert 7 in away.page().furniture
    assert away.change_role(k, "body").page().articles[0].lines == page.page().articles[0].lines


def test_a_paragraph_goes_on_or_begins() -> None:
    page = sheet()
    joined = page.join_paragraph(at(page, "居民们说"))
    assert len(joined.page().articles[0].paragraphs) == 1
    assert len(joined.begin_paragraph(at(page, "居民们说")).page().articles[0].paragraphs) == 2
    with pytest.raises(EditError):
        page.join_paragraph(at(page, "楼道里"))


def test_a_piece_is_cut_within_its_line() -> None:
    page = sheet()
    k = at(page, "居民们说")
    cut = page.cut(k, 5)
    assert [p.text for p in cut.page().articles[0].paragraphs][1:] == ["居民们说，", "夜里摸着扶手走，心里踏实多了。"]
    assert cut.pieces[k].span[2] == cut.pieces[k + 1].span[1]
    assert letters(cut.page()) == letters(page.page())
    with pytest.raises(EditError):
        page.cut(k, 0)


def test_articles_are_split_and_merged() -> None:
    page = sheet()
    split = page.split_article(at(page, "居民们说"))
    assert len(split.page().articles) == 3
    assert split.page().articles[1].title is None
    merged = page.merge_articles(0, 1)
    article = merged.page().articles[0]
    assert [p.role for p in article.paragraphs] == ["body", "body", "subhead", "body"]
    assert article.attribution == ("街道平安办", "街道服务办")
    with pytest.raises(EditError):
        page.merge_articles(0, 0)


def test_a_boundary_moves_up_and_down() -> None:
    page = sheet()
    up = page.move_boundary(1, at(page, "居民们说"))
    assert [sorted(a.lines) for a in up.page().articles] == [[3, 5], [7, 9, 11, 13, 15]]
    down = up.move_boundary(1, at(page, "食堂换了"))
    assert [sorted(a.lines) for a in down.page().articles] == [[3, 5, 7, 9], [11, 13, 15]]


def test_a_kicker_that_was_guessed_is_put_right() -> None:
    text = PAGE.replace("楼道里添了扶手", "六十户人家盼了三年终于等来好消息\n\n楼道里添了扶手")
    page = open_page(text, Register())[0]
    assert page.page().articles[0].kicker == "六十户人家盼了三年终于等来好消息"
    k = at(page, "六十户")
    changed = page.change_role(k, "title").change_role(at(page, "楼道里"), "subtitle").page().articles[0]
    assert (changed.kicker, changed.title, changed.subtitle) == (
        None,
        "六十户人家盼了三年终于等来好消息",
        "楼道里添了扶手",
    )


def test_a_sheet_is_kept_and_taken_up_again() -> None:
    page = sheet().cut(3, 5).change_role(2, "caption")
    again = Sheet.from_json(page.to_json(), PAGE, Register())
    assert again == page
    with pytest.raises(EditError):
        Sheet.from_json(page.to_json(), PAGE + "又一行", Register())
    broken = page.to_json()
    broken["pieces"][1][3] = "别的字"
    with pytest.raises(EditError):
        Sheet.from_json(broken, PAGE, Register())
    twice = page.to_json()
    twice["order"][0].append(twice["order"][1][0])
    with pytest.raises(EditError):
        Sheet.from_json(twice, PAGE, Register())


def act(page: Sheet, rng: random.Random, k: int) -> Sheet:
    """Some act on a piece."""
    match rng.randrange(7):
        case 0:
            return page.change_role(k, rng.choice(ROLES[:-1]))
        case 1:
            return page.split_article(k)
        case 2:
            return page.merge_articles(0, len(page.order) - 1)
        case 3:
            return page.cut(k, rng.randint(1, 9))
        case 4:
            return page.move_boundary(rng.randrange(len(page.order)), k)
        case 5:
            return page.join_paragraph(k)
    return page.change_role(k, "furniture")


def test_no_row_of_acts_loses_or_doubles_a_character() -> None:
    rng = random.Random(11)
    for number in range(12):
        dump = damaged_page(number)
        page = open_page(dump.text, dump.register)[0]
        for _ in range(25):
            k = rng.randrange(len(page.pieces))
            try:
                page = act(page, rng, k)
            except EditError:
                continue
            claimed = Counter(k for own in page.order for k in own)
            assert all(count == 1 for count in claimed.values())
        result = page.page()
        held = letters(result)
        placed = Counter(char for own in page.order for k in own for char in page.pieces[k].text if char.isalnum())
        labels = Counter(c for a in result.articles for c in a.column or "" if c.isalnum())
        notes = placed - held - labels
        assert not notes, (number, notes)
