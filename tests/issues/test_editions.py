"""Making an issue and changing its numbers, date and pages."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.models import AuditEntry
from articles.errors import Incomplete, NotPermitted, Stale, WrongState
from issues import editions
from issues.editions import PagePlan
from issues.models import Issue
from tests.factories import Team, make_issue, make_placement, make_publication, make_published_issue
from tests.issues.racing import race

pytestmark = pytest.mark.django_db

FOUR = [PagePlan(sequence, name) for sequence, name in enumerate(editions.USUAL_NAMES, 1)]


def plans(issue: Issue) -> list[PagePlan]:
    """The pages of an issue as they stand."""
    return [PagePlan(page.sequence, page.name, page.editor_id, page.pk) for page in issue.pages.order_by("sequence")]


def change(issue: Issue, by: Any, pages: list[PagePlan], **fields: Any) -> Issue:
    """Change an issue as it stands now."""
    values: dict[str, Any] = {"number": issue.number, "total_number": issue.total_number, "date": issue.date} | fields
    expected = values.pop("expected", None) or editions.version_of(issue)
    return editions.change_issue(issue, by=by, expected=expected, pages=pages, **values)


def test_next_issue_goes_on_from_the_last_one(team: Team) -> None:
    make_issue(2, number=19, total_number=219, date=date(2026, 10, 31))
    last = make_issue(3, number=20, total_number=220, date=date(2026, 11, 15))
    new = editions.next_edition(make_publication(), date(2030, 1, 1))
    assert (new.number, new.total_number, new.date) == (21, 221, date(2026, 11, 30))
    assert [(p.sequence, p.name, p.pk) for p in editions.usual_pages(make_publication())] == [
        (page.sequence, page.name, None) for page in last.pages.all()
    ]


def test_numbers_of_the_year_begin_anew_in_january(team: Team) -> None:
    make_issue(1, number=24, total_number=224, date=date(2026, 12, 25))
    new = editions.next_edition(make_publication(), date(2030, 1, 1))
    assert (new.number, new.total_number, new.date) == (1, 225, date(2027, 1, 8))


def test_first_issue_has_usual_pages(team: Team) -> None:
    new = editions.next_edition(make_publication(), date(2026, 5, 1))
    assert (new.number, new.total_number, new.date) == (1, 1, date(2026, 5, 1))
    assert editions.usual_pages(make_publication()) == FOUR


def test_made_issue_has_its_pages_and_an_audit_row(team: Team) -> None:
    issue = editions.add_issue(
        by=team.layout_editor,
        publication=make_publication(),
        number=1,
        total_number=1,
        date=date(2026, 5, 1),
        pages=FOUR,
    )
    assert [str(page.name) for page in issue.pages.all()] == list(editions.USUAL_NAMES)
    assert not issue.is_published
    entry = AuditEntry.objects.get(action="issue.add")
    assert (entry.result, entry.target_id, entry.detail) == ("done", str(issue.pk), {"pages": 4})


@pytest.mark.parametrize("name", ["contributor", "editor", "proofreader", "leader", "system_admin"])
def test_only_who_edits_issues_makes_and_changes_them(team: Team, name: str) -> None:
    by, issue = getattr(team, name), make_issue()
    with pytest.raises(NotPermitted):
        editions.add_issue(
            by=by, publication=issue.publication, number=9, total_number=9999, date=date(2027, 1, 1), pages=FOUR
        )
    with pytest.raises(NotPermitted):
        change(issue, by, plans(issue), number=99)
    assert set(AuditEntry.objects.values_list("action", "result")) == {
        ("issue.add", "refused"),
        ("issue.change", "refused"),
    }


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("number", {"number": 5, "total_number": 106, "date": date(2026, 3, 20)}),
        ("total_number", {"number": 6, "total_number": 105, "date": date(2026, 3, 20)}),
        ("total_number", {"number": 106, "total_number": 6, "date": date(2026, 2, 1)}),
        ("date", {"number": 6, "total_number": 106, "date": date(2026, 3, 1)}),
        ("date", {"number": 4, "total_number": 104, "date": date(2026, 3, 20)}),
    ],
)
def test_doubled_numbers_and_dates_out_of_order_are_refused_at_their_field(
    team: Team, field: str, values: dict[str, Any]
) -> None:
    issue = make_issue(1, number=5, total_number=105, date=date(2026, 3, 14))
    wanted = Issue(publication=issue.publication, **values)
    assert field in {problem.field for problem in editions.edition_problems(wanted)}
    with pytest.raises(Incomplete):
        editions.add_issue(by=team.chief_editor, publication=issue.publication, pages=FOUR, **values)
    assert Issue.objects.count() == 1


@pytest.mark.parametrize(
    "pages",
    [
        [],
        [PagePlan(1, "要闻"), PagePlan(1, "副刊")],
        [PagePlan(1, "要闻"), PagePlan(3, "副刊")],
        [PagePlan(0, "要闻")],
        [PagePlan(1, "  ")],
        [PagePlan(1, "长" * 31)],
        [PagePlan(n, "版") for n in range(1, 40)],
        [PagePlan(1, "要闻"), PagePlan(2_000_000, "副刊")],
    ],
)
def test_doubled_missing_and_nameless_pages_are_refused(team: Team, pages: list[PagePlan]) -> None:
    with pytest.raises(Incomplete):
        editions.add_issue(
            by=team.chief_editor,
            publication=make_publication(),
            number=1,
            total_number=1,
            date=date(2026, 5, 1),
            pages=pages,
        )
    assert not Issue.objects.exists()


def test_pages_change_places_names_and_number(team: Team) -> None:
    issue = make_issue(3)
    one, two, three = plans(issue)
    placement = make_placement(team, issue.pages.get(sequence=1))
    wanted = [PagePlan(2, "要闻", None, one.pk), PagePlan(1, "头版", team.editor.pk, two.pk), PagePlan(3, "新版")]
    change(issue, team.layout_editor, wanted, number=77)
    issue.refresh_from_db()
    assert issue.number == 77
    assert [(p.sequence, p.name, p.editor_id) for p in issue.pages.all()] == [
        (1, "头版", team.editor.pk),
        (2, "要闻", None),
        (3, "新版", None),
    ]
    placement.refresh_from_db()
    assert placement.page.sequence == 2
    assert not issue.pages.filter(pk=three.pk or 0).exists()
    assert AuditEntry.objects.get(action="issue.change").result == "done"


def test_page_with_articles_is_not_removed(team: Team) -> None:
    issue = make_issue(2)
    make_placement(team, issue.pages.get(sequence=2))
    with pytest.raises(Incomplete):
        change(issue, team.layout_editor, plans(issue)[:1])
    assert issue.pages.count() == 2


def test_stale_form_overwrites_nothing(team: Team) -> None:
    issue = make_issue(2)
    seen, pages = editions.version_of(issue), plans(issue)
    change(issue, team.chief_editor, [*pages, PagePlan(3, "新版")])
    with pytest.raises(Stale):
        change(issue, team.layout_editor, pages, expected=seen)
    assert issue.pages.count() == 3
    assert AuditEntry.objects.filter(action="issue.change", result="refused").get().detail == {"reason": "Stale"}


def test_page_of_another_issue_is_not_taken_over(team: Team) -> None:
    issue, other = make_issue(1), make_issue(1)
    page = plans(other)[0]
    with pytest.raises(Stale):
        change(issue, team.layout_editor, [PagePlan(1, "偷来的版", None, page.pk)])
    assert other.pages.get().name == page.name


def test_published_issue_no_longer_changes(team: Team) -> None:
    issue = make_published_issue(team)
    with pytest.raises(WrongState):
        change(issue, team.chief_editor, plans(issue), number=99)


@pytest.mark.django_db(transaction=True)
def test_two_people_making_the_same_issue_make_one(team: Team) -> None:
    publication = make_publication()

    def make() -> None:
        editions.add_issue(
            by=team.layout_editor, publication=publication, number=1, total_number=1, date=date(2026, 5, 1), pages=FOUR
        )

    outcomes = race(make, make)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Incomplete", "NoneType"]
    assert Issue.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_page_removed_while_an_article_is_placed_on_it_loses_no_article(team: Team) -> None:
    issue = make_issue(2)
    page = issue.pages.get(sequence=2)
    kept = plans(issue)[:1]
    seen = editions.version_of(issue)
    removed, placed = race(
        lambda: change(issue, team.chief_editor, kept, expected=seen), lambda: make_placement(team, page)
    )
    assert (removed is None) != (placed is None)
    assert issue.pages.count() == (1 if removed is None else 2)
    assert issue.placements.count() == (0 if removed is None else 1)
