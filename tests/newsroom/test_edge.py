"""Pages answered before Django: never stale, the same for everybody, and there when the database is not."""

from __future__ import annotations

import gzip
import io
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import unquote_to_bytes

import brotli
import psycopg
import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, connections
from django.test import Client

from accounts import clock
from articles.models import Article
from departments.models import Department
from newsroom.edge import flights
from newsroom.edge import version as versions
from newsroom.edge.addresses import Key, is_public_page
from newsroom.edge.pages import StoredPage
from newsroom.edge.server import Edge, wrap
from newsroom.edge.store import Shelf, Store
from newsroom.edge.version import PublicVersion
from tests.factories import make_article, make_content, make_photo, make_published_issue
from tests.reading.paper import Paper, publish_correction, take_down, write_on

pytestmark = pytest.mark.django_db(transaction=True)

HOST = "testserver"


@dataclass
class Reply:
    """What a WSGI application answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def ask(application: Any, path: str, *, query: str = "", method: str = "GET", **headers: str) -> Reply:
    """Ask a WSGI application as a server would. Headers by their names in lower case with underscores."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "SCRIPT_NAME": "",
        "SERVER_NAME": HOST,
        "SERVER_PORT": "80",
        "HTTP_HOST": HOST,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }
    started: list[Any] = []
    parts = application(environ, lambda status, found, exc_info=None: started.extend([status, found]))
    body = b"".join(parts)
    if hasattr(parts, "close"):
        parts.close()
    return Reply(int(started[0][:3]), {name.lower(): value for name, value in started[1]}, body)


class Counted:
    """Django's application, counting what it is asked."""

    def __init__(self) -> None:
        self.django = WSGIHandler()
        self.asked: list[str] = []
        self.environs: list[dict[str, Any]] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.asked.append(environ["PATH_INFO"])
        self.environs.append(environ)
        return self.django(environ, start_response)


