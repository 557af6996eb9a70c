"""The paper whose pages are kept and mirrored."""

from __future__ import annotations

import pytest

from tests.factories import Team
from tests.reading.paper import Paper


@pytest.fixture
def paper(team: Team) -> Paper:
    """A paper with a current and an older issue."""
    return Paper(team)
