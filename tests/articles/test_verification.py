"""Verification: what was written and signed is proved, and everything changed behind the back is found."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django.utils.translation import override

from accounts import clock
from accounts.chain import last_link
from accounts.models import AuditEntry
from accounts.retention import trim
from articles import workflow
from articles.content import Credit, Picture, Source
from articles.models import Article, SignOff
from articles.verification import Verification, Wrong, verify
from tests.factories import (
    Team,
    make_article,
    make_content,
    make_grid_area,
    make_photo,
    make_published_issue,
)
from tests.tampering import link_chain, tamper, triggers_off

pytestmark = pytest.mark.django_db
State = Article.State


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with override("en"):
        yield


@pytest.fixture
def article(team: Team) -> Article:
    """A published article with a photo, a byline, an attribution and a grid area, beside others in every state."""
    for state in (State.DRAFT, State.SENT_BACK, State.SECOND_REVIEW, State.APPROVED, State.WITHDRAWN):
        make_article(team, state=state)
    content = make_content(
        body="<p>居民代表坐下来商量停车的办法。</p><p>议定之后，由居民委员会逐户告知。</p>",
        bylines=(Credit("某某", "correspondent"),),
        attributions=(Source(team.department.name, team.department.pk),),
        grid_area_ids=(make_grid_area().pk,),
        photos=(Picture(make_photo(team.contributor).pk, alternative_text="一座桥", caption="图为议事现场。"),),
    )
    approved = make_article(team, content, state=State.APPROVED)
    return workflow.publish(approved, by=team.chief_editor, expected_revision=1)


def check(**options: Any) -> Verification:
    """A verification after a commit."""
    link_chain()
    return verify(**options)


def wrongs(**options: Any) -> set[Wrong]:
    """The kinds of what does not hold."""
    return {broken.wrong for broken in check(**options).breaks}


def test_untouched_newsroom_holds_and_says_how_much_was_checked(article: Article) -> None:
    result = check()
    assert result.breaks == []
    assert result.holds
    assert result.is_whole
    assert result.checked == {
        "revisions": 6,
        "sign_offs": SignOff.objects.count(),
        "published": 1,
        "audit_rows": AuditEntry.objects.count(),
    }


def test_corrections_retractions_and_regrading_hold(team: Team, article: Article) -> None:
    changed = make_content(body="<p>改正后的正文。</p>", correction_note="时间有误。")
    workflow.correct(article, by=team.contributor, expected_revision=1, content=changed)
    assert check().breaks == []
    workflow.withdraw(Article.objects.get(pk=article.pk), by=team.contributor, expected_revision=2)
    assert check().breaks == []
    issue = make_published_issue(team, articles=2)
    gone = issue.placements.first()
    assert gone is not None
    workflow.retract(gone.article, by=team.chief_editor, expected_revision=1, reason="有误")
    assert check().breaks == []


# -------------------------------------------------------------------------------- texts changed behind the back


def test_one_changed_character_in_a_body_is_found_with_its_article(article: Article) -> None:
    tamper("UPDATE articles_revision SET body = replace(body, '停车', '停产') WHERE article_id = %s", article.pk)
    broken = [found for found in check().breaks if found.wrong is Wrong.CONTENT]
    assert [(found.article, found.revision, found.title) for found in broken] == [(article.pk, 1, str(article))]


@pytest.mark.parametrize(
    "change",
    [
        "articles_photouse SET caption = replace(caption, '现场', '会场')",
        "articles_photouse SET consent = '已同意'",
        "articles_photouse SET minors_shown = true",
        "articles_byline SET name = '某人'",
        "articles_byline SET note = '整理'",
        "articles_attribution SET printed_name = printed_name || '等'",
        "articles_revision SET title = title || '。'",
        "articles_revision SET kicker = '引题'",
        "articles_revision SET summary = '摘要'",
        "articles_revision SET kind = 'notice'",
    ],
)
def test_changed_part_is_found(article: Article, change: str) -> None:
    column = "id" if change.startswith("articles_revision") else "revision_id"
    revision = article.current_revision_id
    tamper(f"UPDATE {change} WHERE {column} = %s", revision)
    assert Wrong.CONTENT in wrongs()


@pytest.mark.parametrize("table", ["articles_byline", "articles_attribution", "articles_photouse"])
def test_removed_part_is_found(article: Article, table: str) -> None:
    tamper(f"DELETE FROM {table} WHERE revision_id = %s", article.current_revision_id)
    assert Wrong.CONTENT in wrongs()


def test_grid_area_taken_away_is_found(article: Article) -> None:
    tamper("DELETE FROM articles_revisiongridarea WHERE revision_id = %s", article.current_revision_id)
    assert wrongs() == {Wrong.CONTENT}


@pytest.mark.parametrize("change", ["text = replace(text, '停车', '停产')", "characters = characters + 1"])
def test_plain_text_out_of_step_with_the_body_is_found(article: Article, change: str) -> None:
    tamper(f"UPDATE articles_revision SET {change} WHERE id = %s", article.current_revision_id)
    assert wrongs() == {Wrong.TEXT}


def test_draft_whose_hash_was_computed_anew_is_found_by_the_trail(team: Team) -> None:
    draft = make_article(team)
    other = make_article(team)
    assert draft.current_revision is not None
    assert other.current_revision is not None
    tamper(
        "UPDATE articles_revision SET (title, body, text, characters, content_hash) = "
        "(SELECT title, body, text, characters, content_hash FROM articles_revision WHERE id = %s) WHERE id = %s",
        other.current_revision.pk,
        draft.current_revision.pk,
    )
    assert wrongs() == {Wrong.WRITING}


def test_changed_author_is_found(team: Team, article: Article) -> None:
    tamper("UPDATE articles_revision SET author_id = %s WHERE id = %s", team.editor.pk, article.current_revision_id)
    assert wrongs() == {Wrong.WRITING, Wrong.PUBLISHED}  # its author signed it, then


# --------------------------------------------------------------------------------------------- signatures


@pytest.mark.parametrize(
    "change",
    [
        "opinion = '同意刊发'",
        "signer_name = '别人'",
        "signer_post = '主任'",
        "signed_at = signed_at - interval '1 day'",
        "review_round = 7",
        "attempt = 2",
    ],
)
def test_changed_signature_is_found(team: Team, change: str) -> None:
    waiting = make_article(team, state=State.SECOND_REVIEW)
    tamper(f"UPDATE articles_signoff SET {change} WHERE article_id = %s", waiting.pk)
    broken = check().breaks
    assert [(found.wrong, found.article, found.sign_off) for found in broken] == [
        (Wrong.SIGNATURE, waiting.pk, SignOff.objects.get(article=waiting).pk)
    ]


def test_signature_moved_to_another_person_or_step_is_found(team: Team) -> None:
    waiting = make_article(team, state=State.SECOND_REVIEW)
    tamper("UPDATE articles_signoff SET signer_id = %s WHERE article_id = %s", team.leader.pk, waiting.pk)
    assert wrongs() == {Wrong.SIGNATURE}
    tamper("UPDATE articles_signoff SET signer_id = %s, step = 'final'", team.section_head.pk)
    assert wrongs() == {Wrong.SIGNATURE}


def test_return_turned_into_an_approval_is_found(team: Team) -> None:
    make_article(team, state=State.SENT_BACK)
    tamper("UPDATE articles_signoff SET verdict = 'approved'")
    assert wrongs() == {Wrong.SIGNATURE}


def test_signature_that_nobody_gave_is_found(article: Article, team: Team) -> None:
    tamper(
        "INSERT INTO articles_signoff (article_id, revision_id, content_hash, review_round, attempt, step, verdict, "
        "returned_to, signer_id, signer_name, signer_post, opinion, signed_at) "
        "SELECT article_id, revision_id, content_hash, review_round, 9, step, verdict, '', %s, '领导', '', '', now() "
        "FROM articles_signoff WHERE article_id = %s LIMIT 1",
        team.leader.pk,
        article.pk,
    )
    assert Wrong.UNRECORDED in wrongs()


def test_removed_signature_is_found(article: Article) -> None:
    tamper("DELETE FROM articles_signoff WHERE article_id = %s AND step = 'second'", article.pk)
    assert wrongs() == {Wrong.MISSING, Wrong.PUBLISHED}


def test_text_and_hashes_changed_together_are_found_by_the_seal(article: Article) -> None:
    other = f"(SELECT %s FROM articles_revision WHERE article_id <> {article.pk} ORDER BY id LIMIT 1)"
    with triggers_off() as cursor:
        cursor.execute(
            f"UPDATE articles_revision SET body = {other % 'body'}, content_hash = {other % 'content_hash'} "
            "WHERE article_id = %s",
            [article.pk],
        )
        cursor.execute(
            f"UPDATE articles_signoff SET content_hash = {other % 'content_hash'} WHERE article_id = %s", [article.pk]
        )
    found = wrongs()
    assert {Wrong.SIGNATURE, Wrong.WRITING, Wrong.PUBLISHED} <= found


# -------------------------------------------------------------------------------------------- what is public


def test_text_published_past_the_reviews_is_found(team: Team) -> None:
    waiting = make_article(team, state=State.SECOND_REVIEW)
    Article.objects.filter(pk=waiting.pk).update(
        state=State.PUBLISHED, published_revision=waiting.current_revision, published_at=timezone.now()
    )
    found = [broken for broken in check().breaks if broken.wrong is Wrong.PUBLISHED]
    assert [broken.article for broken in found] == [waiting.pk, waiting.pk]  # unsigned, and not published by anybody


def test_important_text_with_three_signatures_is_found(team: Team, article: Article) -> None:
    Article.objects.filter(pk=article.pk).update(grade="B")
    assert wrongs() == {Wrong.PUBLISHED}


def test_older_text_shown_again_is_found(team: Team, article: Article) -> None:
    changed = make_content(body="<p>改正后的正文。</p>", correction_note="时间有误。")
    workflow.correct(article, by=team.contributor, expected_revision=1, content=changed)
    first = Article.objects.get(pk=article.pk).published_revision_id
    for step, signer in zip(("first", "second", "final"), team.signers, strict=True):
        workflow.approve(article, by=signer, expected_revision=2, step=step)
    workflow.publish(article, by=team.chief_editor, expected_revision=2)
    assert check().breaks == []
    Article.objects.filter(pk=article.pk).update(published_revision=first)
    assert wrongs() == {Wrong.PUBLISHED}


# ------------------------------------------------------------------------------------------------- the trail


def test_changed_removed_and_added_audit_rows_are_found(article: Article) -> None:
    link_chain()
    rows = list(AuditEntry.objects.order_by("position").values_list("pk", flat=True))
    tamper("UPDATE accounts_auditentry SET actor_name = '别人' WHERE id = %s", rows[1])
    assert wrongs() == {Wrong.CHAIN}
    tamper("DELETE FROM accounts_auditentry WHERE id = %s", rows[2])
    tamper(
        "INSERT INTO accounts_auditentry (at, actor_name, action, result, target_type, target_id, target_label, "
        "detail, previous_hash, hash) VALUES (now(), '', 'x.y', 'done', '', '', '', '{}', '', '')"
    )
    found = [broken for broken in check().breaks if broken.wrong is Wrong.CHAIN]
    assert len(found) == 3


def test_what_is_older_than_the_trimmed_trail_is_excused(team: Team) -> None:
    with clock.at(timezone.now() - timedelta(days=400)):
        old = make_article(team, state=State.APPROVED)
        workflow.publish(old, by=team.chief_editor, expected_revision=1)
        link_chain()
    make_article(team, state=State.APPROVED)
    link_chain()
    trim(by=team.audit_admin, before=timezone.now() - timedelta(days=300))
    assert check().breaks == []
    tamper("DELETE FROM articles_signoff WHERE article_id = %s", old.pk)
    assert wrongs() == {Wrong.PUBLISHED}


# ---------------------------------------------------------------------------------------------- cost, command


def test_check_costs_the_same_queries_whatever_the_number(team: Team, django_assert_max_num_queries: Any) -> None:
    make_published_issue(team, articles=1)
    link_chain()
    with django_assert_max_num_queries(16) as few:
        verify()
    make_published_issue(team, articles=6)
    link_chain()
    with django_assert_max_num_queries(len(few)):
        assert verify().checked["revisions"] == 7


def test_check_stops_when_its_time_is_over(article: Article) -> None:
    result = check(seconds=0)
    assert not result.is_whole
    assert result.checked["audit_rows"] == 0


def run(*arguments: str) -> tuple[int, str]:
    """The command's exit status and what it says."""
    out = StringIO()
    link_chain()
    try:
        call_command("verify_signoffs", *arguments, stdout=out)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_command_says_what_it_checked(article: Article) -> None:
    status, answer = run()
    assert status == 0
    assert "6 revisions" in answer
    assert f"End of the chain: {last_link()}" in answer
    assert "Everything holds" in answer


def test_command_names_article_and_revision_and_fails(article: Article) -> None:
    tamper("UPDATE articles_revision SET body = replace(body, '停车', '停产') WHERE article_id = %s", article.pk)
    status, answer = run()
    assert status == 1
    assert f"Article {article.pk} “{article}”, revision 1: The stored content" in answer
    status, answer = run("--json")
    told = json.loads(answer)
    assert (status, told["holds"]) == (1, False)
    assert told["breaks"][0]["article"] == article.pk


def test_command_holds_the_end_of_the_chain_against_a_note(article: Article) -> None:
    link_chain()
    noted = str(last_link())
    assert run("--anchor", noted)[0] == 0
    tamper("DELETE FROM accounts_auditentry WHERE position = (SELECT max(position) FROM accounts_auditentry)")
    assert run("--anchor", noted)[0] == 1
    with pytest.raises(CommandError, match="16 hex digits"):
        run("--anchor", "nonsense")
