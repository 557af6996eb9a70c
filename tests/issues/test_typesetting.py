"""Set issues: the printed text is the stories', the files are sound, content stays data, the command writes all."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction
from pdfua import validate
from PIL import Image, ImageChops, ImageStat

from accounts.models import AuditEntry
from articles import body as bodies
from articles.content import Credit, Picture, Source
from articles.errors import NotPermitted, Stale, WorkflowError, WrongState
from articles.models import Article
from issues import importing
from issues.layout.geometry import Rect
from issues.layout.model import Block as SetBlock
from issues.layout.model import IssueLayout, PageLayout, Paragraph, PhotoSpot, Shape, Story
from issues.layout.style import PageStyle
from issues.models import Block, Issue
from issues.typesetting.frames import region
from issues.typesetting.output import SetIssue, preview, set_issue, smaller
from issues.typesetting.photos import framed
from issues.typesetting.plan import plain_layout, plan_version, store_layout, stored_layout
from issues.typesetting.reading_back import PrintedPages, differences, squeezed
from issues.typesetting.setting import copyfit
from issues.typesetting.stories import paragraphs_of
from tests.factories import Team, make_article, make_column, make_content, make_issue, make_photo, make_placement
from tests.issues.typesetting_samples import IMPRINT, issue_of, read_photo, sentences, story

STYLE = PageStyle()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the setter keeps its files: one for all tests, since a compiler is kept for each."""
    return tmp_path_factory.mktemp("typesetting")


@pytest.fixture(scope="module")
def done(folder: Path) -> SetIssue:
    """Four stories on two pages, one of which jumps, with photos, subheads, a list, a quote and a table."""
    rich = (
        Paragraph("小标题也要断得好", "subhead"),
        Paragraph("居民递来的第一张条子写着很长很长的一句话，要占两行才写得完。", "list"),
        Paragraph("第二张。", "list"),
        Paragraph("把灯调暗一点，把门轴上点油，夜里就安静了，大家都这么说。", "quote"),
        Paragraph("", "table", ("地点", "时间", "做什么")),
        Paragraph("", "table", ("东门", "7:00～9:00", "量血压，问诊，代配药，一人一张表")),
        Paragraph("", "table", ("西门", "", "修伞")),
    )
    second = story("p2", 200)
    stories = [
        story("p1", 420, photos=1, prominence=1, kicker="引题在上面", label="要闻速递"),
        replace(second, paragraphs=(*second.paragraphs, *rich), label="社区扫描"),
        story("p3", 1600, prominence=2, photos=1),
        story("p4", 150, prominence=5, attributions=()),
    ]
    return set_issue(issue_of(stories), folder, read_photo)


# ---------------------------------------------------------------------------------------------- the text


def test_everything_is_printed_in_its_regions_in_order(done: SetIssue) -> None:
    assert done.overset == []
    assert {fit.story for fit in done.fits} == {"p1", "p2", "p3", "p4"}
    assert any(fit.part == 1 for fit in done.fits)
    assert differences(done.layout, done.pdf) == []


def test_jump_lines_are_printed_at_both_ends(done: SetIssue) -> None:
    style = done.layout.style
    (first_page, first), (second_page, second) = done.layout.parts("p3")
    with PrintedPages(done.pdf) as printed:
        assert f"（下转{second_page.sequence}版）" in printed.text(first_page.sequence - 1, region(first.rect, style))
        assert f"（上接{first_page.sequence}版）" in printed.text(second_page.sequence - 1, region(second.rect, style))


def test_a_lost_or_strange_character_is_noticed(done: SetIssue) -> None:
    changed = replace(done.layout.stories[0], paragraphs=(*done.layout.stories[0].paragraphs, Paragraph("多出一句")))
    other = replace(done.layout, stories=(changed, *done.layout.stories[1:]))
    assert [(each.story, each.lost) for each in differences(other, done.pdf)] == [("p1", "多出一句")]


