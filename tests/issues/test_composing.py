"""Composing: whole issues filled from stories, judged by the checker that reads the printed PDF."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from issues.composing.combining import MOST_OFFERS, Offer
from issues.composing.composer import Composer, Composition, PageSpec, compose
from issues.composing.paging import Room
from issues.composing.reasons import Code
from issues.layout.checking import check, read_pages
from issues.layout.geometry import Rect
from issues.layout.measure import natural_rows
from issues.layout.model import SAME_PAGE, Block, IssueLayout, Paragraph, Shape, Story
from issues.layout.style import PageStyle
from issues.page_import import parse_page
from issues.typesetting.reading_back import differences
from issues.typesetting.setting import copyfit
from tests.issues.invented_issues import IMPRINT, PAGES, invented_issue, printed

STYLE = PageStyle()
SAMPLE = (5, 11)  # issues that come off at once; ``python -m benchmarks composing`` does a hundred


@cache
def composed(seed: int) -> Composition:
    """One invented issue, composed once."""
    return compose(invented_issue(seed), STYLE, seed, pages=PAGES, imprint=IMPRINT)


def sentence_story(key: str, characters: int, **fields: object) -> Story:
    """A story of a length, in paragraphs of some ninety characters."""
    text = "街坊们把自家的花搬到楼道口，春天就从一楼走到了六楼。" * (characters // 26 + 1)
    parts = [text[start : min(start + 90, characters)] for start in range(0, characters, 90)]
    values = {"title": f"第{key}号消息", "paragraphs": tuple(Paragraph(part) for part in parts), **fields}
    return Story(key=key, **values)  # type: ignore[arg-type]


def empty_rooms(count: int) -> list[Room]:
    """Pages on which nothing stands."""
    return [Room(page.sequence, page.name, STYLE.area(page.sequence, count).size) for page in PAGES[:count]]


def all_blocks(layout: IssueLayout) -> list[Block]:
    return [block for page in layout.pages for block in page.blocks]


# ------------------------------------------------------------------------------------------- what is printed


def test_sample_of_invented_issues_prints_whole_and_with_little_white(tmp_path: Path) -> None:
    found = [page for seed in SAMPLE for page in check(printed(composed(seed).layout, tmp_path), composed(seed).layout)]
    assert len(found) >= 2 * len(SAMPLE)
    assert not [page for page in found if page.overset or page.collisions]
    assert median(page.white for page in found) <= 0.06
    assert not [page for page in found if page.colliding_headlines]
    assert not [page for page in found if page.adjacent_photos]
    assert all(page.lead_on_top for page in found)
    assert not [page for page in found if page.broken]


@pytest.mark.parametrize("seed", SAMPLE)
def test_every_block_fits_and_none_overlap(seed: int) -> None:
    layout = composed(seed).layout
    assert not [fit for fit in copyfit(layout) if fit.overset]
    for page in layout.pages:
        area = STYLE.area(page.sequence, len(layout.pages))
        assert all(area.contains(block.rect) for block in page.blocks)
        assert not any(one.rect.overlaps(other.rect) for one, other in combinations(page.blocks, 2))


@pytest.mark.parametrize("seed", SAMPLE)
def test_every_story_stands_once_or_is_said_to_be_left_out(seed: int) -> None:
    done = composed(seed)
    placed = [block.story for block in all_blocks(done.layout) if not block.part]
    assert len(placed) == len(set(placed))
    assert sorted([*placed, *done.left_out]) == sorted(story.key for story in done.layout.stories)
    said = {reason.story for reason in done.reasons if not reason.page}
    assert said == set(done.left_out)
    assert set(placed) <= {reason.story for reason in done.reasons if reason.page}


def test_same_seed_gives_the_same_issue_and_another_seed_another() -> None:
    stories = invented_issue(11)
    assert compose(stories, STYLE, 11, pages=PAGES, imprint=IMPRINT) == composed(11)
    assert compose(stories, STYLE, 12, pages=PAGES, imprint=IMPRINT).layout.pages != composed(11).layout.pages


# ------------------------------------------------------------------------------------------------ few stories


@pytest.mark.parametrize("lengths", [(1200, 600, 400), (1000, 500, 350, 300), (1100, 700, 300)])
def test_page_of_few_long_stories_has_no_line_through_it(lengths: tuple[int, ...], tmp_path: Path) -> None:
    stories = [sentence_story(f"s{number}", length, prominence=1 + number) for number, length in enumerate(lengths)]
    spare = [sentence_story(f"t{length}", length, prominence=5) for length in (180, 240, 300)]
    layout = compose([*stories, *spare], STYLE, 0, pages=PAGES[:1], imprint=IMPRINT).layout
    (page,) = check(printed(layout, tmp_path), layout)
    assert not page.broken
    assert page.white <= 0.06
    assert not page.overset


def test_lead_in_an_l_is_read_from_rectangle_to_rectangle(tmp_path: Path) -> None:
    stories = [sentence_story("s0", 1100, prominence=1), sentence_story("s1", 700, prominence=2)]
    stories += [sentence_story(f"t{length}", length, prominence=5) for length in (180, 240, 300)]
    layout = compose(stories, STYLE, 0, pages=PAGES[:1], imprint=IMPRINT).layout
    parts = [block for _page, block in layout.parts("s0")]
    assert [block.part for block in parts] == [0, 1, 2]
    assert {block.shape.jumps_to for block in parts} == {SAME_PAGE, 0}
    pdf = printed(layout, tmp_path)
    assert not differences(layout, pdf)
    assert "下转" not in "".join(letter.text for letter in read_pages(pdf)[0].letters)


def test_fixed_column_stands_on_its_page() -> None:
    stories = list(invented_issue(11))
    stories[3] = replace(stories[3], label="老街记忆", page_wish=4, fixed_column=True, prominence=5)
    layout = compose(stories, STYLE, 11, pages=PAGES, imprint=IMPRINT).layout
    assert [page.sequence for page in layout.pages for block in page.blocks if block.story == stories[3].key] == [4]


# ------------------------------------------------------------------------------------------ what was asked for


def test_pinned_blocks_stay_exactly_where_they_are() -> None:
    stories = invented_issue(11, 13)
    chosen = next(story for story in stories if not story.photos and 150 < story.characters < 500)
    shape = Shape(columns=4, rows=1, text_columns=1, headline=4)
    shape = replace(shape, rows=natural_rows(chosen, shape, STYLE))
    block = Block("b7", chosen.key, Rect(8, 20, 4, shape.rows), shape, pinned=True)
    done = compose(stories, STYLE, 1, pages=PAGES[:2], imprint=IMPRINT, pinned={2: [block]})
    assert [found for found in all_blocks(done.layout) if found.story == chosen.key] == [block]
    assert block in done.layout.pages[1].blocks
    assert len(done.layout.pages[1].blocks) >= 3
    assert not any(found.rect.overlaps(block.rect) for found in done.layout.pages[1].blocks if found.key != block.key)
    assert [reason.page for reason in done.reasons if reason.code is Code.PINNED] == [2]


def test_stories_stand_on_the_page_that_was_asked_for() -> None:
    stories = [
        sentence_story(f"s{number}", 300 + 40 * (number % 7), prominence=1 + number % 5, page_wish=1 + number % 2)
        for number in range(14)
    ]
    done = compose(stories, STYLE, 3, pages=PAGES[:2], imprint=IMPRINT)
    wishes = {story.key: story.page_wish for story in stories}
    stands = [(page.sequence, wishes[block.story]) for page in done.layout.pages for block in page.blocks]
    assert len(stands) >= 10
    assert sum(page == wish for page, wish in stands) >= 0.9 * len(stands)


def test_column_stands_on_the_page_that_bears_its_name() -> None:
    own = [sentence_story(f"c{number}", 380 + 30 * number, label="网格故事", prominence=3) for number in range(6)]
    others = [sentence_story(f"s{number}", 320 + 35 * (number % 6), prominence=1 + number % 5) for number in range(13)]
    done = compose([*own, *others], STYLE, 2, pages=PAGES[:3], imprint=IMPRINT)
    pages = {block.story: page.sequence for page in done.layout.pages for block in page.blocks}
    homes = [pages[story.key] for story in own if story.key in pages]
    assert homes.count(3) >= 4  # the page holds five of the six at the most


def test_most_prominent_story_leads_the_front_page() -> None:
    stories = list(invented_issue(4, 14))
    stories[5] = replace(stories[5], prominence=1, page_wish=1)
    stories = [
        story if n == 5 else replace(story, prominence=max(2, story.prominence)) for n, story in enumerate(stories)
    ]
    done = compose(stories, STYLE, 4, pages=PAGES[:2], imprint=IMPRINT)
    first = min(done.layout.pages[0].blocks, key=lambda block: (block.rect.y, block.rect.x))
    assert first.story == stories[5].key
    assert first.shape.headline == 1
    assert first.rect.y == STYLE.area(1, 2).y


def test_surplus_is_left_out_by_rank_and_explained() -> None:
    stories = [sentence_story(f"s{n:02}", 700, prominence=1 if n == 0 else 3 + n % 3) for n in range(20)]
    done = compose(stories, STYLE, 0, pages=PAGES[:1], imprint=IMPRINT)
    assert "s00" not in done.left_out
    assert len(done.left_out) >= 10
    assert {reason.code for reason in done.reasons if not reason.page} == {Code.LEFT_NO_ROOM}


def test_pages_that_cannot_be_filled_stay_empty_and_say_so() -> None:
    stories = [sentence_story(f"s{n}", 300 + 31 * n, prominence=1 + n % 5) for n in range(7)]
    done = compose(stories, STYLE, 0, pages=PAGES, imprint=IMPRINT)
    assert done.layout.pages[0].blocks
    assert not done.layout.pages[3].blocks
    assert 4 in [reason.page for reason in done.reasons if reason.code is Code.PAGE_EMPTY]


def test_story_longer_than_a_page_is_not_cut() -> None:
    stories = [sentence_story("long", 7000, prominence=2), *invented_issue(2, 8)]
    done = compose(stories, STYLE, 0, pages=PAGES, imprint=IMPRINT)
    blocks = [block for block in all_blocks(done.layout) if block.story == "long"]
    if blocks:
        assert len(blocks) > 1
    else:
        assert Code.LEFT_TOO_LONG in {reason.code for reason in done.reasons if reason.story == "long"}


def test_story_longer_than_a_page_goes_on_on_the_next_one(tmp_path: Path) -> None:
    stories = [sentence_story("long", 3300, prominence=2), *invented_issue(9, 18)]
    done = compose(stories, STYLE, 0, pages=PAGES, imprint=IMPRINT)
    parts = list(done.layout.parts("long"))
    assert [block.part for _page, block in parts] == [0, 1]
    (page, first), (on, second) = parts
    assert (first.shape.jumps_to, second.shape.jumps_from) == (on.sequence, page.sequence)
    assert page.sequence < on.sequence
    assert "long" not in done.left_out
    assert Code.JUMP in {reason.code for reason in done.reasons if reason.story == "long"}
    assert {reason.story for reason in done.reasons if reason.story} == {story.key for story in stories}
    assert not [found for found in check(printed(done.layout, tmp_path), done.layout) if found.overset]


def test_page_with_a_line_through_it_exchanges_stories() -> None:
    composer = Composer(invented_issue(2, 22), STYLE, PAGES[:2], 2)
    draft = composer.draft()
    assert all(page is not None and page.unbroken for _room, page in draft.pages)


def test_try_on_fewer_pages_takes_only_theirs_though_earlier_tries_had_more() -> None:
    stories = [sentence_story(f"s{n}", 300, prominence=3) for n in range(3)]
    composer = Composer(stories, STYLE, PAGES[:3])
    rooms = empty_rooms(3)
    composer._offers = [Offer(page, (stories[page],), None, 0.0) for page in range(3)]
    chosen = composer._chosen(composer._offers, stories, rooms[:2], 0, mend=False)
    assert chosen.mender.members == [stories[:1], stories[1:2]]
    assert chosen.mender.left == stories[2:]


def test_pages_that_all_want_the_same_story_give_way_to_what_was_drawn_last() -> None:
    stories = [sentence_story(f"s{n}", 300, prominence=3) for n in range(2)]
    composer = Composer(stories, STYLE, PAGES[:2])
    rooms = empty_rooms(2)
    wanted = [Offer(page, (stories[0],), None, 0.0) for page in range(2) for _ in range(MOST_OFFERS)]
    composer._offers = [*wanted, *(Offer(page, (stories[page],), None, 500.0) for page in range(2))]
    chosen = composer._chosen(composer._offers, stories, rooms, 0, mend=False)
    assert chosen.mender.members == [stories[:1], stories[1:]]
    assert chosen.mender.left == []


REAL_PAGES = sorted((Path(__file__).resolve().parents[3] / "shared" / "pages").glob("*.txt"))


@pytest.mark.skipif(not REAL_PAGES, reason="the real pages are not here")
def test_stories_of_real_pages_are_composed(tmp_path: Path) -> None:
    stories: list[Any] = []
    for path in REAL_PAGES:
        for article in parse_page(path.read_text()).articles:
            parts = [part for part in article.paragraphs if part.role not in ("signature", "shadow")]
            stories.append(
                Story(
                    key=f"p{len(stories)}",
                    title=article.title or "无题",
                    paragraphs=tuple(
                        Paragraph(part.text, "subhead" if part.role == "subhead" else "text") for part in parts
                    ),
                    kicker=article.kicker or "",
                    subtitle=article.subtitle or "",
                    attributions=article.attribution,
                    label=article.column or "",
                    prominence=5 if article.kind == "brief" else 2 if len(parts) > 6 else 3,
                )
            )
    layout = compose(stories, STYLE, 0, pages=PAGES, imprint=IMPRINT).layout
    found = check(printed(layout, tmp_path), layout)
    assert len(found) == len(PAGES)
    assert not [page for page in found if page.overset or page.colliding_headlines or page.broken]
    assert all(page.white <= 0.06 for page in found)


def test_nothing_to_compose_gives_empty_pages() -> None:
    done = compose([], STYLE, 0, pages=PAGES, imprint=IMPRINT)
    assert not all_blocks(done.layout)
    assert [reason.code for reason in done.reasons] == [Code.PAGE_EMPTY] * 4


@pytest.mark.parametrize(
    "style",
    [
        PageStyle(columns=5, gutter=6.0, body_size=9, line_pitch=13.5),
        PageStyle(width=210, height=285, columns=6, gutter=5, body_size=10.5, masthead_rows=9),
    ],
)
def test_other_page_styles_compose_too(style: PageStyle, tmp_path: Path) -> None:
    layout = compose(
        invented_issue(6, 16), style, 6, pages=[PageSpec(1, "要闻"), PageSpec(2, "民生")], imprint=IMPRINT
    ).layout
    found = check(printed(layout, tmp_path), layout)
    assert found
    assert not [page for page in found if page.overset]
    assert median(page.white for page in found) <= 0.08
