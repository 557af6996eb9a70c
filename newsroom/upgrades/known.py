"""What the previous release knows: tables and columns that it reads and writes, and what it was held to."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from django.db.migrations.state import ModelState, ProjectState
from django.db.models import BaseConstraint, ManyToManyField

from newsroom.upgrades.fields import column, pair_table


@dataclass(frozen=True)
class Known:
    """Tables, columns as pairs of table and column, and constraints by name."""

    tables: frozenset[str]
    columns: frozenset[tuple[str, str]]
    constraints: dict[str, BaseConstraint] = dataclasses.field(default_factory=dict)

    @classmethod
    def of(cls, state: ProjectState) -> Known:
        """What the models of a state use."""
        tables, columns = set(), set()
        constraints: dict[str, BaseConstraint] = {}
        for model in state.models.values():
            own = table(model)
            tables.add(own)
            constraints |= {each.name: each for each in model.options.get("constraints", ())}
            for name, field in model.fields.items():
                if isinstance(field, ManyToManyField):
                    tables.add(pair_table(own, name, field))
                else:
                    columns.add((own, column(name, field)))
        return cls(frozenset(tables), frozenset(columns), constraints)


def table(model: ModelState) -> str:
    """The table of a model."""
    return str(model.options.get("db_table") or f"{model.app_label}_{model.name_lower}")
