"""The plan of an issue: what it shows, what its buttons do, and what it says when the world moved."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles import workflow
from articles.content import Source
from articles.models import Article, Revision
from articles.steps import REVIEWS
from issues import planning
from issues.models import Issue, Placement
from tests.factories import (
    Team,
    make_article,
    make_column,
    make_content,
    make_department,
    make_issue,
    make_placement,
    make_published_issue,
)

pytestmark = pytest.mark.django_db


def url(name: str, *args: Any) -> str:
    return reverse(f"desk:{name}", args=args)


def said(client: Client, answer: Any) -> str:
    """What the page after a redirect says."""
    page = client.get(answer["Location"])
    return " ".join(str(message) for message in page.context["messages"])


@pytest.fixture
def layout(client: Client, team: Team) -> Client:
    """A logged-in layout editor."""
    client.force_login(team.layout_editor)
    return client


@pytest.fixture
def issue(team: Team) -> Issue:
    """A planned issue with four pages."""
    return make_issue()


def change(team: Team, article: Article, *, signed: bool) -> None:
    """Give an approved article another text, and take it through the reviews where ``signed``."""
    content = make_content("后来的标题", attributions=(Source(team.department.name, team.department.pk),))
    workflow.revise(article, by=team.editor, expected_revision=1, content=content)
    for review, signer in zip(REVIEWS, [team.section_head, team.chief_editor, team.leader], strict=True):
        if signed:
            workflow.approve(article, by=signer, expected_revision=2, step=review.step)


def test_plan_shows_each_page_with_its_stories_and_lengths(layout: Client, team: Team, issue: Issue) -> None:
    first = issue.pages.get(sequence=1)
    a = make_placement(team, first, prominence=1, print_headline="见报的标题")
    b = make_placement(team, first)
    answer = layout.get(url("issue_plan", issue.pk))
    card = answer.context["cards"][0]
    assert [story.placement for story in card.stories] == [a, b]
    assert card.characters == a.revision.characters + b.revision.characters > 0
    assert answer.context["characters"] == card.characters and answer.context["story_count"] == 2
    page = answer.content.decode()
    assert "见报的标题" in page and a.revision.title in page
    assert len(answer.context["cards"]) == 4


def test_card_says_how_long_the_page_was_last_time(layout: Client, team: Team) -> None:
    make_published_issue(team, pages=1, articles=1, total_number=50, number=1)
    last = make_published_issue(team, pages=2, articles=3, total_number=51, number=2)
    issue = make_issue(3, total_number=52, number=3)
    each = last.placements.all()[0].revision.characters
    cards = layout.get(url("issue_plan", issue.pk)).context["cards"]
    assert [card.last_time for card in cards] == [3 * each, 3 * each, None]


def test_article_is_placed_from_the_pool(layout: Client, team: Team, issue: Issue) -> None:
    article = make_article(team, state=Article.State.APPROVED)
    page = issue.pages.get(sequence=2)
    data = {"article": article.pk, "revision": 1, "page": page.pk, "prominence": "2", "back": "kind=report&q=新"}
    answer = layout.post(url("placement_place", issue.pk), data)
    assert answer["Location"] == f"{url('issue_plan', issue.pk)}?kind=report&q=%E6%96%B0#pool"
    placement = Placement.objects.get(article=article)
    assert (placement.page, placement.prominence, placement.placed_by) == (page, 2, team.layout_editor)
    assert str(placement.headline) in said(layout, answer)


def test_buttons_of_a_card_move_adjust_and_take_off(layout: Client, team: Team, issue: Issue) -> None:
    first, second = issue.pages.get(sequence=1), issue.pages.get(sequence=2)
    a, b = make_placement(team, first), make_placement(team, first)
    answer = layout.post(url("placement_move", b.pk), {"page": first.pk, "order": "1"})
    assert answer["Location"].endswith(f"#placement-{b.pk}")
    layout.post(url("placement_move", a.pk), {"page": second.pk, "order": "999"})
    adjusted = {"prominence": "1", "print_headline": "短标题", "seen_prominence": "3", "seen_print_headline": ""}
    layout.post(url("placement_adjust", a.pk), adjusted)
    a.refresh_from_db()
    b.refresh_from_db()
    assert (a.page, a.order, a.prominence, a.print_headline) == (second, 1, 1, "短标题")
    assert (b.page, b.order) == (first, 1)
    layout.post(url("placement_remove", a.pk))
    assert not Placement.objects.filter(pk=a.pk).exists()
    pool = layout.get(url("issue_plan", issue.pk)).context["shown"]
    assert a.article in pool.object_list


def test_changed_article_is_marked_and_followed_only_after_its_reviews(
    layout: Client, team: Team, issue: Issue
) -> None:
    waiting, signed = (make_placement(team, issue.pages.get(sequence=1)) for _ in range(2))
    withdrawn = make_placement(team, issue.pages.get(sequence=2))
    change(team, waiting.article, signed=False)
    change(team, signed.article, signed=True)
    workflow.withdraw(withdrawn.article, by=team.contributor, expected_revision=1)
    answer = layout.get(url("issue_plan", issue.pk))
    found = {story.placement.pk: story.concern for card in answer.context["cards"] for story in card.stories}
    assert found == {waiting.pk: "reviewed_again", signed.pk: "changed", withdrawn.pk: "not_approved"}
    assert answer.context["concern_count"] == 3
    assert url("placement_refresh", signed.pk) in answer.content.decode()
    assert url("placement_refresh", waiting.pk) not in answer.content.decode()
    layout.post(url("placement_refresh", waiting.pk), {"revision": "2"})
    layout.post(url("placement_refresh", signed.pk), {"revision": "2"})
    waiting.refresh_from_db()
    signed.refresh_from_db()
    assert (waiting.revision.number, signed.revision.number) == (1, 2)


def test_published_issue_shows_its_plan_without_pool_and_buttons(layout: Client, team: Team) -> None:
    issue = make_published_issue(team)
    page = layout.get(url("issue_plan", issue.pk)).content.decode()
    assert issue.get_absolute_url() in page
    assert 'id="pool"' not in page and "/move/" not in page


def test_pool_holds_approved_articles_that_stand_nowhere(layout: Client, team: Team, issue: Issue) -> None:
    waiting = make_article(team, state=Article.State.APPROVED)
    make_article(team, state=Article.State.FINAL_REVIEW)
    make_placement(team, issue.pages.all()[0])
    make_placement(team, make_issue().pages.all()[0])
    assert list(layout.get(url("issue_plan", issue.pk)).context["shown"]) == [waiting]


def test_pool_is_filtered_by_words_column_kind_and_department(layout: Client, team: Team, issue: Issue) -> None:
    column, other = make_column(), make_department()
    wanted = make_content("桥边的修伞铺", column_id=column.pk, kind=Revision.Kind.FEATURE)
    article = make_article(team, wanted, state=Article.State.APPROVED)
    make_article(team, state=Article.State.APPROVED)
    plan = url("issue_plan", issue.pk)
    for asked in ({"q": "修伞 桥边"}, {"column": column.pk}, {"kind": "feature"}):
        assert list(layout.get(plan, asked).context["shown"]) == [article], asked
    assert len(layout.get(plan, {"department": team.department.pk}).context["shown"]) == 2
    nothing = layout.get(plan, {"department": other.pk})
    assert list(nothing.context["shown"]) == [] and nothing.context["is_filtered"]


@pytest.mark.parametrize(
    "asked",
    [{"column": "x"}, {"kind": "nonsense"}, {"department": "9" * 30}, {"q": "\x00"}, {"pool": "-3"}, {"pool": "zz"}],
)
def test_hostile_filters_are_answered(layout: Client, team: Team, issue: Issue, asked: dict[str, str]) -> None:
    assert layout.get(url("issue_plan", issue.pk), asked).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        *({"article": "x"}, {"article": "9" * 30}, {"revision": "0"}, {"page": "0"}, {"page": "abc"}),
        *({"prominence": "9"}, {"page": ""}, {"revision": "2"}),
    ],
)
def test_hostile_placing_places_nothing_and_answers(
    layout: Client, team: Team, issue: Issue, wrong: dict[str, str]
) -> None:
    article = make_article(team, state=Article.State.APPROVED)
    data = {"article": article.pk, "revision": 1, "page": issue.pages.all()[0].pk} | wrong
    assert layout.post(url("placement_place", issue.pk), data).status_code in (302, 404)
    assert not Placement.objects.exists()


def test_page_of_another_issue_takes_nothing(layout: Client, team: Team, issue: Issue) -> None:
    elsewhere = make_issue().pages.all()[0]
    article = make_article(team, state=Article.State.APPROVED)
    placement = make_placement(team, issue.pages.all()[0])
    place = {"article": article.pk, "revision": 1, "page": elsewhere.pk}
    assert said(layout, layout.post(url("placement_place", issue.pk), place))
    assert said(layout, layout.post(url("placement_move", placement.pk), {"page": elsewhere.pk, "order": "1"}))
    assert not elsewhere.placements.exists()


@pytest.mark.parametrize(
    ("headline", "shown"),
    [
        ("长" * 121, ""),
        ("\x00", ""),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("{{ 7|add:7 }}", "{{ 7|add:7 }}"),
    ],
)
def test_hostile_headline_is_escaped_or_refused(
    layout: Client, team: Team, issue: Issue, headline: str, shown: str
) -> None:
    placement = make_placement(team, issue.pages.all()[0])
    data = {"prominence": "3", "print_headline": headline, "seen_prominence": "3", "seen_print_headline": ""}
    assert layout.post(url("placement_adjust", placement.pk), data).status_code == 302
    page = layout.get(url("issue_plan", issue.pk)).content.decode()
    assert "<script>alert" not in page
    placement.refresh_from_db()
    assert placement.print_headline == (headline if shown else "")
    assert f">{shown or placement.revision.title}</a>" in page


def test_address_to_come_back_to_stays_in_the_plan(layout: Client, team: Team, issue: Issue) -> None:
    placement = make_placement(team, issue.pages.all()[0])
    data = {"page": placement.page_id, "order": 1, "back": "//evil.example/?x\r\nSet-Cookie: a=b"}
    location = layout.post(url("placement_move", placement.pk), data)["Location"]
    assert location.startswith(url("issue_plan", issue.pk) + "?") and "\n" not in location


@pytest.mark.parametrize("act", ["move", "adjust", "refresh", "remove"])
def test_card_that_is_gone_leads_back_to_the_plan_with_a_word(
    layout: Client, team: Team, issue: Issue, act: str
) -> None:
    placement = make_placement(team, issue.pages.all()[0])
    number = placement.pk
    planning.remove(placement, by=team.chief_editor)
    answer = layout.post(url(f"placement_{act}", number), {"issue": issue.pk})
    assert answer["Location"] == url("issue_plan", issue.pk)
    assert said(layout, answer)
    assert layout.post(url(f"placement_{act}", number), {"issue": "x"})["Location"] == url("issue_list")


def test_two_tabs_do_not_overwrite_each_other(layout: Client, team: Team, issue: Issue) -> None:
    placement = make_placement(team, issue.pages.all()[0])
    data = {"prominence": "1", "print_headline": "第一稿", "seen_prominence": "3", "seen_print_headline": ""}
    layout.post(url("placement_adjust", placement.pk), data)
    answer = layout.post(url("placement_adjust", placement.pk), data | {"print_headline": "第二稿"})
    assert said(layout, answer)
    placement.refresh_from_db()
    assert placement.print_headline == "第一稿"


def test_plan_takes_the_same_number_of_queries_whatever_the_size(
    layout: Client, team: Team, issue: Issue, django_assert_num_queries: Any
) -> None:
    make_placement(team, issue.pages.all()[0])
    layout.get(url("issue_plan", issue.pk))
    for _ in range(2):
        for page in issue.pages.all():
            change(team, make_placement(team, page).article, signed=True)
            make_placement(team, page)
        for _ in range(13):
            make_article(team, state=Article.State.APPROVED)
        # session, user, bell, paper, issue, last issue, pages, placements, waiting (and counted), column, departments
        with django_assert_num_queries(12):
            answer = layout.get(url("issue_plan", issue.pk))
        assert answer.status_code == 200
