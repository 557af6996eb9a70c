"""Whether each operation of a migration leaves the previous release running; reasons stand in docs/operations.md.

A migration named ``contract`` takes away what the previous release does not use any more. Where this check cannot know
that an operation is harmless, the migration may say so: ``safe_because = "…"`` on its class; that helps with what may
hold up or may refuse a row, never with what the previous release needs in order to run at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import singledispatch
from typing import Any, cast

from django.contrib.postgres import operations as postgres
from django.db.migrations import Migration, operations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import BaseConstraint, CheckConstraint, F, Field, ManyToManyField, Q, UniqueConstraint

from newsroom.upgrades import fields, statements
from newsroom.upgrades.known import Known, table

CONTRACT = "contract"  # part of the name of a migration that takes away


@dataclass(frozen=True)
class Objection:
    """What speaks against an operation; ``is_certain`` where no word of the author helps."""

    migration: str
    operation: str
    why: str
    is_certain: bool = True
    safe_because: str = ""

    @property
    def stands(self) -> bool:
        """Whether it keeps the migration back."""
        return self.is_certain or not self.safe_because


@dataclass(frozen=True)
class Scene:
    """Where an operation stands: the state before it, and what the previous release knows."""

    app: str
    state: ProjectState
    known: Known
    is_contract: bool

    def model(self, name: str) -> ModelState:
        """A model as it is before the operation."""
        return self.state.models[self.app, name.lower()]

    def is_used(self, name: str) -> bool:
        """Whether the previous release reads and writes the model's table."""
        return table(self.model(name)) in self.known.tables

    def is_used_field(self, model: str, name: str) -> bool:
        """Whether the previous release reads and writes the field's column, or its table of pairs."""
        field = self.model(model).fields[name]
        own = table(self.model(model))
        if isinstance(field, ManyToManyField):
            return fields.pair_table(own, name, field) in self.known.tables
        return (own, fields.column(name, field)) in self.known.columns


Found = Iterator[tuple[str, bool]]  # why, and whether it is certain


def objections(migration: Migration, state: ProjectState, known: Known) -> Iterator[Objection]:
    """Everything that speaks against a migration; ``state`` is the one before it and is carried on."""
    label = f"{migration.app_label}.{migration.name}"
    reason = str(getattr(migration, "safe_because", ""))
    alters = any(not isinstance(each, (operations.RunPython, operations.RunSQL)) for each in migration.operations)
    for operation in migration.operations:
        scene = Scene(migration.app_label, state, known, CONTRACT in migration.name)
        for why, is_certain in judged(operation, scene):
            yield Objection(label, operation.describe(), why, is_certain, reason)
        if isinstance(operation, operations.RunPython) and alters:
            why = "rows are moved while the altered tables are locked: move them in a migration of their own"
            yield Objection(label, operation.describe(), why, False, reason)
        operation.state_forwards(migration.app_label, state)


@singledispatch
def judged(operation: Operation, scene: Scene) -> Found:
    """What speaks against one operation."""
    harmless = (
        *(operations.CreateModel, operations.AlterModelOptions, operations.AlterModelManagers),
        *(operations.AlterModelTableComment, operations.AlterConstraint, operations.RunPython),
        *(operations.RemoveConstraint, operations.RemoveIndex, operations.RenameIndex),
        *(postgres.CreateExtension, postgres.CreateCollation, postgres.ValidateConstraint),
    )
    if not isinstance(operation, harmless):
        yield "this check does not know the operation", False


@judged.register
def _(operation: operations.AddField, scene: Scene) -> Found:
    if scene.is_used(operation.model_name):
        yield from ((why, True) for why in fields.coming(operation.field))


@judged.register
def _(operation: operations.RemoveField, scene: Scene) -> Found:
    if scene.is_used_field(operation.model_name, operation.name):
        yield (
            "the previous release uses it: let the models forget it now (SeparateDatabaseAndState, state_operations "
            "alone), and drop the column a release later by RunSQL in a migration named contract",
            True,
        )


@judged.register
def _(operation: operations.RenameField, scene: Scene) -> Found:
    field = scene.model(operation.model_name).fields[operation.old_name]
    if scene.is_used_field(operation.model_name, operation.old_name) and not (
        not isinstance(field, ManyToManyField)
        and fields.column(operation.old_name, field) == fields.column(operation.new_name, field)
    ):
        yield "the previous release asks for the old name: keep the column by db_column", True


@judged.register
def _(operation: operations.AlterField, scene: Scene) -> Found:
    if scene.is_used_field(operation.model_name, operation.name):
        old: Field[Any, Any] = scene.model(operation.model_name).fields[operation.name]
        found = fields.changing(operation.name, old, operation.field, is_contract=scene.is_contract)
        yield from ((why, True) for why in found)


