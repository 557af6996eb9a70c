"""What rooms above ask before a text is handed in or signed: a list of questions that the verbs put.

The articles' room knows no publication and no register. Who does adds a question here, once, when the project starts.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from articles.models import Article, Revision


class Gate(StrEnum):
    """The steps at which is asked."""

    SUBMIT = "submit"
    APPROVE = "approve"


# Article, its current revision, the step, and the mark of what the person says she has seen; answers what is wrong.
Question = Callable[[Article, Revision, Gate, str], list[str]]
_questions: list[Question] = []


def ask_at_gates(question: Question) -> None:
    """Put a question at every gate; the same one once."""
    if question not in _questions:
        _questions.append(question)


def gate_problems(article: Article, revision: Revision, gate: Gate, *, seen: str = "") -> list[str]:
    """What stands against a step, in words; nothing where all is well."""
    return [problem for question in _questions for problem in question(article, revision, gate, seen)]
