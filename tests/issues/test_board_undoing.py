"""Taking changes of the board back, page templates, copied plans, and two editors at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from articles.errors import Incomplete, Stale, WorkflowError
from issues.board import templates, undoing, verbs, wholes
from issues.board.plan import Collision, version_of
from issues.board.states import Change, snapshot
from issues.layout.geometry import Rect
from issues.models import Block, Issue
from issues.typesetting.plan import plan_version, stored_layout
from tests.factories import Team, make_issue, make_placement
from tests.issues.racing import race
from tests.issues.test_board import block_at, last, page, plain_setting, rect, story

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue(db: None) -> Issue:
    return make_issue()


# ------------------------------------------------------------------------------------------------- undoing


ACTS = ("move", "to another page", "swap", "set", "split", "remove", "reserve", "reset", "place", "compose")


def acts(team: Team, issue: Issue) -> dict[str, Callable[[Block, Block], Change]]:
    by = team.layout_editor
    bold = plain_setting(headline_level=1, boxed=True)
    return {
        "move": lambda one, two: verbs.move(one, by=by, seen=1, rect=Rect(0, 40, 5, 18)),
        "to another page": lambda one, two: verbs.move(
            one, by=by, seen=1, rect=Rect(0, 12, 6, 20), page=page(issue, 1)
        ),
        "swap": lambda one, two: verbs.swap(one, two, by=by, seen=1, seen_other=1),
        "set": lambda one, two: verbs.set_block(one, by=by, seen=1, setting=bold),
        "split": lambda one, two: verbs.split(two, by=by, seen=1, page=page(issue, 4)),
        "remove": lambda one, two: verbs.remove(one, by=by, seen=1),
        "reserve": lambda one, two: verbs.reserve(issue, by=by, page=page(issue, 2), title="通知", text=""),
        "reset": lambda one, two: wholes.reset_page(page(issue, 2), by=by, seen=version_of([one])),
        "place": lambda one, two: verbs.place_article(story(team), by=by, page=page(issue, 2), expected_revision=1),
        "compose": lambda one, two: wholes.compose_pages(issue, by=by, seed=0, expected=plan_version(issue))[0],
    }


@pytest.mark.parametrize("name", ACTS)
def test_every_act_is_taken_back_and_made_again(team: Team, issue: Issue, name: str) -> None:
    one, two = block_at(team, issue, Rect(0, 3, 6, 20)), block_at(team, issue, Rect(0, 3, 6, 20), 3, paragraphs=20)
    before = contents(issue)
    change = acts(team, issue)[name](one, two)
    after = contents(issue)
    assert before != after
    stored = Change.from_json(change.to_json())
    assert stored == change
    undoing.undo(issue, stored, by=team.layout_editor)
    assert contents(issue) == before
    undoing.redo(issue, stored, by=team.layout_editor)
    assert contents(issue) == after
    undoing.undo(issue, stored, by=team.layout_editor)
    assert contents(issue) == before
    assert last("issue.undo").detail["change"] == change.act


def test_a_story_is_asked_for_on_the_page_to_which_a_person_moved_it(team: Team, issue: Issue) -> None:
    one, two = block_at(team, issue, Rect(0, 3, 6, 20)), block_at(team, issue, Rect(0, 3, 6, 20), 3)
    issue.placements.update(asked_page=None)  # as if composing had chosen their pages
    verbs.move(two, by=team.layout_editor, seen=1, rect=Rect(0, 10, 6, 20))
    change = verbs.move(one, by=team.layout_editor, seen=1, rect=Rect(0, 12, 6, 20), page=page(issue, 1))
    asked = issue.placements.values_list("blocks__pk", "asked_page__sequence")
    assert dict(asked) == {one.pk: 1, two.pk: None}
    undoing.undo(issue, change, by=team.layout_editor)
    assert dict(asked.all()) == {one.pk: None, two.pk: None}


def contents(issue: Issue) -> tuple[Any, Any]:
    """The plan of an issue, versions aside."""
    now = snapshot(issue)
    blocks = {pk: replace(state, version=0) for pk, state in now.blocks.items()}
    return blocks, dict(now.placements)


def test_undo_never_overwrites_what_somebody_did_since(team: Team, issue: Issue) -> None:
    block = block_at(team, issue, Rect(0, 3, 6, 20))
    change = verbs.move(block, by=team.layout_editor, seen=1, rect=Rect(0, 10, 6, 20))
    verbs.move(block, by=team.chief_editor, seen=2, rect=Rect(0, 20, 6, 20))
    with pytest.raises(Stale):
        undoing.undo(issue, change, by=team.layout_editor)
    assert rect(block) == (2, 0, 20, 6, 20)


def test_undo_refuses_where_somebody_took_the_room(team: Team, issue: Issue) -> None:
    block = block_at(team, issue, Rect(0, 3, 6, 20))
    change = verbs.move(block, by=team.layout_editor, seen=1, rect=Rect(0, 30, 6, 20))
    block_at(team, issue, Rect(0, 3, 6, 20))
    with pytest.raises(Collision):
        undoing.undo(issue, change, by=team.layout_editor)


def test_versions_never_come_back(team: Team, issue: Issue) -> None:
    """So that what somebody saw long ago is never taken for what there is now."""
    block = block_at(team, issue, Rect(0, 3, 6, 20))
    seen = {plan_version(issue)}
    for _ in range(3):
        block.refresh_from_db()
        change = verbs.remove(block, by=team.layout_editor, seen=block.version)
        undoing.undo(issue, change, by=team.layout_editor)
        assert plan_version(issue) not in seen
        seen.add(plan_version(issue))


# ------------------------------------------------------------------------------------- templates and copies


def test_a_template_sets_another_pages_stories_by_rank(team: Team, issue: Issue) -> None:
    frames = [Rect(0, 3, 8, 22), Rect(8, 3, 4, 22), Rect(0, 25, 12, 20)]
    for frame in frames:
        block_at(team, issue, frame, 2)
    templates.save_template(page(issue, 2), by=team.layout_editor, name=" 三块 ")
    small = make_placement(team, page(issue, 3), story(team), prominence=5)
    lead = make_placement(team, page(issue, 3), story(team, 12), prominence=1)
    wholes.apply_template(page(issue, 3), by=team.layout_editor, seen="", name="三块")
    issue.publication.refresh_from_db()
    assert list(templates.templates_of(issue.publication)) == ["三块"]
    there = {block.placement_id: (block.x, block.y, block.width, block.height) for block in page(issue, 3).blocks.all()}
    assert there == {lead.pk: (0, 25, 12, 20), small.pk: (0, 3, 8, 22)}
    assert stored_layout(issue).style.columns == 12  # the style beside the templates is still read
    templates.remove_template(page(issue, 3), by=team.layout_editor, name="三块")
    issue.publication.refresh_from_db()
    assert templates.templates_of(issue.publication) == {}
    assert last("template.remove").detail["name"] == "三块"


def test_a_template_is_cut_to_the_front_page(team: Team, issue: Issue) -> None:
    block_at(team, issue, Rect(0, 3, 12, 22), 2)
    templates.save_template(page(issue, 2), by=team.layout_editor, name="一块")
    make_placement(team, page(issue, 1), story(team))
    wholes.apply_template(page(issue, 1), by=team.layout_editor, seen="", name="一块")
    block = page(issue, 1).blocks.get()
    assert (block.y, block.y + block.height) == (10, 25)


def test_a_template_needs_a_name_and_a_page_with_blocks(team: Team, issue: Issue) -> None:
    with pytest.raises(Incomplete):
        templates.save_template(page(issue, 2), by=team.layout_editor, name=" ")
    with pytest.raises(WorkflowError):
        templates.save_template(page(issue, 2), by=team.layout_editor, name="空")
    with pytest.raises(WorkflowError):
        wholes.apply_template(page(issue, 2), by=team.layout_editor, seen="", name="没有")


def test_the_previous_plan_is_copied_with_its_announcements(team: Team, issue: Issue) -> None:
    block_at(team, issue, Rect(0, 3, 8, 22), 2)
    verbs.reserve(
        issue, by=team.layout_editor, page=page(issue, 2), title="征稿启事", text="欢迎来稿。", rect=Rect(0, 40, 4, 8)
    )
    following = make_issue(total_number=issue.total_number + 1)
    placement = make_placement(team, page(following, 2), story(team))
    wholes.copy_previous(following, by=team.layout_editor, expected="")
    made = {block.placement_id: (block.x, block.y, block.width, block.height) for block in following.blocks.all()}
    assert made == {placement.pk: (0, 3, 8, 22), None: (0, 40, 4, 8)}
    assert issue.blocks.count() == 2


def test_copying_says_what_is_missing(team: Team, issue: Issue) -> None:
    with pytest.raises(WorkflowError):
        wholes.copy_previous(issue, by=team.layout_editor, expected="")
    block_at(team, issue, Rect(0, 3, 8, 22), 2)
    empty = make_issue(total_number=issue.total_number + 1)
    with pytest.raises(WorkflowError):
        wholes.copy_previous(empty, by=team.layout_editor, expected="")


# ------------------------------------------------------------------------------------------------- racing


@pytest.mark.django_db(transaction=True)
def test_of_two_who_move_a_block_at_once_one_wins(team: Team) -> None:
    issue = make_issue()
    block = block_at(team, issue, Rect(0, 3, 6, 20))

    def to(row: int, by: Any) -> Callable[[], object]:
        return lambda: verbs.move(Block.objects.get(pk=block.pk), by=by, seen=1, rect=Rect(0, row, 6, 20))

    outcomes = race(to(10, team.layout_editor), to(20, team.chief_editor))
    assert sorted(isinstance(outcome, Stale) for outcome in outcomes) == [False, True]
    block.refresh_from_db()
    assert block.version == 2
