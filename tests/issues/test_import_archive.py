"""A folder of old issues: what the files are, resuming, idempotence, and the report of what needs a person."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from accounts.models import AuditEntry
from articles import workflow
from articles.models import Article
from articles.steps import REVIEWS
from issues import archive, importing
from issues.models import Issue, Page, Publication, SetPage
from issues.proofs.files import read_file
from issues.publishing import publish_issue, publishing_problems
from tests.factories import Team, make_issue, make_publication
from tests.issues.printed_pages import printed_page

STORY = """{title}
本报讯 {day}，清水居民区为六号楼的楼道装上了木扶手，方便老人上下楼，共用去{n}天。
居民们说，夜里摸着扶手走，心里踏实多了。
（街道平安办）
"""


# ---------------------------------------------------------------------------------------- names and manifests


@pytest.mark.parametrize(
    ("name", "origin"),
    [
        ("2021-08-15_第12期_2版.txt", archive.Origin(12, None, date(2021, 8, 15), 2)),
        ("20210815-03.txt", archive.Origin(None, None, date(2021, 8, 15), 3)),
        ("总第156期 第4版.pdf", archive.Origin(None, 156, None, 4)),
        ("2019年3月1日 p1.TXT", archive.Origin(None, None, date(2019, 3, 1), 1)),
        ("2020.12.31.pdf", archive.Origin(None, None, date(2020, 12, 31), None)),
        ("20211301-2.txt", archive.Origin(None, None, None, 2)),
        ("说明.txt", archive.Origin()),
    ],
)
def test_a_file_name_says_issue_date_and_page(name: str, origin: archive.Origin) -> None:
    assert archive.read_name(name) == origin


def test_a_pattern_of_ones_own_goes_first() -> None:
    import re

    pattern = re.compile(r"(?P<number>\d+)_(?P<page>\d)")
    assert archive.read_name("7_4.txt", pattern) == archive.Origin(7, None, None, 4)


def test_a_manifest_is_read_and_its_mistakes_are_named() -> None:
    text = "\ufefffile,number,total_number,date,page\na/1.txt,3,156,2021/8/15,2\nb.pdf,,157,2021-09-01,\n"
    assert archive.read_manifest(text) == {
        "a/1.txt": archive.Origin(3, 156, date(2021, 8, 15), 2),
        "b.pdf": archive.Origin(None, 157, date(2021, 9, 1), None),
    }
    for wrong, code in (
        ("name,date\nx,2021-01-01\n", "no_file_column"),
        ("file,date\nx,yesterday\n", "bad_date"),
        ("file,page\nx,two\n", "bad_number"),
        ("file,page\nx,1\nx,2\n", "twice"),
    ):
        with pytest.raises(archive.ManifestError) as error:
            archive.read_manifest(wrong)
        assert error.value.code == code


def test_files_are_found_in_natural_order_and_no_link_leads_out(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    folder.mkdir()
    for name in ("10.txt", "9.txt", "1.PDF", "note.doc"):
        (folder / name).write_text("x", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("x", encoding="utf-8")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    assert [path.name for path in archive.files_in(folder)] == ["1.PDF", "9.txt", "10.txt"]


def test_a_journal_survives_a_line_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    journal = archive.Journal.open(path)
    doubtful = (archive.Doubtful(7, "标题", 0.5, ("no_signature",), "开头"),)
    entry = archive.Entry("a.txt", 1, "d1", date="2021-08-15", made=(7,), doubtful=doubtful)
    journal.add(entry)
    journal.add(archive.Entry("b.txt", 1, "d2", problem="broken"))
    with path.open("a", encoding="utf-8") as file:
        file.write('{"file": "c.txt", "file_p')
    again = archive.Journal.open(path)
    assert again.imported == {"d1": entry}


def test_no_cell_of_the_report_is_a_formula(tmp_path: Path) -> None:
    doubtful = (archive.Doubtful(7, "=1+1", 0.5, (), "@x"),)
    archive.write_report(tmp_path / "report.csv", [archive.Entry("a.txt", 1, "d", doubtful=doubtful)])
    assert "'=1+1" in (tmp_path / "report.csv").read_text(encoding="utf-8-sig")


# ------------------------------------------------------------------------------------------------- the command

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "old"
    place.mkdir()
    for day in (1, 8):
        text = STORY.format(title=f"楼道里添了扶手之{day}", day=f"8月{day}日", n=day)
        (place / f"2021-08-0{day}_1版.txt").write_text(text, encoding="gb18030" if day == 8 else "utf-8")
    return place


def run(folder: Path, team: Team, **options: Any) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    given = {
        "publication": "old-paper",
        "by": team.contributor.username,
        "journal": folder.parent / "journal",
    } | options
    call_command("import_archive", str(folder), stdout=out, stderr=err, **given)
    return out.getvalue(), err.getvalue()


@pytest.fixture(autouse=True)
def publication(db: None) -> None:
    make_publication(slug="old-paper")


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder.parent / "journal" / "report.csv").open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def test_stories_of_old_issues_are_archived_imports(folder: Path, team: Team) -> None:
    out, err = run(folder, team)
    assert "2 stories made" in out
    assert "[2/2]" in err
    assert set(Article.objects.values_list("state", flat=True)) == {Article.State.ARCHIVED_IMPORT}
    entry = AuditEntry.objects.filter(action="page.import").first()
    assert entry is not None
    assert entry.detail["origin"]["publication"] == "old-paper"
    assert entry.detail["origin"]["date"].startswith("2021-08-0")


def test_importing_again_makes_nothing_twice_with_or_without_the_journal(folder: Path, team: Team) -> None:
    run(folder, team)
    (folder / "2021-08-01_1版.txt").rename(folder / "2021-08-01_第1版.txt")
    again, _ = run(folder, team)
    (folder.parent / "journal" / "journal.jsonl").unlink()
    third, _ = run(folder, team)
    assert Article.objects.count() == 2
    assert "0 stories made, 2 there already" in third
    assert AuditEntry.objects.filter(action="page.import").count() == 4  # the journal spared the second run the work
    assert "2 pages" in again


def test_a_stopped_import_goes_on_where_it_stood(folder: Path, team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = importing.store, []

    def stopped(*args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*args, **kwargs)

    monkeypatch.setattr(importing, "store", stopped)
    with pytest.raises(KeyboardInterrupt):
        run(folder, team)
    assert Article.objects.count() == 1
    run(folder, team)
    assert Article.objects.count() == 2
    assert len(calls) == 3


def test_a_dry_run_stores_nothing_and_says_what_would_be_made(folder: Path, team: Team) -> None:
    run(folder, team, dry_run=True)
    assert not Article.objects.exists()
    assert not (folder.parent / "journal" / "journal.jsonl").exists()
    assert (folder.parent / "journal" / "report.csv").exists()


def test_problems_are_reported_and_the_rest_is_imported(folder: Path, team: Team) -> None:
    (folder / "2021-08-15_1版.txt").write_bytes(b"\x00\x01\x02" * 500)
    (folder / "2021-08-22_1版.pdf").write_bytes(b"%PDF-1.7 nothing")
    (folder / "undated.txt").write_text(STORY.format(title="无日期", day="近日", n=3), encoding="utf-8")
    out, _ = run(folder, team)
    assert Article.objects.count() == 2
    assert "3 pages with problems" in out
    problems = {row["file"]: row["problem"] for row in rows(folder) if row["problem"]}
    assert set(problems) == {"2021-08-15_1版.txt", "2021-08-22_1版.pdf", "undated.txt"}
    assert "date" in problems["undated.txt"]


def test_a_manifest_dates_a_file_and_a_missing_file_is_named(folder: Path, team: Team) -> None:
    (folder / "undated.txt").write_text(STORY.format(title="有了日期", day="近日", n=3), encoding="utf-8")
    manifest = folder.parent / "manifest.csv"
    manifest.write_text("file,number,total_number,date,page\nundated.txt,4,160,2021-10-01,3\ngone.txt,,,2021-1-1,\n")
    _, err = run(folder, team, manifest=manifest)
    assert Article.objects.count() == 3
    assert "gone.txt" in err
    origin = AuditEntry.objects.filter(action="page.import", detail__origin__file="undated.txt").get().detail["origin"]
    assert (origin["number"], origin["total_number"], origin["date"], origin["page"]) == (4, 160, "2021-10-01", 3)


def test_unsure_articles_are_listed_for_a_person_least_sure_first(folder: Path, team: Team) -> None:
    (folder / "2021-09-01_1版.txt").write_text(
        "街道送去防暑物品，叮嘱老人少出门、多喝水，居民区开放纳凉点。\n", encoding="utf-8"
    )
    run(folder, team)
    listed = [row for row in rows(folder) if not row["problem"]]
    assert listed
    assert listed[0]["file"] == "2021-09-01_1版.txt"
    assert "no_headline" in listed[0]["doubts"]
    assert [float(row["confidence"]) for row in listed] == sorted(float(row["confidence"]) for row in listed)


def test_a_pdf_is_imported_and_its_page_image_kept(folder: Path, team: Team) -> None:
    data, sources = printed_page(0)
    (folder / "2022-01-05_2版.pdf").write_bytes(data)
    run(folder, team)
    assert Article.objects.count() >= 2 + len(sources) - 1
    images = list((folder.parent / "journal" / "images").glob("*.png"))
    assert len(images) == 1
    assert images[0].read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"publication": "none"}, "no publication"),
        ({"by": "nobody"}, "no active account"),
        ({"pattern": "("}, "pattern"),
        ({"manifest": Path("/nonexistent.csv")}, "cannot be read"),
    ],
)
def test_it_refuses_in_words(folder: Path, team: Team, options: dict[str, Any], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        run(folder, team, **options)
    assert not Article.objects.exists()


# --------------------------------------------------------------------------------------- building old issues


@pytest.fixture
def printed(tmp_path: Path) -> Path:
    """A folder with one page of an old issue as a PDF, everything about it in its name."""
    place = tmp_path / "printed"
    place.mkdir()
    (place / "2022-01-05_第1期_总第71期_2版.pdf").write_bytes(printed_page(0)[0])
    return place


def test_an_old_issue_is_built_with_its_page_its_stories_and_where_they_stand(
    printed: Path, team: Team, client: Client
) -> None:
    out, _ = run(printed, team, build=True, by=team.chief_editor.username, department=team.department.slug)
    assert "0 pages with problems" in out
    issue = Issue.objects.get()
    assert (issue.number, issue.total_number, issue.origin, issue.state) == (1, 71, "archive", "planned")
    page = issue.pages.select_related("printed").get()
    assert (page.sequence, issue.placements.count()) == (2, Article.objects.count())
    assert page.printed is not None and page.printed.source == "archive"
    assert read_file(page.printed, "page.pdf").startswith(b"%PDF")
    regions = list(page.printed.regions.all())
    assert {region.placement_id for region in regions} == set(issue.placements.values_list("pk", flat=True))
    assert all(region.x + region.width <= 1.0001 and region.y + region.height <= 1.0001 for region in regions)
    assert client.get(issue.get_absolute_url()).status_code == 404
    assert publishing_problems(issue)  # nobody has read the stories yet


def test_building_again_builds_nothing_twice(printed: Path, team: Team) -> None:
    for _ in range(2):
        run(printed, team, build=True, by=team.chief_editor.username, department=team.department.slug)
    assert (Issue.objects.count(), Page.objects.count()) == (1, 1)
    assert SetPage.objects.count() == 1


def test_a_built_issue_is_published_when_its_stories_are_signed(printed: Path, team: Team, client: Client) -> None:
    run(printed, team, build=True, by=team.chief_editor.username, department=team.department.slug)
    for article in Article.objects.all():
        article = workflow.submit(article, by=team.editor, expected_revision=1)
        for review, signer in zip(REVIEWS, [team.section_head, team.editor, team.leader], strict=True):
            article = workflow.approve(article, by=signer, expected_revision=1, step=review.step)
    issue = publish_issue(Issue.objects.get(), by=team.chief_editor)
    assert client.get(issue.get_absolute_url()).status_code == 200
    assert {article.published_at for article in Article.objects.all()} == {issue.published_at}


def test_an_issue_made_here_is_not_added_to(printed: Path, team: Team) -> None:
    make_issue(1, publication=Publication.objects.get(slug="old-paper"), number=1, total_number=71)
    out, _ = run(printed, team, build=True, by=team.chief_editor.username, department=team.department.slug)
    assert "1 pages with problems" in out
    assert not Article.objects.exists()  # nothing half done


def test_who_may_not_make_issues_builds_none(printed: Path, team: Team) -> None:
    out, _ = run(printed, team, build=True)
    assert "1 pages with problems" in out and not Issue.objects.exists()
