"""The proofreader at work on the newsroom's texts: registers and articles as values, findings, what people do."""

from issues.proofreading.acting import accept_finding, add_to_register, dismiss_finding, may_dismiss
from issues.proofreading.findings import Doubt, doubts, seen_mark, without_dismissed
from issues.proofreading.steps import blocking, step_problems
from issues.proofreading.values import (
    article_context,
    article_text,
    facts,
    identity,
    newsroom_context,
    register,
    with_words,
)

__all__ = [
    "Doubt",
    "accept_finding",
    "add_to_register",
    "article_context",
    "article_text",
    "blocking",
    "dismiss_finding",
    "doubts",
    "facts",
    "identity",
    "may_dismiss",
    "newsroom_context",
    "register",
    "seen_mark",
    "step_problems",
    "with_words",
    "without_dismissed",
]
