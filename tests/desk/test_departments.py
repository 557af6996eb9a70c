"""Departments with their dated names, and grid areas with their boundaries."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from departments.models import Department, GridArea
from newsroom.desk.boundary import boundary_problem
from tests.factories import Team, make_department, make_grid_area, make_user

pytestmark = pytest.mark.django_db
SQUARE = [[120.0, 31.0], [120.1, 31.0], [120.1, 31.1], [120.0, 31.0]]


@pytest.fixture
def client(client: Client, team: Team) -> Client:
    """The chief editor, who keeps the registers, reading English."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(team.chief_editor)
    return client


def department_form(**sent: str) -> dict[str, str]:
    """The form of a department with its row for another name."""
    rows = {"aliases-TOTAL_FORMS": "1", "aliases-INITIAL_FORMS": "0"}
    return {"name": "文明办公室", "slug": "wenming", "kind": "office"} | rows | sent


# ------------------------------------------------------------------------------------------- departments


def test_department_is_added_with_another_name_and_told(client: Client, team: Team) -> None:
    sent = department_form(**{"aliases-0-name": "文明科", "aliases-0-valid_until": "2024-12-31"})
    assert client.post(reverse("desk:departments_department_add"), sent).status_code == 302
    made = Department.objects.get(slug="wenming")
    assert [(a.name, a.valid_until) for a in made.aliases.all()] == [("文明科", date(2024, 12, 31))]
    entry = AuditEntry.objects.get(action="department.add")
    assert (entry.actor, entry.target_id) == (team.chief_editor, str(made.pk))


def test_change_of_a_department_is_told_with_its_fields(client: Client) -> None:
    department = make_department(slug="wenming")
    url = reverse("desk:departments_department_change", args=[department.pk])
    sent = department_form(name=department.name, short_name="文明办", slug="moved")
    assert client.post(url, sent).status_code == 302
    department.refresh_from_db()
    assert (department.short_name, department.slug) == ("文明办", "wenming")
    assert AuditEntry.objects.get(action="department.change").detail["fields"]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"valid_from": "2025-01-02", "valid_until": "2025-01-01"}, "The last day of validity comes before the first."),
        (
            {"aliases-0-name": "旧名", "aliases-0-valid_from": "2025-01-02", "aliases-0-valid_until": "2025-01-01"},
            "The last day of validity comes before the first.",
        ),
        ({"slug": "中文"}, "errorlist"),
    ],
)
def test_faulty_department_is_sent_back_with_words(client: Client, sent: dict[str, str], words: str) -> None:
    answer = client.post(reverse("desk:departments_department_add"), department_form(**sent))
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not Department.objects.filter(name="文明办公室").exists()


@pytest.mark.parametrize("who", ["editor", "contributor", "security_admin"])
def test_others_do_not_write_the_register(client: Client, team: Team, who: str) -> None:
    client.force_login(team.everyone[who])
    assert client.post(reverse("desk:departments_department_add"), department_form()).status_code == 403
    assert not Department.objects.filter(slug="wenming").exists()


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"validity": "today"}, {"now"}),
        ({"validity": "ended"}, {"past"}),
        ({"validity": "coming"}, {"future"}),
        ({"kind__exact": "unit"}, {"past"}),
        ({"q": "旧称"}, {"now"}),
    ],
)
def test_list_filters_by_validity_kind_and_any_name(client: Client, filters: dict[str, str], found: set[str]) -> None:
    today = timezone.localdate()
    now = make_department("现在的科室", slug="now", kind="office", valid_until=today)
    now.aliases.create(name="旧称")
    make_department("从前的单位", slug="past", kind="unit", valid_until=today - timedelta(days=1))
    make_department("将来的科室", slug="future", kind="office", valid_from=today + timedelta(days=1))
    listed = client.get(reverse("desk:departments_department_changelist"), filters).context["cl"].result_list
    assert {d.slug for d in listed} & {"now", "past", "future"} == found


def test_list_counts_active_people_once_while_searching_names(client: Client) -> None:
    department = make_department("数人的科室")
    department.aliases.create(name="数人的旧名一")
    department.aliases.create(name="数人的旧名二")
    make_user(department=department)
    make_user(department=department)
    make_user(department=department, is_active=False)
    url = reverse("desk:departments_department_changelist")
    (listed,) = client.get(url, {"q": "数人"}).context["cl"].result_list
    assert listed.people_number == 2


