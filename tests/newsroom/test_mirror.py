"""The site as plain files: whole, linked, and without what was taken down."""

from __future__ import annotations

import functools
import http.server
import re
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from articles.models import Article
from newsroom.holding import held
from newsroom.mirror import links
from newsroom.mirror.export import export
from newsroom.mirror.files import JOURNAL, LOCK, STATE, Files
from newsroom.mirror.links import Address
from tests.factories import make_article
from tests.reading.paper import SECRET, Paper, publish_correction, take_down
from tests.reading.test_leaks import WAYS, Case

pytestmark = pytest.mark.django_db(transaction=True)

LIVE = "https://paper.example"
TITLE = "车位是谈出来的"
_ATTRIBUTE = re.compile(r'<(\w+)\b[^>]*?\s(?:href|src|srcset)="([^"]*)"')
_EVERY_ATTRIBUTE = re.compile(r'\s(href|src|srcset)="([^"]*)"')
_TAG = re.compile(r"<(?!/)[^>]*>")


@pytest.fixture(autouse=True)
def _live(settings: Any) -> None:
    settings.SITE_URL, settings.ALLOWED_HOSTS = LIVE, ["paper.example"]


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A plain file server that says nothing."""

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder and the address at which a plain file server shows it."""
    with plain_server(tmp_path / "mirror") as made:
        yield made


@contextmanager
def plain_server(folder: Path) -> Iterator[tuple[Path, str]]:
    """A new folder, and the address at which a plain file server shows it."""
    folder.mkdir()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield folder, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def fetch(address: str) -> tuple[int, str, bytes]:
    """Status, media type and body of an address."""
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310
            return answer.status, answer.headers.get_content_type(), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, "", b""


def crawl(site: str) -> tuple[dict[str, bytes], list[str]]:
    """Everything that links of the served site lead to, and the links that lead nowhere."""
    found: dict[str, bytes] = {}
    broken: list[str] = []
    waiting = ["/"]
    while waiting:
        path = waiting.pop()
        if path in found or path in broken:
            continue
        status, kind, body = fetch(site + quote(path, safe="/%"))
        if status != 200:
            broken.append(path)
            continue
        found[path] = body
        if kind == "text/html":
            waiting += [link for link in inner_links(body.decode(), path) if link not in found]
        elif kind == "text/css":
            waiting += [
                urljoin(path, link) for link in re.findall(r'url\("?([^")]+)"?\)', body.decode()) if link[:5] != "data:"
            ]
    return found, broken


def inner_links(page: str, base: str) -> list[str]:
    """The paths that a page's links and images name on its own server."""
    named = [value for tag in _TAG.findall(page) for _name, value in _EVERY_ATTRIBUTE.findall(tag)]
    each = [part.strip().split(" ")[0] for value in named for part in value.split(",")]
    urls = [urlsplit(urljoin(f"http://here{base}", link)) for link in each if link]
    assert not [url for url in urls if url.query and url.netloc == "here"], "a file server knows no queries"
    return [url.path for url in urls if url.netloc == "here"]


def run(folder: Path, **options: Any) -> str:
    out = StringIO()
    call_command("export_site", str(folder), stdout=out, stderr=out, **options)
    return out.getvalue()


def test_every_link_and_image_of_the_mirror_resolves(served: tuple[Path, str], paper: Paper) -> None:
    folder, site = served
    run(folder)
    found, broken = crawl(site)
    assert not broken
    kinds = [path.rpartition(".")[2] for path in found]
    assert {"jpg", "webp", "css"} <= set(kinds) and len(found) > 20
    for name, path in paper.addresses.items():
        if "?" not in path:
            assert found.get(quote(path)), name


def test_pages_of_the_mirror_are_the_pages_of_the_site(served: tuple[Path, str], paper: Paper, client: Client) -> None:
    folder, site = served
    run(folder)

    def shown(page: bytes) -> str:
        return re.sub(r'\s(href|src|srcset|action)="[^"]*"', "", page.decode())

    for name, path in paper.addresses.items():
        if "?" in path or name == "search":
            continue
        live = client.get(path, headers={"host": "paper.example"}).content
        assert shown(fetch(site + quote(path, safe="/%"))[2]) == shown(live), name
        assert (
            f'<link rel="canonical" href="{LIVE}{quote(path)}">'.encode() in fetch(site + quote(path, safe="/%"))[2]
        ), name


def test_retracted_story_and_its_photos_vanish_with_the_next_run(served: tuple[Path, str], paper: Paper) -> None:
    folder, site = served
    run(folder)
    before = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    assert any(str(path).endswith(".jpg") for path in before)
    take_down(paper.lead)
    said = run(folder)
    assert "0 removed" not in said
    texts = [path.read_text() for path in folder.rglob("*") if path.suffix in (".html", ".xml")]
    assert texts and not [text for text in texts if TITLE in text]
    assert not (folder / "media").exists()
    assert "http-equiv" not in (folder / "articles" / str(paper.lead.pk) / "index.html").read_text()
    assert not crawl(site)[1]


def test_nothing_that_is_not_public_is_exported(served: tuple[Path, str], paper: Paper) -> None:
    folder, _site = served
    hidden = paper.add_hidden()
    run(folder)
    assert not [path for path in folder.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]
    linked = [one.pk for one in hidden if one.state != Article.State.RETRACTED]
    assert not [pk for pk in linked if (folder / "articles" / str(pk)).exists()]


