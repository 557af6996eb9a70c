"""Sign-off sheets: what they say, who sees them, and that the PDF is a document and not a picture of one."""

from __future__ import annotations

import ctypes
import io
import re
from typing import Any

import pypdfium2
import pypdfium2.raw as raw
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from articles import handling, workflow
from articles.content import Credit, Picture, Source
from articles.models import Article
from issues.assignments.workflow import want_issue
from issues.models import Placement
from newsroom.desk.hashes import in_groups
from tests.factories import (
    Team,
    make_article,
    make_column,
    make_content,
    make_grid_area,
    make_issue,
    make_photo,
    make_placement,
    make_released,
)
from tests.tampering import link_chain

pytestmark = pytest.mark.django_db
State = Article.State
HOSTILE = '#import "x" $a$ *b* _c_ `d` <e> @f \\ [g] {h} "i" //j'


@pytest.fixture
def client(client: Client, team: Team) -> Client:
    """The editor, reading English."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(team.editor)
    return client


@pytest.fixture
def article(team: Team) -> Article:
    """An article with everything a sheet names, waiting for its final review."""
    photo = make_photo(team.contributor)
    content = make_content(
        title="小区里的停车办法",
        kicker="商量着办",
        subtitle="三栋楼先试",
        summary="居民商量出停车的办法。",
        column_id=make_column(name="社区快讯").pk,
        bylines=(Credit("某甲", "correspondent"), Credit("某乙", "photographer")),
        attributions=(Source("甲居民区"), Source("街道城管办")),
        grid_area_ids=(make_grid_area(name="河湾综合网格").pk,),
        photos=(Picture(photo.pk, alternative_text="一座桥"),),
    )
    return make_article(team, content, state=State.FINAL_REVIEW)


def sheet_of(client: Client, article: Article) -> Any:
    """What the page of the sheet shows."""
    return client.get(reverse("desk:article_sheet", args=[article.pk])).context["sheet"]


def pdf_of(client: Client, name: str, *numbers: int) -> tuple[pypdfium2.PdfDocument, str, bytes]:
    """The file behind an address: the document, its words without spaces, and its bytes."""
    response = client.get(reverse(f"desk:{name}", args=numbers))
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in response.headers["Cache-Control"]
    document = pypdfium2.PdfDocument(io.BytesIO(response.content))
    words = "".join(document[number].get_textpage().get_text_bounded() for number in range(len(document)))
    return document, re.sub(r"\s+", "", words), response.content


def fonts_of(document: pypdfium2.PdfDocument) -> dict[str, bool]:
    """The fonts of a document's words, by name, and whether the file brings them along."""
    fonts = {}
    for page in document:
        for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=15):
            font = raw.FPDFTextObj_GetFont(thing.raw)
            name = ctypes.create_string_buffer(200)
            raw.FPDFFont_GetBaseFontName(font, name, 200)
            fonts[name.value.decode()] = bool(raw.FPDFFont_GetIsEmbedded(font))
    return fonts


# ---------------------------------------------------------------------------------------------- of an article


def test_sheet_names_what_the_article_is(client: Client, team: Team, article: Article) -> None:
    issue = make_issue(2, number=7, total_number=4007)
    want_issue(article, by=team.editor, issue=issue)
    sheet = sheet_of(client, article)
    facts = {fact.label: fact.value for fact in sheet.facts}
    assert (sheet.kicker, sheet.title, sheet.subtitle) == ("商量着办", "小区里的停车办法", "三栋楼先试")
    assert facts["Authors"] == "Correspondent 某甲; Photographer 某乙"
    assert facts["Submitted by"] == "甲居民区, 街道城管办"
    assert (facts["Column"], facts["Grid areas"]) == ("社区快讯", "河湾综合网格")
    assert (facts["Length"], facts["Photos"], facts["Grade"]) == ("15 characters", "1 photo", "A, ordinary")
    assert facts["Wanted for"] == str(issue)
    assert facts["Placed on"] == ""
    assert sheet.summary == "居民商量出停车的办法。"
    assert sheet.number == f"{article.pk:06d}-1"


