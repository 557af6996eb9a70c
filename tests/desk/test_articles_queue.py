"""My queue: what stands in it, its order and filters, and the run from one story to the next."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts import clock
from articles import handling, workflow
from articles.models import Article, SignOff
from newsroom.desk.articles.queue_run import LONGEST, Run
from newsroom.desk.moments import ago, until
from tests.desk.browserless import form_data
from tests.desk.test_articles_acts import state_of
from tests.factories import Team, make_article, make_content, make_department

pytestmark = pytest.mark.django_db
State, Step, Grade = Article.State, SignOff.Step, Article.Grade
QUEUE = "/desk/articles/article/queue/"


def titles(client: Client, **asked: Any) -> list[str]:
    answer = client.get(QUEUE, asked)
    assert answer.status_code == 200
    return [row["article"].current_revision.title for row in answer.context["rows"]]


def waiting(team: Team, *names: str) -> list[Article]:
    """Articles that wait for the first review, in this order."""
    return [make_article(team, make_content(name), state=State.FIRST_REVIEW) for name in names]


def sign(client: Client, article: Article, run: str, step: str = "first") -> Any:
    address = reverse("desk:article_approve", args=[article.pk])
    return client.post(f"{address}?queue={run}", {"expected_revision": 1, "step": step}, follow=True)


# -------------------------------------------------------------------------------------------------- list


def test_queue_holds_what_the_person_may_sign_now(client: Client, team: Team) -> None:
    first, *_rest = waiting(team, "甲", "乙")
    workflow.approve(first, by=team.editor, expected_revision=1, step=Step.FIRST)
    make_article(team, make_content("丙"))
    client.force_login(team.editor)
    assert titles(client) == ["乙"]  # four eyes: the editor signed the first review of the other
    client.force_login(team.chief_editor)
    assert titles(client) == ["甲"]


def test_queue_is_filtered(client: Client, team: Team) -> None:
    one, two, three = waiting(team, "甲", "乙", "丙")
    other = make_department()
    Article.objects.filter(pk=two.pk).update(department=other)
    handling.set_grade(one, by=team.editor, expected_revision=1, grade=Grade.SENSITIVE)
    today = timezone.localdate()
    handling.set_due(one, by=team.editor, expected_revision=1, due_on=today - timedelta(days=1))
    handling.set_due(two, by=team.editor, expected_revision=1, due_on=today + timedelta(days=1))
    handling.claim(three, by=team.section_head, expected_revision=1)
    handling.claim(two, by=team.editor, expected_revision=1)
    client.force_login(team.editor)
    assert titles(client, grade="C") == ["甲"]
    assert titles(client, department=other.pk) == ["乙"]
    assert titles(client, due="overdue") == ["甲"]
    assert titles(client, due="soon") == ["乙"]
    assert titles(client, due="none") == ["丙"]
    assert titles(client, claim="others") == ["丙"]
    assert titles(client, claim="mine") == ["乙"]
    assert titles(client, claim="free") == ["甲", "乙"]
    assert titles(client, state="second_review") == []


def test_a_claim_that_has_run_out_counts_no_more(client: Client, team: Team) -> None:
    (one,) = waiting(team, "甲")
    with clock.at(clock.now() - handling.CLAIM_LASTS - timedelta(minutes=1)):
        handling.claim(one, by=team.section_head, expected_revision=1)
    client.force_login(team.editor)
    assert titles(client, claim="others") == [] and titles(client, claim="free") == ["甲"]


def test_queue_is_sorted(client: Client, team: Team) -> None:
    one, two, three = waiting(team, "甲", "乙", "丙")
    handling.set_due(three, by=team.editor, expected_revision=1, due_on=timezone.localdate())
    handling.set_grade(two, by=team.editor, expected_revision=1, grade=Grade.IMPORTANT)
    client.force_login(team.editor)
    assert titles(client) == ["甲", "乙", "丙"]
    assert titles(client, sort="due") == ["丙", "甲", "乙"]
    assert titles(client, sort="grade") == ["乙", "甲", "丙"]
    for order in ("length", "department", "since"):
        assert sorted(titles(client, sort=order)) == ["丙", "乙", "甲"]
    assert one.pk


@pytest.mark.parametrize("asked", [{"sort": "king"}, {"state": "x"}, {"department": "9" * 30}, {"due": "\x00"}])
def test_nonsense_in_the_address_is_no_error_of_the_server(client: Client, team: Team, asked: dict[str, str]) -> None:
    client.force_login(team.editor)
    assert client.get(QUEUE, asked).status_code == 200


def test_who_signs_nothing_has_no_queue(client: Client, team: Team) -> None:
    client.force_login(team.contributor)
    assert client.get(QUEUE).status_code == 403
    assert client.get(reverse("desk:article_queue_next")).status_code == 403


def test_queue_of_two_hundred_takes_few_queries(client: Client, team: Team, django_assert_max_num_queries: Any) -> None:
    for _n in range(200):
        make_article(team, state=State.FIRST_REVIEW)
    client.force_login(team.editor)
    with django_assert_max_num_queries(12):
        answer = client.get(QUEUE, {"sort": "due"})
    assert answer.context["shown"].paginator.count == 200 and answer.context["free"] == LONGEST


# ----------------------------------------------------------------------------------------------- the run


def test_after_each_signature_the_next_story_opens_by_itself(client: Client, team: Team) -> None:
    one, two, three = waiting(team, "甲", "乙", "丙")
    client.force_login(team.section_head)
    first = client.get(client.get(QUEUE).context["start"], follow=True)
    assert first.context["article"].pk == one.pk
    assert (first.context["run"].position, len(first.context["run"].numbers)) == (1, 3)
    run = f"{one.pk}-{two.pk}-{three.pk}"
    second = sign(client, one, run)
    assert second.context["article"].pk == two.pk and second.context["run"].position == 2
    assert "甲" in second.content.decode()  # the message names what was signed
    third = sign(client, two, run)
    assert third.context["article"].pk == three.pk
    end = sign(client, three, run)
    assert (end.context["done"], end.context["rows"]) == (3, [])
    assert state_of(three) == State.SECOND_REVIEW


def test_sending_back_leads_on_too(client: Client, team: Team) -> None:
    one, two = waiting(team, "甲", "乙")
    client.force_login(team.section_head)
    address = reverse("desk:article_send_back", args=[one.pk])
    data = {"expected_revision": 1, "words": "请补充。"}
    answer = client.post(f"{address}?queue={one.pk}-{two.pk}", data, follow=True)
    assert answer.context["article"].pk == two.pk


def test_a_refusal_stays_on_its_story_and_in_the_run(client: Client, team: Team) -> None:
    one, two = waiting(team, "甲", "乙")
    workflow.revise(one, by=team.editor, expected_revision=1, content=make_content("甲改"))
    client.force_login(team.section_head)
    answer = sign(client, one, f"{one.pk}-{two.pk}")
    assert answer.status_code == 409
    assert answer.context["article"].pk == one.pk and answer.context["run"].is_on


def test_other_acts_stay_on_the_story_and_in_the_run(client: Client, team: Team) -> None:
    one, two = waiting(team, "甲", "乙")
    client.force_login(team.section_head)
    for name, data in (("claim", {}), ("comment", {"words": "请核实"}), ("release", {})):
        address = f"{reverse(f'desk:article_{name}', args=[one.pk])}?queue={one.pk}-{two.pk}"
        answer = client.post(address, {"expected_revision": 1, **data}, follow=True)
        assert answer.context["article"].pk == one.pk and answer.context["run"].position == 1
    assert one.comments.count() == 1


def test_saving_an_edited_text_comes_back_to_the_run(client: Client, team: Team) -> None:
    one, two = waiting(team, "甲", "乙")
    client.force_login(team.section_head)
    run = f"?queue={one.pk}-{two.pk}"
    form = client.get(f"{reverse('desk:article_edit', args=[one.pk])}{run}")
    data = form_data(form) | {"title": "改过的题", "save": ""}
    answer = client.post(f"{reverse('desk:article_edit', args=[one.pk])}{run}", data)
    assert answer["Location"].endswith(run)


def test_stories_that_others_review_or_that_wait_no_more_are_passed_over(client: Client, team: Team) -> None:
    one, two, three, four = waiting(team, "甲", "乙", "丙", "丁")
    handling.claim(two, by=team.editor, expected_revision=1)
    workflow.withdraw(three, by=team.contributor, expected_revision=1)
    client.force_login(team.section_head)
    answer = sign(client, one, f"{one.pk}-{two.pk}-{three.pk}-{four.pk}")
    assert answer.context["article"].pk == four.pk and answer.context["run"].position == 4
    end = sign(client, four, f"{one.pk}-{two.pk}-{three.pk}-{four.pk}")
    assert [(article.pk, other) for article, other in end.context["rows"]] == [(two.pk, team.editor)]
    assert end.context["done"] == 3 and end.context["again"] == ""


def test_start_leaves_out_what_others_are_reviewing(client: Client, team: Team) -> None:
    one, two = waiting(team, "甲", "乙")
    handling.claim(one, by=team.editor, expected_revision=1)
    client.force_login(team.section_head)
    page = client.get(QUEUE)
    assert (page.context["free"], page.context["claimed"]) == (1, 1)
    assert client.get(page.context["start"], follow=True).context["article"].pk == two.pk


def test_skipped_stories_are_offered_at_the_end_and_one_can_go_back(client: Client, team: Team) -> None:
    one, two = waiting(team, "甲", "乙")
    newer = waiting(team, "后来的")[0]
    client.force_login(team.section_head)
    run = f"{one.pk}-{two.pk}"
    screen = client.get(f"{reverse('desk:article_review', args=[two.pk])}?queue={run}")
    assert str(one.pk) in screen.context["run"].previous_url
    end = client.get(screen.context["run"].next_url)
    assert [article.pk for article, _other in end.context["rows"]] == [one.pk, two.pk]
    assert end.context["others"] == 1 and newer.pk
    assert client.get(end.context["again"], follow=True).context["article"].pk == one.pk


@pytest.mark.parametrize("words", ["", "abc", "-", "1-2-x", "9" * 40, "٣", "1" + "-2" * 500, "-5", "\x00"])
def test_nonsense_instead_of_a_run_is_taken_for_none_or_read_as_far_as_it_goes(
    client: Client, team: Team, words: str
) -> None:
    (one,) = waiting(team, "甲")
    client.force_login(team.section_head)
    for path in (reverse("desk:article_review", args=[one.pk]), reverse("desk:article_queue_next")):
        assert client.get(path, {"queue": words, "after": words}).status_code in (200, 302)


def test_a_run_carries_each_story_once_and_not_too_many() -> None:
    def asked(words: str) -> HttpRequest:
        return RequestFactory().get("/", {"queue": words})

    assert Run.from_request(asked("3-3-4-0")).numbers == (3, 4)
    assert len(Run.from_request(asked("-".join(map(str, range(1, 500))))).numbers) == LONGEST
    assert Run.from_request(asked("3-4"), current=9).query == ""


# ------------------------------------------------------------------------------------------------- times


def test_times_are_told_in_plain_words() -> None:
    now = clock.now()
    with clock.at(now):
        assert ago(now - timedelta(seconds=20)) == "刚才" or ago(now - timedelta(seconds=20)) == "just now"
        assert "5" in ago(now - timedelta(minutes=5))
        assert "3" in ago(now - timedelta(days=3))
        assert ago(now - timedelta(days=90)) == ""
        assert ago(now + timedelta(hours=1)) == ""
        today = timezone.localdate(now)
        assert len({until(today + timedelta(days=n)) for n in (-2, -1, 0, 1, 2, 3)}) == 6