class Site:
    """One server process: its store, its connection, and what its Django had to do."""

    def __init__(self, connect: Callable[[], Any] = versions.connect, **store: Any) -> None:
        self.django = Counted()
        self.version = PublicVersion(connect)
        self.edge = Edge(self.django, store=Store(8 * 1024 * 1024, **store), version=self.version)

    def get(self, path: str, **more: Any) -> Reply:
        return ask(self.edge, path, **more)

    @property
    def rendered(self) -> int:
        return len(self.django.asked)


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that is busy is no database that is away."""
    monkeypatch.setattr(versions, "CONNECT_SECONDS", 60)
    monkeypatch.setattr(versions, "STATEMENT_MILLISECONDS", 60_000)
    monkeypatch.setattr(flights, "LONGEST_WAIT", 120.0)


@pytest.fixture
def site() -> Iterator[Site]:
    one = Site()
    yield one
    one.version.close()


@pytest.fixture
def other() -> Iterator[Site]:
    one = Site()
    yield one
    one.version.close()


NumQueries = Callable[[int], AbstractContextManager[Any]]


def test_second_reader_costs_django_nothing(site: Site, paper: Paper, django_assert_num_queries: NumQueries) -> None:
    address = paper.lead.get_absolute_url()
    first = site.get(address)
    with django_assert_num_queries(0):
        second = site.get(address)
    assert first.status == second.status == 200 and first.body == second.body
    assert site.rendered == 1


def test_answer_is_djangos_but_for_caching(site: Site, paper: Paper, client: Client) -> None:
    ours = ("etag", "cache-control", "vary", "content-length")
    for name, path in paper.addresses.items():
        address, _, query = path.partition("?")
        kept, plain = site.get(address, query=query), client.get(path)
        assert kept.body == plain.content, name
        shown = {name.lower(): value for name, value in plain.headers.items() if name.lower() not in ours}
        assert {name: value for name, value in kept.headers.items() if name not in ours} == shown, name
        assert "content-security-policy" in shown


def changes(paper: Paper) -> dict[str, tuple[str, Callable[[], Any], str]]:
    """What may happen to a paper: where it shows, what is done, and what is read there afterwards."""
    team, lead = paper.team, paper.lead
    article, issue = lead.get_absolute_url(), paper.issue.get_absolute_url()

    def save(thing: Any, **values: Any) -> None:
        for name, value in values.items():
            setattr(thing, name, value)
        thing.save()

    return {
        "publish": (
            "/",
            lambda: make_published_issue(team, date=paper.issue.date + timedelta(days=9), total_number=1888),
            "1888",
        ),
        "correct": (article, lambda: publish_correction(team, lead, title="车位一共十三个"), "车位一共十三个"),
        "department renamed": (
            f"/departments/{team.department.slug}/",
            lambda: save(team.department, name="新名居民区"),
            "新名居民区",
        ),
        "departments listed": ("/departments/", lambda: Department.objects.create(name="新设科", slug="new"), "新设科"),
        "column renamed": (article, lambda: save(paper.column, name="新栏目名"), "新栏目名"),
        "grid area": ("/grid/", lambda: save(paper.area, theme="最会种花"), "最会种花"),
        "masthead": (issue, lambda: save(paper.publication, sponsor="新主办单位"), "新主办单位"),
        "name of a page": (issue, lambda: save(paper.issue.pages.get(sequence=2), name="街巷见闻"), "街巷见闻"),
        "number of an issue": (issue, lambda: save(paper.issue, total_number=1777), "1777"),
    }


CHANGES = ["publish", "correct", "department renamed", "departments listed", "column renamed", "grid area", "masthead"]
CHANGES += ["name of a page", "number of an issue"]


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_is_read_at_once_in_every_process(change: str, site: Site, other: Site, paper: Paper) -> None:
    path, act, words = changes(paper)[change]
    for one in (site, other):
        assert words not in one.get(path).text
    act()
    for one in (site, other):
        reply = one.get(path)
        assert reply.status == 200 and words in reply.text


def test_every_change_is_tried(paper: Paper) -> None:
    assert list(changes(paper)) == CHANGES


def test_retracted_story_is_gone_with_the_next_request_everywhere(site: Site, paper: Paper) -> None:
    title = "车位是谈出来的"
    paths = [*(path for path in paper.addresses.values() if "?" not in path), "/feed/", "/sitemap.xml"]
    before = {path: site.get(path) for path in paths}
    assert title in before["/"].text
    take_down(paper.lead)
    for path in paths:
        reply = site.get(path)
        assert title not in reply.text, path
        assert f"/articles/{paper.lead.pk}/" not in reply.text or reply.status == 410, path
    assert site.get(paper.lead.get_absolute_url()).status == 410


def test_story_published_for_later_appears_at_its_minute_without_any_write(site: Site, paper: Paper) -> None:
    moment = clock.now() + timedelta(hours=3)
    later = make_published_issue(paper.team, date=paper.issue.date + timedelta(days=9))
    Article.objects.filter(placements__issue=later).update(published_at=moment)
    type(later).objects.filter(pk=later.pk).update(published_at=moment)
    address = later.get_absolute_url()
    assert site.get(address).status == 404 and address not in site.get("/").text
    with clock.at(moment - timedelta(seconds=1)):
        assert address not in site.get("/").text
    rendered = site.rendered
    with clock.at(moment + timedelta(seconds=1)):
        assert address in site.get("/").text and site.get(address).status == 200
        assert site.get("/").status == 200
        assert site.rendered == rendered + 2
    assert address not in site.get("/").text  # the other way round too: each moment has its own page


def test_pages_are_made_anew_at_midnight(site: Site, paper: Paper) -> None:
    site.get("/departments/")
    with clock.at(clock.now() + timedelta(days=1)):
        site.get("/departments/")
    assert site.rendered == 2


def test_work_at_the_desk_leaves_the_pages_alone(site: Site, paper: Paper) -> None:
    site.get("/")
    make_article(paper.team, state=Article.State.SECOND_REVIEW)
    make_article(paper.team, state=Article.State.APPROVED)
    make_photo(paper.team.contributor)
    write_on(paper.lead, title="正在改的标题")
    site.get("/")
    assert site.rendered == 1


def test_one_act_raises_the_version_once_and_a_rollback_not_at_all(paper: Paper) -> None:
    def number() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT number FROM reading_publicversion")
            return int(cursor.fetchone()[0])

    before = number()
    Department.objects.bulk_create([Department(name=f"单位{n}", slug=f"unit-{n}") for n in range(50)])
    assert number() == before + 1
    with pytest.raises(ZeroDivisionError), connections["default"].cursor() as cursor:
        cursor.execute("BEGIN")
        try:
            cursor.execute("UPDATE articles_column SET name = name || 'x'")
            raise ZeroDivisionError
        finally:
            cursor.execute("ROLLBACK")
    assert number() == before + 1


def test_page_changed_while_it_is_made_is_not_served_to_later_readers(site: Site, paper: Paper) -> None:
    django = site.django.django

    def overtaken(environ: Any, start_response: Any) -> Any:
        parts = list(django(environ, start_response))
        paper.publication.sponsor = "赶上了的单位"
        paper.publication.save()
        return parts

    site.django.django = overtaken  # type: ignore[assignment]
    assert "赶上了的单位" not in site.get("/about/").text
    site.django.django = django
    assert "赶上了的单位" in site.get("/about/").text


# ------------------------------------------------------------------------------------------- what is sent


def test_reader_who_has_the_page_gets_304_without_a_body(site: Site, paper: Paper) -> None:
    address = paper.lead.get_absolute_url()
    for encoding in ("", "gzip", "br"):
        tag = site.get(address, accept_encoding=encoding).headers["etag"]
        for sent in (tag, f'"x", W/{tag}', "*"):
            reply = site.get(address, accept_encoding=encoding, if_none_match=sent)
            assert reply.status == 304 and not reply.body and reply.headers["etag"] == tag
            assert reply.headers["cache-control"] == "public, max-age=0, must-revalidate"
        assert site.get(address, accept_encoding=encoding, if_none_match='"x"').status == 200
    take_down(paper.lead)
    assert site.get(address, if_none_match=tag).status == 410


def test_tag_outlives_a_change_elsewhere(site: Site, paper: Paper) -> None:
    tag = site.get("/about/").headers["etag"]
    paper.area.theme = "最会种花"
    paper.area.save()
    assert site.get("/about/", if_none_match=tag).status == 304
    assert site.rendered == 2


def test_each_encoding_holds_the_page_and_has_its_own_tag(site: Site, paper: Paper) -> None:
    plain = site.get("/", accept_encoding="identity")
    zipped, brotlied = (
        site.get("/", accept_encoding="gzip, deflate"),
        site.get("/", accept_encoding="gzip, deflate, br"),
    )
    assert (zipped.headers["content-encoding"], brotlied.headers["content-encoding"]) == ("gzip", "br")
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(zipped.body) == brotli.decompress(brotlied.body) == plain.body
    assert len({reply.headers["etag"] for reply in (plain, zipped, brotlied)}) == 3
    assert all("Accept-Encoding" in reply.headers["vary"] for reply in (plain, zipped, brotlied))
    assert site.get("/", accept_encoding="br;q=0, gzip").headers["content-encoding"] == "gzip"
    assert site.rendered == 1


def test_head_has_the_headers_alone(site: Site, paper: Paper) -> None:
    full, head = site.get("/"), site.get("/", method="HEAD")
    assert not head.body and head.headers == full.headers and site.rendered == 1


def test_a_persons_cookies_reach_no_page(site: Site, paper: Paper, client: Client) -> None:
    client.force_login(paper.team.chief_editor)
    session = f"sessionid={client.cookies['sessionid'].value}"
    site.get("/", cookie=session, authorization="Basic eDp5", accept_language="en", if_none_match='"x"')
    environ = site.django.environs[-1]
    assert not {"HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_ACCEPT_LANGUAGE", "HTTP_IF_NONE_MATCH"} & set(environ)
    assert "set-cookie" not in site.get("/").headers and site.rendered == 1


def test_way_of_reading_has_pages_of_its_own_and_nonsense_has_none(site: Site, paper: Paper) -> None:
    site.get("/", cookie="a=b; reading=plain-150")
    assert site.django.environs[-1]["HTTP_COOKIE"] == "reading=plain-150"
    site.get("/", cookie="reading=plain-150; c=d")
    assert site.rendered == 1
    for nonsense in ("reading=", "reading=<script>", f"reading={'x' * 60}", "xreading=plain-150", ""):
        site.get("/", cookie=nonsense)
    assert site.rendered == 2


def test_queries_are_put_in_order_and_unknown_ones_go_to_django(site: Site, paper: Paper) -> None:
    first = site.get("/search/", query="q=%E8%BD%A6%E4%BD%8D&page=1")
    second = site.get("/search/", query="page=1&q=%e8%bd%a6%e4%bd%8d&utm_source=wechat")
    assert first.body == second.body and site.rendered == 1
    for query in ("q=a&q=b", "q=%ff", "strange=1", "&".join(f"page={n}" for n in range(40))):
        site.get("/search/", query=query)
        site.get("/search/", query=query)
    assert site.rendered == 9


def test_only_public_pages_are_kept(site: Site, paper: Paper) -> None:
    photo = f"/media/{paper.lead.current_revision.photo_uses.first().photo.file.name}"  # type: ignore[union-attr]
    for path in ("/desk/", "/desk/login/", photo, "/nowhere/", "/archive", "/health/ready"):
        rendered = site.rendered
        site.get(path)
        site.get(path)
        assert site.rendered == rendered + 2, path
    site.get("/", method="POST")
    assert ask(site.edge, "/", host="evil.example").status in (200, 400)


def test_every_public_address_is_marked(paper: Paper) -> None:
    paths = ["/", "/archive/", "/columns/", "/grid/", "/departments/", "/search/", "/about/", "/feed/", "/sitemap.xml"]
    paths += [paper.issue.get_absolute_url(), f"{paper.issue.get_absolute_url()}1/", paper.lead.get_absolute_url()]
    assert [path for path in paths if not is_public_page(path)] == []
    assert not is_public_page("/desk/") and not is_public_page("/nowhere/") and not is_public_page("/preferences/")


def test_foreign_host_is_refused_by_django(site: Site, paper: Paper, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["paper.example"]
    assert site.get("/", host="evil.example").status == 400
    assert site.get("/", host="paper.example").status == 200
    assert site.get("/", host="evil.example").status == 400


# ------------------------------------------------------------------------------------------ when it is hard


def test_herd_waits_for_one_rendering(site: Site, paper: Paper) -> None:
    django, gate = site.django.django, threading.Event()

    def slow(environ: Any, start_response: Any) -> Any:
        gate.wait(60)
        return django(environ, start_response)

    site.django.django = slow  # type: ignore[assignment]
    replies: list[Reply] = []
    readers = [threading.Thread(target=lambda: replies.append(site.get("/"))) for _ in range(12)]
    for reader in readers:
        reader.start()
    threading.Timer(0.3, gate.set).start()
    for reader in readers:
        reader.join(120)
    assert len(replies) == 12 and {reply.status for reply in replies} == {200}
    assert len({reply.body for reply in replies}) == 1 and site.rendered == 1


def test_error_while_a_herd_waits_is_its_first_readers_alone(site: Site, paper: Paper) -> None:
    django, gate, failures = site.django.django, threading.Event(), ["once"]

    def failing(environ: Any, start_response: Any) -> Any:
        gate.wait(60)
        if failures:
            raise RuntimeError(failures.pop())
        return django(environ, start_response)

    site.django.django = failing  # type: ignore[assignment]
    outcomes: list[int] = []

    def read() -> None:
        try:
            outcomes.append(site.get("/").status)
        except RuntimeError:
            outcomes.append(0)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    threading.Timer(0.3, gate.set).start()
    for reader in readers:
        reader.join(120)
    assert sorted(outcomes) == [0, 200, 200, 200]


class Plug:
    """The way to the database, with a plug to pull."""

    def __init__(self) -> None:
        self.is_out = False

    def connect(self) -> Any:
        if self.is_out:
            raise psycopg.OperationalError("no route")
        return versions.connect()

    def pull(self) -> None:
        """Cut the connections there are, and let none be made."""
        self.is_out = True
        cut()


def cut() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE application_name = %s AND datname = current_database()",
            [versions.APPLICATION],
        )


def test_database_gone_leaves_the_last_known_pages_with_a_notice(paper: Paper, monkeypatch: Any) -> None:
    monkeypatch.setattr(versions, "RETRY_SECONDS", 0.0)
    plug = Plug()
    site = Site(plug.connect)
    site.get("/")
    site.get("/about/")
    take_down(paper.lead)  # the page of /about/ is of an older version now
    site.get("/")
    plug.pull()
    reply = site.get("/")
    assert reply.status == 200 and site.rendered == 3
    assert reply.headers["x-newsroom-notice"] == "database-away" and reply.headers["warning"].startswith("110")
    assert site.get("/", if_none_match=reply.headers["etag"]).status == 304
    assert reply.text.count('role="status"') == 1
    site.get("/about/")  # not known to be as it is: Django's to answer
    site.get(paper.lead.get_absolute_url())
    assert site.rendered == 5
    plug.is_out = False
    back = site.get("/", if_none_match=reply.headers["etag"])
    assert back.status == 200 and "warning" not in back.headers and 'role="status"' not in back.text
    site.version.close()


def test_last_known_pages_are_not_served_for_ever(paper: Paper, monkeypatch: Any) -> None:
    plug = Plug()
    site = Site(plug.connect)
    site.get("/")
    plug.pull()
    monkeypatch.setattr("newsroom.edge.server.STALE_SECONDS", -1)
    site.get("/")
    assert site.rendered == 2


def test_cut_connection_is_replaced_without_notice(site: Site, paper: Paper) -> None:
    site.get("/")
    cut()
    assert "warning" not in site.get("/").headers and site.rendered == 1


def test_version_is_not_known_before_its_row_is_there(site: Site, paper: Paper) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reading_publicversion")
    assert site.get("/").status == site.get("/").status == 200
    assert site.rendered == 2


def test_store_is_bounded_by_bytes_and_keeps_what_is_read() -> None:
    shelf = Shelf(100_000)
    keys = [Key(HOST, False, f"/{n}/", "", "") for n in range(20)]
    for key in keys:
        shelf.put(key, StoredPage("v", [], b"x" * 4000))
        shelf.get(keys[0])
    assert shelf.bytes <= 100_000 and len(shelf) == 9
    assert shelf.get(keys[0]) and shelf.get(keys[19]) and not shelf.get(keys[1])
    shelf.put(keys[0], StoredPage("v", [], b"x" * 40_000))  # too large for it
    assert shelf.get(keys[0]) is None


def test_servers_share_pages_of_the_same_version(paper: Paper) -> None:
    shared = LocMemCache("shared-pages", {})
    one, two = Site(shared=shared), Site(shared=shared)
    assert one.get("/").body == two.get("/").body
    assert (one.rendered, two.rendered) == (1, 0)
    make_content()
    take_down(paper.lead)
    assert two.get("/").body == one.get("/").body
    assert (one.rendered, two.rendered) == (1, 1)
    for site in (one, two):
        site.version.close()


def test_shared_cache_that_fails_is_done_without(paper: Paper, caplog: Any) -> None:
    class Broken(LocMemCache):
        def get(self, *args: Any, **kwargs: Any) -> Any:
            raise ConnectionError("gone")

        set = get

    site = Site(shared=Broken("broken", {}))
    assert site.get("/").status == 200 and "shared cache" in caplog.text
    site.version.close()


def test_no_room_means_no_store(settings: Any) -> None:
    django = WSGIHandler()
    settings.PAGE_CACHE_BYTES = 0
    assert wrap(django) is django
    settings.PAGE_CACHE_BYTES = 1024 * 1024
    assert isinstance(wrap(django), Edge)
