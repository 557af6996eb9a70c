"""Import of a page in the desk, without scripts: the preview, the acts that correct it, and what is stored."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.roles import Role
from articles.models import Article, Attribution
from departments.models import DepartmentAlias
from issues.import_drafts import drafts
from issues.models import ImportDraft, Issue
from issues.page_import import Doubt
from issues.page_import.editing import ROLES
from issues.page_import.repairs import Repair
from newsroom.desk.issues.doubts import WORDS, doubt_in_words
from newsroom.desk.issues.import_values import Screen
from newsroom.desk.issues.import_words import REPAIR_NAMES, ROLE_NAMES
from tests.desk.browserless import form_data
from tests.factories import Team, make_department, make_issue, make_publication, make_user

pytestmark = pytest.mark.django_db

ASK = reverse("desk:page_import")
DUMP = """第2版 社区扫描 2026年5月20日 星期三

晾衣绳搬了家

本报讯 5月12日，松风里的居民把楼道口的晾衣绳移到了南墙边。原来的地方腾出来，放下三张长椅，傍晚坐满了乘凉的人。
居民小组长说，搬绳子前开了两次会，连晒被子的日子都排了表。
（松风居民区）

菜场里的修鞋摊又开张了

本报讯 5月15日起，停了半年的修鞋摊回到了同福菜场东门。摊主换了一台新机器，收费还是老样子，补一双鞋底十二元。
菜场管理方免去了头三个月的摊位费，还给摊主装了一盏灯。
（星河街道某某办）
"""


@pytest.fixture
def editor(client: Client, team: Team) -> Client:
    """A logged-in editor, and the one neighbourhood that the register knows."""
    make_department("松风居民区")
    client.force_login(team.editor)
    return client


def ask(client: Client, team: Team, text: str = DUMP, **fields: Any) -> Any:
    """Send a page; what the browser shows in the end."""
    return client.post(ASK, {"text": text, "department": team.department.pk} | fields, follow=True)


def file_of(data: bytes, name: str = "2版.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "text/plain")


def screen_of(answer: Any) -> Screen:
    """What a preview shows."""
    shown: Screen = answer.context["screen"]
    return shown


def titles(answer: Any) -> list[str]:
    """The titles of the articles that a preview shows, in order."""
    return [card.article.content.title for card in screen_of(answer).cards]


def piece(answer: Any, text: str) -> int:
    """The line that begins with a text."""
    return next(row.piece for row in screen_of(answer).rows if row.text.startswith(text))


def act(client: Client, answer: Any, pressed: str, *pieces: int, **fields: Any) -> Any:
    """Press a button of the preview's form as a browser without scripts does, some lines ticked."""
    sent = form_data(answer, "work-form") | {"act": pressed, "piece": list(pieces)} | fields
    return client.post(reverse("desk:page_import_act", args=[answer.context["draft"].pk]), sent, follow=True)


def store(client: Client, answer: Any, **fields: Any) -> Any:
    """Send the form that stores, as it is preset but for some fields."""
    sent = form_data(answer, "store-form") | {"target": "drafts"} | fields
    return client.post(reverse("desk:page_import_store", args=[answer.context["draft"].pk]), sent, follow=True)


# ---------------------------------------------------------------------------------------------- preview


def test_rejected_file_is_named_at_the_top_with_a_link_to_its_field(editor: Client, team: Team) -> None:
    answer = ask(editor, team, text="", file=file_of(b"\x00\x01\x02" * 99))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert page.index('role="alert"') < page.index('href="#id_file"') < page.index('id="id_text"')


def test_preview_shows_lines_and_articles_linked_and_makes_no_article(editor: Client, team: Team) -> None:
    answer = ask(editor, team)
    assert titles(answer) == ["晾衣绳搬了家", "菜场里的修鞋摊又开张了"]
    shown, page = screen_of(answer), answer.content.decode()
    assert 'class="unit unit--unknown">星河街道某某办' in page
    for card in shown.cards:
        for part in (*card.head, *card.parts):
            assert f'id="{part.anchor}"' in page and f'href="#{part.first}"' in page and f'id="{part.first}"' in page
            assert {shown.rows[int(k)].target for k in part.pieces.split()} == {part.anchor}
    assert [row.text for row in shown.rows if row.article is None] == ["第2版 社区扫描 2026年5月20日 星期三"]
    assert not Article.objects.exists()
    assert not AuditEntry.objects.filter(action="page.import").exists()


