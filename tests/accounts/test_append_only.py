"""What is written once stays: refused by the model, by the queryset, and by PostgreSQL itself."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import AppendOnlyError, AuditEntry
from articles.content import Credit, Picture, Source
from articles.models import Article, SignOff
from tests.factories import Team, make_article, make_content, make_grid_area, make_photo

pytestmark = pytest.mark.django_db

WRITTEN_ONCE = [
    "accounts_auditentry",
    "articles_signoff",
    "articles_revision",
    "articles_byline",
    "articles_attribution",
    "articles_photouse",
    "articles_revisiongridarea",
]


@pytest.mark.parametrize("model", [AuditEntry, SignOff])
def test_model_and_queryset_refuse_change_and_deletion(team: Team, model: type[AuditEntry] | type[SignOff]) -> None:
    make_article(team, state=Article.State.APPROVED)
    row = model.objects.first()
    assert row is not None
    for act in (row.save, row.delete, model.objects.all().delete, lambda: model.objects.update(pk=1)):
        with pytest.raises(AppendOnlyError):
            act()
    with pytest.raises(AppendOnlyError):
        model.objects.bulk_update([row], ["pk"])


@pytest.fixture
def everything_written(team: Team) -> None:
    """A row in each of the tables."""
    content = make_content(
        bylines=(Credit("某某", "correspondent"),),
        attributions=(Source("某居民区"),),
        grid_area_ids=(make_grid_area().pk,),
        photos=(Picture(make_photo(team.contributor).pk, alternative_text="一座桥"),),
    )
    make_article(team, content, state=Article.State.APPROVED)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.usefixtures("everything_written")
@pytest.mark.parametrize("table", WRITTEN_ONCE)
@pytest.mark.parametrize("act", ["UPDATE {} SET id = id + 1000000", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_postgresql_refuses_behind_the_applications_back(table: str, act: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0] > 0
    with pytest.raises(IntegrityError, match="written once"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act.format(table))
