"""Publishing for a later hour, taking an issue off again, and the points that the release to print adds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts import clock
from accounts.models import AuditEntry
from accounts.roles import Role
from articles import workflow
from articles.content import Picture
from articles.errors import Incomplete, NotPermitted, WorkflowError, WrongState
from articles.models import Article, Photo, Revision
from articles.steps import REVIEWS
from issues import planning
from issues.models import Issue, Publication
from issues.publishing import Cure, publish_issue, publishing_checks, withdraw_issue
from tests.factories import (
    Team,
    make_article,
    make_content,
    make_issue,
    make_photo,
    make_placement,
    make_published_issue,
    make_released,
    make_user,
)

pytestmark = pytest.mark.django_db


def released_issue(team: Team, pages: int = 1, **fields: Any) -> Issue:
    """An issue with two articles on each page, released to print."""
    issue = make_issue(pages, **fields)
    for page in issue.pages.all():
        make_placement(team, page)
        make_placement(team, page)
    return make_released(issue, team)


def open_cures(issue: Issue) -> list[Cure]:
    """The cures of the points that are open."""
    return [point.cure for check in publishing_checks(issue) for point in check.points]


def correct(team: Team, article: Article) -> Article:
    """A correction of a public article, approved by everybody."""
    fields = {"correction_note": "数字有误。"}
    workflow.correct(article, by=team.editor, expected_revision=1, content=make_content("改正后的标题", **fields))
    article.refresh_from_db()
    for review, signer in zip(REVIEWS, [team.section_head, make_user(Role.EDITOR), team.chief_editor], strict=True):
        article = workflow.approve(article, by=signer, expected_revision=2, step=review.step)
    return article


# ------------------------------------------------------------------------------------- what has to be there


def test_article_without_a_place_and_page_without_release_are_open(team: Team) -> None:
    issue = make_issue(1)
    make_placement(team, issue.pages.get())
    assert open_cures(issue) == [Cure.BOARD, Cure.PROOFS]
    make_released(issue, team)
    assert open_cures(issue) == []


def test_change_after_the_release_voids_it(team: Team) -> None:
    issue = released_issue(team, pages=2)
    planning.adjust(
        issue.placements.all()[0], by=team.layout_editor, prominence=3, print_headline="换个标题", seen=(3, "")
    )
    points = [point for check in publishing_checks(issue) for point in check.points]
    assert [(point.cure, point.page.sequence if point.page else 0) for point in points] == [(Cure.PROOFS, 1)]
    with pytest.raises(Incomplete):
        publish_issue(issue, by=team.chief_editor)
    issue.refresh_from_db()
    assert not issue.is_published


def test_article_added_after_the_checklist_was_green_is_not_published(team: Team) -> None:
    issue = released_issue(team)
    assert not open_cures(issue)
    late = make_placement(team, issue.pages.get())
    with pytest.raises(Incomplete):
        publish_issue(issue, by=team.chief_editor)
    late.article.refresh_from_db()
    assert late.article.state == Article.State.APPROVED and not Article.objects.published().exists()


def test_incomplete_imprint_is_open_by_identity(team: Team) -> None:
    released_issue(team)
    Publication.objects.update(printer="", recipients="")
    assert open_cures(Issue.objects.get()).count(Cure.IMPRINT) == 2
    Publication.objects.update(identity="newspaper", cn_number="CN 31-0000", permit_number="")
    assert open_cures(Issue.objects.get()).count(Cure.IMPRINT) == 3  # sponsor, address, printer


def test_issue_of_the_archive_needs_reviews_but_no_proofs(team: Team) -> None:
    make_published_issue(team, number=9, total_number=90, date=date(2026, 9, 1))
    old = make_issue(1, number=3, total_number=20, date=date(2019, 5, 10), origin=Issue.Origin.ARCHIVE)
    placement = make_placement(team, old.pages.get())
    assert open_cures(old) == []
    published = publish_issue(old, by=team.chief_editor)
    placement.article.refresh_from_db()
    assert published.published_at is not None and published.published_at.date() == old.date
    assert placement.article.published_at == published.published_at


# ------------------------------------------------------------------------------------------- a later hour


def test_readers_see_a_scheduled_issue_from_its_hour_on_though_nothing_runs(team: Team, client: Client) -> None:
    issue = released_issue(team)
    hour = clock.now() + timedelta(hours=3)
    published = publish_issue(issue, by=team.chief_editor, at=hour)
    article = issue.placements.all()[0].article
    addresses = [issue.get_absolute_url(), article.get_absolute_url()]
    assert published.is_scheduled and list(Issue.objects.scheduled()) == [issue]
    assert not Issue.objects.published().exists() and not Article.objects.published().exists()
    assert not Revision.objects.published().exists()
    assert [client.get(address).status_code for address in addresses] == [404, 404]
    with clock.at(hour - timedelta(seconds=1)):
        assert [client.get(address).status_code for address in addresses] == [404, 404]
    with clock.at(hour):
        assert [client.get(address).status_code for address in addresses] == [200, 200]
    entry = AuditEntry.objects.get(action="issue.publish", result="done")
    assert entry.detail["scheduled"] == hour.isoformat()


def test_photos_of_a_scheduled_issue_are_not_public_before_its_hour(team: Team) -> None:
    photo = make_photo(team.contributor)
    content = make_content(photos=(Picture(photo.pk, alternative_text="晨光里的弄堂"),))
    issue = make_issue(1)
    make_placement(team, issue.pages.get(), make_article(team, content, state=Article.State.APPROVED))
    hour = clock.now() + timedelta(hours=1)
    publish_issue(make_released(issue, team), by=team.chief_editor, at=hour)
    assert not Photo.objects.published().exists()
    with clock.at(hour):
        assert list(Photo.objects.published()) == [photo]


def test_pages_of_a_scheduled_issue_no_longer_change(team: Team) -> None:
    issue = released_issue(team)
    publish_issue(issue, by=team.chief_editor, at=clock.now() + timedelta(hours=1))
    with pytest.raises(WrongState):
        make_placement(team, issue.pages.get())


@pytest.mark.parametrize("wait", [timedelta(0), timedelta(hours=-1), timedelta(days=61)])
def test_hour_that_is_past_or_too_far_is_refused(team: Team, wait: timedelta) -> None:
    issue = released_issue(team)
    with pytest.raises(WorkflowError):
        publish_issue(issue, by=team.chief_editor, at=clock.now() + wait)
    issue.refresh_from_db()
    assert not issue.is_published


def test_correction_of_what_readers_see_is_not_put_off_with_an_issue(team: Team) -> None:
    article = correct(team, make_article(team, state=Article.State.PUBLISHED))
    issue = make_issue(1)
    make_placement(team, issue.pages.get(), article)
    make_released(issue, team)
    with pytest.raises(Incomplete):
        publish_issue(issue, by=team.chief_editor, at=clock.now() + timedelta(hours=1))
    article.refresh_from_db()
    assert article.state == Article.State.APPROVED


def test_scheduled_issue_is_taken_back_without_a_reason_and_leaves_no_mark(team: Team) -> None:
    issue = released_issue(team)
    publish_issue(issue, by=team.chief_editor, at=clock.now() + timedelta(hours=1))
    back = withdraw_issue(issue, by=team.chief_editor)
    assert (back.state, back.withdrawn_at, back.published_at) == (Issue.State.PLANNED, None, None)
    assert set(Article.objects.values_list("state", flat=True)) == {Article.State.APPROVED}
    assert publish_issue(issue, by=team.chief_editor).is_published


# ---------------------------------------------------------------------------------------------- withdrawal


def test_withdrawn_issue_takes_its_own_articles_along_and_comes_back_whole(team: Team, client: Client) -> None:
    issue = make_issue(1)
    ahead = make_article(team, state=Article.State.PUBLISHED)
    make_placement(team, issue.pages.get(), ahead)
    own = make_placement(team, issue.pages.get()).article
    issue = publish_issue(make_released(issue, team), by=team.chief_editor)
    withdrawn = withdraw_issue(issue, by=team.chief_editor, reason="印错了一张照片。")
    own.refresh_from_db()
    assert (own.state, own.published_revision) == (Article.State.APPROVED, None)
    assert list(Article.objects.published()) == [ahead]
    assert withdrawn.withdrawal_reason == "印错了一张照片。"
    assert client.get(own.get_absolute_url()).status_code == 404
    again = publish_issue(withdrawn, by=team.chief_editor)
    assert again.withdrawn_at is None and again.withdrawal_reason == ""
    assert Article.objects.published().count() == 2
    assert client.get(issue.get_absolute_url()).status_code == 200
    detail = AuditEntry.objects.get(action="issue.withdraw").detail
    assert (detail["reason"], detail["articles"], detail["was_out"]) == ("印错了一张照片。", 1, True)


def test_withdrawn_issue_comes_back_though_a_later_one_is_out(team: Team) -> None:
    issue = make_published_issue(team, number=1, total_number=10, date=date(2026, 1, 5))
    make_published_issue(team, number=2, total_number=11, date=date(2026, 1, 19))
    withdraw_issue(issue, by=team.chief_editor, reason="重印。")
    assert publish_issue(issue, by=team.chief_editor).is_published


def test_correction_in_work_stays_in_review_when_its_issue_is_withdrawn(team: Team) -> None:
    issue = make_published_issue(team, articles=1)
    article = issue.placements.get().article
    content = make_content("改一改", correction_note="名字有误。")
    workflow.correct(article, by=team.editor, expected_revision=1, content=content)
    withdraw_issue(issue, by=team.chief_editor, reason="名字有误。")
    article.refresh_from_db()
    assert (article.state, article.published_revision) == (Article.State.FIRST_REVIEW, None)
    assert open_cures(issue)  # another text waits for its signatures


def test_withdrawal_wants_a_reason_and_the_chief_editor(team: Team) -> None:
    issue = make_published_issue(team)
    with pytest.raises(Incomplete):
        withdraw_issue(issue, by=team.chief_editor, reason="  ")
    with pytest.raises(Incomplete):
        withdraw_issue(issue, by=team.chief_editor, reason="长" * 301)
    with pytest.raises(NotPermitted):
        withdraw_issue(issue, by=team.layout_editor, reason="不行。")
    withdraw_issue(issue, by=team.chief_editor, reason="停发。")
    with pytest.raises(WrongState):
        withdraw_issue(issue, by=team.chief_editor, reason="停发。")


def test_retracted_article_holds_the_issue_back_when_it_is_published_again(team: Team) -> None:
    issue = make_published_issue(team)
    article = issue.placements.all()[0].article
    workflow.retract(article, by=team.chief_editor, expected_revision=1, reason="失实。")
    withdraw_issue(issue, by=team.chief_editor, reason="有一篇失实。")
    with pytest.raises(Incomplete):
        publish_issue(issue, by=team.chief_editor)
