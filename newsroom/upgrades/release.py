"""The previous release: its commit, and how far its migrations go."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

RECORD = Path(__file__).parent / "previous_release.toml"
_HEAD = """\
# The release that still serves while the newest migrations are applied. Written by
# `manage.py check_migrations --record COMMIT` when a release is made; tests/upgrades runs that commit's code.
"""


@dataclass(frozen=True)
class Release:
    """A release: ``migrations`` names the last one of each app."""

    commit: str
    migrations: dict[str, str]

    @property
    def nodes(self) -> list[tuple[str, str]]:
        """The last migrations as nodes of Django's graph."""
        return sorted(self.migrations.items())


def previous_release(record: Path = RECORD) -> Release:
    """The release before this one."""
    told = tomllib.loads(record.read_text(encoding="utf-8"))
    return Release(told["commit"], told["migrations"])


def note(release: Release, record: Path = RECORD) -> None:
    """Make a release the previous one."""
    lines = [f'{app} = "{name}"\n' for app, name in release.nodes]
    record.write_text(f'{_HEAD}commit = "{release.commit}"\n\n[migrations]\n{"".join(lines)}', encoding="utf-8")
