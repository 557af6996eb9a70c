"""The columns of the paper in the desk."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from articles.models import Column
from tests.factories import Team, make_column

pytestmark = pytest.mark.django_db
NEW = {"name": "社区之声", "slug": "zhisheng", "description": "", "order": "5", "is_active": "on"}


def test_chief_editor_adds_and_ends_a_column_and_the_trail_says_so(client: Client, team: Team) -> None:
    client.force_login(team.chief_editor)
    assert client.post(reverse("desk:articles_column_add"), NEW).status_code == 302
    column = Column.objects.get()
    change = reverse("desk:articles_column_change", args=[column.pk])
    client.post(change, {name: value for name, value in NEW.items() if name != "is_active"})
    column.refresh_from_db()
    assert not column.is_active
    acts = AuditEntry.objects.filter(action__startswith="column.").order_by("pk").values_list("action", flat=True)
    assert list(acts) == ["column.add", "column.change"]


@pytest.mark.parametrize("role", ["contributor", "editor", "leader", "audit_admin"])
def test_others_do_not_touch_the_columns(client: Client, team: Team, role: str) -> None:
    column = make_column()
    client.force_login(team.everyone[role])
    assert client.get(reverse("desk:articles_column_changelist")).status_code == 403
    assert client.post(reverse("desk:articles_column_add"), NEW).status_code == 403
    assert client.post(reverse("desk:articles_column_change", args=[column.pk]), NEW).status_code == 403
    assert Column.objects.count() == 1


def test_columns_are_never_deleted(client: Client, team: Team) -> None:
    column = make_column()
    client.force_login(team.chief_editor)
    change = reverse("desk:articles_column_change", args=[column.pk])
    assert client.post(change.replace("change", "delete"), {"post": "yes"}).status_code in (403, 404)
    listed = {"action": "delete_selected", "_selected_action": [column.pk], "post": "yes"}
    client.post(reverse("desk:articles_column_changelist"), listed)
    assert Column.objects.filter(pk=column.pk).exists()
