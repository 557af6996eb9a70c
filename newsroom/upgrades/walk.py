"""The walk over all migrations that came after the previous release."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.migrations.loader import MigrationLoader

from newsroom.upgrades.known import Known
from newsroom.upgrades.release import Release
from newsroom.upgrades.rules import Objection, objections


class UnknownMigration(Exception):
    """The record names a migration that is not there; ``str()`` of it is its name."""


def newer(loader: MigrationLoader, release: Release) -> list[tuple[str, str]]:
    """The migrations of the recorded apps, and of apps of ours that are new, which the release did not have."""
    for app, name in release.nodes:
        if (app, name) not in loader.disk_migrations:
            raise UnknownMigration(f"{app}.{name}")
    had = {node for target in release.nodes for node in loader.graph.forwards_plan(target)}
    plan: list[tuple[str, str]] = []
    for leaf in loader.graph.leaf_nodes():
        plan += [node for node in loader.graph.forwards_plan(leaf) if node not in had and node not in plan]
    return [node for node in plan if node[0] in release.migrations]


def all_objections(release: Release) -> Iterator[Objection]:
    """Everything that speaks against what came after a release."""
    loader = MigrationLoader(None)
    plan = newer(loader, release)
    if not plan:
        return
    state = loader.project_state(release.nodes)
    known = Known.of(state)
    for node in plan:
        yield from objections(loader.disk_migrations[node], state, known)
