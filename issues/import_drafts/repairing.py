"""Repairs by names that outlive other corrections: of the text they stand in, not of the article it is in now. Pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass

from issues.import_drafts.state import State
from issues.page_import import PageImport
from issues.page_import.repairs import Proposal, Repair, apply, propose


@dataclass(frozen=True)
class NamedRepair:
    """A proposal, its lasting name, and whether the person accepted it."""

    key: str
    proposal: Proposal
    is_accepted: bool


def repairs_of(state: State) -> list[NamedRepair]:
    """All repairs that the page may want as it stands, in printed order."""
    page, groups = state.laid_out
    seen = Counter[str]()
    named = []
    for proposal in propose(page):
        if is_apparatus(page, proposal):
            continue
        if proposal.kind == Repair.DOUBLED_CHARACTER and not at_a_join(state, groups, proposal):
            continue
        text = text_of(page, proposal)
        where = f"{proposal.kind}:{proposal.field}:{proposal.start}:{proposal.end}:{text}"
        seen[where] += 1  # the same paragraph printed twice has its repairs twice
        key = hashlib.sha256(f"{seen[where]}:{where}".encode(errors="replace")).hexdigest()[:16]
        named.append(NamedRepair(key, proposal, key in state.accepted))
    return named


def is_apparatus(page: PageImport, proposal: Proposal) -> bool:
    """Whether the text stands in no article: second copies and printed signatures are kept elsewhere."""
    if proposal.paragraph is None:
        return False
    return page.articles[proposal.article].paragraphs[proposal.paragraph].role in ("signature", "shadow")


def text_of(page: PageImport, proposal: Proposal) -> str:
    """The text that a proposal would change."""
    article = page.articles[proposal.article]
    if proposal.paragraph is None:
        return str(getattr(article, proposal.field))
    return article.paragraphs[proposal.paragraph].text


def at_a_join(state: State, groups: list[list[list[int]]], proposal: Proposal) -> bool:
    """Whether a doubled character stands where two lines were joined: only there may the tear have doubled it."""
    if proposal.paragraph is None or proposal.paragraph >= len(groups[proposal.article]):
        return False
    length = 0
    for k in groups[proposal.article][proposal.paragraph]:
        if length == proposal.start + 1:
            return True
        length += len(state.sheet.pieces[k].text)
    return False


def repaired_page(state: State, repairs: list[NamedRepair]) -> PageImport:
    """The page with the accepted repairs made."""
    return apply(state.page, [repair.proposal for repair in repairs if repair.is_accepted])