def test_paragraphs_in_another_order_are_noticed(done: SetIssue) -> None:
    first = done.layout.stories[0]
    swapped = replace(first, paragraphs=tuple(reversed(first.paragraphs)))
    found = differences(replace(done.layout, stories=(swapped, *done.layout.stories[1:])), done.pdf)
    assert [(each.story, each.in_order) for each in found] == [("p1", False)]


@pytest.mark.parametrize("name", ["000_0552667083fd2161", "001_d89646ad481d1242", "003_1c7221149ea7c617"])
@pytest.mark.django_db
def test_real_pages_are_printed_whole(shared: Path, folder: Path, name: str) -> None:
    from datetime import date

    text = importing.read_dump((shared / "pages" / f"{name}.txt").read_bytes())
    stories = []
    for number, article in enumerate(importing.preview(text, on=date(2026, 1, 1)).articles, 1):
        content = article.content
        stories.append(
            Story(
                key=f"p{number}",
                title=content.title,
                kicker=content.kicker,
                subtitle=content.subtitle,
                paragraphs=paragraphs_of(content.body),
                bylines=tuple(credit.name for credit in content.bylines),
                attributions=tuple(source.printed_name for source in content.attributions),
                prominence=min(number, 5),
            )
        )
        assert squeezed("".join(p.text + "".join(p.cells) for p in stories[-1].paragraphs)) == squeezed(
            bodies.to_text(content.body)
        )
    layout = issue_of(stories, pages=6)
    done = set_issue(layout, folder, read_photo, images=False)
    assert done.overset == []
    assert {fit.story for fit in done.fits} == {each.key for each in stories}
    assert differences(layout, done.pdf) == []


def test_content_is_never_markup(folder: Path) -> None:
    nasty = '#panic("x") $1/0$ *fett* _kursiv_ `code` @ref <label> \\u{4e2d} // [a] {b} = Überschrift #include "x"'
    each = story("p1", 60)
    each = replace(
        each,
        title="#set text(red)",
        kicker=nasty[:30],
        bylines=("#let a = 1",),
        paragraphs=(Paragraph(nasty), Paragraph("= 题", "subhead"), Paragraph("", "table", (nasty[:20], "$x$"))),
        label="#栏目",
    )
    layout = issue_of([each], pages=1)
    layout = replace(layout, imprint=replace(IMPRINT, name="#试", front=("*准印*", "`内部`", "$主办$"), foot=("#脚",)))
    done = set_issue(layout, folder, read_photo, images=False)
    assert differences(layout, done.pdf) == []


def test_characters_without_a_glyph_are_printed_as_geta_and_told(folder: Path) -> None:
    each = replace(story("p1", 60), paragraphs=(Paragraph("他姓𠀀，爱画🙂，住在河边。"),))
    done = set_issue(issue_of([each], pages=1), folder, read_photo, images=False)
    assert "🙂" in done.missing["p1"]
    assert differences(done.layout, done.pdf) == []
    with PrintedPages(done.pdf) as printed:
        assert "〓" in printed.text(0, (0, 0, 1, 1))


def test_overset_is_told_in_characters_and_never_hidden(folder: Path) -> None:
    each = story("p1", 900)
    shape = Shape(6, 30, 2, 3)
    layout = IssueLayout(
        IMPRINT, STYLE, (each,), (PageLayout(1, "要闻", (SetBlock("b1", "p1", Rect(0, 10, 6, 30), shape),)),)
    )
    fit = copyfit(layout)[0]
    assert fit.overset
    assert fit.characters_over > 100
    done = set_issue(layout, folder, read_photo, images=False)
    assert [found.block for found in done.overset] == ["b1"]
    handed_on = replace(layout.pages[0].blocks[0], shape=replace(shape, jumps_to=2))
    nowhere = replace(layout, pages=(replace(layout.pages[0], blocks=(handed_on,)),))
    assert copyfit(nowhere)[0].overset  # nobody takes what it hands on


