"""Import of a page's text in the desk: the preview, what travels through it, and what is stored."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.roles import Role
from articles.models import Article, Attribution
from departments.models import DepartmentAlias
from issues.page_import import Doubt
from newsroom.desk.issues.doubts import WORDS, doubt_in_words
from newsroom.desk.issues.page_import import SALT
from tests.desk.browserless import form_data
from tests.factories import Team, make_department, make_user

pytestmark = pytest.mark.django_db

ASK, CONFIRM = reverse("desk:page_import"), reverse("desk:page_import_confirm")
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
    """Send a text for a preview."""
    return client.post(ASK, {"text": text, "department": team.department.pk} | fields)


def file_of(data: bytes, name: str = "2版.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "text/plain")


def keys_of(answer: Any) -> list[str]:
    """The import keys that a preview offers, least sure first."""
    return [each.article.import_key for each in answer.context["found"]]


def confirm(client: Client, preview: Any, keep: list[str] | None = None) -> Any:
    kept = keys_of(preview) if keep is None else keep
    return client.post(CONFIRM, {"parcel": preview.context["parcel"], "keep": kept})


# ---------------------------------------------------------------------------------------------- preview


def test_rejected_file_is_named_at_the_top_with_a_link_to_its_field(editor: Client, team: Team) -> None:
    answer = ask(editor, team, text="", file=file_of(b"\x00\x01\x02" * 99))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert page.index('role="alert"') < page.index('href="#id_file"') < page.index('id="id_text"')


def test_preview_folds_the_whole_text_of_each_story(editor: Client, team: Team) -> None:
    long = DUMP.replace("两次会", "两次会" + "，大家都来听" * 20 + "末尾一句")
    page = ask(editor, team, text=long).content.decode()
    whole = page[page.index('<details class="found__whole">') :]
    assert "末尾一句" in whole
    assert '<details class="found__whole" open' not in page


def test_preview_shows_what_would_be_made_and_stores_nothing(editor: Client, team: Team) -> None:
    answer = ask(editor, team)
    assert answer.status_code == 200
    found = {each.article.content.title: each for each in answer.context["found"]}
    assert set(found) == {"晾衣绳搬了家", "菜场里的修鞋摊又开张了"}
    page = answer.content.decode()
    assert "松风居民区" in page and 'class="unit unit--unknown">星河街道某某办' in page
    assert "第2版" in page  # the furniture is listed
    assert not Article.objects.exists()
    assert not AuditEntry.objects.filter(action="page.import").exists()


def test_story_without_text_is_not_ticked_beforehand(editor: Client, team: Team) -> None:
    answer = ask(editor, team, text=DUMP + "\n老街的灯又亮了起来\n")
    ticked = {each.article.content.title: each.is_ticked for each in answer.context["found"]}
    assert ticked == {"晾衣绳搬了家": True, "菜场里的修鞋摊又开张了": True, "老街的灯又亮了起来": False}
    assert form_data(answer, "stack")["keep"] == [e.article.import_key for e in answer.context["found"] if e.is_ticked]


def test_least_sure_article_stands_first(editor: Client, team: Team) -> None:
    sure = [each.article.confidence for each in ask(editor, team).context["found"]]
    assert sure == sorted(sure)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_file_of_any_usual_encoding_is_read(editor: Client, team: Team, encoding: str) -> None:
    pasted = keys_of(ask(editor, team))
    for text in (DUMP, DUMP.replace("\n", "\r\n")):
        answer = ask(editor, team, text="", file=file_of(text.encode(encoding)))
        assert sorted(keys_of(answer)) == sorted(pasted)


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
        for day in ("2026-05-20", "2026-06-20")
        for each in ask(editor, team, on=day).context["found"]
        for printed, unit in each.article.attributions
        if printed == "星河街道某某办"
    }
    assert units == {renamed, None}


def test_every_doubt_of_the_importer_has_its_words() -> None:
    assert set(WORDS) == set(Doubt)
    assert doubt_in_words("no_body") != "no_body"
    assert doubt_in_words("newer_than_this_table") == "newer_than_this_table"


# --------------------------------------------------------------------------------------- hostile input

HOSTILE: dict[str, dict[str, Any]] = {
    "nothing": {"text": "  \n "},
    "both": {"file": file_of(DUMP.encode())},
    "empty file": {"text": "", "file": file_of(b"")},
    "picture": {"text": "", "file": file_of(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40, "a.jpg")},
    "zip": {"text": "", "file": file_of(b"PK\x03\x04" + b"\x00\x01\x02" * 500, "a.zip")},
    "half a character": {"text": "", "file": file_of("半".encode("utf-16") + b"\x4e")},
    "undecodable": {"text": "", "file": file_of(b"\x81\xff\xff\xfe\xff" * 50)},
    "too large a file": {"text": "", "file": file_of("长".encode() * 800_000)},
    "too long a text": {"text": "长" * 400_000},
    "too many lines": {"text": "行\n" * 7000},
    "no letters": {"text": "！？…… —— \n\n\n"},
    "control characters": {"text": "\x01\x02\x03" * 200},
    "other department": {"department": "999999"},
    "no department": {"department": ""},
    "nonsense department": {"department": "<script>"},
    "nonsense date": {"on": "2026-13-45"},
    "far date": {"on": "0001-01-01"},
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_input_gets_a_message(editor: Client, team: Team, case: str) -> None:
    fields = dict(HOSTILE[case])
    if "file" in fields:
        fields["file"].seek(0)
    answer = ask(editor, team, **fields)
    assert answer.status_code == 400
    assert answer.context["form"].errors
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "标题\n\n本报讯 <img src=x onerror=alert(1)>" + "正文。" * 20,
        "\ufeff" + DUMP,
        "\u202e倒写\u200b的字" * 30,
        "A" * 5000,
        "（" * 3000,
        "{{ settings.SECRET_KEY }} {% load x %}\n正文。",
        "a\x00b\n" + DUMP,
    ],
)
def test_odd_text_is_shown_escaped_or_refused(editor: Client, team: Team, text: str) -> None:
    answer = ask(editor, team, text=text)
    assert answer.status_code in (200, 400)
    page = answer.content.decode()
    assert "<script>alert" not in page and "<img src=x" not in page
    if answer.status_code == 200 and answer.context["found"]:
        assert confirm(editor, answer).status_code in (200, 302)


def test_naughty_strings_are_survived(editor: Client, team: Team, shared: Path) -> None:
    strings = json.loads((shared / "attacks" / "naughty-strings.json").read_text(encoding="utf-8"))
    whole = "\n\n".join(str(text).encode("utf-8", "replace").decode() for text in strings)
    for text in (whole, whole[: len(whole) // 2], *map(str, strings[:60])):
        answer = ask(editor, team, text=text.encode("utf-8", "replace").decode())
        assert answer.status_code in (200, 400), text[:80]


def test_form_beyond_the_servers_limit_gets_a_page(editor: Client, team: Team, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000
    answer = ask(editor, team, text="长" * 20_000)
    assert answer.status_code == 400
    assert "MB" in answer.content.decode()


# ------------------------------------------------------------------------------------------- confirming


def test_confirmed_articles_become_drafts(editor: Client, team: Team) -> None:
    answer = confirm(editor, ask(editor, team))
    assert answer["Location"] == reverse("desk:article_list")
    drafts = Article.objects.select_related("current_revision").order_by("pk")
    assert [(a.state, a.department, a.created_by) for a in drafts] == [("draft", team.department, team.editor)] * 2
    known = Attribution.objects.get(printed_name="松风居民区")
    assert known.department is not None
    assert Attribution.objects.get(printed_name="星河街道某某办").department is None
    entry = AuditEntry.objects.get(action="page.import")
    assert (entry.detail["made"], entry.detail["there_already"]) == (2, 0)
    assert "2" in " ".join(str(message) for message in editor.get(answer["Location"]).context["messages"])


def test_unticked_articles_are_left_out(editor: Client, team: Team) -> None:
    preview = ask(editor, team)
    confirm(editor, preview, keep=keys_of(preview)[1:])
    kept = preview.context["found"][1].article.content.title
    assert list(Article.objects.values_list("current_revision__title", flat=True)) == [kept]


def test_importing_twice_makes_nothing_twice(editor: Client, team: Team) -> None:
    confirm(editor, ask(editor, team))
    again = ask(editor, team)
    assert all(each.article.exists and each.may_open for each in again.context["found"])
    assert again.context["new_count"] == 0
    page = again.content.decode()
    assert 'name="keep"' in page and " checked" not in page
    answer = confirm(editor, again)
    assert Article.objects.count() == 2
    assert "2" in " ".join(str(message) for message in editor.get(answer["Location"]).context["messages"])


def test_pressing_twice_makes_nothing_twice(editor: Client, team: Team) -> None:
    preview = ask(editor, team)
    confirm(editor, preview)
    confirm(editor, preview)
    assert Article.objects.count() == 2


def test_nothing_ticked_makes_nothing_and_keeps_the_preview(editor: Client, team: Team) -> None:
    answer = confirm(editor, ask(editor, team), keep=[])
    assert answer.status_code == 200 and len(answer.context["found"]) == 2
    assert not Article.objects.exists()


def test_existing_article_of_another_department_is_named_without_a_link(client: Client, team: Team) -> None:
    client.force_login(team.contributor)
    confirm(client, ask(client, team))
    client.force_login(team.outsider)
    answer = client.post(ASK, {"text": DUMP, "department": team.outsider.department_id})
    assert [each.may_open for each in answer.context["found"]] == [False, False]
    for article in Article.objects.all():
        assert reverse("desk:article_review", args=[article.pk]) not in answer.content.decode()


def forged(team: Team, **fields: Any) -> str:
    """A parcel signed with the site's key, as only the site makes it."""
    parcel = {"text": DUMP, "department": team.department.pk, "on": "2026-05-20", "by": team.editor.pk} | fields
    return signing.dumps(parcel, salt=SALT, compress=True)


