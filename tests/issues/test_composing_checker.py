"""The checker of finished pages finds what is put wrong on purpose."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from issues.layout.checking import PageCheck, check
from issues.layout.geometry import Rect
from issues.layout.measure import natural_rows
from issues.layout.model import Block, IssueLayout, PageLayout, Photo, PhotoSpot, Shape, Story
from issues.layout.style import PageStyle
from issues.layout.white import free_strips, white_share
from tests.issues.invented_issues import IMPRINT, printed
from tests.issues.test_composing import sentence_story

STYLE = PageStyle()
TOP = STYLE.area(2, 3).y


def checked(blocks: list[Block], stories: list[Story], folder: Path) -> PageCheck:
    """The findings on a middle page with these blocks."""
    pages = (PageLayout(1, "要闻"), PageLayout(2, "民生", tuple(blocks)), PageLayout(3, "副刊"))
    layout = IssueLayout(IMPRINT, STYLE, tuple(stories), pages)
    return check(printed(layout, folder), layout)[0]


def block_of(story: Story, x: int, y: int, width: int, **shape: object) -> Block:
    """A block as high as its story needs."""
    fields = {"text_columns": max(1, width // 4), "headline": 4} | shape
    bare = Shape(columns=width, rows=1, **fields)  # type: ignore[arg-type]
    full = replace(bare, rows=natural_rows(story, bare, STYLE))
    return Block(story.key, story.key, Rect(x, y, width, full.rows), full)


def test_text_that_is_not_printed_is_counted(tmp_path: Path) -> None:
    story = sentence_story("s1", 600)
    block = block_of(story, 0, TOP, 6)
    assert not checked([block], [story], tmp_path).overset
    short = replace(block, rect=replace(block.rect, height=12), shape=replace(block.shape, rows=12))
    assert checked([short], [story], tmp_path).overset["s1"] > 100


def test_empty_part_of_a_page_is_white(tmp_path: Path) -> None:
    story = sentence_story("s1", 600)
    assert checked([block_of(story, 0, TOP, 6)], [story], tmp_path).white > 0.5


def test_headlines_of_one_size_side_by_side_are_found(tmp_path: Path) -> None:
    one, two = sentence_story("s1", 300), sentence_story("s2", 330)
    beside = [block_of(one, 0, TOP, 6), block_of(two, 6, TOP, 6)]
    assert checked(beside, [one, two], tmp_path).colliding_headlines == (("s1", "s2"),)
    other_size = [beside[0], block_of(two, 6, TOP, 6, headline=2)]
    assert not checked(other_size, [one, two], tmp_path).colliding_headlines
    lower = [beside[0], block_of(two, 6, TOP + 8, 6)]
    assert not checked(lower, [one, two], tmp_path).colliding_headlines


def test_lines_through_the_page_are_found(tmp_path: Path) -> None:
    one, two = sentence_story("s1", 500), sentence_story("s2", 700)
    upper = block_of(one, 0, TOP, 12)
    across = checked([upper, block_of(two, 0, upper.rect.bottom, 12)], [one, two], tmp_path)
    assert across.lines_across
    down = checked([block_of(one, 0, TOP, 6), block_of(two, 6, TOP, 6, headline=2)], [one, two], tmp_path)
    assert down.lines_down


def test_photos_back_to_back_are_found_only_between_stories(tmp_path: Path) -> None:
    photo = Photo("a.jpg", 1200, 800)
    spot = PhotoSpot(0, 0, 1, 9)
    one, two = (sentence_story(key, 300, photos=(photo,)) for key in ("s1", "s2"))
    pair = [
        block_of(one, 0, TOP, 4, text_columns=1, photos=(spot,)),
        block_of(two, 4, TOP, 4, text_columns=1, photos=(spot,), headline=3),
    ]
    assert checked(pair, [one, two], tmp_path).adjacent_photos == (("s1", "s2"),)
    both = sentence_story("s3", 300, photos=(photo, photo))
    spots = (PhotoSpot(0, 0, 1, 9), PhotoSpot(1, 1, 1, 9))
    assert not checked([block_of(both, 0, TOP, 8, photos=spots)], [both], tmp_path).adjacent_photos


def test_lead_below_the_top_is_found(tmp_path: Path) -> None:
    one, two = sentence_story("s1", 300), sentence_story("s2", 330)
    upper = block_of(one, 0, TOP, 6, headline=5)
    assert checked([upper], [one], tmp_path).lead_on_top
    lower = block_of(two, 0, upper.rect.bottom, 6, headline=1)
    assert not checked([upper, lower], [one, two], tmp_path).lead_on_top


def test_white_is_counted_where_a_square_finds_room() -> None:
    frame = (0.0, 0.0, 200.0, 100.0)
    assert white_share([], frame, 20) == 1.0
    assert white_share([frame], frame, 20) == 0.0
    assert 0.45 <= white_share([(0, 0, 100, 100)], frame, 20) <= 0.5
    stripes = [(0.0, y, 200.0, y + 10.0) for y in range(0, 100, 20)]  # gaps of 10 points
    assert white_share(stripes, frame, 20) == 0.0


def test_strips_are_blank_from_edge_to_edge() -> None:
    assert free_strips([(0, 40), (60, 100)], 0, 100, 15) == (50,)
    assert free_strips([(0, 40), (50, 100)], 0, 100, 15) == ()
    assert free_strips([(0, 70), (60, 100), (20, 30)], 0, 100, 5) == ()
