"""The paper: publication, issues, pages, placements, the blocks and proofs of the printed page, and assignments."""

from issues.models.assignments import Assignment, WantedIssue
from issues.models.blocks import Block
from issues.models.editions import Issue, IssueQuerySet, Page
from issues.models.findings import DismissedFinding, ErrorCount
from issues.models.imports import ImportDraft
from issues.models.placements import Placement
from issues.models.proofs import PageSignOff, ProofMark, Region, SetPage
from issues.models.publications import Publication
from issues.models.wording import ArchiveSnapshot, KnownWord, WordingEntry

__all__ = [
    "ArchiveSnapshot",
    "Assignment",
    "Block",
    "DismissedFinding",
    "ErrorCount",
    "ImportDraft",
    "Issue",
    "IssueQuerySet",
    "KnownWord",
    "Page",
    "PageSignOff",
    "Placement",
    "ProofMark",
    "Publication",
    "Region",
    "SetPage",
    "WantedIssue",
    "WordingEntry",
]