def test_photos_that_stand_nowhere_are_named_by_their_number() -> None:
    each = story("p1", 500, photos=3)
    spot = PhotoSpot(1, 1, 1, 6)
    block = SetBlock("b1", "p1", Rect(0, 10, 12, 40), Shape(12, 40, 2, 3, photos=(spot,)))
    layout = IssueLayout(IMPRINT, STYLE, (each,), (PageLayout(1, "要闻", (block,)),))
    assert copyfit(layout)[0].photos_left == (1, 3)


# --------------------------------------------------------------------------------------------- the files


def test_pdf_is_tagged_archival_and_passes_the_checker(done: SetIssue, tmp_path: Path) -> None:
    for number, pdf in {0: done.pdf, **done.page_pdfs}.items():
        path = tmp_path / f"{number}.pdf"
        path.write_bytes(pdf)
        report = validate(str(path))
        assert [finding.message for finding in report.findings] == []
        with pikepdf.open(path) as document:
            root = document.Root
            assert root.MarkInfo.Marked
            assert str(root.Lang).startswith("zh")
            assert root.ViewerPreferences.DisplayDocTitle
            metadata = bytes(root.Metadata.read_bytes()).decode()
            assert "试印社区" in metadata
            assert "pdfaid:part" in metadata
            assert "pdfuaid:part" in metadata


def tags(element: Any) -> Iterator[tuple[str, Any]]:
    """The structure elements below one, with their types."""
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield str(kid.S), kid
            yield from tags(kid)


def test_structure_has_headings_paragraphs_tables_and_described_figures(done: SetIssue) -> None:
    with pikepdf.open(io.BytesIO(done.pdf)) as document:
        found = list(tags(document.Root.StructTreeRoot))
    names = [name for name, _element in found]
    assert names.count("/H1") == 2  # one for each page
    assert names.count("/H2") == 4  # one for each story
    assert "/H3" in names
    assert names.count("/TR") == 3
    figures = [element for name, element in found if name == "/Figure"]
    assert len(figures) == 2
    assert all(str(figure.Alt) == "一张样图" for figure in figures)


def test_bookmarks_lead_to_pages_and_stories(done: SetIssue) -> None:
    document = pdfium.PdfDocument(done.pdf)
    titles = [(item.level, item.get_title()) for item in document.get_toc()]
    document.close()
    assert [title for level, title in titles if level == 0] == ["试印社区", "第2版样"]
    for each in done.layout.stories:
        assert any(squeezed(title) == squeezed(each.headline) for level, title in titles if level == 1)


def test_all_fonts_are_embedded_and_subset(done: SetIssue) -> None:
    with pikepdf.open(io.BytesIO(done.pdf)) as document:
        seen = 0
        for page in document.pages:
            for font in page.Resources.Font.values():
                (descendant,) = font.DescendantFonts
                assert any(name in descendant.FontDescriptor for name in ("/FontFile", "/FontFile2", "/FontFile3"))
                assert str(font.BaseFont)[7] == "+"
                assert "/ToUnicode" in font
                seen += 1
    assert seen >= 2


def test_the_same_layout_gives_the_same_bytes(done: SetIssue, folder: Path) -> None:
    again = set_issue(done.layout, folder, read_photo, images=False)
    assert again.pdf == done.pdf


def test_page_files_and_images_are_of_the_page(done: SetIssue) -> None:
    assert set(done.page_pdfs) == set(done.images) == {1, 2}
    for number, pdf in done.page_pdfs.items():
        document = pdfium.PdfDocument(pdf)
        assert len(document) == 1
        width, height = document[0].get_size()
        document.close()
        assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (273, 390)
        image = Image.open(io.BytesIO(done.images[number]))
        assert abs(image.width / image.height - 273 / 390) < 0.002
        assert abs(image.width - 1600) <= 2
        sizes = smaller(done.images[number])
        assert set(sizes) == {f"-{width}.webp" for width in (240, 480, 720, 960, 1600)}
        assert Image.open(io.BytesIO(sizes["-960.webp"])).width == 960


