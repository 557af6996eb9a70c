"""An article that moved on while its form was open: nothing is voided that its writer did not see."""

from __future__ import annotations

import pytest
from django.test import Client

from articles import workflow
from articles.models import Article, SignOff
from tests.desk.browserless import edit_url, form_data, logged_in
from tests.factories import Team, make_article

pytestmark = pytest.mark.django_db


def test_an_edit_does_not_void_a_signature_given_meanwhile_unless_its_writer_says_so(
    client: Client, team: Team
) -> None:
    article = make_article(team, state=Article.State.SECOND_REVIEW)
    logged_in(client, team.chief_editor)
    fields = form_data(client.get(edit_url(article))) | {"title": "改过的标题"}
    workflow.approve(article, by=team.editor, expected_revision=1, step=SignOff.Step.SECOND)
    answer = client.post(edit_url(article), fields)
    assert answer.status_code == 409
    assert "改过的标题" in answer.content.decode()
    assert article.revisions.count() == 1
    assert article.sign_offs.count() == 2
    assert client.post(edit_url(article), form_data(answer)).status_code == 302
    assert article.revisions.count() == 2
