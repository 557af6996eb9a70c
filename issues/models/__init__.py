"""The paper: publication, issues, pages, placements, the blocks of the printed page, and commissioned stories."""

from issues.models.assignments import Assignment, WantedIssue
from issues.models.blocks import Block
from issues.models.editions import Issue, IssueQuerySet, Page
from issues.models.placements import Placement
from issues.models.publications import Publication

__all__ = [
    "Assignment",
    "Block",
    "Issue",
    "IssueQuerySet",
    "Page",
    "Placement",
    "Publication",
    "WantedIssue",
]