def test_doubtful_places_stand_least_sure_first_and_go_when_looked_at(editor: Client, team: Team) -> None:
    answer = ask(editor, team, text=DUMP + "\n老街的灯又亮了起来\n")
    doubts = screen_of(answer).doubts
    assert [doubt.percent for doubt in doubts] == sorted(doubt.percent for doubt in doubts)
    assert doubts[0].text == "老街的灯又亮了起来"
    looked = act(editor, answer, "confirm", doubts[0].piece)
    assert doubts[0].anchor not in {doubt.anchor for doubt in screen_of(looked).doubts}


def test_story_without_text_is_left_out_beforehand_and_can_be_taken_in(editor: Client, team: Team) -> None:
    answer = ask(editor, team, text=DUMP + "\n老街的灯又亮了起来\n")
    assert [card.is_chosen for card in screen_of(answer).cards] == [True, True, False]
    answer = act(editor, act(editor, answer, "take:2"), "leave:0")
    assert [card.is_chosen for card in screen_of(answer).cards] == [False, True, True]


def test_file_of_any_usual_encoding_is_read(editor: Client, team: Team) -> None:
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        for name, text in (("2版.txt", DUMP), ("2版.md", DUMP.replace("\n", "\r\n"))):
            answer = ask(editor, team, text="", file=file_of(text.encode(encoding), name))
            assert titles(answer) == ["晾衣绳搬了家", "菜场里的修鞋摊又开张了"], encoding
    assert ImportDraft.objects.count() == 1  # the same text is the same page, whatever its file


def test_department_is_preset_to_the_persons_own(client: Client, team: Team) -> None:
    client.force_login(team.contributor)
    form = client.get(ASK).context["form"]
    assert form.initial["department"] == team.department.pk
    assert list(form.fields["department"].queryset) == [team.department]


def test_names_are_read_as_of_the_issues_date(editor: Client, team: Team) -> None:
    renamed = make_department("综合事务办", valid_from=date(2026, 1, 1))
    DepartmentAlias.objects.create(department=renamed, name="星河街道某某办", valid_until=date(2026, 5, 31))
    units = {
        unit
        for fields in ({"on": "2026-05-20"}, {"on": "2026-06-20"})
        for card in screen_of(ask(editor, team, **fields)).cards
        for printed, unit in card.article.attributions
        if printed == "星河街道某某办"
    }
    assert units == {renamed, None}


def test_everything_the_importer_may_say_has_its_words() -> None:
    assert set(WORDS) == set(Doubt) and set(ROLE_NAMES) == set(ROLES) and set(REPAIR_NAMES) == set(Repair)
    assert doubt_in_words("no_body") != "no_body"
    assert doubt_in_words("newer_than_this_table") == "newer_than_this_table"


def test_preview_takes_the_same_number_of_queries_whatever_the_size(
    editor: Client, team: Team, django_assert_max_num_queries: Any
) -> None:
    longer = DUMP + DUMP.replace("晾衣绳", "自行车棚").replace("修鞋", "修伞") + DUMP.replace("里", "院")
    for text in (DUMP, longer):
        number = ask(editor, team, text=text).context["draft"].pk
        with django_assert_max_num_queries(13):
            answer = editor.get(reverse("desk:page_import_preview", args=[number]))
        assert answer.status_code == 200
        with django_assert_max_num_queries(22):
            act(editor, answer, "role:caption", 3)
    with django_assert_max_num_queries(9):
        assert len(editor.get(ASK).context["begun"]) == 2


# ------------------------------------------------------------------------------------------- correcting


def test_acts_change_the_page_and_are_taken_back_and_done_again(editor: Client, team: Team) -> None:
    answer = ask(editor, team)
    second = piece(answer, "菜场管理方")
    split = act(editor, answer, "split", second)
    assert len(titles(split)) == 3
    retitled = act(editor, split, "role:title", second)
    assert titles(retitled)[2].startswith("菜场管理方")
    merged = act(editor, retitled, "merge:1")
    assert len(titles(merged)) == 2
    back = act(editor, act(editor, act(editor, merged, "undo"), "undo"), "undo")
    assert titles(back) == titles(answer)
    assert not screen_of(back).can_undo and screen_of(back).can_redo
    again = act(editor, back, "redo")
    assert len(titles(again)) == 3
    away = act(editor, again, "role:furniture", second, piece(again, "（星河"))
    assert not screen_of(away).can_redo
    assert sum(row.article is None for row in screen_of(away).rows) == 3


