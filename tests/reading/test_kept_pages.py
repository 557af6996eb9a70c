"""A page is rendered once for the same values, and never shown for others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from articles.models import Column
from departments.models import Department
from issues.models import Publication
from newsroom.mirror.export import export
from reading import kept_pages
from reading.answers import Answer
from reading.prepared import prepared
from reading.views import articles, issues
from tests.reading.paper import Paper, publish_correction, take_down

pytestmark = pytest.mark.django_db(transaction=True)  # outside a transaction, as readers ask


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The templates rendered since the last look; what was kept before is forgotten."""
    monkeypatch.setattr(kept_pages, "_kept", kept_pages._Kept())
    found: list[str] = []
    for module in (articles, issues):
        real = module.render_page

        def noted(template: str, *args: Any, _real: Any = real, **options: Any) -> HttpResponse:
            found.append(template)
            return _real(template, *args, **options)

        monkeypatch.setattr(module, "render_page", noted)
    return found


def test_page_is_rendered_again_when_what_it_shows_changed(client: Client, paper: Paper, rendered: list[str]) -> None:
    story, issue = paper.addresses["article"], paper.addresses["issue"]

    def ask() -> tuple[str, str]:
        rendered.clear()
        return tuple(client.get(path).content.decode() for path in (story, issue))  # type: ignore[return-value]

    first = ask()
    assert rendered == ["article.html", "issue.html"]
    assert ask() == first and rendered == []
    publication = Publication.objects.get()
    publication.sponsor = "换了名字的主办单位"
    publication.save()
    both = ask()
    assert rendered == ["article.html", "issue.html"] and all("换了名字的主办单位" in text for text in both[1:])
    column = Column.objects.get(pk=paper.column.pk)
    column.name = "改名栏目"
    column.save()
    assert all("改名栏目" in text for text in ask()) and len(rendered) == 2
    Department.objects.create(name="别处", slug="elsewhere")
    ask()
    assert rendered == []  # the paper's version was raised, what these two show was not changed
    publish_correction(paper.team, paper.lead, "原来写错了。", title="更正之后的标题")
    corrected = ask()
    assert all("更正之后的标题" in text for text in corrected) and "原来写错了。" in corrected[0]
    take_down(paper.lead)
    rendered.clear()
    assert client.get(story).status_code == 410
    assert "更正之后的标题" not in client.get(issue).content.decode()


def test_validator_and_way_of_reading_hold_for_a_kept_page(client: Client, paper: Paper, rendered: list[str]) -> None:
    path = paper.addresses["article"]
    first, again = client.get(path), client.get(path)
    assert again.content == first.content and again.headers == first.headers and len(rendered) == 1
    assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    client.cookies["reading"] = "plain-150"
    plain = client.get(path)
    assert len(rendered) == 2 and "plain size-150" in plain.content.decode()
    assert plain.headers["ETag"] != first.headers["ETag"]


@prepared
def _columns() -> Any:
    return Column.objects.order_by("pk")


def test_page_that_asks_for_more_is_not_kept(paper: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_pages, "_kept", kept_pages._Kept())
    _columns()  # prepared
    answers: list[Answer[Any]] = [_columns.ask()]

    def render(more: bool, mark: str) -> HttpResponse:
        names = [column.name for column in _columns()]
        assert names and (not more or Department.objects.exists())
        return HttpResponse(mark)

    assert kept_pages.page("test", answers, lambda: render(True, "one")).content == b"one"
    assert kept_pages.page("test", answers, lambda: render(False, "two")).content == b"two"
    assert kept_pages.page("test", answers, lambda: render(False, "three")).content == b"two"
    with kept_pages.unless_known("") as asking:
        kept_pages.page("test", answers, lambda: render(False, "four"))
    with kept_pages.unless_known(asking.values):
        assert kept_pages.page("test", answers, lambda: render(False, "five")).status_code == 304
    Column.objects.update(description="anders")
    with kept_pages.unless_known(asking.values):
        assert kept_pages.page("test", [_columns.ask()], lambda: render(False, "six")).content == b"six"


def test_least_read_pages_go_when_there_is_no_room(settings: Any) -> None:
    settings.KEPT_PAGES_BYTES = 10_000
    kept = kept_pages._Kept()
    for name in "abc":
        kept.put(name, bytes(1000), {})
    kept.get("a")
    kept.put("d", bytes(1000), {})
    assert [name for name in "abcd" if kept.get(name)] == ["a", "c", "d"]


def test_mirror_renders_again_only_what_changed(
    paper: Paper, rendered: list[str], settings: Any, tmp_path: Path
) -> None:
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://paper.example", ["paper.example"]
    mirror = tmp_path / "mirror"
    first = export(mirror)
    assert {"article.html", "issue.html"} <= set(rendered)
    rendered.clear()
    Department.objects.create(name="别处", slug="elsewhere")
    again = export(mirror)
    assert rendered == [] and again.pages >= first.pages and not again.is_up_to_date
    publish_correction(paper.team, paper.lead, "原来写错了。", title="更正之后的标题")
    export(mirror)
    assert rendered.count("issue.html") == 1
    assert "更正之后的标题" in (mirror / paper.addresses["article"].strip("/") / "index.html").read_text()
