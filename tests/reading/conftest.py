"""The paper that the tests of the public site read."""

from __future__ import annotations

import pytest

from tests.factories import Team
from tests.reading.paper import Paper


@pytest.fixture
def paper(team: Team) -> Paper:
    """A paper with a current, an older and a planned issue."""
    return Paper(team)