def test_placed_article_names_its_page(client: Client, team: Team) -> None:
    issue = make_issue(1, number=7, total_number=4007)
    placement = make_placement(team, issue.pages.get())
    facts = {fact.label: fact.value for fact in sheet_of(client, placement.article).facts}
    assert facts["Placed on"] == f"{issue} {issue.pages.get()}"


def test_sheet_without_a_summary_begins_the_text(client: Client, team: Team) -> None:
    short = make_article(team, make_content(body="<p>很短。</p>"))
    long = make_article(team, make_content(body=f"<p>{'长' * 300}</p>"))
    assert sheet_of(client, short).summary == "很短。"
    assert sheet_of(client, long).summary == "长" * 120 + "……"


def test_signatures_stand_with_name_post_time_and_opinion(client: Client, team: Team) -> None:
    waiting = make_article(team, state=State.FIRST_REVIEW)
    workflow.approve(waiting, by=team.section_head, expected_revision=1, step="first", opinion="事实已核。")
    first, second, final = sheet_of(client, waiting).lines
    signed = waiting.sign_offs.get()
    assert (first.step, first.state, first.name, first.post) == (
        "First review",
        "done",
        team.section_head.name,
        team.section_head.post,
    )
    assert (first.opinion, first.time[:4]) == ("事实已核。", str(signed.signed_at.year))
    assert {(line.state, line.name) for line in (second, final)} == {("open", "")}


def test_important_article_has_four_lines(client: Client, team: Team, article: Article) -> None:
    handling.set_grade(article, by=team.editor, expected_revision=1, grade="B")
    assert [line.step for line in sheet_of(client, article).lines][-1] == "Second final review"


def test_void_signatures_and_returns_are_marked(client: Client, team: Team, article: Article) -> None:
    workflow.revise(article, by=team.editor, expected_revision=1, content=make_content(body="<p>改过的正文。</p>"))
    workflow.send_back(article, by=team.section_head, expected_revision=2, reason="请核实数字。")
    sheet = sheet_of(client, article)
    assert {line.state for line in sheet.lines} == {"open"}
    assert [(line.step, line.state, line.revision, line.opinion) for line in sheet.earlier] == [
        ("First review", "void", "Revision 1", ""),
        ("Second review", "void", "Revision 1", ""),
        ("First review", "returned", "Revision 2", "请核实数字。"),
    ]
    page = client.get(reverse("desk:article_sheet", args=[article.pk])).content.decode()
    assert "Void" in page
    assert 'class="is-void"' in page


def test_published_text_keeps_its_signatures_when_a_correction_was_begun_and_withdrawn(
    client: Client, team: Team
) -> None:
    approved = make_article(team, state=State.APPROVED)
    workflow.publish(approved, by=team.chief_editor, expected_revision=1)
    changed = make_content(body="<p>改正后的正文。</p>", correction_note="时间有误。")
    workflow.correct(approved, by=team.contributor, expected_revision=1, content=changed)
    assert {line.state for line in sheet_of(client, approved).lines} == {"open"}
    workflow.withdraw(Article.objects.get(pk=approved.pk), by=team.contributor, expected_revision=2)
    sheet = sheet_of(client, approved)
    assert [line.state for line in sheet.lines] == ["done", "done", "done"]
    assert sheet.earlier == []


def test_sheet_carries_the_hash_and_the_end_of_the_chain(client: Client, article: Article) -> None:
    link_chain()
    sheet = sheet_of(client, article)
    assert article.current_revision is not None
    assert sheet.content_hash == article.current_revision.content_hash
    assert sheet.hash_groups.replace(" ", "") == sheet.content_hash
    latest = AuditEntry.objects.exclude(position=None).latest("position")
    assert sheet.anchor == f"{latest.position}:{latest.hash[:16]}"


def test_pdf_says_what_the_page_says(client: Client, article: Article) -> None:
    _document, words, _data = pdf_of(client, "article_sheet_pdf", article.pk)
    assert article.current_revision is not None
    for expected in (
        "小区里的停车办法",
        "商量着办",
        "三栋楼先试",
        "甲居民区",
        "河湾综合网格",
        "居民商量出停车的办法。",
    ):
        assert expected in words
    assert article.current_revision.content_hash in words
    for sign_off in article.sign_offs.all():
        assert sign_off.signer_name in words