def test_preview_shows_the_page(done: SetIssue, folder: Path) -> None:
    image = Image.open(io.BytesIO(preview(done.layout, 2, folder, read_photo, 480))).convert("RGB")
    whole = Image.open(io.BytesIO(done.images[2])).convert("RGB").resize(image.size)
    assert ImageStat.Stat(ImageChops.difference(image, whole).convert("L")).mean[0] < 6


def test_regions_do_not_overlap_and_hold_every_letter(done: SetIssue) -> None:
    for page in (1, 2):
        boxes = [each for each in done.regions if each["page"] == page]
        for one in boxes:
            assert 0 <= one["x"] < one["x"] + one["width"] <= 1
            assert 0 <= one["y"] < one["y"] + one["height"] <= 1
            for two in boxes:
                apart = (
                    one is two
                    or one["x"] + one["width"] <= two["x"]
                    or two["x"] + two["width"] <= one["x"]
                    or one["y"] + one["height"] <= two["y"]
                    or two["y"] + two["height"] <= one["y"]
                )
                assert apart


def test_photo_is_cut_around_the_middle_and_not_distorted() -> None:
    picture = Image.new("RGB", (400, 200), "white")
    picture.paste("red", (150, 50, 250, 150))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    cut = Image.open(io.BytesIO(framed(buffer.getvalue(), 1.0, 60)))
    assert cut.width == cut.height
    red = cut.convert("RGB").point(lambda v: 255 if v > 128 else 0).split()[1].point(lambda v: 255 - v).getbbox()
    assert red is not None
    left, top, right, bottom = red
    assert abs((right - left) - (bottom - top)) <= 2
    assert abs(left + right - cut.width) <= 3


def test_heavier_fonts_are_used_only_when_given(done: SetIssue) -> None:
    with pikepdf.open(io.BytesIO(done.pdf)) as document:
        names = {str(font.BaseFont).split("+")[1] for page in document.pages for font in page.Resources.Font.values()}
    assert all("Regular" in name for name in names)


@pytest.mark.parametrize(
    "style",
    [
        PageStyle(body_size=9, line_pitch=13.5),
        PageStyle(columns=5, gutter=6),
        PageStyle(width=210, height=297, columns=8, body_size=9, line_pitch=14),
    ],
)
def test_other_styles_print_everything_too(folder: Path, style: PageStyle) -> None:
    stories = [story("p1", 700, photos=1, prominence=1), story("p2", 900), story("p3", 400, prominence=5)]
    done = set_issue(issue_of(stories, pages=4, style=style), folder, read_photo, images=False)
    assert done.overset == []
    assert differences(done.layout, done.pdf) == []


def test_boxes_photos_at_all_edges_and_narrow_heads_print_everything(folder: Path) -> None:
    each = story("p1", 700, photos=3, label="群言堂")
    spots = (PhotoSpot(0, 0, 3, 15, "above"), PhotoSpot(1, 2, 1, 7, "top"), PhotoSpot(2, 0, 1, 7, "bottom"))
    photos = tuple(replace(photo, width=1200, height=500 if n == 0 else 800) for n, photo in enumerate(each.photos))
    shape = Shape(10, 48, 3, 3, headline_columns=2, photos=spots, boxed=True)
    page = PageLayout(1, "要闻", (SetBlock("b1", "p1", Rect(0, 10, 10, 48), shape),))
    layout = IssueLayout(IMPRINT, STYLE, (replace(each, photos=photos),), (page,))
    done = set_issue(layout, folder, read_photo, images=False)
    assert [fit.lines_over for fit in done.fits] == [0]
    assert differences(layout, done.pdf) == []


# ------------------------------------------------------------------------------------- rows and command


