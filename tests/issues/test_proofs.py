"""Proofs of pages: pulled, marked, signed by three, released, and void as soon as the page is another."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.core.files.storage import default_storage

from accounts.models import AuditEntry, Notification
from articles import workflow
from articles.errors import FourEyes, Incomplete, NotPermitted, Stale, WorkflowError, WrongState
from articles.models import Article
from articles.verification import verify
from issues import planning
from issues.editions import PagePlan, change_issue, version_of
from issues.models import Block, Issue, Page, PageSignOff, Placement, ProofMark, Region, SetPage
from issues.proofs.files import read_file, store_once
from issues.proofs.marks import Place, mark, resolve_mark, story_at
from issues.proofs.pulling import pull_proof, pull_proofs
from issues.proofs.signing import release_issue, release_page, return_proof, sign_proof
from issues.proofs.standing import PageStanding, issue_standing, page_standing
from issues.proofs.verification import PAGE_CHECKS
from issues.proofs.voiding import tell_voided
from issues.typesetting.plan import store_layout, stored_layout
from tests.factories import Team, make_article, make_content, make_issue, make_placement
from tests.issues.planned_pages import PROOFS, Step, lay_out, long_article, page_of, planned_issue, readers, sign_three
from tests.tampering import link_chain, tamper

pytestmark = pytest.mark.django_db


def standing(issue: Issue, sequence: int = 1) -> PageStanding:
    return page_standing(page_of(Issue.objects.get(pk=issue.pk), sequence))


@pytest.fixture
def issue(team: Team) -> Issue:
    """An issue of one planned page with two stories."""
    return planned_issue(team)


@pytest.fixture
def proof(issue: Issue, team: Team) -> SetPage:
    """Its pulled proof."""
    return pull_proof(page_of(issue), by=team.layout_editor)


# ------------------------------------------------------------------------------------------------ pulling


def test_pulled_proof_holds_files_regions_and_the_words_on_the_page(issue: Issue, proof: SetPage, team: Team) -> None:
    names = ["page.pdf", "page.png", "page-480.webp", "page-960.webp", "page-1600.webp"]
    files = {name: default_storage.open(f"{proof.folder}/{name}").read() for name in names}
    assert proof.folder == f"pages/{issue.pk}/1/{proof.pdf_hash[:16]}"
    assert hashlib.sha256(files["page.pdf"]).hexdigest() == proof.pdf_hash and len(files["page.pdf"]) == proof.pdf_bytes
    assert proof.width == 1600 and proof.widths == [240, 480, 720, 960, 1600]
    placements = list(issue.placements.order_by("order"))
    assert [region.placement_id for region in proof.regions.all()] == [each.pk for each in placements]
    assert [story["article"] for story in proof.text] == [each.article_id for each in placements]
    assert proof.text[0]["text"].splitlines()[0].startswith("第0段")
    assert len(proof.text[0]["text"].splitlines()) == 3 and proof.text[0]["attributions"] == [team.department.name]
    assert AuditEntry.objects.get(action="page.pull").detail["pdf_hash"] == proof.pdf_hash
    waits = Notification.objects.get(kind="page.waiting")
    assert waits.recipient == team.proofreader and waits.detail["step"] == Step.FIRST_PROOF


def test_pulling_an_unchanged_page_again_gives_the_same_row(issue: Issue, proof: SetPage, team: Team) -> None:
    assert pull_proof(page_of(issue), by=team.proofreader) == proof
    store_layout(issue, stored_layout(issue), by=team.layout_editor)  # the same plan in new rows
    assert pull_proofs(issue, by=team.layout_editor) == [proof]
    assert SetPage.objects.count() == 1 and AuditEntry.objects.filter(action="page.pull").count() == 1


def test_a_damaged_file_is_set_again(issue: Issue, proof: SetPage, team: Team) -> None:
    default_storage.delete(f"{proof.folder}/page.pdf")
    with pytest.raises(Stale):
        sign_proof(proof, by=team.proofreader, step=Step.FIRST_PROOF)
    again = pull_proof(page_of(issue), by=team.layout_editor)
    assert sign_proof(again, by=team.proofreader, step=Step.FIRST_PROOF).pdf_hash == again.pdf_hash


def test_only_makers_and_proofreaders_pull(issue: Issue, team: Team) -> None:
    for person in (team.contributor, team.leader, team.system_admin):
        with pytest.raises(NotPermitted):
            pull_proof(page_of(issue), by=person)
    assert AuditEntry.objects.filter(action="page.pull", result=AuditEntry.Result.REFUSED).count() == 3
    assert not SetPage.objects.exists()


def test_an_overset_block_refuses_the_proof(issue: Issue, team: Team) -> None:
    block = Block.objects.filter(issue=issue).first()
    assert block is not None
    block.height = 2
    block.save()
    with pytest.raises(Incomplete) as refusal:
        pull_proof(page_of(issue), by=team.layout_editor)
    assert block.placement and all(block.placement.headline in problem for problem in refusal.value.problems)
    assert not SetPage.objects.exists()


def test_a_story_without_a_block_refuses_the_proof(issue: Issue, team: Team) -> None:
    late = make_placement(team, page_of(issue), long_article(team))
    with pytest.raises(Incomplete) as refusal:
        pull_proofs(issue, by=team.layout_editor)
    assert len(refusal.value.problems) == 1 and late.headline in refusal.value.problems[0]


def test_a_character_that_no_font_has_refuses_the_proof(team: Team) -> None:
    issue = make_issue(1)
    content = make_content(body="<p>新邻居姓\U0002cf00，大家欢迎他。</p>")
    make_placement(team, page_of(issue), make_article(team, content, state=Article.State.APPROVED))
    lay_out(issue, team)
    with pytest.raises(Incomplete) as refusal:
        pull_proof(page_of(issue), by=team.layout_editor)
    assert "\U0002cf00" in refusal.value.problems[0]


def test_a_text_that_is_not_the_approved_one_refuses_proof_signature_and_release(
    issue: Issue, proof: SetPage, team: Team
) -> None:
    sign_three(proof, readers(team))
    placement = issue.placements.get(order=1)
    content = placement.revision.content()
    workflow.revise(placement.article, by=team.editor, expected_revision=1, content=make_content(body=content.body))
    for act in (
        lambda: pull_proof(page_of(issue), by=team.layout_editor),
        lambda: release_page(proof, by=team.chief_editor),
    ):
        with pytest.raises(Incomplete) as refusal:
            act()
        assert placement.revision.title in str(refusal.value)


def test_a_change_while_the_page_is_being_set_is_not_proofed(
    issue: Issue, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    from issues.proofs import pulling

    real = pulling._set

    def slow(layout: Any, page: Page) -> Any:
        made = real(layout, page)
        Placement.objects.filter(issue=issue, order=1).update(print_headline="换了标题")
        return made

    monkeypatch.setattr(pulling, "_set", slow)
    with pytest.raises(Stale):
        pull_proof(page_of(issue), by=team.layout_editor)
    assert not SetPage.objects.exists()


# -------------------------------------------------------------------------------------------------- marks


def test_a_mark_finds_the_story_under_it(issue: Issue, proof: SetPage, team: Team) -> None:
    second = proof.regions.all()[1]
    made = mark(
        proof, by=team.proofreader, x=second.x + 0.01, y=second.y + 0.01, width=0.05, height=0.01, text=" 漏了逗号。 "
    )
    assert (made.placement_id, made.text, made.state) == (second.placement_id, "漏了逗号。", ProofMark.State.OPEN)
    head = mark(proof, by=team.proofreader, x=0.5, y=0.001, text="报头日期")
    assert head.placement_id is None
    assert AuditEntry.objects.filter(action="page.mark").count() == 2
    assert standing(issue).open_marks == 2


@pytest.mark.parametrize("place", [(1.2, 0.1, 0, 0), (0.1, float("nan"), 0, 0), (0.1, 0.1, -0.2, 0), (-0.5, 0, 0.2, 0)])
def test_a_mark_beside_the_page_is_refused(proof: SetPage, team: Team, place: tuple[float, ...]) -> None:
    x, y, width, height = place
    with pytest.raises(WorkflowError):
        mark(proof, by=team.proofreader, x=x, y=y, width=width, height=height, text="哪里？")


def test_a_mark_over_the_edge_is_cut_there(proof: SetPage, team: Team) -> None:
    made = mark(proof, by=team.proofreader, x=0.9, y=-0.1, width=0.5, height=0.2, text="裁到边")
    assert (made.x, made.y, made.width, made.height) == (0.9, 0.0, 0.1, 0.1)


def test_marks_need_words_and_the_right(proof: SetPage, team: Team) -> None:
    with pytest.raises(Incomplete):
        mark(proof, by=team.proofreader, x=0.1, y=0.1, text="  ")
    with pytest.raises(Incomplete):
        mark(proof, by=team.proofreader, x=0.1, y=0.1, text="字" * 501)
    for person in (team.leader, team.layout_editor, team.contributor):
        with pytest.raises(NotPermitted):
            mark(proof, by=person, x=0.1, y=0.1, text="不行")


def test_story_at_prefers_the_region_around_the_middle() -> None:
    left, right = Region(x=0, y=0, width=0.5, height=1, order=0), Region(x=0.5, y=0, width=0.5, height=1, order=1)
    assert story_at([left, right], Place(0.4, 0.2, 0.4, 0.1)) is right
    assert story_at([Region(x=0, y=0, width=0.2, height=0.2, order=0)], Place(0.1, 0.1, 0.6, 0.6)) is not None
    assert story_at([Region(x=0, y=0, width=0.2, height=0.2, order=0)], Place(0.9, 0.9)) is None


def test_a_mark_is_answered_once_by_the_maker_or_taken_back_by_its_author(proof: SetPage, team: Team) -> None:
    one, two, three = (mark(proof, by=team.proofreader, x=0.1, y=0.1 * n, text="看这里") for n in (1, 2, 3))
    with pytest.raises(Incomplete):
        resolve_mark(one, by=team.layout_editor, state="declined")
    declined = resolve_mark(one, by=team.layout_editor, state="declined", answer="原文如此")
    assert (declined.state, declined.answer, declined.resolved_by) == ("declined", "原文如此", team.layout_editor)
    with pytest.raises(WrongState):
        resolve_mark(one, by=team.layout_editor, state="mended")
    with pytest.raises(NotPermitted):
        resolve_mark(two, by=team.editor, state="mended")
    with pytest.raises(NotPermitted):
        resolve_mark(two, by=team.proofreader, state="declined", answer="算了")
    assert resolve_mark(two, by=team.proofreader, state="mended").resolved_by == team.proofreader
    with pytest.raises(WrongState):
        resolve_mark(three, by=team.layout_editor, state="open")


# ------------------------------------------------------------------------------------------------ signing


def test_three_people_sign_one_pdf_and_the_chief_editor_releases_it(issue: Issue, proof: SetPage, team: Team) -> None:
    people = readers(team)
    with pytest.raises(WrongState):
        sign_proof(proof, by=people[0], step=Step.SECOND_PROOF)
    sign_three(proof, people)
    waits = Notification.objects.filter(kind="page.waiting", recipient=team.chief_editor).get()
    assert waits.detail["step"] == Step.RELEASE
    with pytest.raises(NotPermitted):
        release_page(proof, by=team.editor)
    release_page(proof, by=team.chief_editor, opinion="可以印。")
    assert standing(issue).is_released
    rows = PageSignOff.objects.all()
    assert {row.pdf_hash for row in rows} == {proof.pdf_hash} and [row.step for row in rows] == [*PROOFS, Step.RELEASE]
    assert {n.recipient for n in Notification.objects.filter(kind="page.released")} == {*people, team.layout_editor}
    with pytest.raises(WrongState):
        release_page(proof, by=team.chief_editor)
    with pytest.raises(WrongState):
        sign_proof(proof, by=team.chief_editor, step=Step.RELEASE)


def test_nobody_signs_two_proofs_of_a_page(proof: SetPage, team: Team) -> None:
    sign_proof(proof, by=team.proofreader, step=Step.FIRST_PROOF)
    with pytest.raises(FourEyes):
        sign_proof(proof, by=team.proofreader, step=Step.SECOND_PROOF)
    for person in (team.layout_editor, team.leader, team.section_head):
        with pytest.raises(NotPermitted):
            sign_proof(proof, by=person, step=Step.SECOND_PROOF)
    assert PageSignOff.objects.count() == 1


def test_an_open_mark_keeps_everybody_from_signing(proof: SetPage, team: Team) -> None:
    made = mark(proof, by=team.proofreader, x=0.2, y=0.3, text="标题少一字")
    with pytest.raises(Incomplete):
        sign_proof(proof, by=team.editor, step=Step.FIRST_PROOF)
    resolve_mark(made, by=team.layout_editor, state="declined", answer="标题没有错")
    assert sign_proof(proof, by=team.editor, step=Step.FIRST_PROOF).step == Step.FIRST_PROOF


def test_release_waits_for_the_third_proof(issue: Issue, proof: SetPage, team: Team) -> None:
    with pytest.raises(WrongState):
        release_page(proof, by=team.chief_editor)
    with pytest.raises(WrongState):
        release_issue(issue, by=team.chief_editor)


def test_a_return_rests_on_a_mark_and_tells_the_makers(issue: Issue, proof: SetPage, team: Team) -> None:
    with pytest.raises(Incomplete):
        return_proof(proof, by=team.proofreader, opinion=" ")
    returned = return_proof(proof, by=team.proofreader, opinion="整版行距不齐，请查。")
    assert (returned.verdict, returned.step) == (PageSignOff.Verdict.RETURNED, Step.FIRST_PROOF)
    made = ProofMark.objects.get()
    assert (made.x, made.y, made.width, made.height, made.placement) == (0, 0, 1, 1, None)
    assert standing(issue).returned == returned
    assert Notification.objects.get(kind="page.returned").recipient == team.layout_editor
    resolve_mark(made, by=team.layout_editor, state="mended")
    assert standing(issue).returned is None


def test_an_unknown_opinion_length_is_refused(proof: SetPage, team: Team) -> None:
    with pytest.raises(Incomplete):
        sign_proof(proof, by=team.proofreader, step=Step.FIRST_PROOF, opinion="好" * 1001)
    assert not PageSignOff.objects.exists()


def test_a_change_voids_every_signature_and_says_so_once(issue: Issue, proof: SetPage, team: Team) -> None:
    people = readers(team)
    sign_three(proof, people)
    release_page(proof, by=team.chief_editor)
    placement = issue.placements.get(order=1)
    planning.adjust(
        placement, by=team.layout_editor, prominence=3, print_headline="换一个标题", seen=(placement.prominence, "")
    )
    tell_voided(issue, by=team.layout_editor)
    now = standing(issue)
    assert now.set_page is None and not now.is_released and now.due == Step.FIRST_PROOF
    assert [signature.step for signature in now.voided] == [*PROOFS, Step.RELEASE]
    told = {n.recipient for n in Notification.objects.filter(kind="page.voided")}
    assert told == {*people, team.chief_editor}  # the layout editor did it herself
    assert tell_voided(issue, by=team.layout_editor) == []
    assert AuditEntry.objects.filter(action="page.void").count() == 1
    for act in (
        lambda: sign_proof(proof, by=people[0], step=Step.FIRST_PROOF),
        lambda: release_page(proof, by=team.chief_editor),
        lambda: return_proof(proof, by=people[0], opinion="改"),
    ):
        with pytest.raises(Stale):
            act()
    newer = pull_proof(page_of(issue), by=team.layout_editor)
    assert newer.pk != proof.pk and standing(issue).due == Step.FIRST_PROOF
    with pytest.raises(Stale):
        mark(proof, by=people[0], x=0.1, y=0.1, text="旧样")


def test_a_verb_of_the_plan_tells_of_void_proofs_when_it_is_committed(
    issue: Issue, proof: SetPage, team: Team, django_capture_on_commit_callbacks: Any
) -> None:
    sign_proof(proof, by=team.proofreader, step=Step.FIRST_PROOF)
    placement = issue.placements.get(order=1)
    seen = (placement.prominence, "")
    with django_capture_on_commit_callbacks(execute=True):
        planning.adjust(placement, by=team.layout_editor, prominence=3, print_headline="", seen=seen)
    assert not Notification.objects.filter(kind="page.voided").exists()  # the page is the same
    with django_capture_on_commit_callbacks(execute=True):
        planning.adjust(placement, by=team.layout_editor, prominence=3, print_headline="新题", seen=(3, ""))
    assert Notification.objects.get(kind="page.voided").recipient == team.proofreader


def test_a_page_with_signatures_is_not_removed(team: Team) -> None:
    issue = planned_issue(team, stories=1)
    empty = Page.objects.create(issue=issue, sequence=2, name="副刊")
    set_page = SetPage.objects.create(
        page=empty, fingerprint="a", pdf_hash="b", folder="c", pdf_bytes=1, width=1, height=1, made_by=team.editor
    )
    ProofMark.objects.create(set_page=set_page, x=0.1, y=0.1, text="改", author=team.editor)
    plan = [PagePlan(1, "要闻", pk=page_of(issue).pk)]
    with pytest.raises(Incomplete):
        change_issue(
            issue,
            by=team.layout_editor,
            number=issue.number,
            total_number=issue.total_number,
            date=issue.date,
            pages=plan,
            expected=version_of(issue),
        )
    assert issue.pages.count() == 2


def test_pulling_a_changed_page_tells_that_its_proofs_are_void(issue: Issue, proof: SetPage, team: Team) -> None:
    sign_proof(proof, by=team.proofreader, step=Step.FIRST_PROOF)
    Placement.objects.filter(issue=issue, order=1).update(print_headline="换了")
    pull_proof(page_of(issue), by=team.layout_editor)
    assert Notification.objects.get(kind="page.voided").recipient == team.proofreader


def test_a_mark_on_an_earlier_setting_stays_open_on_the_next(issue: Issue, proof: SetPage, team: Team) -> None:
    made = mark(proof, by=team.proofreader, x=0.2, y=0.2, text="改")
    Placement.objects.filter(issue=issue, order=1).update(print_headline="换了")
    newer = pull_proof(page_of(issue), by=team.layout_editor)
    assert standing(issue).open_marks == 1
    with pytest.raises(Incomplete):
        sign_proof(newer, by=team.proofreader, step=Step.FIRST_PROOF)
    resolve_mark(made, by=team.layout_editor, state="mended")
    sign_proof(newer, by=team.proofreader, step=Step.FIRST_PROOF)


def test_a_mark_after_the_release_alarms_the_chief_editor(issue: Issue, proof: SetPage, team: Team) -> None:
    sign_three(proof, readers(team))
    release_page(proof, by=team.chief_editor)
    mark(proof, by=team.proofreader, x=0.2, y=0.2, text="名字错了")
    told = {n.recipient for n in Notification.objects.filter(kind="page.marked_late")}
    assert told == {team.chief_editor, team.layout_editor}
    with pytest.raises(WrongState):
        return_proof(proof, by=team.chief_editor, opinion="停")


def test_release_of_the_issue_takes_what_is_ready_or_nothing(team: Team) -> None:
    issue = planned_issue(team, pages=2, stories=1)
    first, second = pull_proofs(issue, by=team.layout_editor)
    people = readers(team)
    sign_three(first, people)
    assert [row.page.sequence for row in release_issue(issue, by=team.chief_editor)] == [1]
    assert [each.is_released for each in issue_standing(issue)] == [True, False]
    sign_three(second, people)
    placement = issue.placements.get(page__sequence=2)
    Article.objects.filter(pk=placement.article_id).update(state=Article.State.SENT_BACK)
    with pytest.raises(Incomplete):
        release_issue(issue, by=team.chief_editor)
    assert not standing(issue, 2).is_released


def jumping_issue(team: Team) -> tuple[Issue, Placement]:
    """An issue whose first story goes on at the top of page 2."""
    issue = make_issue(2)
    long = make_placement(team, page_of(issue), long_article(team, 24))
    make_placement(team, page_of(issue, 2), long_article(team))
    lay_out(issue, team)
    whole = Block.objects.get(placement=long)
    top = stored_layout(issue).style.area(2, 2).y
    Block.objects.exclude(placement=long).update(y=top + whole.height)
    Block.objects.create(
        issue=issue,
        page=page_of(issue, 2),
        placement=long,
        part=1,
        x=0,
        y=top,
        width=whole.width,
        height=whole.height,
        text_columns=whole.text_columns,
        headline_level=whole.headline_level,
    )
    Block.objects.filter(pk=whole.pk).update(height=max(8, whole.height // 2))
    return issue, long


def test_a_jumped_story_is_read_back_over_both_pages(team: Team) -> None:
    issue, long = jumping_issue(team)
    first, second = pull_proofs(issue, by=team.layout_editor)
    assert [story["part"] for story in first.text] == [0]
    assert (second.text[0]["part"], second.text[0]["article"]) == (1, long.article_id)
    joined = first.text[0]["text"].replace("\n", "") + second.text[0]["text"].replace("\n", "")
    assert joined == long.revision.text.replace("\n", "")
    assert second.regions.all()[0].placement_id == long.pk


def test_a_block_in_the_margin_refuses_the_proof(issue: Issue, team: Team) -> None:
    Block.objects.filter(issue=issue).order_by("y").first().delete()  # type: ignore[union-attr]
    Block.objects.filter(issue=issue).update(y=0)
    with pytest.raises(Incomplete) as refusal:
        pull_proof(page_of(issue), by=team.layout_editor)
    assert "type area" in str(refusal.value) or "版心" in str(refusal.value)


# ------------------------------------------------------------------------------------------- verification


def test_verification_finds_a_changed_pdf_a_changed_row_and_a_missing_signature(
    issue: Issue, proof: SetPage, team: Team
) -> None:
    sign_three(proof, readers(team))
    link_chain()
    assert verify(further=PAGE_CHECKS).holds
    name = f"{proof.folder}/page.pdf"
    data = read_file(proof, "page.pdf")
    store_once(name, data + b" ")
    wrong = verify(further=PAGE_CHECKS)
    assert [each.wrong for each in wrong.breaks] == ["content"] * 3 and str(issue) in wrong.breaks[0].words
    store_once(name, data)
    first, second = PageSignOff.objects.all()[:2]
    tamper("UPDATE issues_pagesignoff SET opinion = '补写' WHERE id = %s", first.pk)
    tamper("DELETE FROM issues_pagesignoff WHERE id = %s", second.pk)
    assert sorted(each.wrong for each in verify(further=PAGE_CHECKS).breaks) == ["missing", "signature"]
