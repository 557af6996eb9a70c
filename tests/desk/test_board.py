"""The board at the desk: what it shows, its forms without a script, its answers to the script, and its access."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from articles.models import Article
from issues.board import verbs
from issues.layout.geometry import Rect
from issues.models import Block, Issue
from issues.typesetting.plan import plan_version
from tests.factories import Team, make_article, make_issue, make_placement, make_published_issue
from tests.issues.test_board import block_at, page, story

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _previews_apart(settings: Any, tmp_path: Any) -> None:
    settings.VAR_DIR = tmp_path


@pytest.fixture
def issue(db: None) -> Issue:
    return make_issue()


def desk_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(name: str, issue: Issue, *args: Any) -> str:
    return reverse(f"desk:{name}", args=[issue.pk, *args])


def act(client: Client, issue: Issue, name: str, /, *, as_script: bool = True, **fields: Any) -> Any:
    headers = {"Accept": "application/json"} if as_script else {}
    return client.post(address("board_act", issue, name), fields, headers=headers)


# ------------------------------------------------------------------------------------------------ showing


def test_board_shows_pages_blocks_their_fit_and_what_waits(team: Team, issue: Issue) -> None:
    block = block_at(team, issue, Rect(0, 3, 6, 40), title="错时停车商量出来")
    make_placement(team, page(issue, 3), story(team, title="等着位置的稿件"))
    story(team, title="等着上版的稿件")
    html = desk_of(team.layout_editor).get(address("issue_board", issue)).content.decode()
    assert html.count('class="leaf"') == 4
    assert f'id="block-{block.pk}"' in html
    for words in ("错时停车商量出来", "等着位置的稿件", "等着上版的稿件"):
        assert words in html
    assert "fit--free" in html
    assert "style=" not in html.split("<main")[1]


def test_an_overset_block_is_marked_with_its_characters(team: Team, issue: Issue) -> None:
    block_at(team, issue, Rect(0, 3, 6, 12), paragraphs=20)
    html = desk_of(team.layout_editor).get(address("issue_board", issue)).content.decode()
    assert "piece--over" in html
    assert "fit--over" in html


@pytest.mark.parametrize("pages", [0, 1])
def test_empty_boards_say_what_to_do(team: Team, pages: int) -> None:
    answer = desk_of(team.layout_editor).get(address("issue_board", make_issue(pages)))
    assert answer.status_code == 200
    assert ("empty__title" in answer.content.decode()) == (pages == 0)


def test_readers_see_the_board_without_forms(team: Team, issue: Issue) -> None:
    block = block_at(team, issue, Rect(0, 3, 6, 20))
    html = desk_of(team.proofreader).get(f"{address('issue_board', issue)}?block={block.pk}").content.decode()
    assert f'data-panel="{block.pk}"' in html
    assert "data-act" not in html


def test_a_published_issue_is_shown_and_not_changed(team: Team) -> None:
    issue = make_published_issue(team)
    client = desk_of(team.layout_editor)
    assert "data-act" not in client.get(address("issue_board", issue)).content.decode()
    assert act(client, issue, "undo").status_code == 409


def test_an_unreadable_page_style_is_explained(team: Team, issue: Issue) -> None:
    issue.publication.page_style = {"columns": 0}
    issue.publication.save()
    html = desk_of(team.layout_editor).get(address("issue_board", issue)).content.decode()
    assert "notice--error" in html


@pytest.mark.parametrize("name", ["issue_board", "board_parts", "board_version"])
def test_queries_do_not_grow_with_the_stories(team: Team, issue: Issue, name: str) -> None:
    client = desk_of(team.layout_editor)

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(f"{address(name, issue)}?pages=1,2,3&since=1")
        return len(captured)

    block_at(team, issue, Rect(0, 3, 6, 10), 2)
    make_placement(team, page(issue, 3), story(team))
    story(team)
    count()
    few = count()
    for row in (13, 23, 33):
        block_at(team, issue, Rect(0, row, 6, 10), 2)
        make_placement(team, page(issue, 3), story(team))
        make_article(team, state=Article.State.APPROVED)
    many = count()
    assert many == few
    assert many <= 40


# ------------------------------------------------------------------------------------- without a script


def test_plain_forms_place_move_and_take_off(team: Team, issue: Issue) -> None:
    client = desk_of(team.layout_editor)
    placement = make_placement(team, page(issue, 2), story(team))
    answer = act(client, issue, "place", as_script=False, placement=placement.pk, page=2)
    block = Block.objects.get(placement=placement)
    assert answer.url == f"{address('issue_board', issue)}?block={block.pk}#panel"
    panel = client.get(answer.url).content.decode()
    assert f'action="{address("board_act", issue, "move")}"' in panel
    fields = {"block": block.pk, "seen": 1, "page": 3, "x": 1, "y": 11, "width": 6, "height": 20}
    act(client, issue, "move", as_script=False, **fields)
    block.refresh_from_db()
    assert (block.page.sequence, block.x, block.y, block.width, block.height) == (3, 0, 10, 6, 20)
    act(client, issue, "remove", as_script=False, block=block.pk, seen=block.version)
    assert not issue.blocks.exists()
    act(client, issue, "undo", as_script=False)
    assert issue.blocks.get().pk == block.pk


def test_a_refusal_is_said_on_the_board(team: Team, issue: Issue) -> None:
    one = block_at(team, issue, Rect(0, 3, 6, 20))
    block_at(team, issue, Rect(6, 3, 6, 20), title="错时停车商量出来")
    client = desk_of(team.layout_editor)
    fields = {"block": one.pk, "seen": 1, "x": 4, "y": 4, "width": 6, "height": 20}
    answer = client.post(address("board_act", issue, "move"), fields, follow=True)
    assert "错时停车商量出来" in answer.content.decode().split("messagelist")[1].split("</ul>")[0]


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("move", {"x": 1}),
        ("move", {}),
        ("move", {"x": "一", "y": 1, "width": 1, "height": 2}),
        ("place", {"page": 2}),
        ("place", {"page": 2, "placement": 1, "article": 1, "revision": 1}),
        ("swap", {"other": "drop table"}),
        ("set", {}),
        ("template", {"page": 1, "name": ""}),
        ("reserve", {"page": 1, "title": "", "text": ""}),
        ("reserve", {"page": 99, "title": "通知"}),
    ],
)
def test_odd_input_is_refused_and_changes_nothing(team: Team, issue: Issue, name: str, fields: dict[str, Any]) -> None:
    block = block_at(team, issue, Rect(0, 3, 6, 20))
    before = plan_version(issue)
    answer = act(desk_of(team.layout_editor), issue, name, block=block.pk, seen=1, **fields)
    assert answer.status_code in (400, 409)
    assert answer.json()["error"]
    assert plan_version(issue) == before


def test_an_act_that_does_not_exist_is_not_found(team: Team, issue: Issue) -> None:
    assert act(desk_of(team.layout_editor), issue, "explode").status_code == 404


# ------------------------------------------------------------------------------------------ for the script


def test_the_script_is_answered_with_the_pages_that_changed(team: Team, issue: Issue) -> None:
    block = block_at(team, issue, Rect(0, 3, 6, 20))
    fields: dict[str, Any] = {"block": block.pk, "seen": 1, "page": 3, "x": 1, "y": 4, "width": 6, "height": 20}
    told = act(desk_of(team.layout_editor), issue, "move", **fields).json()
    assert set(told["pages"]) == {"2", "3"}
    assert f'id="block-{block.pk}"' in told["pages"]["3"]
    assert told["block"] == block.pk
    assert f'data-panel="{block.pk}"' in told["side"]
    assert told["fit"]
    assert "disabled" not in told["tools"].split("</form>")[0]  # there is something to take back now


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("fit", {}),
        ("pin", {"pinned": "on"}),
        ("send", {"page": 4}),
        ("set", {"headline_level": 2, "headline_columns": 0, "text_columns": 2}),
        ("split", {"page": 4}),
        ("remove", {}),
    ],
)
def test_every_act_on_a_block_can_be_taken_back_after_a_reload(
    team: Team, issue: Issue, name: str, fields: dict[str, Any]
) -> None:
    block = block_at(team, issue, Rect(0, 3, 6, 22), paragraphs=20)
    client = desk_of(team.layout_editor)
    before = (
        Block.objects.filter(pk=block.pk).values("x", "y", "page", "headline_level", "text_columns", "pinned").get()
    )
    answer = act(client, issue, name, block=block.pk, seen=1, **fields)
    assert answer.status_code == 200, answer.content.decode()
    client.get(address("issue_board", issue))
    assert act(client, issue, "undo").status_code == 200
    assert Block.objects.filter(pk=block.pk).values(*before).get() == before
    assert issue.blocks.count() == 1
    assert act(client, issue, "redo").status_code == 200


def test_pages_are_kept_as_templates_used_cleared_and_copied(team: Team, issue: Issue) -> None:
    block_at(team, issue, Rect(0, 3, 6, 20))
    client = desk_of(team.layout_editor)
    kept = act(client, issue, "template_save", page=2, name="一块")
    assert kept.status_code == 200
    assert "一块" in kept.json()["pages"]["3"]  # every page offers it at once, without loading the board again
    make_placement(team, page(issue, 3), story(team))
    assert act(client, issue, "template", page=3, seen="", name="一块").status_code == 200
    assert page(issue, 3).blocks.count() == 1
    marks = ";".join(f"{block.pk}.{block.version}" for block in page(issue, 3).blocks.all())
    assert act(client, issue, "reset", page=3, seen=marks).status_code == 200
    assert not page(issue, 3).blocks.exists()
    following = make_issue(total_number=issue.total_number + 1)
    make_placement(team, page(following, 2), story(team))
    assert act(client, following, "copy", seen="").status_code == 200
    assert following.blocks.count() == 1
    gone = act(client, issue, "template_remove", page=2, name="一块")
    assert gone.status_code == 200 and "一块" not in gone.json()["pages"]["3"]


def test_a_stale_act_says_who_did_what(team: Team, issue: Issue) -> None:
    block = block_at(team, issue, Rect(0, 3, 6, 20), title="错时停车商量出来")
    client = desk_of(team.layout_editor)
    html = client.get(address("issue_board", issue)).content.decode()
    since = html.split('data-since="')[1].split('"')[0]
    verbs.move(block, by=team.chief_editor, seen=1, rect=Rect(0, 5, 6, 20))
    fields: dict[str, Any] = {"block": block.pk, "seen": 1, "since": since, "x": 1, "y": 30, "width": 6, "height": 20}
    answer = act(client, issue, "move", **fields)
    told = answer.json()
    assert (answer.status_code, told["stale"], told["seen"]) == (409, True, 2)
    assert team.chief_editor.name in told["news"][0]
    assert "错时停车商量出来" in told["news"][0]
    block.refresh_from_db()
    assert block.y == 5


def test_version_tells_what_others_changed_and_not_what_oneself_did(team: Team, issue: Issue) -> None:
    block = block_at(team, issue, Rect(0, 3, 6, 20))
    mine, theirs = desk_of(team.layout_editor), desk_of(team.chief_editor)
    html = mine.get(address("issue_board", issue)).content.decode()
    since = html.split('data-since="')[1].split('"')[0]
    marks = json.loads(html.split('data-marks="')[1].split('"')[0].replace("&quot;", '"'))
    assert mine.get(f"{address('board_version', issue)}?since={since}").json() == {"marks": marks, "news": []}
    act(theirs, issue, "pin", block=block.pk, seen=1, pinned="on")
    told = mine.get(f"{address('board_version', issue)}?since={since}").json()
    assert [number for number in marks if told["marks"][number] != marks[number]] == ["2"]
    assert len(told["news"]) == 1
    assert theirs.get(f"{address('board_version', issue)}?since={since}").json()["news"] == []


def test_numbers_longer_than_any_are_no_numbers(team: Team, issue: Issue) -> None:
    endless = "9" * 5000
    asked = f"{address('board_parts', issue)}?pages=1,{endless}&block={endless}"
    assert list(desk_of(team.layout_editor).get(asked).json()["pages"]) == ["1"]


def test_measure_says_what_a_rectangle_would_be_and_stores_nothing(team: Team, issue: Issue) -> None:
    block = block_at(team, issue, Rect(0, 3, 6, 20), paragraphs=20)
    client = desk_of(team.layout_editor)
    before = plan_version(issue)
    asked = {"block": block.pk, "seen": 1, "x": 1, "y": 4, "width": 6}
    low = client.get(address("board_measure", issue), {**asked, "height": 12}).json()
    high = client.get(address("board_measure", issue), {**asked, "height": 50}).json()
    assert (low["over"], high["over"]) == (True, False)
    assert high["free"] > 0
    assert plan_version(issue) == before


def test_images_are_set_once_and_answered_with_a_validator(
    team: Team, issue: Issue, monkeypatch: pytest.MonkeyPatch
) -> None:
    block = block_at(team, issue, Rect(0, 3, 6, 20))
    client = desk_of(team.layout_editor)
    html = client.get(address("issue_board", issue)).content.decode()
    sources = [part.split('"')[0] for part in html.split('<img class="leaf__image" src="')[1:]]
    first = client.get(sources[1])
    assert first["Content-Type"] == "image/png"
    assert first.content.startswith(b"\x89PNG")
    assert "immutable" in first["Cache-Control"]
    assert client.get(sources[1], headers={"If-None-Match": first["ETag"]}).status_code == 304
    monkeypatch.setattr("newsroom.desk.board.previews.preview", lambda *args: pytest.fail("set again"))
    assert client.get(sources[1]).content == first.content
    bare = client.get(sources[1].split("?")[0])
    assert (bare["ETag"], "immutable" in bare["Cache-Control"]) == (first["ETag"], False)
    verbs.move(block, by=team.layout_editor, seen=1, rect=Rect(0, 20, 6, 20))
    again = client.get(address("issue_board", issue)).content.decode()
    fresh = [part.split('"')[0] for part in again.split('<img class="leaf__image" src="')[1:]]
    assert [one == other for one, other in zip(sources, fresh, strict=True)] == [True, False, True, True]


@pytest.mark.parametrize("asked", ["../../secret", "0" * 32, "", "x" * 32])
def test_an_odd_key_gives_the_page_as_it_is(team: Team, issue: Issue, asked: str) -> None:
    client = desk_of(team.layout_editor)
    assert client.get(address("board_image", issue, 1), {"v": asked}).status_code == 200
    assert client.get(address("board_image", issue, 9), {"v": asked}).status_code == 404


def test_findings_name_what_an_editor_would_object_to(team: Team, issue: Issue) -> None:
    over = block_at(team, issue, Rect(0, 3, 6, 12), paragraphs=20, title="太长的一篇")
    block_at(team, issue, Rect(0, 40, 12, 12), title="下面的一篇")
    told = desk_of(team.layout_editor).get(address("board_findings", issue)).json()["pages"]
    assert set(told) == {"2"}
    html = told["2"]["html"]
    assert "太长的一篇" in html
    assert f'data-blocks="{over.pk}"' in html
    assert html.count("finding--good") == 0  # so empty a page has too much white


# ---------------------------------------------------------------------------------------------- composing


def test_a_character_that_no_font_has_is_told_and_breaks_no_board(team: Team, issue: Issue) -> None:
    block_at(team, issue, Rect(0, 3, 6, 12))
    issue.publication.name = "\u0663"  # an Arabic figure
    issue.publication.save()
    client = desk_of(team.layout_editor)
    checked = client.get(address("issue_board", issue), {"check": "yes"})
    assert checked.status_code == 200 and "\u0663" in str(next(iter(checked.context["messages"])))
    assert client.get(address("board_findings", issue)).status_code == 409


def test_composing_is_shown_with_reasons_and_kept_as_shown(team: Team, issue: Issue) -> None:
    for number in range(8):
        story(team, 4 + number)
    client = desk_of(team.layout_editor)
    shown = client.get(address("board_compose", issue))
    assert not issue.blocks.exists()
    assert not issue.placements.exists()
    drafts = shown.context["drafts"]
    seen = {choice.headline for draft in drafts for choice in draft.choices}
    assert seen
    assert all(choice.reasons for draft in drafts for choice in draft.choices)
    assert client.post(address("board_compose", issue), {"seed": 0, "seen": shown.context["seen"]}).status_code == 302
    assert {block.placement.revision.title for block in issue.blocks.all() if block.placement} == seen
    assert act(client, issue, "undo").status_code == 200
    assert not issue.blocks.exists()
    assert not issue.placements.exists()


def test_composing_refuses_what_somebody_changed_since_it_was_shown(team: Team, issue: Issue) -> None:
    block = block_at(team, issue, Rect(0, 3, 6, 20))
    client = desk_of(team.layout_editor)
    seen = client.get(address("board_compose", issue)).context["seen"]
    verbs.move(block, by=team.chief_editor, seen=1, rect=Rect(0, 5, 6, 20))
    answer = client.post(address("board_compose", issue), {"seed": 0, "seen": seen}, follow=True)
    assert "messagelist" in answer.content.decode()
    block.refresh_from_db()
    assert block.y == 5


def test_an_act_is_answered_with_what_others_did_meanwhile(team: Team, issue: Issue) -> None:
    mine = block_at(team, issue, Rect(0, 3, 6, 20))
    theirs = block_at(team, issue, Rect(6, 3, 6, 20), title="旁边的一篇")
    client = desk_of(team.layout_editor)
    html = client.get(address("issue_board", issue)).content.decode()
    since = html.split('data-since="')[1].split('"')[0]
    verbs.move(theirs, by=team.chief_editor, seen=1, rect=Rect(6, 5, 6, 20))
    told = act(client, issue, "pin", block=mine.pk, seen=1, pinned="on", since=since).json()
    assert "旁边的一篇" in told["news"][0]
    assert 'data-y="5"' in told["pages"]["2"]


def test_unreadable_templates_are_explained(team: Team, issue: Issue) -> None:
    issue.publication.page_style = {"templates": {"坏": [{"x": "一"}]}}
    issue.publication.save()
    client = desk_of(team.layout_editor)
    assert "notice--error" in client.get(address("issue_board", issue)).content.decode()
    assert client.get(address("board_parts", issue)).status_code == 409
