"""A day's work by the code of the previous release, on tables that the newest migrations made.

Run by ``test_previous_release`` in a folder that holds that release; prints what came of it as JSON. Everything that is
imported here, factories included, is the previous release's own.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import django


def main() -> None:
    """Check, write, sign, publish and read."""
    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from articles.models import Article
    from articles.verification import verify
    from issues.publishing import publish_issue
    from tests.factories import PASSWORD, Team, make_issue, make_placement, make_released

    call_command("check", fail_level="ERROR")
    told: dict[str, Any] = {"checked": True}
    team = Team()
    client = Client(headers={"host": "localhost"})
    form = {"username": team.contributor.username, "password": PASSWORD}
    told["log-in"] = client.post("/desk/login/", form).headers.get("Location")
    page = client.get("/desk/articles/article/add/").content.decode()
    draft = {"title": "旧版写下的草稿", "body": "<p>升级的时候，谁也不用停手。</p>"}
    told["draft"] = client.post("/desk/articles/article/add/", {**_largest_form(page), **draft}).status_code
    told["saved"] = Article.objects.filter(current_revision__title=draft["title"]).count()
    issue = make_issue(1)
    title = make_placement(team, issue.pages.get()).revision.title
    issue = publish_issue(make_released(issue, team), by=team.chief_editor)
    told["issue"], told["title"] = issue.get_absolute_url(), title
    told["read"] = [_shows(client, path, title) for path in (told["issue"], "/")]
    told["breaks"] = [broken.words for broken in verify().breaks]
    print(json.dumps(told, ensure_ascii=False))


def _largest_form(page: str) -> dict[str, Any]:
    """The fields of the largest form of a page, read by this release's own tests."""
    found = importlib.util.spec_from_file_location("people", Path(__file__).parents[1] / "faults" / "people.py")
    assert found is not None and found.loader is not None
    people = sys.modules["people"] = importlib.util.module_from_spec(found)
    found.loader.exec_module(people)
    parser = people.Forms()
    parser.feed(page)
    largest: dict[str, Any] = max(parser.forms.values(), key=len)
    return largest


def _shows(client: Any, path: str, words: str) -> bool:
    answer = client.get(path)
    return bool(answer.status_code == 200 and words in answer.content.decode())


if __name__ == "__main__":
    main()
