"""Prints the access table as a document: ``python -m tests.access_document`` writes docs/access.md."""

from __future__ import annotations

import os
from itertools import groupby
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "docs" / "access.md"
GROUPS = ("ARTICLES", "ASSIGNMENTS", "ISSUES", "REGISTERS", "ACCOUNTS", "FRAME")

HEAD = """# Who may open what

Made by `make access` from `tests/access_table.py`; a test fails when this page is stale, and another walks every row
as every person. ● answered · ○ refused (403) · blank: there is no such thing for this person (404). Whoever is not
logged in, or has no role, is sent to the log-in page. “Outside” are a contributor and a section head of another
department than the article's. States are the article's; rows without states do not depend on one.
"""


def document() -> str:
    """The whole page, in Markdown."""
    import django

    django.setup()
    from tests import access_table

    people = [
        *("contributor", "section_head", "outside_contributor", "outside_head", "editor", "chief_editor"),
        *("proofreader", "layout_editor", "leader", "system_admin", "security_admin", "audit_admin"),
    ]
    if set(people) != access_table.EVERYONE:
        raise SystemExit("The document does not know everybody of the access table.")
    parts = [HEAD]
    for group in GROUPS:
        rows = getattr(access_table, group)
        parts.append(f"\n## {group.capitalize()}\n")
        parts.append("| address | method | states | " + " | ".join(name.replace("_", " ") for name in people) + " |")
        parts.append("|---|---|---|" + ":-:|" * len(people))
        for (name, method), same in groupby(rows, key=lambda row: (row.name, row.method)):
            for row in same:
                with_states = "article" in row.arguments
                every = set(row.states) == set(access_table.State)
                states = ("all" if every else ", ".join(sorted(row.states))) if with_states else ""
                marks = ["●" if p in row.allowed else "○" if p in row.forbidden else " " for p in people]
                parts.append(f"| {name} | {method.upper()} | {states} | " + " | ".join(marks) + " |")
    parts.append("\n## Addresses without a row\n")
    parts += [f"- {name}: {why}" for name, why in sorted(access_table.BESIDE.items())]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    TARGET.write_text(document(), encoding="utf-8")
