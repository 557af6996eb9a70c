"""Composing an issue of the newsroom: the verb, what it stores, and the command."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEntry
from articles import workflow
from articles.content import Content, Source
from articles.errors import NotPermitted, Stale, WrongState
from articles.models import Article
from articles.steps import REVIEWS
from issues import planning
from issues.composing_storage import NothingToCompose, _settle, compose_issue, guessed_prominence, preview_composition
from issues.models import Block, Issue, Page, Placement
from issues.typesetting.plan import plan_version, stored_layout
from tests.factories import Team, make_publication
from tests.issues.invented_issues import invented_issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return Team()


def planned_issue(pages: tuple[str, ...] = ("要闻", "社区扫描")) -> Issue:
    """An issue in the making with empty pages."""
    publication = make_publication(name="清晏社区", slug="qingyan")
    issue = Issue.objects.create(publication=publication, number=1, total_number=1, date=date(2026, 11, 30))
    for sequence, name in enumerate(pages, 1):
        Page.objects.create(issue=issue, sequence=sequence, name=name)
    return issue


def approved(team: Team, count: int, seed: int = 1) -> list[Article]:
    """Articles of an invented issue that passed their three reviews."""
    found = []
    for story in invented_issue(seed, count):
        body = "".join(
            f"<h3>{part.text}</h3>" if part.kind == "subhead" else f"<p>{part.text}</p>" for part in story.paragraphs
        )
        content = Content(
            title=story.title,
            body=body,
            kind="brief" if story.kind == "brief" else "report",
            attributions=(Source(team.department.name, team.department.pk),),
        )
        article = workflow.create(by=team.contributor, department=team.department, content=content)
        workflow.submit(article, by=team.contributor, expected_revision=1)
        for review, signer in zip(REVIEWS, team.signers, strict=True):
            article.refresh_from_db()
            workflow.approve(article, by=signer, expected_revision=1, step=review.step)
        article.refresh_from_db()
        found.append(article)
    return found


def places(issue: Issue) -> list[tuple[int, int, int, int, int, str]]:
    return [
        (block.page.sequence, block.x, block.y, block.width, block.height, block.placement.revision.title)
        for block in Block.objects.filter(issue=issue).in_order().select_related("placement__revision")
        if block.placement
    ]


def test_approved_articles_fill_the_pages(team: Team) -> None:
    issue, articles = planned_issue(), approved(team, 10)
    composed = compose_issue(issue, by=team.layout_editor)
    placed = issue.placements.count()
    assert placed == len(composed.added) == Block.objects.filter(issue=issue, part=0).count()
    assert placed + len(composed.composition.left_out) == len(articles)
    assert placed >= 4
    for page in issue.pages.all():
        assert list(page.placements.order_by("order").values_list("order", flat=True)) == list(
            range(1, page.placements.count() + 1)
        )
    entry = AuditEntry.objects.get(action="issue.compose")
    assert entry.result == AuditEntry.Result.DONE
    assert entry.actor == team.layout_editor


def test_preview_and_composing_again_give_the_same_pages(team: Team) -> None:
    issue = planned_issue()
    approved(team, 9)
    shown = preview_composition(issue, by=team.layout_editor, seed=3)
    assert not issue.placements.exists()
    assert not issue.blocks.exists()
    done = compose_issue(issue, by=team.layout_editor, seed=3)
    rects = [[block.rect for block in page.blocks] for page in shown.layout.pages]
    assert rects == [[block.rect for block in page.blocks] for page in done.layout.pages]
    before = places(issue)
    compose_issue(issue, by=team.layout_editor, seed=3)
    assert places(issue) == before


def test_pinned_blocks_stay_when_composing_again(team: Team) -> None:
    issue = planned_issue()
    approved(team, 10)
    compose_issue(issue, by=team.layout_editor, seed=1)
    pinned = Block.objects.filter(issue=issue, page__sequence=1).order_by("-y").first()
    assert pinned is not None
    assert pinned.placement is not None
    Block.objects.filter(pk=pinned.pk).update(pinned=True)
    where = (1, pinned.x, pinned.y, pinned.width, pinned.height, pinned.placement.revision.title)
    compose_issue(issue, by=team.layout_editor, seed=2)
    assert where in places(issue)
    assert Block.objects.get(issue=issue, placement=pinned.placement).pinned


def test_story_that_a_person_placed_keeps_its_page(team: Team) -> None:
    issue, articles = planned_issue(), approved(team, 10)
    chosen = max(articles[:8], key=lambda article: len(article.current_revision.body))  # type: ignore[union-attr]
    page = issue.pages.get(sequence=2)
    planning.place(chosen, by=team.layout_editor, page=page, expected_revision=1, prominence=2)
    compose_issue(issue, by=team.layout_editor)
    placement = Placement.objects.get(issue=issue, article=chosen)
    assert placement.page == placement.asked_page == page
    assert placement.prominence == 2
    assert placement.blocks.count() == 1
    assert not issue.placements.exclude(pk=placement.pk).filter(asked_page__isnull=False).exists()
    before = places(issue)
    compose_issue(issue, by=team.layout_editor)
    assert places(issue) == before


def test_what_a_person_said_of_a_story_without_room_is_kept(team: Team) -> None:
    issue, articles = planned_issue(), approved(team, 3)
    kept = planning.place(articles[0], by=team.layout_editor, page=issue.pages.get(sequence=2), expected_revision=1)
    ranks = [guessed_prominence(article) for article in articles]
    for order, (article, rank) in enumerate(zip(articles[1:], (ranks[1] % 5 + 1, ranks[2]), strict=True), 1):
        Placement.objects.create(
            issue=issue,
            page=issue.pages.get(sequence=1),
            article=article,
            revision=article.revisions.get(),
            order=order,
            prominence=rank,
            placed_by=team.layout_editor,
        )
    _settle(issue, stored_layout(issue))  # as if composing had found no room for any
    assert set(issue.placements.values_list("article_id", flat=True)) == {kept.article_id, articles[1].pk}


def test_who_does_not_place_articles_does_not_compose(team: Team) -> None:
    issue = planned_issue()
    approved(team, 6)
    with pytest.raises(NotPermitted):
        compose_issue(issue, by=team.contributor)
    assert not issue.placements.exists()
    assert AuditEntry.objects.get(action="issue.compose").result == AuditEntry.Result.REFUSED


def test_published_issue_is_not_composed(team: Team) -> None:
    issue = planned_issue()
    Issue.objects.filter(pk=issue.pk).update(
        state=Issue.State.PUBLISHED, published_at="2026-11-30T00:00Z", published_by=team.chief_editor
    )
    with pytest.raises(WrongState):
        compose_issue(issue, by=team.layout_editor)


def test_plan_changed_meanwhile_is_not_overwritten(team: Team) -> None:
    issue = planned_issue()
    approved(team, 7)
    seen = plan_version(issue)
    compose_issue(issue, by=team.layout_editor, expected=seen)
    before = places(issue)
    with pytest.raises(Stale):
        compose_issue(issue, by=team.layout_editor, seed=5, expected=seen)
    assert places(issue) == before


def test_issue_without_pages_or_articles_says_what_is_missing(team: Team) -> None:
    with pytest.raises(NothingToCompose):
        compose_issue(planned_issue(()), by=team.layout_editor)


def test_issue_without_articles_says_what_is_missing(team: Team) -> None:
    with pytest.raises(NothingToCompose):
        compose_issue(planned_issue(), by=team.layout_editor)


def test_rank_is_guessed_from_kind_and_length(team: Team) -> None:
    articles = approved(team, 12, seed=4)
    for article in articles:
        revision = article.current_revision
        assert revision is not None
        if revision.kind == "brief":
            assert guessed_prominence(article) == Placement.Prominence.SMALL
        elif len(revision.body) > 800:
            assert guessed_prominence(article) == Placement.Prominence.MAJOR


def test_command_reports_checks_and_reasons(team: Team) -> None:
    issue = planned_issue()
    approved(team, 9)
    out = StringIO()
    call_command("compose", f"pk:{issue.pk}", "--dry-run", "--json", stdout=out)
    report = json.loads(out.getvalue())
    assert [page["page"] for page in report["pages"]] == [1, 2]
    filled = [page for page in report["pages"] if page["blocks"]]
    assert filled
    assert all(not page["check"]["overset"] and page["check"]["white"] < 0.1 for page in filled)
    assert all(block["reasons"] for page in filled for block in page["blocks"])
    assert not issue.blocks.exists()
    call_command("compose", f"pk:{issue.pk}", stdout=(words := StringIO()))
    assert issue.blocks.exists()
    assert "PDF:" in words.getvalue()


def test_command_refuses_an_unknown_issue_and_account(team: Team) -> None:
    with pytest.raises(CommandError):
        call_command("compose", "99999")
    issue = planned_issue()
    with pytest.raises(CommandError):
        call_command("compose", f"pk:{issue.pk}", "--by", "nobody")
