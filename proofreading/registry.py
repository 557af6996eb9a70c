"""The registry of checks: each is a function from document and context to drafts of findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module

from proofreading.context import Context
from proofreading.document import Document, Draft
from proofreading.findings import Severity

Check = Callable[[Document, Context], Iterable[Draft]]

FAMILIES = (
    "mechanical",
    "quotation",
    "numerals",
    "people",
    "places",
    "consistency",
    "across",
    "language",
    "wording",
    "privacy",
    "structure",
)


# Checks that doubt a word, and that a term of the register answers.
DOUBTS_OF_WORDS = frozenset(
    {
        "word-slip",
        "archive-variant",
        "quoted-variant",
        "unit-variant",
        "issue-variant",
        "doubled-word",
        "complement",
        "wording-list",
    }
)


@dataclass(frozen=True)
class Rule:
    """A check with its name, its family and the severity of its findings."""

    name: str
    family: str
    severity: Severity
    check: Check


_rules: dict[str, Rule] = {}


def rule(name: str, severity: Severity) -> Callable[[Check], Check]:
    """Register a check under a name; its family is the module it stands in."""

    def register(check: Check) -> Check:
        if name in _rules:
            raise ValueError(f"two checks are called {name}")
        _rules[name] = Rule(name, check.__module__.rsplit(".", 1)[-1], severity, check)
        return check

    return register


def rules(families: Iterable[str] | None = None) -> Iterator[Rule]:
    """All rules, or those of some families, in the families' order."""
    wanted = set(FAMILIES if families is None else families)
    if unknown := wanted - set(FAMILIES):
        raise ValueError(f"there is no family {', '.join(sorted(unknown))}")
    for family in FAMILIES:
        if family in wanted:
            import_module(f"proofreading.families.{family}")
            yield from (one for one in list(_rules.values()) if one.family == family)