def test_boundaries_paragraphs_and_order_move(editor: Client, team: Team) -> None:
    answer = ask(editor, team)
    signed = piece(answer, "（松风居民区）")
    moved = act(editor, answer, "boundary-up:1")
    assert screen_of(moved).rows[signed].article == 2
    assert screen_of(act(editor, moved, "boundary-down:1")).rows[signed].article == 1
    dragged = act(editor, act(editor, moved, "undo"), f"boundary:1:{piece(answer, '居民小组长')}")
    assert screen_of(dragged).rows[signed].article == 2
    assert titles(act(editor, dragged, "up:1"))[0] == "菜场里的修鞋摊又开张了"


def test_line_is_cut_before_typed_words_joined_and_moved(editor: Client, team: Team) -> None:
    answer = ask(editor, team)
    line = piece(answer, "居民小组长")
    cut = act(editor, answer, "cut", line, words="连晒被子")
    assert screen_of(cut).rows[line + 1].text.startswith("连晒被子")
    assert len(screen_of(cut).cards[0].parts) == len(screen_of(answer).cards[0].parts) + 1
    joined = act(editor, cut, "join", line + 1)
    assert len(screen_of(joined).cards[0].parts) == len(screen_of(answer).cards[0].parts)
    earlier = act(editor, cut_again(editor, joined), "earlier", line + 1)
    texts = [part.segments[0].text for part in screen_of(earlier).cards[0].parts]
    assert texts.index("连晒被子的日子都排了表。") < texts.index("居民小组长说，搬绳子前开了两次会，")
    assigned = act(editor, earlier, "assign", line, to="2")
    assert screen_of(assigned).rows[line].article == 2
    alone = act(editor, assigned, "assign", line, line + 1, to="new")
    assert [row.piece for row in screen_of(alone).rows if row.article == 3] == [line, line + 1]
    assert len(titles(alone)) == 3


def cut_again(client: Client, answer: Any) -> Any:
    """The page with its last act taken back."""
    return act(client, answer, "undo")


IMPOSSIBLE: tuple[tuple[str, tuple[int, ...], dict[str, str]], ...] = (
    ("role:title", (), {}),
    ("role:nonsense", (2,), {}),
    ("cut", (2,), {"words": "不在这一行"}),
    ("merge:0", (), {}),
    ("merge:99", (), {}),
    ("up:0", (), {}),
    ("boundary:1:9999", (), {}),
    ("assign", (2,), {"to": "-7"}),
    ("join", (0,), {}),
    ("split", (99_999,), {}),
    ("undo", (), {}),
    ("nonsense", (2,), {}),
    ("", (), {}),
)


def test_impossible_acts_are_refused_in_words_and_change_nothing(editor: Client, team: Team) -> None:
    answer = ask(editor, team)
    for pressed, pieces, fields in IMPOSSIBLE:
        refused = act(editor, answer, pressed, *pieces, **fields)
        assert refused.status_code == 409 and refused.context["refusal"], pressed
        assert titles(refused) == titles(answer) and refused.context["draft"].version == 1, pressed


def test_another_window_does_not_overwrite_this_one(editor: Client, team: Team) -> None:
    answer = ask(editor, team)
    act(editor, answer, "role:caption", 3)
    stale = act(editor, answer, "role:note", 3)
    assert stale.status_code == 409 and screen_of(stale).rows[3].role == "caption"
    assert store(editor, answer).status_code == 409 and not Article.objects.exists()


def test_script_gets_the_working_part_alone(editor: Client, team: Team) -> None:
    answer = ask(editor, team)
    sent = form_data(answer, "work-form") | {"act": "split", "piece": "3"}
    address = reverse("desk:page_import_act", args=[answer.context["draft"].pk])
    part = editor.post(address, sent, headers={"X-Part": "import-work"})
    assert part.status_code == 200 and b"<html" not in part.content and len(titles(part)) == 3
    assert editor.post(address, sent, headers={"X-Part": "import-work"}).status_code == 409