@pytest.mark.parametrize("damage", ["", "x", "tail", "salt", "person", "old"])
def test_damaged_foreign_or_old_parcel_makes_nothing(
    editor: Client, team: Team, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    parcel = {
        "": "",
        "x": "x",
        "tail": forged(team)[:-3] + "abc",
        "salt": signing.dumps({"text": DUMP}, salt="another", compress=True),
        "person": forged(team, by=team.chief_editor.pk),
        "old": forged(team),
    }[damage]
    if damage == "old":
        monkeypatch.setattr("newsroom.desk.issues.page_import.HOURS_TO_CONFIRM", -1)
    answer = editor.post(CONFIRM, {"parcel": parcel, "keep": "x"})
    assert answer["Location"] == ASK
    assert not Article.objects.exists()


def test_person_who_lost_the_department_meanwhile_makes_nothing(client: Client, team: Team) -> None:
    person = make_user(Role.CONTRIBUTOR, department=team.department)
    client.force_login(person)
    preview = ask(client, team)
    person.department = make_department()
    person.save()
    assert confirm(client, preview).status_code == 403
    assert not Article.objects.exists()


def test_preview_that_reads_differently_by_now_is_shown_again(editor: Client, team: Team) -> None:
    preview = ask(editor, team)
    answer = confirm(editor, preview, keep=[*keys_of(preview), "0" * 64])
    assert answer.status_code == 200 and len(answer.context["found"]) == 2
    assert not Article.objects.exists()


def test_preview_takes_the_same_number_of_queries_whatever_the_size(
    editor: Client, team: Team, django_assert_max_num_queries: Any
) -> None:
    ask(editor, team)
    longer = DUMP + DUMP.replace("晾衣绳", "自行车棚").replace("修鞋", "修伞") + DUMP.replace("里", "院")
    for text in (DUMP, longer):
        with django_assert_max_num_queries(12):
            answer = ask(editor, team, text=text)
        assert answer.status_code == 200