def test_no_way_of_not_being_public_leaves_anything_in_the_mirror(
    served: tuple[Path, str], paper: Paper, client: Client
) -> None:
    folder, _site = served
    cases = [Case(number, paper) for number in range(len(WAYS))]
    for case, prepare in zip(cases, WAYS.values(), strict=True):
        prepare(case)
    run(folder)
    public = Case(len(WAYS), paper)
    public.article = make_article(paper.team, public.content(), state=Article.State.PUBLISHED)
    run(folder)
    assert public.word("title") in _everything(folder)  # else the walk would prove nothing
    take_down(public.article)
    run(folder)
    everything = _everything(folder)
    assert {secret for case in [*cases, public] for secret in case.secrets if secret in everything} == set()


def _everything(folder: Path) -> str:
    """The names and contents of all files of a mirror."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return "\n".join(f"{path}\n{path.read_bytes().decode('utf-8', 'ignore')}" for path in files)


def test_second_run_touches_only_what_changed(served: tuple[Path, str], paper: Paper) -> None:
    folder, _site = served

    def times() -> dict[str, int]:
        return {
            str(path.relative_to(folder)): path.stat().st_mtime_ns for path in folder.rglob("*.*") if path.is_file()
        }

    run(folder)
    before = times()
    assert "up to date" in run(folder)
    assert times() == before
    assert "0 files written" in run(folder, anew=True), [name for name, at in times().items() if before[name] != at]
    publish_correction(paper.team, paper.lead, title="车位一共十三个")
    run(folder)
    changed = {name for name, time in times().items() if before.get(name) != time}
    assert f"articles/{paper.lead.pk}/index.html" in changed
    assert not {name for name in changed if name.endswith((".css", ".jpg", ".webp", ".txt"))}
    assert len(changed) < len(before) / 2


def test_lists_with_pages_have_a_folder_for_each(
    served: tuple[Path, str], paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reading.views.archive.PAGE_SIZE", 1)
    folder, site = served
    run(folder)
    found, broken = crawl(site)
    assert not broken and "/archive/page-2/" in found
    assert found["/archive/page-2/"] != found["/archive/"]


def test_search_says_that_it_needs_the_live_site(served: tuple[Path, str], paper: Paper) -> None:
    folder, _site = served
    run(folder)
    page = (folder / "search" / "index.html").read_text()
    assert f'<a href="{LIVE}/search/">' in page and f'action="{LIVE}/search/"' in page
    assert 'role="note"' in page


def test_folder_with_other_things_is_refused(tmp_path: Path, paper: Paper) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(CommandError, match="empty folder"):
        run(tmp_path)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["letter.txt"]


def test_second_export_at_once_is_refused_and_touches_nothing(tmp_path: Path) -> None:
    with held(tmp_path / LOCK), pytest.raises(CommandError, match="Another export"):
        call_command("export_site", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [LOCK]


def test_own_files_beside_the_mirror_are_left_alone(served: tuple[Path, str], paper: Paper) -> None:
    folder, _site = served
    run(folder)
    (folder / "CNAME").write_text("paper.example")
    (folder / "articles" / "note.txt").write_text("mine")
    take_down(paper.lead)
    run(folder)
    assert (folder / "CNAME").exists() and (folder / "articles" / "note.txt").exists()


def test_export_cut_short_leaves_nothing_behind_for_ever(
    served: tuple[Path, str], paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _site = served

    def cut(*_anything: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Files, "finish", cut)
        with pytest.raises(KeyboardInterrupt):
            export(folder)
    assert (folder / JOURNAL).exists() and not (folder / STATE).exists()
    take_down(paper.lead)
    run(folder)
    assert not list(folder.rglob("*.jpg")) and not (folder / JOURNAL).exists()


def test_link_that_leads_nowhere_is_reported(served: tuple[Path, str], paper: Paper) -> None:
    folder, _site = served
    body = '<p>见<a href="/articles/999999/">另一篇</a>报道。</p>'
    publish_correction(paper.team, paper.lead, title="有一个坏链接", body=body)
    with pytest.raises(CommandError, match="1 links lead nowhere"):
        run(folder)
    assert (folder / "articles" / str(paper.lead.pk) / "index.html").exists()
    assert Article.objects.published().count() == len(list((folder / "articles").iterdir()))


def test_names_never_lead_out_of_the_folder(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="outside"):
        Files.open(tmp_path / "mirror").write("../../evil.html", b"x")


@pytest.mark.parametrize(
    ("link", "meant"),
    [
        ("/columns/", Address("/columns/")),
        ("?page=3", Address("/archive/", 3)),
        ("/columns/?page=1", Address("/columns/")),
        (f"{LIVE}/about/#imprint", Address("/about/")),
        ("/search/?q=%E8%BD%A6", Address("/search/")),
        ("/columns/?strange=1", None),
        ("/desk/", None),
        ("/nowhere/", None),
        ("https://elsewhere.example/columns/", None),
        ("mailto:a@example.com", None),
        ("#content", None),
    ],
)
def test_links_are_told_apart(link: str, meant: Address | None) -> None:
    assert links.internal(link, "/archive/") == meant


def test_links_are_rewritten_in_tags_alone() -> None:
    page = (
        '<p title="x">href="/columns/?page=2"</p><a class="b" href="/columns/?page=2#top">a</a><img src="/desk/x.png">'
    )
    rewritten = links.rewritten(page, "/", lambda address: f"/{links.file_name(address).removesuffix('index.html')}")
    assert rewritten == (
        '<p title="x">href="/columns/?page=2"</p><a class="b" href="/columns/page-2/#top">a</a>'
        f'<img src="{LIVE}/desk/x.png">'
    )
