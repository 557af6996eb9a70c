"""A process that prepares issues, or publishes one slowly enough to be killed in the middle (see test_killed)."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
django.setup()

from accounts import audit  # noqa: E402
from accounts.models import User  # noqa: E402
from issues.models import Issue  # noqa: E402
from issues.publishing import publish_issue  # noqa: E402
from tests.factories import Team, make_issue, make_placement  # noqa: E402


def prepare(count: int) -> None:
    """Issues of five approved stories, ready to publish; prints their primary keys."""
    team = Team()
    for _ in range(count):
        issue = make_issue(pages=1)
        for _ in range(5):
            make_placement(team, issue.pages.get())
        print(issue.pk, team.chief_editor.pk, flush=True)


def publish(issue_id: int, by: int) -> None:
    """Publish, telling of each act inside the transaction and resting after it."""
    record = audit.record

    def telling(action: str, **kwargs: object) -> object:
        entry = record(action, **kwargs)  # type: ignore[arg-type]
        print(action, flush=True)
        time.sleep(0.15)
        return entry

    audit.record = telling  # type: ignore[assignment]
    publish_issue(Issue.objects.get(pk=issue_id), by=User.objects.get(pk=by))
    print("committed", flush=True)


if __name__ == "__main__":
    action, *numbers = sys.argv[1:]
    if action == "prepare":
        prepare(int(numbers[0]))
    else:
        publish(int(numbers[0]), int(numbers[1]))