def test_long_row_of_acts_keeps_the_page_and_lets_the_last_be_taken_back(
    editor: Client, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "KEPT_ACTS", 2)
    answer = ask(editor, team)
    for role in ("caption", "note", "subhead", "caption", "note", "subhead"):
        answer = act(editor, answer, f"role:{role}", 3)
    assert screen_of(answer).rows[3].role == "subhead"
    assert screen_of(act(editor, answer, "undo")).rows[3].role == "note"


def test_draft_that_today_reads_otherwise_is_read_anew(editor: Client, team: Team) -> None:
    answer = act(editor, ask(editor, team), "split", 3)
    draft = answer.context["draft"]
    draft.base["sheet"]["pieces"].pop()
    draft.save()
    fresh = editor.get(reverse("desk:page_import_preview", args=[draft.pk]))
    assert len(titles(fresh)) == 2
    assert len(titles(act(editor, fresh, "split", 3))) == 3


# --------------------------------------------------------------------------------------------- repairs

TYPED = DUMP.replace("南墙边。", "南墙边,这里朝阳。").replace("费还是", "费 还是").replace("新机器，", "新机器;")


def test_repairs_are_proposed_and_made_only_where_accepted(editor: Client, team: Team) -> None:
    answer = ask(editor, team, text=TYPED)
    repairs = screen_of(answer).reading.repairs
    assert [(r.proposal.before, r.proposal.after, r.is_accepted) for r in repairs] == [
        (",", "，", False),
        (";", "；", False),
        (" ", "", False),
    ]
    assert "<del>,</del><ins>，</ins>" in answer.content.decode()
    keys = [repair.key for repair in repairs]
    one = act(editor, answer, "repair:ticked", shown=keys, repair=keys[:1])
    split = act(editor, one, "split", piece(one, "菜场管理方"))  # a choice outlives other corrections
    assert [r.is_accepted for r in screen_of(split).reading.repairs] == [True, False, False]
    every = act(editor, split, "repair:all")
    assert screen_of(every).open_repairs == 0
    assert screen_of(act(editor, every, "repair:none")).accepted_repairs == 0
    store(editor, act(editor, act(editor, every, "repair:none"), "repair:kind:full_width"))
    text = " ".join(Article.objects.order_by("pk").values_list("current_revision__body", flat=True))
    assert "南墙边，这里朝阳。" in text and "新机器；" in text and "费 还是" in text


# --------------------------------------------------------------------------------------------- storing


def test_stored_articles_become_drafts_and_are_shown(editor: Client, team: Team) -> None:
    answer = store(editor, ask(editor, team))
    articles = Article.objects.select_related("current_revision").order_by("pk")
    assert [(a.state, a.department, a.created_by) for a in articles] == [("draft", team.department, team.editor)] * 2
    known = Attribution.objects.get(printed_name="松风居民区")
    assert known.department is not None
    assert Attribution.objects.get(printed_name="星河街道某某办").department is None
    entry = AuditEntry.objects.get(action="page.import", result="done")
    assert (entry.detail["made"], entry.detail["there_already"]) == (2, 0)
    page = answer.content.decode()
    for article in articles:
        assert reverse("desk:article_review", args=[article.pk]) in page


def test_article_left_out_is_not_stored_and_none_at_all_is_said(editor: Client, team: Team) -> None:
    answer = act(editor, ask(editor, team), "leave:0")
    nothing = store(editor, act(editor, answer, "leave:1"))
    assert nothing.status_code == 400 and not Article.objects.exists()
    store(editor, act(editor, nothing, "take:1"))
    assert list(Article.objects.values_list("current_revision__title", flat=True)) == ["菜场里的修鞋摊又开张了"]


def test_old_page_is_stored_placed_and_waits_for_a_person(client: Client, team: Team) -> None:
    make_department("松风居民区")
    client.force_login(team.chief_editor)
    publication = make_publication()
    answer = ask(client, team, text="", file=file_of(DUMP.encode(), "2021-03-15 总第88期 第5期 02版.txt"))
    form = answer.context["form"]
    assert form.initial | {"target": "placed", "number": 5, "total_number": 88, "page": 2} == form.initial
    assert form.initial["date"] == date(2021, 3, 15)
    missing = store(client, answer, target="placed", total_number="")
    assert missing.status_code == 400 and not Article.objects.exists()
    store(client, answer, target="placed")
    old = Issue.objects.get(origin=Issue.Origin.ARCHIVE)
    assert (old.number, old.total_number, old.date, old.publication) == (5, 88, date(2021, 3, 15), publication)
    assert [str(p.article) for p in old.pages.get().placements.order_by("order")] == titles(answer)
    assert set(Article.objects.values_list("state", flat=True)) == {Article.State.ARCHIVED_IMPORT}
    assert not Article.objects.published().exists() and not old.is_published