def test_pdf_is_tagged_titled_and_brings_its_fonts(client: Client, article: Article) -> None:
    document, _words, data = pdf_of(client, "article_sheet_pdf", article.pk)
    assert document.is_tagged()
    assert f"{article.pk:06d}-1" in document.get_metadata_dict()["Title"]
    assert b"pdfuaid:part" in data
    fonts = fonts_of(document)
    assert {name.rpartition("+")[2].split("-")[0] for name in fonts} == {"NotoSerifSC", "NotoSansSC"}
    assert all(fonts.values())


def test_words_of_an_article_are_never_markup(client: Client, team: Team) -> None:
    content = make_content(title=HOSTILE, summary=HOSTILE, bylines=(Credit("#panic()", "correspondent"),))
    _document, words, _data = pdf_of(client, "article_sheet_pdf", make_article(team, content).pk)
    assert words.count(re.sub(r"\s+", "", HOSTILE)) == 2
    assert "#panic()" in words


def test_character_that_the_fonts_lack_is_printed_as_a_sign_and_explained(client: Client, team: Team) -> None:
    rare = make_article(team, make_content(title="名字里有🙂的人"))
    _document, words, data = pdf_of(client, "article_sheet_pdf", rare.pk)
    assert "名字里有〓的人" in words
    assert "standsforacharacter" in words
    assert b"pdfuaid:part" in data


def test_long_opinions_run_over_pages(client: Client, team: Team) -> None:
    waiting = make_article(team, state=State.FIRST_REVIEW)
    for _round in range(6):
        workflow.send_back(waiting, by=team.section_head, expected_revision=1, reason="请补充。" * 240)
        workflow.submit(waiting, by=team.contributor, expected_revision=1)
    document, words, _data = pdf_of(client, "article_sheet_pdf", waiting.pk)
    assert len(document) > 1
    assert words.count("充") == 6 * 240


def test_file_of_a_draft_leaves_a_row(client: Client, team: Team, article: Article) -> None:
    client.get(reverse("desk:article_sheet", args=[article.pk]))
    assert not AuditEntry.objects.filter(action="article.sheet").exists()
    client.get(reverse("desk:article_sheet_pdf", args=[article.pk]), REMOTE_ADDR="192.0.2.7")
    entry = AuditEntry.objects.get(action="article.sheet")
    assert article.current_revision is not None
    assert (entry.actor, entry.target_id, entry.address) == (team.editor, str(article.pk), "192.0.2.7")
    assert entry.detail["content_hash"] == article.current_revision.content_hash


@pytest.mark.parametrize("name", ["article_sheet", "article_sheet_pdf"])
def test_other_departments_see_no_sheet(client: Client, team: Team, article: Article, name: str) -> None:
    client.force_login(team.outsider)
    assert client.get(reverse(f"desk:{name}", args=[article.pk])).status_code == 404
    assert not AuditEntry.objects.filter(action="article.sheet").exists()


def test_sheet_costs_the_same_whatever_happened(
    client: Client, team: Team, article: Article, django_assert_max_num_queries: Any
) -> None:
    url = reverse("desk:article_sheet", args=[article.pk])
    with django_assert_max_num_queries(18) as few:
        client.get(url)
    for _round in range(3):
        workflow.send_back(article, by=team.leader, expected_revision=1, reason="请补充。", to="first")
        workflow.approve(article, by=team.section_head, expected_revision=1, step="first")
        workflow.approve(article, by=team.editor, expected_revision=1, step="second")
    with django_assert_max_num_queries(len(few)):
        assert client.get(url).status_code == 200


# ------------------------------------------------------------------------------------------------- of a page


@pytest.fixture
def placement(team: Team) -> Placement:
    """A story on the first page of an issue of two."""
    issue = make_issue(2, number=7, total_number=4007)
    first = issue.pages.order_by("sequence").first()
    assert first is not None
    first.editor = team.editor
    first.save()
    return make_placement(team, first)


