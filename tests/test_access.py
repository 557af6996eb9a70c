"""Walks the access table: every address of the desk, as every person, in every state, and as nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.db import transaction
from django.test import Client, override_settings
from django.urls import get_resolver, reverse
from pytest_django import DjangoDbBlocker

from accounts import clock
from accounts.models import AuditEntry, User
from accounts.notifications import notify
from accounts.roles import Role
from articles import working_copies
from articles.models import Article, Comment, PreviewLink, Revision
from departments.models import Appointment
from issues.assignments import workflow as assignments
from issues.import_drafts import drafts as import_drafts
from issues.models import Assignment, ImportDraft, Issue, KnownWord, ProofMark, SetPage, WordingEntry
from issues.proofs.files import store_once
from newsroom.desk.articles import reviewing
from newsroom.desk.articles.findings import Checked, check
from reading.voice.letters import write_letter
from tests import access_document
from tests.access_table import BESIDE, EVERYONE, TABLE, VISITORS, Row
from tests.factories import (
    Team,
    make_article,
    make_column,
    make_department,
    make_grid_area,
    make_issue,
    make_placement,
    make_user,
)

pytestmark = pytest.mark.django_db  # without it pytest-django makes no database for the fixture of the module


class Newsroom:
    """Something of everything that the table's addresses are made of, and a log-in of everybody."""

    def __init__(self, team: Team) -> None:
        self.team = team
        self._checked: dict[tuple[int, int], Checked] = {}
        other = make_department()
        self.people: dict[str, User | None] = {
            **{name: person for name, person in team.everyone.items() if name != "outsider"},
            "outside_contributor": make_user(Role.CONTRIBUTOR, department=other),
            "outside_head": make_user(Role.SECTION_HEAD, department=other),
            "without_role": make_user(),
            "visitor": None,
        }
        self.sessions = {name: self._log_in(person) for name, person in self.people.items() if person is not None}
        self.articles = {state: make_article(team, state=state) for state in Article.State}
        issue = make_issue(pages=1)
        placement = make_placement(team, issue.pages.get())
        entry = AuditEntry.objects.first()
        assert entry is not None
        self.numbers: dict[str, int | str] = {
            "assignment": self.assignment().pk,
            "declined": self.assignment(declined=True).pk,
            "issue": issue.pk,
            "sequence": 1,
            "board_act": "undo",
            "notification": notify([team.editor], "article.approved", by=None, target=placement.article)[0].pk,
            "placement": placement.pk,
            **self._proof(issue),
            "revision": 1,
            "department": team.department.pk,
            "grid_area": make_grid_area().pk,
            "column": make_column().pk,
            "appointment": Appointment.objects.create(person="何建萍", post="书记").pk,
            "wording_entry": WordingEntry.objects.create(word="试用词", reason="测试").pk,
            "known_word": KnownWord.objects.create(word="微网格").pk,
            "register": "people",
            "ending": "csv",
            "publication": issue.publication_id,
            "person": team.editor.pk,
            "audit_entry": entry.pk,
            "letter": write_letter(text="路灯坏了。").pk,
            "form_key": self._begun_story("begun-story"),
            "import_draft": self._begun_import().pk,
        }
        self.began = clock.now()

    def check(self, article: Article, revision: Revision) -> Checked:
        """What the proofreader says of a text, read once: the walk meets each a thousand times."""
        key = article.pk, revision.pk
        if key not in self._checked:
            self._checked[key] = check(article, revision)
        return self._checked[key]

    @staticmethod
    def _log_in(person: User) -> str:
        """The key of a new session."""
        client = Client()
        client.force_login(person)
        return client.cookies[project.SESSION_COOKIE_NAME].value

    def _proof(self, issue: Issue) -> dict[str, int | str]:
        """A page set twice, with a file and a mark; nothing is set in type for it."""
        team, page = self.team, issue.pages.get()
        fields: dict[str, Any] = {
            "page": page,
            "pdf_bytes": 1,
            "width": 1600,
            "height": 2286,
            "widths": [480, 960, 1600],
            "made_by": team.editor,
        }
        SetPage.objects.create(fingerprint="1" * 64, pdf_hash="1" * 64, folder="pages/access/1", **fields)
        proof = SetPage.objects.create(fingerprint="2" * 64, pdf_hash="2" * 64, folder="pages/access/2", **fields)
        store_once("pages/access/2/page.pdf", b"%PDF")
        mark = ProofMark.objects.create(set_page=proof, x=0.1, y=0.1, text="看这里", author=team.proofreader)
        return {"proof": proof.pk, "proof_file": "page.pdf", "mark": mark.pk}

    def _begun_import(self) -> ImportDraft:
        """A page that the editor began to import, with its image."""
        text = "桥下添了灯\n\n本报讯 桥下昨天添了两盏灯。\n".encode()
        (draft,) = import_drafts.begin(text, by=self.team.editor, department=self.team.department).drafts
        draft.folder = "imports/access"
        draft.save(update_fields=["folder"])
        store_once("imports/access/page.png", b"PNG")
        return draft

    def _begun_story(self, key: str) -> str:
        """The key of a story that the contributor began and did not save."""
        working_copies.keep(self.team.contributor, None, form_key=key, based_on=0, data={"title": ["写了一半"]})
        return key

    def assignment(self, *, declined: bool = False) -> Assignment:
        """A story asked of the team's department, and declined where that is wished."""
        team = self.team
        wish = assignments.Wish("冬季停车", department=team.department, due_on=date(2026, 12, 1))
        made = assignments.assign(assignments.propose(by=team.editor, wish=wish), by=team.editor, expected_version=1)
        if not declined:
            return made
        return assignments.decline(made, by=team.contributor, expected_version=2, reason="人手不够。")

    def preview_link(self, article: Article) -> PreviewLink:
        """A link to an article, whatever its state now."""
        now = clock.now()
        return PreviewLink.objects.create(
            article=article,
            revision=article.revisions.earliest("number"),
            reader="某主任",
            created_by=self.team.editor,
            created_at=now,
            expires_at=now + timedelta(days=1),
        )

    def comment(self, article: Article) -> Comment:
        """A comment on an article, whatever its state now."""
        first = article.revisions.earliest("number")
        return Comment.objects.create(article=article, revision=first, author=self.team.proofreader, words="请核实。")


