"""Preview links: signed, for a named reader, until a moment, revocable; what their readers leave signs no step."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts import clock
from accounts.models import AuditEntry, Notification
from articles import sharing, workflow
from articles.errors import Incomplete, NotPermitted, WrongState
from articles.models import Article, PreviewLink, PreviewNote, SignOff
from tests.factories import Team, make_article

pytestmark = pytest.mark.django_db
Kind = PreviewNote.Kind


@pytest.fixture
def link(team: Team) -> PreviewLink:
    """A link for a leader without account, valid for three days."""
    article = make_article(team, state=Article.State.FINAL_REVIEW)
    return sharing.share(article, by=team.editor, expected_revision=1, reader="某主任", days=3)


def test_the_token_finds_the_link_and_nothing_else_does(link: PreviewLink) -> None:
    token = sharing.token_of(link)
    assert sharing.find_link(token) == link
    for wrong in (token[:-1], token + "x", "", str(link.pk), "../../etc", "\x00", token.swapcase()):
        assert sharing.find_link(wrong) is None


def test_a_link_runs_out_and_can_be_revoked(team: Team, link: PreviewLink) -> None:
    assert sharing.is_open(link)
    with clock.at(link.expires_at + timedelta(seconds=1)):
        assert not sharing.is_open(link)
        with pytest.raises(WrongState):
            sharing.open_link(link)
    revoked = sharing.revoke(link, by=team.chief_editor)
    assert not sharing.is_open(revoked)
    with pytest.raises(WrongState):
        sharing.revoke(link, by=team.chief_editor)
    with pytest.raises(WrongState):
        sharing.note(link, kind=Kind.AGREED, name="某主任")


def test_a_link_ends_with_its_article(team: Team, link: PreviewLink) -> None:
    workflow.withdraw(link.article, by=team.contributor, expected_revision=1)
    assert not sharing.is_open(PreviewLink.objects.select_related("article").get(pk=link.pk))


def test_agreement_by_name_is_kept_and_signs_nothing(team: Team, link: PreviewLink) -> None:
    before = SignOff.objects.count()
    note = sharing.note(link, kind=Kind.AGREED, name=" 某主任 ")
    assert (note.name, note.content_hash) == ("某主任", link.revision.content_hash)
    assert SignOff.objects.count() == before
    assert Article.objects.get(pk=link.article_id).state == Article.State.FINAL_REVIEW
    assert Notification.objects.get(kind="preview.note").recipient == team.editor
    assert AuditEntry.objects.get(action="preview.note").detail["reader"] == "某主任"


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [
        (Kind.REMARK, "某主任", " "),
        (Kind.AGREED, " ", ""),
        ("signed", "某主任", ""),
        (Kind.REMARK, "某主任", "字" * 2001),
    ],
)
def test_notes_that_say_nothing_are_refused(link: PreviewLink, kind: str, name: str, words: str) -> None:
    with pytest.raises(Incomplete):
        sharing.note(link, kind=kind, name=name, words=words)
    assert not PreviewNote.objects.exists()


def test_one_link_takes_a_bounded_number_of_notes(link: PreviewLink) -> None:
    for _ in range(sharing.NOTES_EACH):
        sharing.note(link, kind=Kind.REMARK, name="某主任", words="请再斟酌标题。")
    with pytest.raises(Incomplete):
        sharing.note(link, kind=Kind.REMARK, name="某主任", words="还有。")


@pytest.mark.parametrize(("reader", "days"), [("", 3), ("名" * 61, 3), ("某主任", 0), ("某主任", 15)])
def test_a_link_names_its_reader_and_ends_within_two_weeks(team: Team, reader: str, days: int) -> None:
    article = make_article(team)
    with pytest.raises(Incomplete):
        sharing.share(article, by=team.editor, expected_revision=1, reader=reader, days=days)


def test_only_editors_share_and_only_what_is_in_work(team: Team) -> None:
    article = make_article(team, state=Article.State.FIRST_REVIEW)
    for who in (team.contributor, team.section_head, team.leader, team.layout_editor, team.outsider):
        with pytest.raises(NotPermitted):
            sharing.share(article, by=who, expected_revision=1, reader="某主任", days=1)
    public = make_article(team, state=Article.State.PUBLISHED)
    with pytest.raises(WrongState):
        sharing.share(public, by=team.editor, expected_revision=1, reader="某主任", days=1)