@pytest.fixture
def issue(team: Team) -> Issue:
    """A planned issue of two pages with all sorts of stories."""
    planned = make_issue(2, total_number=4321)
    photo = make_photo(team.contributor, (900, 600))
    long = "".join(f"<p>{sentences(random.Random(n), 120)}</p>" for n in range(6))
    rich = (
        "<h3>小标题</h3><ul><li>第一条</li><li>第二条</li></ul><blockquote><p>引用一句。</p></blockquote>"
        "<table><tbody><tr><th>时间</th><th>地点</th></tr><tr><td>上午</td><td></td></tr></tbody></table>"
        f'<figure class="image"><img src="/media/{photo.name}" alt="样图">'
        "<figcaption>图为样子 某某摄</figcaption></figure>"
        "<p>一行<br>又一行\u200b。</p>"
    )
    contents = [
        make_content("头条的标题", long + rich, kicker="引题", subtitle="副题", column_id=make_column().pk,
                     bylines=(Credit("甲", "correspondent"), Credit("乙", "correspondent"), Credit("丙", "pen_name")),
                     attributions=(Source(team.department.name, team.department.pk),),
                     photos=(Picture(photo.pk, credit="某某摄", inline=True),)),
        make_content("第二篇", long),
    ]  # fmt: skip
    for content, page in zip(contents, planned.pages.order_by("sequence"), strict=True):
        article = make_article(team, content, state=Article.State.APPROVED)
        make_placement(team, page, article, prominence=1)
    return planned


def test_stories_come_whole_from_their_rows(issue: Issue) -> None:
    layout = plain_layout(issue)
    first = layout.stories[0]
    kinds = [paragraph.kind for paragraph in first.paragraphs]
    assert kinds[-8:] == ["subhead", "list", "list", "quote", "table", "table", "text", "text"]
    assert first.paragraphs[-3].cells == ("上午", "")
    assert [paragraph.text for paragraph in first.paragraphs[-2:]] == ["一行", "又一行。"]
    assert first.bylines[0].endswith(" 甲 乙")
    assert first.bylines[1] == "丙"
    (photo,) = first.photos
    assert (photo.caption, photo.credit, photo.alternative_text) == ("图为样子 某某摄", "", "样图")


def test_loading_takes_a_constant_number_of_queries(
    team: Team, issue: Issue, django_assert_max_num_queries: Any
) -> None:
    for page in issue.pages.all():
        make_placement(team, page)
    fresh = Issue.objects.select_related("publication").get(pk=issue.pk)
    with django_assert_max_num_queries(10):
        layout = stored_layout(fresh)
    assert len(layout.pages) == issue.pages.count()


def test_imprint_follows_the_identity(issue: Issue) -> None:
    internal = stored_layout(issue).imprint
    assert issue.publication.permit_number in internal.front
    assert "内部资料，免费交流" in internal.front
    publication = issue.publication
    publication.identity, publication.permit_number, publication.cn_number = "newspaper", "", "CN00-0000"
    publication.address, publication.telephone = "试印路0号", "000-0000"
    publication.save()
    paper = stored_layout(Issue.objects.get(pk=issue.pk)).imprint
    assert any("CN00-0000" in line for line in paper.front)
    assert "内部资料，免费交流" not in paper.front
    assert {"地址：试印路0号", "电话：000-0000"} <= set(paper.foot)


def test_layout_is_stored_and_read_back_the_same(team: Team, issue: Issue) -> None:
    layout = plain_layout(issue)
    reserved = Story(key="r0", title="本刊启事", paragraphs=(Paragraph("下期改在周五出版。"),), kind="reserved")
    shape = Shape(4, 6, 1, 6, boxed=True)
    last = layout.pages[-1]
    row = max(block.rect.bottom for block in last.blocks)
    announced = SetBlock("r0", "r0", Rect(0, row, 4, 6), shape, pinned=True)
    layout = replace(
        layout,
        stories=(*layout.stories, reserved),
        pages=(*layout.pages[:-1], replace(last, blocks=(*last.blocks, announced))),
    )
    store_layout(issue, layout, by=team.layout_editor, expected="")
    read = stored_layout(issue)
    assert [[(b.rect, b.shape, b.part, b.pinned) for b in page.blocks] for page in read.pages] == [
        [(b.rect, b.shape, b.part, b.pinned) for b in page.blocks] for page in layout.pages
    ]
    assert read.stories[-1].paragraphs == reserved.paragraphs
    assert AuditEntry.objects.filter(action="issue.plan", result=AuditEntry.Result.DONE).exists()