@judged.register
def _(operation: operations.DeleteModel, scene: Scene) -> Found:
    if scene.is_used(operation.name):
        yield (
            "the previous release uses the table: let the models forget it now (SeparateDatabaseAndState, "
            "state_operations alone), and drop it a release later by RunSQL in a migration named contract",
            True,
        )


@judged.register
def _(operation: operations.RenameModel, scene: Scene) -> Found:
    if scene.is_used(operation.old_name) and not scene.model(operation.old_name).options.get("db_table"):
        yield "the previous release asks for the old table: set db_table to its name first", True


@judged.register
def _(operation: operations.AlterModelTable, scene: Scene) -> Found:
    old = scene.model(operation.name)
    if scene.is_used(operation.name) and operation.table != table(old):
        yield "the previous release asks for the old table", True


@judged.register
def _(operation: operations.AlterOrderWithRespectTo, scene: Scene) -> Found:
    if scene.is_used(operation.name) and operation.order_with_respect_to:
        yield "the previous release cannot write rows without the order", True


@judged.register
def _(operation: operations.AlterUniqueTogether, scene: Scene) -> Found:
    if scene.is_used(operation.name) and operation.option_value and not scene.is_contract:
        yield "the previous release may write duplicates", False


@judged.register
def _(operation: operations.AddIndex, scene: Scene) -> Found:
    if scene.is_used(operation.model_name) and not isinstance(operation, postgres.AddIndexConcurrently):
        yield "building an index holds all writing to the table up: AddIndexConcurrently, with atomic = False", False


@judged.register
def _(operation: operations.AddConstraint, scene: Scene) -> Found:
    if not scene.is_used(operation.model_name) or scene.is_contract:
        return
    model = scene.model(operation.model_name)
    named = _named(operation.constraint)
    old = [field for field in named if field in model.fields and scene.is_used_field(operation.model_name, field)]
    former = _former(operation.constraint, scene)
    if (old or not named) and not (former and _is_wider(former, operation.constraint)):
        yield (
            "the previous release may write rows that it forbids: add it a release later, in a migration named "
            "contract",
            False,
        )


@judged.register
def _(operation: operations.SeparateDatabaseAndState, scene: Scene) -> Found:
    state = scene.state.clone()
    for each in operation.database_operations:
        yield from judged(each, Scene(scene.app, state, scene.known, scene.is_contract))
        each.state_forwards(scene.app, state)
    for each in operation.state_operations:
        if isinstance(each, operations.RemoveField) and not operation.database_operations:
            field = scene.model(each.model_name).fields[each.name]
            if not fields.fills_itself(field):
                yield f"this release cannot write rows without {each.name}: let it be null or fill itself first", True


@judged.register
def _(operation: operations.RunSQL, scene: Scene) -> Found:
    for sql in _scripts(operation.sql):
        yield from ((why, True) for why in statements.breaking(sql, scene.known, is_contract=scene.is_contract))
        yield from ((why, False) for why in statements.disturbing(sql, scene.known))


def _scripts(sql: Any) -> Iterator[str]:
    """The scripts of RunSQL: a text, or texts each perhaps with parameters."""
    for each in [sql] if isinstance(sql, str) else sql:
        yield each if isinstance(each, str) else each[0]


# ------------------------------------------------------------------------------------------------- constraints


def _named(constraint: BaseConstraint) -> set[str]:
    """The fields that a constraint speaks of; none where it cannot be told."""
    if isinstance(constraint, CheckConstraint) and isinstance(constraint.condition, Q):
        return set(_fields_of(constraint.condition))
    if isinstance(constraint, UniqueConstraint) and constraint.fields:
        return {*constraint.fields, *(_fields_of(constraint.condition) if constraint.condition else ())}
    return set()


def _fields_of(condition: Q) -> Iterator[str]:
    for child in condition.children:
        if isinstance(child, Q):
            yield from _fields_of(child)
        elif isinstance(child, tuple):
            yield child[0].split("__")[0]
            if isinstance(child[1], F):
                yield str(getattr(child[1], "name", "")).split("__")[0]


def _former(constraint: BaseConstraint, scene: Scene) -> BaseConstraint | None:
    """The constraint of the same name that the previous release knows."""
    return scene.known.constraints.get(constraint.name)


def _is_wider(former: BaseConstraint, constraint: BaseConstraint) -> bool:
    """Whether a list of lawful values lost none: the one form in which a choice is added."""
    if not isinstance(former, CheckConstraint) or not isinstance(constraint, CheckConstraint):
        return False
    lists = [condition.children for condition in (former.condition, constraint.condition) if isinstance(condition, Q)]
    if len(lists) != 2 or any(len(each) != 1 or not isinstance(each[0], tuple) for each in lists):
        return False
    (old_name, old), (new_name, new) = (cast(tuple[str, Any], each[0]) for each in lists)
    return bool(old_name == new_name and old_name.endswith("__in") and set(old) <= set(new))