def test_page_lists_its_stories_with_hashes_and_signatures(client: Client, team: Team, placement: Placement) -> None:
    sheet = client.get(reverse("desk:page_sheet", args=[placement.issue_id, 1])).context["sheet"]
    assert sheet.editor == team.editor.name
    (story,) = sheet.stories
    assert story.headline == placement.revision.title
    assert story.hash_groups == in_groups(placement.revision.content_hash)
    assert [signature.name for signature in story.signatures] == [signer.name for signer in team.signers]
    assert story.is_signed
    assert not story.is_changed


def test_page_tells_of_another_headline_and_of_text_changed_afterwards(
    client: Client, team: Team, placement: Placement
) -> None:
    Placement.objects.filter(pk=placement.pk).update(print_headline="短标题")
    changed = make_content(body="<p>改过的正文。</p>")
    workflow.revise(placement.article, by=team.editor, expected_revision=1, content=changed)
    (story,) = client.get(reverse("desk:page_sheet", args=[placement.issue_id, 1])).context["sheet"].stories
    assert (story.headline, story.signed_title) == ("短标题", placement.revision.title)
    assert story.is_changed
    assert not story.is_signed


def test_page_without_proofs_leaves_them_to_be_signed_by_hand_and_says_so(client: Client, placement: Placement) -> None:
    page = client.get(reverse("desk:page_sheet", args=[placement.issue_id, 1])).content.decode()
    _document, words, _data = pdf_of(client, "page_sheet_pdf", placement.issue_id, 1)
    for words_of in (re.sub(r"\s+", "", page), words):
        assert "signtheselinesbyhand" in words_of
        for proof in ("Firstproof", "Secondproof", "Thirdproof", "Releasetoprint"):
            assert proof in words_of


def test_page_prints_who_proofed_and_released_it_and_the_hash_they_signed(
    client: Client, team: Team, placement: Placement
) -> None:
    make_released(placement.issue, team)
    proof = placement.page.settings.get()
    page = client.get(reverse("desk:page_sheet", args=[placement.issue_id, 1])).content.decode()
    _document, words, _data = pdf_of(client, "page_sheet_pdf", placement.issue_id, 1)
    for words_of in (re.sub(r"\s+", "", page), words):
        assert "byhand" not in words_of
        for signer in (team.proofreader, team.editor, team.chief_editor):
            assert signer.name in words_of
        assert proof.pdf_hash[:8] in words_of


def test_empty_page_has_a_sheet_too(client: Client, placement: Placement) -> None:
    assert "No story stands on this page yet." in (
        client.get(reverse("desk:page_sheet", args=[placement.issue_id, 2])).content.decode()
    )
    assert "Nostorystandsonthispageyet." in pdf_of(client, "page_sheet_pdf", placement.issue_id, 2)[1]
    assert client.get(reverse("desk:page_sheet", args=[placement.issue_id, 3])).status_code == 404
    assert client.get(reverse("desk:page_sheet", args=[placement.issue_id, 99999999999])).status_code == 404


def test_file_of_a_page_leaves_a_row(client: Client, team: Team, placement: Placement) -> None:
    pdf_of(client, "page_sheet_pdf", placement.issue_id, 1)
    entry = AuditEntry.objects.get(action="page.sheet")
    assert (entry.actor, entry.detail) == (team.editor, {"page": 1, "stories": 1})


def test_page_costs_the_same_whatever_stands_on_it(
    client: Client, team: Team, placement: Placement, django_assert_max_num_queries: Any
) -> None:
    url = reverse("desk:page_sheet", args=[placement.issue_id, 1])
    with django_assert_max_num_queries(30) as few:
        client.get(url)
    for _n in range(4):
        make_placement(team, placement.page)
    with django_assert_max_num_queries(len(few)):
        assert client.get(url).status_code == 200


def test_contributors_see_no_sheet_of_a_page(client: Client, team: Team, placement: Placement) -> None:
    client.force_login(team.contributor)
    assert client.get(reverse("desk:page_sheet", args=[placement.issue_id, 1])).status_code == 404
