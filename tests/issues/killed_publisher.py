"""A process that prepares issues, or publishes one step by step to be killed in the middle (see test_killed)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
django.setup()

from django.core.files.storage import default_storage  # noqa: E402

from accounts import audit  # noqa: E402
from accounts.models import User  # noqa: E402
from issues import publishing  # noqa: E402
from issues.models import Issue  # noqa: E402
from issues.proofs.files import issue_pdf_name  # noqa: E402
from tests.factories import Team, make_issue, make_placement, make_released  # noqa: E402


def prepare(count: int) -> None:
    """Issues of five approved stories, ready to publish; prints their primary keys."""
    team = Team()
    for _ in range(count):
        issue = make_issue(pages=1)
        for _ in range(5):
            make_placement(team, issue.pages.get())
        make_released(issue, team)
        print(issue.pk, team.chief_editor.pk, flush=True)


def tell(word: str) -> None:
    """Say where the work stands, and rest there until a line comes in, or none will any more."""
    print(word, flush=True)
    sys.stdin.readline()


def publish(issue_id: int, by: int) -> None:
    """Publish, telling of each step and resting after it: files, checks, each article, pages, the issue's own row."""
    record = audit.record
    names = ("store_issue_pdf", "publishing_problems", "_show_printed")
    store, problems, show = (getattr(publishing, name) for name in names)

    def telling(action: str, **kwargs: Any) -> object:
        entry = record(action, **kwargs)
        tell(action)
        return entry

    def storing(*args: Any) -> Any:
        default_storage.delete(issue_pdf_name(*args))  # set and written anew
        tell("file.begun")
        name = store(*args)
        tell("file.written")
        return name

    def checking(*args: Any) -> Any:
        found = problems(*args)
        tell("checked")
        return found

    def showing(*args: Any) -> None:
        show(*args)
        tell("pages.shown")

    audit.record = telling  # type: ignore[assignment]
    for name, told in zip(names, (storing, checking, showing), strict=True):
        setattr(publishing, name, told)
    publishing.publish_issue(Issue.objects.get(pk=issue_id), by=User.objects.get(pk=by))
    print("committed", flush=True)


def publish_all(numbers: list[int], by: int) -> None:
    """Publish what an earlier process was killed over."""
    for number in numbers:
        publishing.publish_issue(Issue.objects.get(pk=number), by=User.objects.get(pk=by))


if __name__ == "__main__":
    action, *numbers = sys.argv[1:]
    if action == "prepare":
        prepare(int(numbers[0]))
    elif action == "publish-all":
        publish_all([int(number) for number in numbers[1:]], int(numbers[0]))
    else:
        publish(int(numbers[0]), int(numbers[1]))
