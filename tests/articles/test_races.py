"""Two people at one moment, on real PostgreSQL with threads: exactly one wins, the other is told, nothing is lost.

In the suite each race is run sixty times; ``RACE_ROUNDS=200 python -m pytest tests/articles/test_races.py`` runs more.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections

from accounts.models import AuditEntry
from accounts.roles import Role
from articles import workflow
from articles.errors import WorkflowError
from articles.models import Article, Revision, SignOff
from articles.signatures import standing_on
from tests.factories import Team, make_article, make_content, make_user

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = int(os.environ.get("RACE_ROUNDS", "60"))
State, Step = Article.State, SignOff.Step
Act = Callable[[], Any]


@pytest.fixture
def together() -> Iterator[Callable[[Act, Act], list[Any]]]:
    """Runs two acts at one moment; answers what each returned, or the refusal it was told."""
    barrier = threading.Barrier(2)

    def run(act: Act) -> Any:
        barrier.wait(timeout=60)
        try:
            return act()
        except WorkflowError as refusal:
            return refusal

    with ThreadPoolExecutor(max_workers=2) as threads:
        yield lambda first, second: list(threads.map(run, (first, second)))
        closing = threading.Barrier(2)

        def close() -> None:
            closing.wait(timeout=60)
            connections.close_all()

        for done in [threads.submit(close) for _ in range(2)]:
            done.result()


def refused(results: list[Any]) -> list[WorkflowError]:
    """The refusals among the results, each with words for the person."""
    told = [result for result in results if isinstance(result, WorkflowError)]
    assert all(str(refusal) for refusal in told)
    return told


def chain_is_whole() -> bool:
    """Whether every audit row is linked to the one before it, without a gap."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT position, previous_hash, lag(position) OVER w AS p, lag(hash) OVER w AS h "
            "FROM accounts_auditentry WINDOW w AS (ORDER BY position)) AS links "
            "WHERE position IS NULL OR (p IS NOT NULL AND (position <> p + 1 OR previous_hash <> h))"
        )
        return cursor.fetchone() == (0,)


def test_two_approvals_of_one_step(team: Team, together: Callable[[Act, Act], list[Any]]) -> None:
    colleague = make_user(Role.EDITOR)
    for _ in range(ROUNDS):
        article = make_article(team, state=State.SECOND_REVIEW)
        results = together(
            lambda: workflow.approve(article, by=team.editor, expected_revision=1, step=Step.SECOND),  # noqa: B023
            lambda: workflow.approve(article, by=colleague, expected_revision=1, step=Step.SECOND),  # noqa: B023
        )
        assert len(refused(results)) == 1
        article = Article.objects.get(pk=article.pk)
        assert article.state == State.FINAL_REVIEW
        assert article.sign_offs.filter(step=Step.SECOND).count() == 1
        assert article.sign_offs.count() == 2
    assert AuditEntry.objects.filter(action="article.approve", result="refused").count() == ROUNDS
    assert chain_is_whole()


def test_approval_against_edit(team: Team, together: Callable[[Act, Act], list[Any]]) -> None:
    for _ in range(ROUNDS):
        article = make_article(team, state=State.FINAL_REVIEW)
        content = make_content()
        results = together(
            lambda: workflow.approve(article, by=team.leader, expected_revision=1, step=Step.FINAL),  # noqa: B023
            lambda: workflow.revise(
                article,  # noqa: B023
                by=team.editor,
                expected_revision=1,
                expected_state=State.FINAL_REVIEW,
                content=content,  # noqa: B023
            ),
        )
        assert len(refused(results)) == 1
        article = Article.objects.get(pk=article.pk)
        assert article.current_revision is not None
        if article.state == State.APPROVED:
            assert article.current_revision.number == 1
            assert set(standing_on(article)) == set(Step) - {Step.SECOND_FINAL}
        else:
            assert article.state == State.FIRST_REVIEW
            assert article.current_revision.number == 2
            assert standing_on(article) == {}
        assert article.revisions.count() == article.current_revision.number
    assert chain_is_whole()


def test_publication_against_withdrawal(team: Team, together: Callable[[Act, Act], list[Any]]) -> None:
    for _ in range(ROUNDS):
        article = make_article(team, state=State.APPROVED)
        results = together(
            lambda: workflow.publish(article, by=team.chief_editor, expected_revision=1),  # noqa: B023
            lambda: workflow.withdraw(article, by=team.contributor, expected_revision=1),  # noqa: B023
        )
        assert len(refused(results)) == 1
        article = Article.objects.get(pk=article.pk)
        assert (article.state == State.PUBLISHED) == (article.published_revision_id is not None)
        assert article.state in (State.PUBLISHED, State.WITHDRAWN)
        assert article.transitions.count() == 6
    assert chain_is_whole()


def test_two_tabs_saving(team: Team, together: Callable[[Act, Act], list[Any]]) -> None:
    article = make_article(team)
    for round_ in range(1, ROUNDS + 1):
        one, two = make_content(), make_content()
        results = together(
            lambda: workflow.revise(article, by=team.contributor, expected_revision=round_, content=one),  # noqa: B023
            lambda: workflow.revise(article, by=team.section_head, expected_revision=round_, content=two),  # noqa: B023
        )
        assert len(refused(results)) == 1
        stored = Revision.objects.filter(article=article).order_by("-number").first()
        assert stored is not None
        assert stored.number == round_ + 1
        assert stored.title in (one.title, two.title)
    assert Revision.objects.filter(article=article).count() == ROUNDS + 1
    assert AuditEntry.objects.filter(action="article.revise", result="refused").count() == ROUNDS
    assert chain_is_whole()
