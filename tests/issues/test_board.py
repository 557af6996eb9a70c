"""The verbs of the board: what they do, refuse, record, and how they meet what somebody else did meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import AuditEntry
from articles.content import Picture, Source
from articles.errors import Incomplete, NotPermitted, Stale, WorkflowError, WrongState
from articles.models import Article
from issues import planning
from issues.board import verbs, wholes
from issues.board.plan import Collision, OffThePage, version_of
from issues.board.verbs import Setting
from issues.layout.geometry import Rect
from issues.layout.model import PhotoSpot
from issues.models import Block, Issue, Page, Placement
from issues.typesetting.plan import stored_layout
from issues.typesetting.setting import copyfit
from tests.factories import (
    Team,
    make_article,
    make_content,
    make_issue,
    make_photo,
    make_placement,
    make_published_issue,
)

pytestmark = pytest.mark.django_db

PARAGRAPH = "社区把停车的难处摆上桌面，居民你一言我一语，商量出错时停车的办法，物业当场记下来，约定一个月后再看成效。"


def story(team: Team, paragraphs: int = 6, **fields: Any) -> Article:
    """An approved article of about 50 characters a paragraph."""
    content = make_content(
        body="".join(f"<p>{PARAGRAPH}</p>" for _ in range(paragraphs)),
        attributions=(Source(team.department.name, team.department.pk),),
        **fields,
    )
    return make_article(team, content, state=Article.State.APPROVED)


@pytest.fixture
def issue(db: None) -> Issue:
    return make_issue()


def page(issue: Issue, sequence: int) -> Page:
    return issue.pages.get(sequence=sequence)


def block_at(team: Team, issue: Issue, rect: Rect, sequence: int = 2, **fields: Any) -> Block:
    """A story with a block at a rectangle."""
    placement = make_placement(team, page(issue, sequence), story(team, **fields))
    verbs.place_story(placement, by=team.layout_editor, page=page(issue, sequence), rect=rect)
    return Block.objects.get(placement=placement)


def rect(block: Block) -> tuple[int, int, int, int, int]:
    block.refresh_from_db()
    return (block.page.sequence, block.x, block.y, block.width, block.height)


def last(action: str) -> AuditEntry:
    return AuditEntry.objects.filter(action=action).order_by("-pk")[0]


# ------------------------------------------------------------------------------------------------- placing


def test_placed_story_gets_a_block_that_is_set_to_fit(team: Team, issue: Issue) -> None:
    placement = make_placement(team, page(issue, 2), story(team))
    change = verbs.place_story(placement, by=team.layout_editor, page=page(issue, 2))
    block = Block.objects.get(placement=placement)
    assert [fit.overset for fit in copyfit(stored_layout(issue))] == [False]
    assert [state.pk for state in change.after] == [block.pk]
    entry = last("block.place")
    assert (entry.actor, entry.target_id, entry.detail["pages"]) == (team.layout_editor, str(issue.pk), [2])


def test_article_from_the_pool_is_placed_and_gets_its_block(team: Team, issue: Issue) -> None:
    article = story(team)
    verbs.place_article(article, by=team.chief_editor, page=page(issue, 3), expected_revision=1, rect=Rect(0, 3, 6, 20))
    block = Block.objects.get(issue=issue)
    assert rect(block) == (3, 0, 3, 6, 20)
    assert block.placement is not None and block.placement.article == article


def test_article_takes_the_place_of_a_block_whose_story_waits_again(team: Team, issue: Issue) -> None:
    block = block_at(team, issue, Rect(0, 3, 6, 20))
    old = block.placement
    assert old is not None
    verbs.place_article(
        story(team), by=team.layout_editor, page=page(issue, 2), expected_revision=1, instead=(block.pk, 1)
    )
    new = Block.objects.get(issue=issue)
    assert rect(new) == (2, 0, 3, 6, 20)
    assert new.placement != old
    assert Placement.objects.filter(pk=old.pk).exists()


@pytest.mark.parametrize("name", ["contributor", "editor", "proofreader", "leader"])
def test_only_who_places_articles_works_on_the_board(team: Team, issue: Issue, name: str) -> None:
    block = block_at(team, issue, Rect(0, 3, 6, 20))
    with pytest.raises(NotPermitted):
        verbs.move(block, by=getattr(team, name), seen=1, rect=Rect(0, 30, 6, 20))
    assert rect(block) == (2, 0, 3, 6, 20)
    assert last("block.move").result == AuditEntry.Result.REFUSED


def test_a_published_issue_refuses(team: Team) -> None:
    issue = make_published_issue(team)
    placement = issue.placements.first()
    assert placement is not None
    with pytest.raises(WrongState):
        verbs.place_story(placement, by=team.layout_editor, page=issue.pages.get())


def test_a_story_is_placed_once(team: Team, issue: Issue) -> None:
    block = block_at(team, issue, Rect(0, 3, 6, 20))
    assert block.placement is not None
    with pytest.raises(WorkflowError):
        verbs.place_story(block.placement, by=team.layout_editor, page=page(issue, 2), rect=Rect(0, 30, 6, 20))


def test_a_full_page_says_so(team: Team, issue: Issue) -> None:
    area = stored_layout(issue).style.area(2, 4)
    block_at(team, issue, area, paragraphs=20)
    placement = make_placement(team, page(issue, 2), story(team))
    with pytest.raises(WorkflowError, match="2"):
        verbs.place_story(placement, by=team.layout_editor, page=page(issue, 2))


# -------------------------------------------------------------------------------------------------- moving


def test_moved_block_stands_there_and_counts_one_version_up(team: Team, issue: Issue) -> None:
    block = block_at(team, issue, Rect(0, 3, 6, 20))
    verbs.move(block, by=team.layout_editor, seen=1, rect=Rect(6, 10, 6, 20))
    assert rect(block) == (2, 6, 10, 6, 20)
    assert block.version == 2
    assert last("block.move").result == AuditEntry.Result.DONE


def test_a_block_over_another_is_refused_with_its_name(team: Team, issue: Issue) -> None:
    one = block_at(team, issue, Rect(0, 3, 6, 20))
    other = block_at(team, issue, Rect(6, 3, 6, 20), title="错时停车商量出来")
    with pytest.raises(Collision, match="错时停车商量出来") as refusal:
        verbs.move(one, by=team.layout_editor, seen=1, rect=Rect(3, 3, 6, 20))
    assert refusal.value.blocks == (other.pk,)
    assert rect(one) == (2, 0, 3, 6, 20)


@pytest.mark.parametrize("wanted", [Rect(8, 3, 6, 20), Rect(0, 0, 6, 20), Rect(0, 60, 6, 20)])
def test_a_block_off_the_page_is_refused(team: Team, issue: Issue, wanted: Rect) -> None:
    block = block_at(team, issue, Rect(0, 3, 6, 20))
    with pytest.raises(OffThePage):
        verbs.move(block, by=team.layout_editor, seen=1, rect=wanted)


@pytest.mark.parametrize("wanted", [Rect(0, 3, 0, 20), Rect(0, 3, 6, 1), Rect(0, 3, 6, 0)])
def test_a_block_without_extent_is_refused(team: Team, issue: Issue, wanted: Rect) -> None:
    block = block_at(team, issue, Rect(0, 3, 6, 20))
    with pytest.raises(Incomplete):
        verbs.move(block, by=team.layout_editor, seen=1, rect=wanted)


def test_a_block_that_somebody_changed_is_not_overwritten(team: Team, issue: Issue) -> None:
    block = block_at(team, issue, Rect(0, 3, 6, 20))
    verbs.move(block, by=team.chief_editor, seen=1, rect=Rect(0, 4, 6, 20))
    with pytest.raises(Stale):
        verbs.move(block, by=team.layout_editor, seen=1, rect=Rect(0, 9, 6, 20))
    assert rect(block) == (2, 0, 4, 6, 20)


def test_another_block_that_somebody_changed_hinders_nobody(team: Team, issue: Issue) -> None:
    one, other = block_at(team, issue, Rect(0, 3, 6, 20)), block_at(team, issue, Rect(6, 3, 6, 20))
    verbs.move(other, by=team.chief_editor, seen=1, rect=Rect(6, 30, 6, 20))
    verbs.move(one, by=team.layout_editor, seen=1, rect=Rect(6, 3, 6, 20))
    assert rect(one) == (2, 6, 3, 6, 20)


def test_a_block_moved_to_another_page_takes_its_placement_along(team: Team, issue: Issue) -> None:
    stays = block_at(team, issue, Rect(0, 30, 6, 20), sequence=3)
    block = block_at(team, issue, Rect(0, 3, 6, 20))
    verbs.move(block, by=team.layout_editor, seen=1, rect=Rect(0, 4, 6, 20), page=page(issue, 3))
    on_page = list(page(issue, 3).placements.order_by("order").values_list("pk", "order"))
    assert on_page == [(block.placement_id, 1), (stays.placement_id, 2)]
    assert last("block.move").detail["pages"] == [2, 3]


def test_a_block_sent_to_a_page_finds_free_room_there(team: Team, issue: Issue) -> None:
    block_at(team, issue, Rect(0, 3, 12, 12), sequence=3)
    block = block_at(team, issue, Rect(0, 3, 6, 20))
    verbs.send_to_page(block, by=team.layout_editor, seen=1, page=page(issue, 3))
    assert rect(block)[0] == 3
    assert rect(block)[2] >= 15


def test_a_narrower_block_keeps_its_lines_readable(team: Team, issue: Issue) -> None:
    block = block_at(team, issue, Rect(0, 3, 9, 20))
    wide = block.text_columns
    verbs.move(block, by=team.layout_editor, seen=1, rect=Rect(0, 3, 4, 40))
    block.refresh_from_db()
    assert 1 <= block.text_columns < wide


def test_placement_moved_in_the_list_leaves_its_rectangle(team: Team, issue: Issue) -> None:
    block = block_at(team, issue, Rect(0, 3, 6, 20))
    assert block.placement is not None
    planning.move(block.placement, by=team.layout_editor, page=page(issue, 4), order=1)
    assert not issue.blocks.exists()


def test_swapped_blocks_change_places_over_pages(team: Team, issue: Issue) -> None:
    one = block_at(team, issue, Rect(0, 3, 6, 20), sequence=2, paragraphs=5)
    other = block_at(team, issue, Rect(4, 20, 8, 30), sequence=3, paragraphs=14)
    verbs.swap(one, other, by=team.layout_editor, seen=1, seen_other=1)
    assert rect(one) == (3, 4, 20, 8, 30)
    assert rect(other) == (2, 0, 3, 6, 20)
    assert one.placement is not None and one.placement.page.sequence == 3
    assert last("block.swap").detail["pages"] == [2, 3]


def test_swap_refuses_a_block_that_was_changed(team: Team, issue: Issue) -> None:
    one, other = block_at(team, issue, Rect(0, 3, 6, 20)), block_at(team, issue, Rect(6, 3, 6, 20))
    verbs.pin(other, by=team.chief_editor, seen=1, pinned=True)
    with pytest.raises(Stale):
        verbs.swap(one, other, by=team.layout_editor, seen=1, seen_other=1)


# ------------------------------------------------------------------------------------------------- setting


def plain_setting(**fields: Any) -> Setting:
    values: dict[str, Any] = {
        "headline_level": 3, "headline_columns": 0, "text_columns": 2, "boxed": False, "photos": (),
    }  # fmt: skip
    return Setting(**(values | fields))


def test_a_block_is_set_as_asked(team: Team, issue: Issue) -> None:
    block = block_at(team, issue, Rect(0, 3, 8, 20))
    verbs.set_block(block, by=team.layout_editor, seen=1, setting=plain_setting(headline_columns=1, boxed=True))
    block.refresh_from_db()
    assert (block.headline_level, block.headline_columns, block.text_columns, block.boxed) == (3, 1, 2, True)
    assert block.version == 2
    assert last("block.set").target_id == str(issue.pk)


@pytest.mark.parametrize(
    "fields",
    [
        {"text_columns": 0},
        {"text_columns": 99},
        {"headline_columns": 3},
        {"headline_level": 7},
        {"photos": (PhotoSpot(0, 0, 1, 0),)},
    ],
)
def test_a_setting_that_does_not_exist_is_refused(team: Team, issue: Issue, fields: dict[str, Any]) -> None:
    block = block_at(team, issue, Rect(0, 3, 8, 20))
    with pytest.raises(Incomplete):
        verbs.set_block(block, by=team.layout_editor, seen=1, setting=plain_setting(**fields))


def test_a_photo_gets_the_height_that_suits(team: Team, issue: Issue) -> None:
    photo = make_photo(team.contributor)
    picture = Picture(photo.pk, alternative_text="居民商量停车", caption="商量现场")
    block = block_at(team, issue, Rect(0, 3, 8, 30), photos=(picture,))
    setting = plain_setting(photos=(PhotoSpot(0, 1, 1, 0),))
    verbs.set_block(block, by=team.layout_editor, seen=1, setting=setting)
    block.refresh_from_db()
    assert block.photos[0]["rows"] >= 2
    with pytest.raises(Incomplete):
        verbs.set_block(block, by=team.layout_editor, seen=2, setting=plain_setting(photos=(PhotoSpot(0, 1, 2, 0),)))


def test_an_overset_block_is_set_anew_to_fit(team: Team, issue: Issue) -> None:
    block = block_at(team, issue, Rect(0, 3, 6, 24), paragraphs=10)
    verbs.set_block(block, by=team.layout_editor, seen=1, setting=plain_setting(headline_level=1, boxed=True))
    worse = copyfit(stored_layout(issue))[0]
    verbs.fit(block, by=team.layout_editor, seen=2)
    better = copyfit(stored_layout(issue))[0]
    assert worse.overset
    assert not better.overset


def test_pinned_blocks_stay_when_the_page_is_cleared(team: Team, issue: Issue) -> None:
    stays, goes = block_at(team, issue, Rect(0, 3, 6, 20)), block_at(team, issue, Rect(6, 3, 6, 20))
    verbs.pin(stays, by=team.layout_editor, seen=1, pinned=True)
    seen = version_of(issue.blocks.all())
    wholes.reset_page(page(issue, 2), by=team.layout_editor, seen=seen)
    assert [block.pk for block in issue.blocks.all()] == [stays.pk]
    assert goes.placement and Placement.objects.filter(pk=goes.placement.pk).exists()
    assert last("page.reset").detail["pages"] == [2]


def test_a_page_that_somebody_changed_is_not_cleared(team: Team, issue: Issue) -> None:
    block = block_at(team, issue, Rect(0, 3, 6, 20))
    seen = version_of(issue.blocks.all())
    verbs.pin(block, by=team.chief_editor, seen=1, pinned=False)
    verbs.move(block, by=team.chief_editor, seen=1, rect=Rect(0, 5, 6, 20))
    with pytest.raises(Stale):
        wholes.reset_page(page(issue, 2), by=team.layout_editor, seen=seen)


# ------------------------------------------------------------------------------------------------- jumping


def test_a_split_story_goes_on_on_another_page_and_loses_nothing(team: Team, issue: Issue) -> None:
    block = block_at(team, issue, Rect(0, 3, 6, 20), paragraphs=20)
    verbs.split(block, by=team.layout_editor, seen=1, page=page(issue, 3))
    first, second = issue.blocks.order_by("part")
    assert (first.page.sequence, second.page.sequence) == (2, 3)
    layout = stored_layout(issue)
    shapes = {each.part: each.shape for each_page in layout.pages for each in each_page.blocks}
    assert (shapes[0].jumps_to, shapes[1].jumps_from) == (3, 2)
    assert not any(fit.overset for fit in copyfit(layout))
    assert block.placement is not None
    placement = Placement.objects.get(pk=block.placement.pk)
    assert placement.page.sequence == 2
    verbs.join(second, by=team.layout_editor, seen=1)
    assert [each.part for each in issue.blocks.all()] == [0]
    assert last("block.join").detail["pages"] == [2, 3]


def test_a_story_that_fits_is_not_split(team: Team, issue: Issue) -> None:
    block = block_at(team, issue, Rect(0, 3, 6, 50), paragraphs=3)
    with pytest.raises(WorkflowError):
        verbs.split(block, by=team.layout_editor, seen=1, page=page(issue, 3))


def test_two_parts_never_stand_on_one_page(team: Team, issue: Issue) -> None:
    block = block_at(team, issue, Rect(0, 3, 6, 20), paragraphs=20)
    verbs.split(block, by=team.layout_editor, seen=1, page=page(issue, 3))
    second = issue.blocks.get(part=1)
    with pytest.raises(WorkflowError):
        verbs.send_to_page(second, by=team.layout_editor, seen=1, page=page(issue, 2))


def test_removing_the_beginning_removes_what_goes_on(team: Team, issue: Issue) -> None:
    block = block_at(team, issue, Rect(0, 3, 6, 20), paragraphs=20)
    verbs.split(block, by=team.layout_editor, seen=1, page=page(issue, 3))
    block.refresh_from_db()
    verbs.remove(block, by=team.layout_editor, seen=block.version)
    assert not issue.blocks.exists()
    assert block.placement and Placement.objects.filter(pk=block.placement.pk).exists()


# ---------------------------------------------------------------------------------------------- reserving


def test_reserved_text_is_kept_changed_and_taken_off(team: Team, issue: Issue) -> None:
    verbs.reserve(
        issue, by=team.layout_editor, page=page(issue, 2), title=" 停水\x00通知 ", text="周三停水。\n\n请储水。"
    )
    block = issue.blocks.get()
    assert (block.reserved_title, block.reserved_text, block.pinned) == ("停水通知", "周三停水。\n请储水。", True)
    verbs.reword(block, by=team.layout_editor, seen=1, title="通知", text="")
    block.refresh_from_db()
    assert block.reserved_title == "通知"
    verbs.remove(block, by=team.layout_editor, seen=2)
    assert not issue.blocks.exists()
    assert last("block.reserve").detail["story"] == "停水通知"


@pytest.mark.parametrize(("title", "text"), [("", " \n "), ("长" * 121, ""), ("题", "长" * 4001)])
def test_reserved_text_without_or_with_too_many_words_is_refused(
    team: Team, issue: Issue, title: str, text: str
) -> None:
    with pytest.raises(Incomplete):
        verbs.reserve(issue, by=team.layout_editor, page=page(issue, 2), title=title, text=text)


def test_a_storys_words_are_not_changed_on_the_board(team: Team, issue: Issue) -> None:
    block = block_at(team, issue, Rect(0, 3, 6, 20))
    with pytest.raises(WorkflowError):
        verbs.reword(block, by=team.layout_editor, seen=1, title="另一个标题", text="")