def test_plan_refuses_strangers_staleness_and_published_issues(team: Team, issue: Issue) -> None:
    layout = plain_layout(issue)
    with pytest.raises(NotPermitted):
        store_layout(issue, layout, by=team.contributor)
    seen = plan_version(issue)
    store_layout(issue, layout, by=team.layout_editor, expected=seen)
    with pytest.raises(Stale):
        store_layout(issue, layout, by=team.layout_editor, expected=seen)
    strange = replace(layout, pages=(*layout.pages, replace(layout.pages[0], sequence=9)))
    with pytest.raises(WorkflowError):
        store_layout(issue, strange, by=team.layout_editor)
    Issue.objects.filter(pk=issue.pk).update(
        state=Issue.State.PUBLISHED, published_by=team.chief_editor, published_at="2026-01-01T00:00Z"
    )
    with pytest.raises(WrongState):
        store_layout(issue, layout, by=team.layout_editor)
    assert AuditEntry.objects.filter(action="issue.plan", result=AuditEntry.Result.REFUSED).count() == 4


def test_database_refuses_overlapping_and_foreign_blocks(issue: Issue) -> None:
    pages = list(issue.pages.order_by("sequence"))
    reserved = {"issue": issue, "reserved_title": "启事", "width": 4, "height": 4}
    Block.objects.create(page=pages[0], x=0, y=10, **reserved)
    Block.objects.create(page=pages[0], x=4, y=10, **reserved)  # beside
    Block.objects.create(page=pages[0], x=0, y=14, **reserved)  # below
    Block.objects.create(page=pages[1], x=0, y=10, **reserved)  # on another page
    other = make_issue(1)
    for wrong in (
        {"page": pages[0], "x": 3, "y": 13},
        {"page": other.pages.get(), "x": 0, "y": 30},
        {"page": pages[0], "x": 0, "y": 40, "width": 0},
        {"page": pages[0], "x": 0, "y": 40, "reserved_title": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Block.objects.create(**(reserved | wrong))
            from django.db import connection

            connection.check_constraints()


def test_command_writes_every_file(issue: Issue, tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR = tmp_path / "var"
    out = tmp_path / "out"
    call_command("typeset", "4321", out=out, plain=True)
    names = {path.name for path in out.iterdir()}
    assert {"issue.pdf", "page-1.pdf", "page-2.pdf", "page-1.png", "page-2.png"} <= names
    assert {"page-1-480.webp", "page-2-1600.webp", "regions.json", "copyfit.json"} <= names
    regions = json.loads((out / "regions.json").read_text(encoding="utf-8"))
    placements = set(issue.placements.values_list("pk", flat=True))
    assert {each["placement"] for page in regions["pages"] for each in page["regions"]} == placements
    fits = json.loads((out / "copyfit.json").read_text(encoding="utf-8"))
    assert fits["overset"] is False
    assert all(block["words"][0] in "空正" for block in fits["blocks"])


@pytest.mark.parametrize("name", ["4321", "ceshi/2026/{number}", "pk:{pk}"])
def test_issue_is_found_by_each_of_its_names(issue: Issue, tmp_path: Path, settings: Any, name: str) -> None:
    from newsroom.management.commands.typeset import find_issue

    Issue.objects.filter(pk=issue.pk).update(date="2026-02-02")
    assert find_issue(name.format(number=issue.number, pk=issue.pk)) == issue


@pytest.mark.parametrize("name", ["9999", "nobody/2026/1", "pk:0", "x"])
def test_unknown_issue_is_refused(issue: Issue, tmp_path: Path, name: str) -> None:
    with pytest.raises(CommandError):
        call_command("typeset", name, out=tmp_path)