@pytest.fixture(scope="module")
def media_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the newsroom keeps its files."""
    return tmp_path_factory.mktemp("access")


@pytest.fixture(autouse=True)
def _media_apart(settings: Any, media_folder: Path) -> None:
    """Instead of a folder for each test: the newsroom is the same for all."""
    settings.MEDIA_ROOT = media_folder


@pytest.fixture(scope="module")
def newsroom(django_db_setup: None, django_db_blocker: DjangoDbBlocker, media_folder: Path) -> Iterator[Newsroom]:
    """The newsroom that the table speaks of, made once: tests are savepoints of the transaction that holds it."""
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=media_folder):
            made = Newsroom(Team())
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def scene(newsroom: Newsroom, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsroom]:
    """The newsroom in the moment in which it was made, however long the tests take: no log-in grows old."""
    monkeypatch.setattr(reviewing, "check", newsroom.check)
    with clock.at(newsroom.began):
        yield newsroom


@pytest.fixture(scope="module")
def client() -> Client:
    """One for all: every new one would build the whole middleware anew."""
    return Client()


def answer(client: Client, row: Row, path: str, session: str | None) -> tuple[str, str]:
    """allowed, forbidden, hidden or log-in, with the status; whatever was done is undone."""
    client.cookies.clear()
    if session is not None:
        client.cookies[project.SESSION_COOKIE_NAME] = session
    with transaction.atomic():
        response: Any = getattr(client, row.method)(path, row.form)
        transaction.set_rollback(True)
    status = response.status_code
    if status == 302 and response["Location"].startswith(reverse("desk:login")):
        return "log-in", str(status)
    # A form that says nothing is refused (400, 409) to whoever may send it; the rows that act send whole forms.
    empty_form = row.method == "post" and not row.form
    words = {200: "allowed", 302: "allowed", 403: "forbidden", 404: "hidden"}
    words |= {400: "allowed", 409: "allowed"} if empty_form else {409: "forbidden"}
    return words.get(status, "broken"), str(status)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.method} {row.name} {row.states[0]}")
def test_everyone_gets_exactly_what_the_table_says(scene: Newsroom, client: Client, row: Row) -> None:
    wrong = []
    for state in row.states:
        numbers = scene.numbers
        if "article" in row.arguments:
            article = scene.articles[state]
            numbers = numbers | {"article": article.pk}
            if "comment" in row.arguments:
                numbers = numbers | {"comment": scene.comment(article).pk}
            if "preview_link" in row.arguments:
                numbers = numbers | {"preview_link": scene.preview_link(article).pk}
        path = reverse(f"desk:{row.name}", args=[numbers[name] for name in row.arguments])
        for name in scene.people:
            expected = "allowed" if name in row.allowed else "forbidden" if name in row.forbidden else "hidden"
            if name in VISITORS:
                expected = "forbidden" if row.name == "photo_upload" else "log-in"
            got, status = answer(client, row, path, scene.sessions.get(name))
            if got != expected:
                wrong.append(f"{row.method} {path} {state} {name}: {got} ({status}), the table says {expected}")
    assert not wrong, "\n".join(wrong)


def test_every_address_of_the_desk_is_in_the_table() -> None:
    names = {name for name in get_resolver().namespace_dict["desk"][1].reverse_dict if isinstance(name, str)}
    assert names == {row.name for row in TABLE} | set(BESIDE)


def test_the_printed_table_is_fresh() -> None:
    assert access_document.TARGET.read_text(encoding="utf-8") == access_document.document(), "run: make access"


def test_every_person_of_the_table_is_in_the_walk(scene: Newsroom) -> None:
    assert set(scene.people) == EVERYONE | VISITORS


def test_rows_that_tell_states_apart_cover_all_of_them() -> None:
    by_state = {(row.name, row.method) for row in TABLE if "article" in row.arguments}
    for name, method in by_state:
        covered = [state for row in TABLE if (row.name, row.method) == (name, method) for state in row.states]
        assert sorted(covered) == sorted(Article.State), (name, method)
