"""The paper that the tests of the public site read."""

from __future__ import annotations

import pytest

from articles.models import Article
from tests.factories import Team
from tests.reading.paper import Paper


@pytest.fixture
def paper(team: Team) -> Paper:
    """A paper with a current and an older issue."""
    return Paper(team)


@pytest.fixture
def hidden(paper: Paper) -> list[Article]:
    """Articles in every state that readers must not see, and an issue in the making."""
    return paper.add_hidden()