@pytest.mark.parametrize("kind", ["department", "gridarea"])
def test_lists_cost_the_same_whatever_their_length(
    client: Client, kind: str, django_assert_max_num_queries: Any
) -> None:
    def fill() -> None:
        department = make_department()
        department.aliases.create(name=f"旧名{department.pk}")
        make_grid_area().departments.add(department)

    fill()
    url = reverse(f"desk:departments_{kind}_changelist")
    with django_assert_max_num_queries(10) as few:
        client.get(url)
    for _ in range(10):
        fill()
    with django_assert_max_num_queries(len(few)):
        assert client.get(url).status_code == 200


# -------------------------------------------------------------------------------------------- grid areas


def grid_form(**sent: Any) -> dict[str, Any]:
    return {"number": "7", "name": "七号综合网格", "slug": "qihao", "theme": "最热闹"} | sent


def test_grid_area_is_added_with_boundary_and_departments(client: Client) -> None:
    department = make_department()
    boundary = {"type": "Polygon", "coordinates": [SQUARE]}
    sent = grid_form(boundary=json.dumps(boundary), departments=[department.pk])
    assert client.post(reverse("desk:departments_gridarea_add"), sent).status_code == 302
    made = GridArea.objects.get(slug="qihao")
    assert (made.boundary, list(made.departments.all())) == (boundary, [department])
    assert AuditEntry.objects.filter(action="gridarea.add", target_id=str(made.pk)).exists()


def test_grid_area_needs_no_boundary(client: Client) -> None:
    assert client.post(reverse("desk:departments_gridarea_add"), grid_form(boundary="")).status_code == 302
    assert GridArea.objects.get(slug="qihao").boundary is None


def test_boundary_that_is_no_json_or_no_shape_is_sent_back(client: Client) -> None:
    point = json.dumps([*SQUARE[:1], SQUARE[1], SQUARE[2], SQUARE[0]])
    for boundary in (
        "{not json",
        '{"type": "Point", "coordinates": [120, 31]}',
        f'{{"type": "Polygon", "coordinates": [{point}], "height": NaN}}',  # Python's JSON, no database's
        f'{{"type": "Polygon", "coordinates": [{point}], "name": "\\u0000"}}',
        "[" * 100_000,
    ):
        answer = client.post(reverse("desk:departments_gridarea_add"), grid_form(boundary=boundary))
        assert list(answer.context["adminform"].form.errors) == ["boundary"]
    assert not GridArea.objects.filter(slug="qihao").exists()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (["Polygon"], "not a GeoJSON geometry"),
        ({"type": "FeatureCollection", "features": []}, "Paste only its geometry"),
        ({"type": "LineString", "coordinates": SQUARE}, "not LineString"),
        ({"type": ["Polygon"], "coordinates": [SQUARE]}, "A boundary is a Polygon"),
        ({"type": "Polygon"}, "no coordinates"),
        ({"type": "Polygon", "coordinates": []}, "no coordinates"),
        ({"type": "MultiPolygon", "coordinates": []}, "no coordinates"),
        ({"type": "Polygon", "coordinates": [SQUARE[:3]]}, "Ring 1 has fewer than four points."),
        ({"type": "Polygon", "coordinates": [SQUARE, [*SQUARE[:3], [120.0, 31.01]]]}, "Ring 2 is not closed"),
        ({"type": "Polygon", "coordinates": [[*SQUARE[:2], "x", SQUARE[0]]]}, "Ring 1, point 3: a point is"),
        ({"type": "Polygon", "coordinates": [[*SQUARE[:2], ["120", 31], SQUARE[0]]]}, "Ring 1, point 3: a point is"),
        ({"type": "Polygon", "coordinates": [[[31, 120], *SQUARE]]}, "wrong way round"),
        ({"type": "Polygon", "coordinates": [[[200, 31], *SQUARE]]}, "no such place"),
    ],
)
def test_boundary_problem_says_what_and_where(client: Client, value: Any, words: str) -> None:
    answer = client.post(reverse("desk:departments_gridarea_add"), grid_form(boundary=json.dumps(value)))
    (problem,) = answer.context["adminform"].form.errors["boundary"]
    assert words in problem


@pytest.mark.parametrize(
    "value",
    [
        {"type": "Polygon", "coordinates": [SQUARE]},
        {"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE, SQUARE]]},
    ],
)
def test_sound_boundary_has_no_problem(value: Any) -> None:
    assert boundary_problem(value) == ""
