"""Registers as files: what a file would change, what is refused, and what is stored once it was confirmed."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from accounts.models import AuditEntry
from articles.errors import NotPermitted, WrongState
from departments.models import Appointment, Department, GridArea
from issues.models import KnownWord, WordingEntry
from issues.proofreading import register, with_words
from issues.registers import REGISTERS, TableError, compare, import_register, preview, read_table, write_xlsx
from issues.registers.storing import values_of
from issues.registers.tables import MAX_ROWS
from proofreading import Context
from tests.factories import Team, make_department, make_grid_area


def workbook(rows: list[list[object]]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# ------------------------------------------------------------------------------------------------ files alone


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_csv_is_read_in_every_encoding_that_offices_save(encoding: str) -> None:
    table = read_table("a.csv", "person,post\n何建萍,书记\n\n'=甲,主任\n".encode(encoding))
    assert table.heading == ("person", "post")
    assert [(line.number, line.cells) for line in table.lines] == [(2, ("何建萍", "书记")), (4, ("=甲", "主任"))]


def test_a_workbook_is_read_with_days_as_days_and_formulas_named() -> None:
    data = workbook([["person", "valid_from"], ["何建萍", date(2024, 5, 1)], ["=1+1", None], [None, None]])
    table = read_table("a.xlsx", data)
    assert table.lines[0].cells[:2] == ("何建萍", "2024-05-01")
    assert [line.has_formula for line in table.lines] == [False, True]


def test_words_that_begin_like_a_formula_stay_words() -> None:
    sheet = load_workbook(io.BytesIO(write_xlsx("表", ["word"], [["=HYPERLINK(1)"], ["正常"]]))).active
    assert sheet is not None
    assert [(cell.data_type, cell.value) for cell in sheet["A"]] == [
        ("s", "word"),
        ("s", "=HYPERLINK(1)"),
        ("s", "正常"),
    ]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * 70_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00\x01\x02\xff", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1", b'a,"b', b"x" * 6_000_000],
    ids=["empty", "binary", "broken", "old", "quote", "large"],
)
def test_what_is_no_table_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(TableError):
        read_table("a", data)


def test_a_zip_bomb_and_endless_lines_are_refused() -> None:
    with pytest.raises(TableError):
        read_table("a.xlsx", bomb())
    with pytest.raises(TableError):
        read_table("a.csv", b"word\n" + b"a\n" * (MAX_ROWS + 1))


def test_comparing_tells_added_changed_removed_refused_and_unchanged() -> None:
    stored: dict[tuple[str, ...], dict[str, str]] = {
        ("a",): {"k": "a", "v": "1"},
        ("b",): {"k": "b", "v": "1"},
        ("c",): {"k": "c", "v": "1"},
    }
    lines = [(2, {"k": "a", "v": "1"}), (3, {"k": "b", "v": "2"}), (4, {"k": "d", "v": "1"}), (5, {"k": "d", "v": "9"})]
    lines.append((6, {"k": "", "v": "x"}))
    found = compare(
        stored,
        lines,
        key_of=lambda values: (values["k"],),
        problem_of=lambda values: "" if values["k"] else "empty",
        whole=True,
    )
    assert [change.key for change in found.added] == [("d",)]
    assert found.changed[0].differing == [("v", "1", "2")]
    assert [change.key for change in found.removed] == [("c",)]
    assert [each.number for each in found.refused] == [5, 6]
    assert found.unchanged == 1


# ---------------------------------------------------------------------------------------------- with the database


def sent(name: str, text: str) -> list[tuple[int, dict[str, str]]]:
    """Lines of a CSV file for a register."""
    lines, refused = values_of(REGISTERS[name], read_table("a.csv", text.encode()))
    assert not refused
    return lines


@pytest.mark.django_db
def test_people_come_from_a_file_and_whoever_is_missing_ends(team: Team) -> None:
    kind, office = REGISTERS["people"], make_department(name="民生服务办公室")
    Appointment.objects.create(person="杜敏", post="主任", department=office)
    Appointment.objects.create(person="高岭", post="书记", valid_until=date(2020, 1, 1))
    text = (
        "姓名,post,department,rank,valid_from,valid_until\n"
        "许望舒,书记,,1,2024/9/1,\n江慕白,主任,没有的办公室,2,,\n程若谷,副主任,,x,,\n,主任,,,,\n贺明川,主任,,3,2024-02-30,\n"
    ).replace("姓名", "person")
    lines = sent("people", text)
    changes = preview(kind, lines, whole=True)
    assert [change.key[0] for change in changes.added] == ["许望舒"]
    assert [change.key[0] for change in changes.removed] == ["杜敏"]  # the other one ended long ago
    assert [each.number for each in changes.refused] == [3, 4, 5, 6]
    with pytest.raises(NotPermitted):
        import_register(kind, lines, by=team.editor, whole=True, expected=changes.mark)
    import_register(kind, lines, by=team.chief_editor, whole=True, expected=changes.mark)
    assert Appointment.objects.get(person="许望舒").valid_from == date(2024, 9, 1)
    assert Appointment.objects.get(person="杜敏").valid_until is not None
    row = AuditEntry.objects.get(action="register.import", result="done")
    assert (row.detail["added"], row.detail["removed"], row.detail["register"]) == (1, 1, "people")
    with pytest.raises(WrongState):  # the register is no longer what was shown
        import_register(kind, lines, by=team.chief_editor, whole=True, expected=changes.mark)


@pytest.mark.django_db
def test_every_register_comes_back_from_its_own_file_unchanged(team: Team) -> None:
    area = make_grid_area()
    area.departments.set([team.department])
    Appointment.objects.create(
        person="何建萍", post="书记", department=team.department, rank=2, other_names="小何、阿萍"
    )
    WordingEntry.objects.create(word="=试用", reason="测试", not_in="试用期、试用装")
    KnownWord.objects.create(word="桐荫公园", kind="place")
    for kind in REGISTERS.values():
        heading = [str(column.label) for column in kind.columns]
        rows = [[column.shown(values[column.name]) for column in kind.columns] for values in kind.stored()]
        assert rows or kind.name == "aliases"
        lines, refused = values_of(kind, read_table("a.xlsx", write_xlsx("表", heading, rows)))
        changes = preview(kind, lines, whole=True, refused=refused)
        assert changes.is_empty and not changes.refused, (kind.name, changes)


@pytest.mark.django_db
def test_departments_areas_and_words_are_stored_and_taken_out(team: Team) -> None:
    chief = team.chief_editor
    for name, text in {
        "departments": "name,short_name,kind\n便民服务中心,便民中心,unit\n",
        "areas": f"number,name,departments\n7,柳桥网格,{team.department.name}\n",
        "aliases": f"name,department,valid_from\n旧名办公室,{team.department.name},2018-01-01\n",
        "words": "kind,word,note\nplace,织锦路,\nterm,微网格,\ndoubling,加油,\n",
        "wording": "word,kind,severity,suggestion,reason\n劳模们,restricted,warning,劳模,测试\n",
    }.items():
        lines = sent(name, text)
        mark = preview(REGISTERS[name], lines, whole=False).mark
        import_register(REGISTERS[name], lines, by=chief, whole=False, expected=mark)
    assert Department.objects.get(name="便民服务中心").slug == "bianminzhongxin"
    assert list(GridArea.objects.get(number=7).departments.all()) == [team.department]
    context = with_words(Context(register=register()))
    assert "织锦路" in context.register.places
    assert (context.terms, context.doublings) == ({"微网格"}, {"加油"})
    assert "劳模们" in {entry.word for entry in context.wordlist}
    before = len(context.wordlist)
    lines = sent("wording", "word,kind,severity,suggestion,reason\n劳模们,restricted,warning,劳模,测试\n")
    mark = preview(REGISTERS["wording"], lines, whole=True).mark
    import_register(REGISTERS["wording"], lines, by=chief, whole=True, expected=mark)
    assert [entry.word for entry in with_words(Context()).wordlist] == ["劳模们"]
    assert before > 1  # the list that comes with the software was taken out, entry by entry
