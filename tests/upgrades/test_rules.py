"""What a migration may do while the previous release serves: each rule broken, and each kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import models
from django.db.migrations import Migration, RunPython, RunSQL, SeparateDatabaseAndState
from django.db.migrations import operations as to
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models.functions import Lower

from newsroom.upgrades.known import Known
from newsroom.upgrades.release import Release, note, previous_release
from newsroom.upgrades.rules import Objection, objections
from newsroom.upgrades.statements import breaking, statements
from newsroom.upgrades.walk import all_objections


def kinds(*values: str) -> models.CheckConstraint:
    """A list of lawful values."""
    return models.CheckConstraint(condition=models.Q(kind__in=values), name="story_kind_known")


STORY = to.CreateModel(
    "Story",
    [
        ("id", models.BigAutoField(primary_key=True)),
        ("title", models.CharField(max_length=80)),
        ("kind", models.CharField(max_length=10)),
        ("place", models.CharField(max_length=10, null=True)),
        ("length", models.IntegerField(db_default=0)),
        ("column", models.ForeignKey("paper.Column", models.PROTECT)),
        ("areas", models.ManyToManyField("paper.Column", related_name="+")),
    ],
    options={"constraints": [kinds("news", "letter")]},
)
COLUMN = to.CreateModel("Column", [("id", models.BigAutoField(primary_key=True))])


def found(*operations: Operation, name: str = "0002_next", **attributes: Any) -> list[Objection]:
    """What speaks against a migration of these operations, after a release with stories and columns."""
    state = ProjectState()
    for each in (COLUMN, STORY):
        each.state_forwards("paper", state)
    known = Known.of(state)
    migration = Migration(name, "paper")
    for attribute, value in {"operations": operations, **attributes}.items():
        setattr(migration, attribute, value)
    return list(objections(migration, state.clone(), known))


def add(field: models.Field[Any, Any], name: str = "new") -> Operation:
    """A new field of a story."""
    return to.AddField("story", name, field)


def alter(name: str, field: models.Field[Any, Any]) -> Operation:
    """A field of a story in another form."""
    return to.AlterField("story", name, field)


@pytest.mark.parametrize(
    "operations",
    [
        [to.CreateModel("Letter", [("id", models.BigAutoField(primary_key=True)), ("text", models.TextField())])],
        [to.CreateModel("Letter", [("id", models.BigAutoField(primary_key=True))]), to.DeleteModel("Letter")],
        [add(models.TextField(null=True))],
        [add(models.TextField(db_default=""))],
        [add(models.ManyToManyField("paper.Column", related_name="+"))],
        [add(models.TextField(null=True)), to.RemoveField("story", "new")],
        [
            add(models.FloatField(null=True)),
            to.AddConstraint(
                "story",
                models.CheckConstraint(condition=models.Q(new__gte=0) | models.Q(new=None), name="new_positive"),
            ),
        ],
        [alter("title", models.CharField(max_length=200, verbose_name="headline"))],
        [alter("title", models.TextField())],
        [alter("kind", models.CharField(max_length=10, choices=[("news", "News")], null=True))],
        [SeparateDatabaseAndState(state_operations=[to.RemoveField("story", "place")])],
        [SeparateDatabaseAndState(state_operations=[to.DeleteModel("Story")])],
        [to.RemoveConstraint("story", "story_kind_known"), to.AddConstraint("story", kinds("news", "letter", "note"))],
        [AddIndexConcurrently("story", models.Index(fields=["title"], name="story_title"))],
        [RunPython(RunPython.noop, RunPython.noop)],
        [RunSQL("ALTER TABLE paper_story DROP COLUMN long_forgotten")],
        [RunSQL([("DROP FUNCTION f(); CREATE FUNCTION f() RETURNS int AS $$ DROP TABLE paper_story $$", None)])],
    ],
)
def test_what_leaves_the_previous_release_running_is_allowed(operations: Sequence[Operation]) -> None:
    assert found(*operations) == []


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        (add(models.TextField()), "db_default"),
        (add(models.BooleanField(default=True)), "db_default"),
        (add(models.CharField(max_length=9, db_default="", unique=True)), "unique"),
        (
            add(models.GeneratedField(expression=Lower("title"), output_field=models.TextField(), db_persist=True)),
            "generated",
        ),
        (to.RemoveField("story", "title"), "forget it now"),
        (to.RemoveField("story", "areas"), "forget it now"),
        (to.RenameField("story", "title", "headline"), "old name"),
        (to.RenameModel("Story", "Article"), "old table"),
        (to.AlterModelTable("story", "articles"), "old table"),
        (to.DeleteModel("Story"), "uses the table"),
        (alter("place", models.CharField(max_length=10)), "empty"),
        (alter("title", models.CharField(max_length=80, unique=True)), "duplicates"),
        (alter("title", models.CharField(max_length=40)), "type"),
        (alter("length", models.BigIntegerField(db_default=0)), "type"),
        (alter("length", models.IntegerField()), "db_default"),
        (alter("title", models.CharField(max_length=80, db_column="headline")), "another name"),
        (to.AlterOrderWithRespectTo("story", "column"), "order"),
        (SeparateDatabaseAndState(state_operations=[to.RemoveField("story", "title")]), "this release"),
        (SeparateDatabaseAndState(database_operations=[to.RemoveField("story", "place")]), "forget it now"),
        (RunSQL('ALTER TABLE "paper_story" DROP COLUMN IF EXISTS title'), "column title"),
        (RunSQL("ALTER TABLE paper_story ADD COLUMN mood text NOT NULL"), "mood"),
        (RunSQL("ALTER TABLE paper_story ALTER COLUMN place SET NOT NULL"), "SET NOT NULL"),
        (RunSQL("ALTER TABLE paper_story ALTER title TYPE text"), "TYPE"),
        (RunSQL("ALTER TABLE paper_story RENAME COLUMN title TO headline"), "renamed"),
        (RunSQL("SELECT 1; drop table public.paper_story cascade"), "table paper_story"),
        (RunSQL("TRUNCATE paper_story_areas"), "paper_story_areas"),
        (RunSQL("DROP FUNCTION paper_count(int)"), "paper_count"),
    ],
)
def test_what_the_previous_release_would_not_survive_is_refused_whatever_the_author_says(
    operation: Operation, words: str
) -> None:
    told = found(operation, safe_because="nobody works at night")
    assert [words in each.why and each.stands for each in told] == [True], told


@pytest.mark.parametrize(
    "operations",
    [
        [to.AddIndex("story", models.Index(fields=["title"], name="story_title"))],
        [RunSQL("CREATE INDEX story_title ON paper_story (title)")],
        [RunSQL("CREATE OR REPLACE FUNCTION paper_count(int) RETURNS int LANGUAGE sql AS $$ SELECT 1 $$")],
        [to.AddConstraint("story", models.UniqueConstraint(fields=["title"], name="title_once"))],
        [to.AddConstraint("story", models.CheckConstraint(condition=models.Q(length__gt=0), name="long"))],
        [to.RemoveConstraint("story", "story_kind_known"), to.AddConstraint("story", kinds("news"))],
        [add(models.TextField(null=True)), RunPython(RunPython.noop, RunPython.noop)],
    ],
)
def test_what_may_hold_up_or_refuse_a_row_wants_a_reason(operations: Sequence[Operation]) -> None:
    assert [each.stands for each in found(*operations)] == [True]
    assert [each.stands for each in found(*operations, safe_because="a dozen rows")] == [False]


def test_contract_takes_away_what_the_previous_release_does_without() -> None:
    taking = [
        alter("place", models.CharField(max_length=10)),
        alter("title", models.CharField(max_length=80, unique=True)),
        to.AddConstraint("story", models.CheckConstraint(condition=models.Q(length__gt=0), name="long")),
        RunSQL("DROP FUNCTION paper_count(int)"),
    ]
    assert len(found(*taking)) == 4 and found(*taking, name="0003_contract_places") == []
    still_used = found(to.RemoveField("story", "title"), name="0003_contract_title")
    assert [each.stands for each in still_used] == [True]


def test_words_in_texts_bodies_and_comments_are_no_statements() -> None:
    script = "-- DROP TABLE a;\nSELECT 'DROP TABLE b; it''s'; /* TRUNCATE c; */ DO $x$ BEGIN DROP TABLE d; END $x$;"
    assert statements(script) == ["SELECT ''", "DO ''"]
    assert list(breaking(script, Known(frozenset("abcd"), frozenset()))) == []


def test_todays_migrations_leave_the_previous_release_running() -> None:
    assert [each for each in all_objections(previous_release()) if each.stands] == []


def test_old_migrations_that_broke_the_rules_are_found() -> None:
    release = previous_release()
    told = list(all_objections(Release("", {**release.migrations, "issues": "0006_proofreading"})))
    assert {"publication"} == {each.operation.rsplit(" ", 1)[-1] for each in told if each.is_certain}


def test_release_is_recorded_as_it_is_read(tmp_path: Path) -> None:
    release = Release("a" * 40, {"paper": "0001_initial", "accounts": "0002_more"})
    note(release, tmp_path / "record.toml")
    assert previous_release(tmp_path / "record.toml") == release
