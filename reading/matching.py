"""Finding public stories by their words: candidates from the index, latest first, each checked against its text.

The index over pairs of characters lies on a narrow table, so that even a common term's candidates are sorted by date
in a few milliseconds; texts are looked at one by one from the newest on, and only until there are more hits than are
counted. Two frequent characters and a single rarer one need no look at the text: the index knows them exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value

from accounts import clock
from articles.models import Article, SearchEntry
from articles.models.search import HoldsKeys, HoldsOneOf
from reading.terms import Term, groups, is_exact, loose_pattern, pattern

MOST_HITS = 1000  # counted, ranked and paged through
MOST_OCCURRENCES = 9  # that still raise a story: a long one would win by its length alone
RELEVANCE, DATE = "relevance", "date"
_REST = "newsroom_search_rest(revision.id)"
_HEADLINE = "concat_ws(E'\\n', revision.title, revision.kicker, revision.subtitle, revision.summary)"


@dataclass(frozen=True, slots=True)
class Matches:
    """The keys of the articles found, in order, at most MOST_HITS; and whether there are more."""

    articles: list[int]
    is_capped: bool


def entries() -> QuerySet[SearchEntry]:
    """The index's rows of what readers may see now."""
    return SearchEntry.objects.filter(published_at__lte=clock.now())


def _with_pairs(term: Term, revision: str) -> Q:
    """By the index: every pair of the term in one of its forms."""
    return reduce(or_, (_with_groups(groups(spelling), revision) for spelling in term.folded))


def _with_groups(wanted: list[list[int]], revision: str) -> Q:
    alone = sorted({group[0] for group in wanted if len(group) == 1})
    conditions = [Q(HoldsKeys(revision, alone))] if alone else []
    conditions += [Q(HoldsOneOf(revision, group)) for group in wanted if len(group) > 1]
    return reduce(and_, conditions) if conditions else Q(Value(True, output_field=BooleanField()))


def containing(articles: QuerySet[Article], words: Sequence[str]) -> QuerySet[Article]:
    """Those of some public articles whose text holds every word."""
    for term in map(Term.of, words):
        checked = (
            Func(
                F("search_entry__revision_id"),
                Value(pattern(spelling)),
                template="(newsroom_search_text(%(expressions)s))",
                arg_joiner=") ~ (",
                output_field=BooleanField(),
            )
            for spelling in term.folded
        )
        articles = articles.filter(_with_pairs(term, "search_entry__revision_id"), reduce(or_, map(Q, checked)))
    return articles


def _check(terms: Sequence[Term]) -> tuple[str, list[str]]:
    """The condition on a revision's text for what the index cannot answer alone, with its parameters.

    Most texts that hold a term hold it as it is spelled. Of the others, those are made into the form, which takes
    long, that may hold it otherwise.
    """
    conditions, parameters = ["TRUE"], list[str]()
    for term in terms:
        if all(map(is_exact, term.folded)):
            continue
        either = [f"strpos({part}, %s) > 0" for part in ("revision.text", _HEADLINE) for _spelling in term.spellings]
        parameters += term.spellings * 2
        for spelling in term.folded:
            condition = "newsroom_search_text(revision.id) ~ %s"
            if loose := loose_pattern(spelling):
                possible = " OR ".join(f"{part} ~ %s" for part in ("revision.text", _HEADLINE, _REST))
                condition = f"(({possible}) AND (strpos({_REST}, %s) > 0 OR {condition}))"
                parameters += [loose, loose, loose, spelling]
            either.append(condition)
            parameters.append(pattern(spelling))
        conditions.append(f"({' OR '.join(either)})")
    return " AND ".join(conditions), parameters


def _rank(terms: Sequence[Term]) -> tuple[str, list[Any]]:
    """How many terms stand in the headline, and how often all of them in the text: two columns, with parameters."""
    headline, occurrences = ["0"], ["0"]
    of_headline, of_occurrences = list[Any](), list[Any]()
    for term in terms:
        either = " OR ".join(["strpos(line.headline, %s) > 0"] * len(term.spellings))
        headline.append(f"({either})::integer")
        of_headline += term.spellings
        for spelling in term.spellings:
            occurrences.append("(octet_length(revision.text) - octet_length(replace(revision.text, %s, ''))) / %s")
            of_occurrences += [spelling, len(spelling.encode())]
    return f"{' + '.join(headline)}, {' + '.join(occurrences)}", [*of_headline, *of_occurrences]


def find(among: QuerySet[SearchEntry], terms: Sequence[Term], order: str = DATE) -> Matches:
    """The public articles among some entries that hold every term, by date or by relevance; one query.

    By relevance, what has more of the terms in its headline comes first, then what has them more often, then the
    newer. Of more than MOST_HITS the newest are taken, whatever the order.
    """
    if terms:
        among = among.filter(reduce(and_, (_with_pairs(term, "revision_id") for term in terms)))
    rows_of = among.order_by().values("article_id", "revision_id", "published_at")
    candidates, of_candidates = rows_of.query.sql_with_params()
    # PostgreSQL takes what is any of several keys, as a rarer character alone is, for half of the paper, and would walk
    # through the paper by date and make each text's keys anew: seconds instead of milliseconds. "OFFSET 0" keeps the
    # order out of that choice, so that the index over pairs gives the candidates.
    any_of = any(len(group) > 1 for term in terms for spelling in term.folded for group in groups(spelling))
    fence = "OFFSET 0" if any_of else ""
    check, of_check = _check(terms)
    ranked = order == RELEVANCE and bool(terms)
    rank, of_rank = _rank(terms) if ranked else ("0, 0", [])
    line = (
        "CROSS JOIN LATERAL (SELECT newsroom_search_form("
        "concat_ws(E'\\n', revision.title, revision.kicker, revision.subtitle)) AS headline) AS line"
    )
    # Joined with nothing a text is taken out of its storage once, and not again for each look at it.
    text = "text || ''" if ranked or of_check else "text"
    # "OFFSET 0" has the texts looked at one by one, in order: PostgreSQL does not know how frequent a pair is, and
    # might else join and sort everything before it takes the first thousand.
    sql = f"""
        SELECT entry.article_id, {rank}
        FROM (
            SELECT * FROM ({candidates} {fence}) AS candidate ORDER BY published_at DESC, article_id DESC
        ) AS entry
        CROSS JOIN LATERAL (
            SELECT revision.id, title, kicker, subtitle, summary, {text} AS text
            FROM articles_article AS article JOIN articles_revision AS revision ON revision.id = entry.revision_id
            WHERE article.id = entry.article_id
                AND article.published_revision_id = entry.revision_id AND article.published_at <= %s
            OFFSET 0
        ) AS revision
        {line if ranked else ""}
        WHERE {check}
        ORDER BY entry.published_at DESC, entry.article_id DESC
        LIMIT {MOST_HITS + 1}
    """  # noqa: S608  every part is made here or by the ORM, what readers typed is a parameter
    with connection.cursor() as cursor:
        cursor.execute(sql, [*of_rank, *of_candidates, clock.now(), *of_check])
        rows = cursor.fetchall()
    found = rows[:MOST_HITS]
    if ranked:
        found.sort(key=lambda row: (-row[1], -min(row[2], MOST_OCCURRENCES)))  # stable: the newer stays before
    return Matches([row[0] for row in found], len(rows) > MOST_HITS)
