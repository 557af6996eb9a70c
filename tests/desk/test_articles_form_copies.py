"""Working copies of the form: kept without history, shown to nobody else, and never written over by another window."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from articles import workflow, working_copies
from articles.content import Picture, Source
from articles.models import Article, WorkingCopy
from tests.desk.browserless import ADD, edit_url, form_data, logged_in
from tests.factories import Team, make_article, make_content, make_photo

pytestmark = pytest.mark.django_db
MaxQueries = Callable[[int], AbstractContextManager[Any]]


def copy_url(article: Article) -> str:
    return reverse("desk:article_copy", args=[article.pk])


def test_copy_makes_neither_revision_nor_audit_row_and_comes_back(client: Client, team: Team) -> None:
    article = make_article(team)
    logged_in(client, team.contributor)
    data = form_data(client.get(edit_url(article))) | {"title": "改了一半", "body": "<p>半句</p>"}
    rows = AuditEntry.objects.count()
    answer = client.post(copy_url(article), data)
    assert answer.status_code == 200 and answer.json()["warning"] == ""
    assert (article.revisions.count(), AuditEntry.objects.count()) == (1, rows)
    opened = client.get(edit_url(article))
    assert form_data(opened)["title"] == [str(article)]  # asked first, not put before her
    taken = form_data(client.get(f"{edit_url(article)}?copy=1"))
    assert (taken["title"], taken["body"]) == (["改了一半"], ["<p>半句</p>"])
    assert client.post(edit_url(article), taken | {"save": "1"}).status_code == 302
    assert article.revisions.get(number=2).title == "改了一半"
    assert not WorkingCopy.objects.exists()


def test_rows_photos_and_ticks_of_a_copy_come_back_in_their_order(client: Client, team: Team) -> None:
    photo, other = make_photo(team.contributor), make_photo(team.contributor)
    attributions = (Source("甲单位"), Source("乙单位"), Source("丙单位"))
    photos = (Picture(photo.pk, "一", minors_shown=True, consent="家长同意"), Picture(other.pk, "二"))
    article = make_article(team, make_content(attributions=attributions, photos=photos))
    logged_in(client, team.contributor)
    data = form_data(client.get(edit_url(article)))
    data |= {"attributions-0-ORDER": "3", "attributions-2-ORDER": "1", "attributions-1-DELETE": "on"}
    data |= {"photos-0-ORDER": "2", "photos-1-ORDER": "1"}
    client.post(copy_url(article), data)
    client.post(edit_url(article), form_data(client.get(f"{edit_url(article)}?copy=1")))
    saved = article.revisions.with_parts().get(number=2).content()
    assert [source.printed_name for source in saved.attributions] == ["丙单位", "甲单位"]
    assert [picture.photo_id for picture in saved.photos] == [other.pk, photo.pk]
    assert saved.photos[1].minors_shown and saved.photos[1].consent == "家长同意"


def test_row_that_equals_the_article_s_own_is_kept(client: Client, team: Team) -> None:
    """Taken out and typed in again, a row counts as new and must not be dropped for equalling the old one."""
    article = make_article(team, make_content(attributions=(Source("甲单位"), Source("乙单位"))))
    logged_in(client, team.contributor)
    data = form_data(client.get(edit_url(article))) | {"attributions-1-DELETE": "on"}
    client.post(copy_url(article), data)
    taken = form_data(client.get(f"{edit_url(article)}?copy=1"))
    client.post(edit_url(article), taken | {"attributions-1-printed_name": "乙单位", "title": "换个题"})
    saved = article.revisions.with_parts().get(number=2).content()
    assert [source.printed_name for source in saved.attributions] == ["甲单位", "乙单位"]


def test_another_window_does_not_write_over_a_copy(client: Client, team: Team) -> None:
    article = make_article(team)
    logged_in(client, team.contributor)
    first, second = (form_data(client.get(edit_url(article))) for _ in range(2))
    assert client.post(copy_url(article), first | {"title": "第一窗"}).status_code == 200
    refused = client.post(copy_url(article), second | {"title": "第二窗"})
    assert refused.status_code == 409 and refused.json()["message"]
    assert WorkingCopy.objects.get().data["title"] == ["第一窗"]
    # the window that takes the copy up goes on with it, and then the first one does not write over that
    third = form_data(client.get(f"{edit_url(article)}?copy=1"))
    assert client.post(copy_url(article), third | {"title": "第三窗"}).status_code == 200
    assert client.post(copy_url(article), first | {"title": "又是第一窗"}).status_code == 409
    # saving in the second window leaves the copy of the other alone
    client.post(edit_url(article), second | {"title": "第二窗存了"})
    assert WorkingCopy.objects.get().data["title"] == ["第三窗"]


def test_copy_says_when_somebody_saved_meanwhile(client: Client, team: Team) -> None:
    article = make_article(team)
    logged_in(client, team.contributor)
    data = form_data(client.get(edit_url(article))) | {"title": "我的题"}
    workflow.revise(article, by=team.editor, expected_revision=1, content=make_content("编辑的题"))
    told = client.post(copy_url(article), data).json()
    assert team.editor.name in told["warning"]
    opened = client.get(edit_url(article)).content.decode()
    assert team.editor.name in opened and "?copy=1" in opened
    taken = client.get(f"{edit_url(article)}?copy=1")
    assert form_data(taken)["expected_revision"] == ["1"]  # saving it meets the newer text
    assert client.post(edit_url(article), form_data(taken)).status_code == 409


def test_copy_is_looked_at_and_discarded(client: Client, team: Team) -> None:
    article = make_article(team, make_content("楼道里的公约"))
    logged_in(client, team.contributor)
    data = form_data(client.get(edit_url(article))) | {"title": "楼道里的一张公约"}
    client.post(copy_url(article), data)
    page = client.get(copy_url(article))
    assert page.context["comparison"].characters_in == 2
    assert client.get(reverse("desk:article_copy_discard", args=[article.pk])).status_code == 405
    client.post(reverse("desk:article_copy_discard", args=[article.pk]))
    assert not WorkingCopy.objects.exists()
    assert client.get(copy_url(article)).status_code == 302


def test_begun_story_is_offered_to_its_writer_alone(client: Client, team: Team) -> None:
    logged_in(client, team.contributor)
    data = form_data(client.get(ADD)) | {"title": "写了<一半>", "body": "<p>半截</p>"}
    key = data["form_key"][0]
    assert client.post(reverse("desk:new_copy", args=[key]), data).status_code == 200
    assert not Article.objects.exists()
    assert "写了&lt;一半&gt;" in client.get(ADD).content.decode()
    assert "半截" in client.get(reverse("desk:new_copy", args=[key])).content.decode()
    taken = form_data(client.get(f"{ADD}?copy={key}"))
    logged_in(client, team.section_head)
    assert client.get(reverse("desk:new_copy", args=[key])).status_code == 404
    assert form_data(client.get(f"{ADD}?copy={key}"))["title"] == [""]
    logged_in(client, team.contributor)
    assert client.post(ADD, taken | {"save": "1"}).status_code == 302
    assert Article.objects.get().current_revision.title == "写了<一半>"  # type: ignore[union-attr]
    assert not WorkingCopy.objects.exists()


def test_copy_too_large_is_refused_and_the_old_one_stays(
    client: Client, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = make_article(team)
    logged_in(client, team.contributor)
    data = form_data(client.get(edit_url(article)))
    client.post(copy_url(article), data | {"title": "放得下"})
    monkeypatch.setattr(working_copies, "LARGEST", 300)
    assert client.post(copy_url(article), data | {"body": "长" * 400}).status_code == 409
    assert WorkingCopy.objects.get().data["title"] == ["放得下"]


def test_copy_holds_nothing_but_the_story(client: Client, team: Team) -> None:
    article = make_article(team)
    logged_in(client, team.contributor)
    data = form_data(client.get(edit_url(article))) | {"made_up": "x", "photos-0-made_up": "y", "submit": "1"}
    client.post(copy_url(article), data)
    assert not {"made_up", "photos-0-made_up", "submit", "csrfmiddlewaretoken"} & WorkingCopy.objects.get().data.keys()


@pytest.mark.parametrize(
    "damage",
    [
        {"photos-TOTAL_FORMS": "99999"},
        {"photos-TOTAL_FORMS": "abc", "bylines-TOTAL_FORMS": "-1"},
        {"column": "x", "kind": "nonsense", "grid_areas": ["9" * 30, "x"]},
        {"photos-0-photo": "1e9", "photos-TOTAL_FORMS": "2", "bylines-0-role": "<b>"},
        {"copy_tab": "../../x", "form_key": "a/b", "expected_revision": "9" * 40},
    ],
)
def test_damaged_copy_can_still_be_opened(client: Client, team: Team, damage: dict[str, Any]) -> None:
    article = make_article(team)
    logged_in(client, team.contributor)
    client.post(copy_url(article), form_data(client.get(edit_url(article))) | damage)
    assert client.get(f"{edit_url(article)}?copy=1").status_code == 200
    assert client.get(copy_url(article)).status_code == 200


def test_without_scripts_a_button_keeps_the_copy(client: Client, team: Team) -> None:
    logged_in(client, team.contributor)
    data = form_data(client.get(ADD)) | {"title": "明天再写", "keep": "1"}
    answer = client.post(ADD, data, follow=True)
    assert not Article.objects.exists()
    assert form_data(answer)["title"] == ["明天再写"]


def test_text_that_the_form_no_longer_takes_is_kept(client: Client, team: Team) -> None:
    """Somebody handed the article in meanwhile: what was typed is not lost."""
    article = make_article(team)
    logged_in(client, team.contributor)
    data = form_data(client.get(edit_url(article))) | {"title": "晚了一步"}
    workflow.submit(article, by=team.section_head, expected_revision=1)
    assert client.post(edit_url(article), data | {"save": "1"}).status_code == 403
    assert WorkingCopy.objects.get().data["title"] == ["晚了一步"]
    assert client.get(copy_url(article)).context["content"].title == "晚了一步"


def test_form_asks_few_queries(client: Client, team: Team, django_assert_max_num_queries: MaxQueries) -> None:
    photos = tuple(Picture(make_photo(team.contributor).pk, f"图{n}") for n in range(4))
    attributions = (Source("甲单位"), Source(team.department.name, team.department.pk))
    article = make_article(team, make_content(attributions=attributions, photos=photos))
    returned = make_article(team, state=Article.State.SENT_BACK)
    waiting = make_article(team, state=Article.State.SECOND_REVIEW)
    published = make_article(team, state=Article.State.PUBLISHED)
    working_copies.keep(team.contributor, article, form_key="", based_on=1, data={"title": ["副本"]})
    correct = reverse("desk:article_correct", args=[published.pk])
    for person, address in (
        (team.contributor, ADD),
        (team.contributor, edit_url(article)),
        (team.contributor, f"{edit_url(article)}?copy=1"),
        (team.contributor, edit_url(returned)),
        (team.editor, edit_url(waiting)),
        (team.contributor, correct),
    ):
        logged_in(client, person)
        with django_assert_max_num_queries(15):
            assert client.get(address).status_code == 200