def test_refused_placing_stores_nothing(client: Client, team: Team) -> None:
    client.force_login(team.chief_editor)
    made_here = make_issue(1)
    numbers = {"number": made_here.number, "total_number": made_here.total_number, "date": "2021-03-15", "page": "1"}
    answer = store(client, ask(client, team), target="placed", **numbers)
    assert answer.status_code == 409 and answer.context["form"].non_field_errors()
    assert not Article.objects.exists()
    assert AuditEntry.objects.filter(action="page.import", result="refused").count() == 1


def test_who_makes_no_issues_cannot_place(client: Client, team: Team) -> None:
    client.force_login(team.contributor)
    answer = ask(client, team)
    assert not answer.context["form"].may_place
    numbers = {"number": "1", "total_number": "1", "date": "2021-03-15", "page": "1"}
    assert store(client, answer, target="placed", **numbers).status_code == 400
    assert store(client, answer, target="archived").status_code == 200
    assert set(Article.objects.values_list("state", flat=True)) == {Article.State.ARCHIVED_IMPORT}


def test_same_text_again_leads_to_what_is_there(editor: Client, team: Team) -> None:
    first = store(editor, act(editor, ask(editor, team), "leave:1"))
    again = ask(editor, team, text="", file=file_of(DUMP.replace("\n", "\r\n").encode("gb18030")))
    assert again.redirect_chain == [(reverse("desk:page_import_preview", args=[first.context["draft"].pk]), 302)]
    assert [str(article) for article in again.context["articles"]] == ["晾衣绳搬了家"]
    anew = ask(editor, team, anew="1")
    cards = screen_of(anew).cards
    assert [card.article.exists is not None for card in cards] == [True, False] and cards[0].may_open
    store(editor, anew)
    assert Article.objects.count() == 2


def test_pressing_twice_makes_nothing_twice(editor: Client, team: Team) -> None:
    answer = ask(editor, team)
    assert store(editor, answer).context["articles"].count() == 2
    assert store(editor, answer).context["articles"].count() == 2
    assert Article.objects.count() == 2
    assert act(editor, answer, "split", 3).context["articles"].count() == 2  # an act that comes late is led there too


def test_stored_articles_of_another_department_are_counted_not_shown(client: Client, team: Team) -> None:
    client.force_login(team.contributor)
    store(client, ask(client, team))
    client.force_login(team.outsider)
    answer = client.post(ASK, {"text": DUMP, "department": team.outsider.department_id}, follow=True)
    assert answer.context["hidden"] == 2 and "晾衣绳" not in answer.content.decode()


def test_draft_is_its_owners_alone(client: Client, team: Team) -> None:
    client.force_login(team.contributor)
    number = ask(client, team).context["draft"].pk
    client.force_login(team.chief_editor)
    assert client.get(reverse("desk:page_import_preview", args=[number])).status_code == 404
    for name in ("act", "store", "discard"):
        assert client.post(reverse(f"desk:page_import_{name}", args=[number]), {}).status_code == 404
    assert client.get(ASK).context["begun"].count() == 0


def test_thrown_away_page_is_gone_and_the_oldest_go_by_themselves(
    editor: Client, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "OPEN_EACH", 2)
    number = ask(editor, team).context["draft"].pk
    assert editor.post(reverse("desk:page_import_discard", args=[number])).status_code == 302
    assert not ImportDraft.objects.exists()
    for name in ("一", "二", "三"):
        ask(editor, team, text=DUMP.replace("晾衣绳", name + "号绳"))
    assert ImportDraft.objects.count() == 2


def test_person_who_lost_the_department_meanwhile_stores_nothing(client: Client, team: Team) -> None:
    person = make_user(Role.CONTRIBUTOR, department=team.department)
    client.force_login(person)
    answer = ask(client, team)
    person.department = make_department()
    person.save()
    assert store(client, answer).status_code == 403
    assert not Article.objects.exists()
