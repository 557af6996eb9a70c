"""The list of issues and the form that makes and changes one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from issues.models import Issue
from tests.factories import Team, make_issue, make_placement, make_publication, make_published_issue

pytestmark = pytest.mark.django_db

ADD, LIST = reverse("desk:issue_add"), reverse("desk:issue_list")


def sent(answer: Any) -> dict[str, Any]:
    """What a browser would send of the form on a page, unchanged."""
    form, rows = answer.context["form"], answer.context["pages"]
    data = {name: form[name].value() for name in form.fields}
    data["date"] = str(data["date"])
    management = rows.management_form
    data |= {management[name].html_name: management[name].value() for name in management.fields}
    for row in rows:
        data |= {row[name].html_name: row[name].value() or "" for name in ("pk", "sequence", "name", "editor")}
    if "version" in answer.context:
        data["version"] = answer.context["version"]
    return data


def errors_of(answer: Any) -> str:
    """All complaints of an answer in one text."""
    rows = answer.context["pages"]
    said = [str(answer.context["form"].errors), str(rows.non_form_errors()), *(str(row.errors) for row in rows)]
    return "".join([*said, *answer.context["problems"]])


@pytest.fixture
def layout(client: Client, team: Team) -> Client:
    """A logged-in layout editor."""
    client.force_login(team.layout_editor)
    return client


def test_preset_issue_is_made_by_saving_it_as_it_is(layout: Client, team: Team) -> None:
    make_issue(3, number=20, total_number=220, date=date(2026, 11, 15))
    answer = layout.post(ADD, sent(layout.get(ADD)))
    made = Issue.objects.get(total_number=221)
    assert answer["Location"] == reverse("desk:issue_plan", args=[made.pk])
    assert (made.number, made.date) == (21, date(2026, 11, 29))
    assert [page.name for page in made.pages.all()] == ["要闻", "社区扫描", "网格故事"]


def test_page_is_added_without_losing_what_was_typed(layout: Client, team: Team) -> None:
    make_issue(2, number=20, total_number=220, date=date(2026, 11, 15))
    data = sent(layout.get(ADD)) | {"number": "88", "pages-0-name": "头版", "more": "1"}
    grown = layout.post(ADD, data)
    assert Issue.objects.count() == 1
    assert errors_of(grown) == ""
    again = sent(grown)
    assert (again["number"], again["pages-0-name"], again["pages-2-sequence"]) == ("88", "头版", 3)
    again |= {"pages-2-name": "副刊", "number": "21"}
    layout.post(ADD, again)
    assert [page.name for page in Issue.objects.get(number=21).pages.all()] == ["头版", "社区扫描", "副刊"]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"number": "20"}, "number"),
        ({"total_number": "220"}, "total_number"),
        ({"total_number": "1"}, "total_number"),
        ({"date": "2026-11-15"}, "date"),
        ({"date": "昨天"}, "date"),
        ({"date": "99999-01-01"}, "date"),
        ({"number": "-1"}, "number"),
        ({"number": "9" * 40}, "number"),
        ({"total_number": "9" * 12}, "total_number"),
        ({"number": "二十"}, "number"),
        ({"pages-1-sequence": "1"}, "pages"),
        ({"pages-1-sequence": "4"}, "pages"),
        ({"pages-1-sequence": "99"}, "pages"),
        ({"pages-1-name": ""}, "pages"),
        ({"pages-1-name": "\x00"}, "pages"),
        ({"pages-1-editor": "999999"}, "pages"),
        ({"pages-0-DELETE": "on", "pages-1-DELETE": "on"}, "pages"),
        ({"pages-TOTAL_FORMS": "x"}, "pages"),
        ({"pages-TOTAL_FORMS": "9999"}, "pages"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(
    layout: Client, team: Team, change: dict[str, str], where: str
) -> None:
    make_issue(2, number=20, total_number=220, date=date(2026, 11, 15))
    answer = layout.post(ADD, sent(layout.get(ADD)) | change)
    assert answer.status_code == 200
    assert Issue.objects.count() == 1
    if where == "pages":
        assert errors_of(answer)
    else:
        assert where in answer.context["form"].errors


def test_changed_issue_keeps_its_placements(layout: Client, team: Team) -> None:
    issue = make_issue(3)
    placement = make_placement(team, issue.pages.get(sequence=3))
    address = reverse("desk:issue_edit", args=[issue.pk])
    data = sent(layout.get(address))
    data |= {"pages-0-sequence": "3", "pages-2-sequence": "1", "pages-1-editor": str(team.editor.pk), "number": "77"}
    answer = layout.post(address, data)
    assert answer["Location"] == reverse("desk:issue_plan", args=[issue.pk])
    issue.refresh_from_db()
    placement.refresh_from_db()
    assert (issue.number, placement.page.sequence) == (77, 1)
    assert issue.pages.get(sequence=2).editor == team.editor


def test_second_tab_is_told_that_the_issue_changed(layout: Client, team: Team) -> None:
    issue = make_issue(2)
    address = reverse("desk:issue_edit", args=[issue.pk])
    data = sent(layout.get(address))
    layout.post(address, data | {"pages-0-name": "头版"})
    answer = layout.post(address, data | {"pages-0-name": "末版"})
    assert answer.status_code == 409
    assert "末版" in answer.content.decode()  # what was typed is still there
    assert issue.pages.get(sequence=1).name == "头版"


def test_page_with_articles_is_not_removed(layout: Client, team: Team) -> None:
    issue = make_issue(2)
    make_placement(team, issue.pages.get(sequence=2))
    address = reverse("desk:issue_edit", args=[issue.pk])
    answer = layout.post(address, sent(layout.get(address)) | {"pages-1-DELETE": "on"})
    assert answer.status_code == 400
    assert issue.pages.count() == 2


def test_published_issue_is_shown_without_a_form(layout: Client, team: Team) -> None:
    issue = make_published_issue(team)
    address = reverse("desk:issue_edit", args=[issue.pk])
    page = layout.get(address)
    assert page.status_code == 200 and b'name="version"' not in page.content
    answer = layout.post(
        address,
        {
            "number": issue.number,
            "total_number": issue.total_number,
            "date": str(issue.date),
            "pages-TOTAL_FORMS": 1,
            "pages-INITIAL_FORMS": 0,
            "pages-0-sequence": 1,
            "pages-0-name": "改版",
        },
    )
    assert answer.status_code == 409
    assert not issue.pages.filter(name="改版").exists()


def test_without_a_publication_the_page_says_who_sets_it_up(layout: Client) -> None:
    answer = layout.get(ADD)
    assert answer.status_code == 200
    assert "pages-TOTAL_FORMS" not in answer.content.decode()
    make_publication()
    assert "pages-TOTAL_FORMS" in layout.get(ADD).content.decode()


def test_list_measures_each_issue(layout: Client, team: Team) -> None:
    published = make_published_issue(team, pages=2, articles=2)
    planned = make_issue(4)
    make_placement(team, planned.pages.all()[0])
    answer = layout.get(LIST)
    characters = published.placements.all()[0].revision.characters
    found = [*answer.context["planned"], *answer.context["shown"]]
    assert [(i.pk, i.page_count, i.placement_count, i.characters) for i in found] == [
        (planned.pk, 4, 1, characters),
        (published.pk, 2, 4, 4 * characters),
    ]


def test_list_takes_the_same_number_of_queries_whatever_its_length(
    layout: Client, team: Team, django_assert_num_queries: Any
) -> None:
    layout.get(LIST)
    make_issue()
    counts = []
    for _ in range(2):
        make_published_issue(team)
        for _ in range(3):
            make_issue()
        with django_assert_num_queries(7):  # session, person, bell, name of the paper, planned, count and published
            counts.append(len(layout.get(LIST).content))
    assert counts[0] < counts[1]
