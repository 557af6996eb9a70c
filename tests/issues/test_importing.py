"""From a dump to drafts: encodings, departments, idempotence, and the command."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.models import AuditEntry
from articles.errors import NotPermitted
from articles.models import Article
from departments.models import DepartmentAlias
from issues import importing
from tests.factories import Team, make_column, make_department

ROOT = Path(__file__).resolve().parent.parent.parent
TODAY = date(2026, 11, 21)
DUMP = """社区快讯

楼道里添了扶手
本报讯 11月3日，清水居民区为六号楼的楼道装上了木扶手，方便老人上下楼。
居民们说，夜里摸着扶手走，心里踏实多了。
（街道平安办）

食堂换了冬季菜单
本报讯 从11月10日起，街道社区食堂换上冬季菜单，每天中午多了一道热汤。
食堂负责人介绍，菜单听取了一百二十位老人的意见。
（街道服务办、清水居民区）
"""

pytestmark = pytest.mark.django_db


def test_departments_are_resolved_and_the_printed_name_is_kept(team: Team) -> None:
    safety = make_department("平安办公室", short_name="平安办")
    office = make_department("社区服务办公室")
    DepartmentAlias.objects.create(department=office, name="街道服务办", valid_from=date(2020, 1, 1))
    make_column(name="社区快讯")
    page = importing.preview(DUMP, on=TODAY)
    assert [article.content.title for article in page.articles] == ["楼道里添了扶手", "食堂换了冬季菜单"]
    assert page.articles[0].attributions == (("街道平安办", safety),)
    assert page.articles[1].attributions == (("街道服务办", office), ("清水居民区", None))
    assert page.articles[0].content.column_id is not None


def test_department_names_hold_on_the_day_of_the_issue(team: Team) -> None:
    office = make_department("社区服务办公室")
    DepartmentAlias.objects.create(
        department=office, name="街道服务办", valid_from=date(2020, 1, 1), valid_until=date(2024, 12, 31)
    )
    assert importing.preview(DUMP, on=date(2023, 5, 1)).articles[1].attributions[0] == ("街道服务办", office)
    assert importing.preview(DUMP, on=TODAY).articles[1].attributions[0] == ("街道服务办", None)


def test_importing_twice_makes_nothing_twice(team: Team) -> None:
    page = importing.preview(DUMP, on=TODAY)
    first = importing.store(page, by=team.contributor, department=team.department)
    assert [created for _article, created in first] == [True, True]
    again = importing.preview(DUMP.replace("\n\n", "\n\n\n").replace("，", ","), on=TODAY)
    assert all(article.exists for article in again.articles)
    second = importing.store(again, by=team.contributor, department=team.department)
    assert [created for _article, created in second] == [False, False]
    assert [a.pk for a, _ in first] == [a.pk for a, _ in second]
    assert AuditEntry.objects.filter(action="page.import").count() == 2


def test_only_what_was_chosen_is_stored(team: Team) -> None:
    page = importing.preview(DUMP, on=TODAY)
    done = importing.store(page, by=team.contributor, department=team.department, keep={2})
    assert [str(article) for article, _created in done] == ["食堂换了冬季菜单"]
    article = done[0][0]
    assert (article.state, article.department) == (Article.State.DRAFT, team.department)


@pytest.mark.parametrize("name", ["outsider", "layout_editor", "leader", "system_admin"])
def test_who_may_not_import_stores_nothing(team: Team, name: str) -> None:
    page = importing.preview(DUMP, on=TODAY)
    with pytest.raises(NotPermitted):
        importing.store(page, by=team.everyone[name], department=team.department)
    assert not Article.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_usual_encoding_is_read(encoding: str) -> None:
    assert importing.read_dump(DUMP.encode(encoding)) == DUMP


@pytest.mark.parametrize(
    "data", [b"\xff\xfe\x00", b"\x81\xff\xff" * 9, b"\x00" * 500, b"", b"   \n", b"x" * (3 * 1024 * 1024)]
)
def test_what_is_no_page_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(importing.DumpError) as refusal:
        importing.preview(importing.read_dump(data), on=TODAY)
    assert str(refusal.value)


def test_a_file_of_two_encodings_is_refused_in_words_and_stores_nothing() -> None:
    for first, second in (("gb18030", "utf-8"), ("utf-8", "utf-16-be")):
        data = DUMP.encode(first) + b"\xff\xff" + DUMP.encode(second)
        with pytest.raises(importing.DumpError) as refusal:
            importing.preview(importing.read_dump(data), on=TODAY)
        assert str(refusal.value)
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    "text",
    ["（" * 1_000_000, "字" * 1_700_000, "字 " * 400_000, "本报讯 " * 300_000],
    ids=["a million brackets", "one line of 5 MB", "spaces", "leads"],
)
def test_hostile_text_is_refused_in_words(text: str) -> None:
    with pytest.raises(importing.DumpError) as refusal:
        importing.preview(importing.read_dump(text.encode()), on=TODAY)
    assert str(refusal.value)


def test_archived_stories_keep_their_state_and_their_origin(team: Team) -> None:
    page = importing.preview(DUMP, on=date(2019, 3, 1))
    origin: dict[str, str | int] = {"file": "2019/03.txt", "number": 3}
    done = importing.store(page, by=team.contributor, department=team.department, archived=True, origin=origin)
    assert {article.state for article, _ in done} == {Article.State.ARCHIVED_IMPORT}
    assert AuditEntry.objects.get(action="page.import").detail["origin"] == origin


def test_preview_reads_the_registers_with_a_bounded_number_of_queries(
    team: Team, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(6):
        page = importing.preview(DUMP, on=TODAY)
    assert len(page.articles) == 2


# ------------------------------------------------------------------------------------------------- the command


def command(*args: str, **options: Any) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("import_page", *args, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_dry_run_as_json_stores_nothing_and_has_the_form_of_the_gold(team: Team, tmp_path: Path) -> None:
    file = tmp_path / "page.txt"
    file.write_text(DUMP, encoding="utf-8")
    out, _err = command(str(file), dry_run=True, json=True, page=2)
    page = json.loads(out)
    assert page["page"]["number"] == 2
    assert page["articles"][1]["attribution"] == ["街道服务办", "清水居民区"]
    assert not Article.objects.exists()


def test_command_stores_for_the_named_person(team: Team, tmp_path: Path) -> None:
    file = tmp_path / "page.txt"
    file.write_text(DUMP, encoding="utf-8")
    _out, err = command(str(file), by=team.contributor.username)
    assert "2 drafts made" in err
    assert Article.objects.filter(created_by=team.contributor).count() == 2
    _out, err = command(str(file), by=team.contributor.username)
    assert "0 drafts made" in err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"by": "nobody"}, "no active account"),
        ({"issue": 999}, "no issue"),
        ({"department": "nowhere"}, "Name the department"),
    ],
)
def test_command_refuses_in_words(team: Team, tmp_path: Path, options: dict[str, Any], message: str) -> None:
    file = tmp_path / "page.txt"
    file.write_text(DUMP, encoding="utf-8")
    with pytest.raises(CommandError, match=message):
        command(str(file), **options)
    assert not Article.objects.exists()


def test_real_pages_are_read_without_loss(shared: Path, tmp_path: Path) -> None:
    for gold in sorted((shared / "pages" / "gold").glob("import_*.json")):
        source = shared / "pages" / json.loads(gold.read_text(encoding="utf-8"))["source"]
        out, _err = command(str(source), dry_run=True, json=True)
        prediction = tmp_path / gold.name
        prediction.write_text(out, encoding="utf-8")
        scored = subprocess.run(
            [sys.executable, shared / "pages" / "score_import.py", gold, prediction, "--source", source, "--json"],
            capture_output=True,
            text=True,
            check=True,
        )
        figures = json.loads(scored.stdout)
        assert (figures["characters_lost"], figures["characters_duplicated"]) == (0, 0)
        assert figures["article_f1_95"] >= 0.85


def test_stored_articles_of_real_pages_hold_every_character(shared: Path, team: Team) -> None:
    for source in sorted((shared / "pages").glob("0*.txt")):
        page = importing.preview(importing.read_dump(source.read_bytes()), on=TODAY)
        for parsed, (article, _created) in zip(
            page.articles, importing.store(page, by=team.contributor, department=team.department), strict=True
        ):
            revision = article.current_revision
            assert revision is not None
            assert revision.content_hash == article.revisions.with_parts().get().content().hash()
            assert revision.characters == parsed.characters > 0
