"""The public search at 100,000 articles: is everything found, nothing else, how fast, how large, how fast to index.

It works in a database of its own on the server of the settings, made, filled and dropped again. BENCHMARK_ARTICLES
makes it smaller; then the goals do not mean what they say, since a small index is large for its text. Times are those
of the database, from sending a statement until its answer is there; what Python adds is printed beside them.
"""

from __future__ import annotations

import os
import random
import statistics
import time
from bisect import bisect_right
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

from django.db import connection

from articles.indexing import index_anew
from articles.models import Article, Column
from benchmarks.invented import Writer
from departments.models import Department
from reading import matching, querysets
from reading.pagination import PAGE_SIZE
from reading.suggestions import suggest
from reading.terms import Query, folded

ARTICLES = int(os.environ.get("BENCHMARK_ARTICLES", "100000"))
ASKED = 500  # names, and substrings
TIMED = 20  # terms of each length and frequency
RARE, COMMON = 20, 1000  # articles with a term, below and above which it is called so
FIRST = datetime(2015, 1, 1, tzinfo=UTC)
NAME = "benchmark_search"
T = TypeVar("T")
FASTEST, LARGEST_SHARE, MEDIAN, HIGH = 2000, 1.5, 10, 45  # articles a second, of the text, milliseconds


class Corpus:
    """All texts in one string, to be scanned from end to end: what is found that way is right."""

    def __init__(self, texts: list[str]) -> None:
        self.whole = folded("\n\n".join(texts))  # traditional characters count as those they were simplified to
        self.starts, place = list[int](), 0
        for text in texts:
            self.starts.append(place)
            place += len(text) + 2

    def holding(self, term: str) -> list[int]:
        """The articles with a term, latest first."""
        term = folded(term)
        found, place = list[int](), self.whole.find(term)
        while place >= 0:
            number = bisect_right(self.starts, place)
            found.append(number)
            if number == len(self.starts):
                break
            place = self.whole.find(term, self.starts[number])
        return found[::-1]


def fill(writer: Writer) -> list[str]:
    """Rows of published articles, without the search's; gives the searchable texts by article, from 1 on."""
    from accounts.models import User

    person = User.objects.create_user("benchmark", "benchmark-password", name="某某", roles=[])
    department = Department.objects.create(name="第一居民区", slug="first")
    column = Column.objects.create(name="社区", slug="community")
    texts = list[str]()
    names = list[str]()
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX search_entry_bag")
        cursor.execute(
            "INSERT INTO articles_article (id, department_id, created_by_id, created_at, state, state_since, "
            "review_round, grade, retraction_note) SELECT n, %s, %s, now(), 'draft', now(), 0, 'A', '' "
            "FROM generate_series(1, %s) AS n",
            [department.pk, person.pk, ARTICLES],
        )
        copy = (
            "COPY articles_revision (id, article_id, number, author_id, created_at, kind, kicker, title, subtitle, "
            "summary, correction_note, body, text, characters, column_id, content_hash) FROM STDIN"
        )
        with cursor.copy(copy) as rows:
            for number, one in enumerate(writer.articles(ARTICLES), 1):
                body = f"<p>{one.text}</p>"
                row = (number, number, 1, person.pk, FIRST, "report", "", one.title, "", "", "", body, one.text)
                rows.write_row((*row, len(one.text), column.pk, f"{number:064x}"))
                names.append(one.author)
                texts.append(f"{one.title}\n{one.text}\n{one.author}")
        with cursor.copy('COPY articles_byline (revision_id, "order", name, role, note) FROM STDIN') as rows:
            for number, name in enumerate(names, 1):
                rows.write_row((number, 1, name, "correspondent", ""))
        cursor.execute(
            "UPDATE articles_article SET state = 'published', current_revision_id = id, published_revision_id = id, "
            "published_at = %s + id * interval '1 hour'",
            [FIRST],
        )
        cursor.execute("TRUNCATE articles_searchentry")
        cursor.execute("VACUUM ANALYZE")  # else the server does it by itself while the index is made
    return texts


def index() -> float:
    """Seconds to index what is published, as ``manage.py doctor --mend`` does it."""
    start = time.perf_counter()
    index_anew()
    seconds = time.perf_counter() - start
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return seconds


def measured(work: Callable[[], T]) -> tuple[T, float, float]:
    """What some work gives, and the milliseconds that it took: in the database, in all."""
    asked = 0.0

    def timed(execute: Any, *arguments: Any) -> Any:
        nonlocal asked
        begun = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            asked += time.perf_counter() - begun

    start = time.perf_counter()
    with connection.execute_wrapper(timed):
        result = work()
    return result, 1000 * asked, 1000 * (time.perf_counter() - start)


def first_page(term: str, order: str = matching.RELEVANCE) -> matching.Matches:
    """What a term finds: the count, and the rows of the first page."""
    matches = matching.find(matching.entries(), Query.parse(term).terms, order)
    shown = querysets.stories().filter(pk__in=matches.articles[:PAGE_SIZE])
    list(querysets.story_rows(shown, "published_revision__text"))
    return matches


def compare(corpus: Corpus, terms: list[str]) -> tuple[int, int, int]:
    """How many hits the scan has, how many of them the search missed, and how many it has besides."""
    wanted = missed = false = 0
    for term in terms:
        found = first_page(term, matching.DATE)
        spellings = Query.parse(term).terms[0].spellings  # of a rare character also the one it was simplified to
        scanned = sorted({number for one in spellings for number in corpus.holding(one)}, reverse=True)
        expected = scanned[: matching.MOST_HITS]
        wanted += len(expected)
        passed_over, wrong = set(expected) - set(found.articles), set(found.articles) - set(expected)
        missed += len(passed_over) + (found.is_capped != (len(scanned) > matching.MOST_HITS))
        false += len(wrong)
        if passed_over or wrong:
            print(f"  {term}: missed {sorted(passed_over)[:5]}, false {sorted(wrong)[:5]}")
    return wanted, missed, false


def substrings(dice: random.Random, corpus: Corpus, length: int) -> Iterator[str]:
    """Pieces of the texts from anywhere, without signs."""
    while True:
        place = dice.randrange(len(corpus.whole) - length)
        piece = corpus.whole[place : place + length]
        if all("\u4e00" <= sign <= "\u9fff" for sign in piece):
            yield piece


def timed_terms(dice: random.Random, writer: Writer, corpus: Corpus) -> dict[tuple[str, int], list[str]]:
    """Rare, middling and common terms of two, three and four characters."""
    kinds: dict[tuple[str, int], list[str]] = {}
    frequent = [phrase for phrase in writer.phrases[:400] if len(phrase) >= 4]
    for length in (2, 3, 4):
        anywhere = substrings(dice, corpus, length)
        wanted = {(kind, length): list[str]() for kind in ("rare", "middling", "common")}
        for attempt in range(40 * TIMED):
            term = next(anywhere) if attempt % 2 else dice.choice(frequent)[:length]
            number = len(corpus.holding(term))
            kind = "rare" if number < RARE else "middling" if number <= COMMON else "common"
            if len(wanted[kind, length]) < TIMED and term not in wanted[kind, length]:
                wanted[kind, length].append(term)
            if all(len(terms) == TIMED for terms in wanted.values()):
                break
        kinds |= wanted
    return kinds


def size(relation: str) -> int:
    """The bytes of a table or an index."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size(%s::regclass)", [relation])
        return int(cursor.fetchone()[0])


def report(writer: Writer) -> None:
    """Fill, measure and print."""
    texts = fill(writer)
    plain = sum(len(text.encode()) for text in texts)
    seconds = index()
    whole = size("articles_searchentry")
    print(f"{Article.objects.published().count():,} articles of {len(''.join(texts)) / len(texts):.0f} characters")
    rate, share = ARTICLES / seconds, whole / plain
    print(f"Indexing in bulk: {rate:,.0f} articles a second ({seconds:.0f} s)   {verdict(rate >= FASTEST, '2,000')}")
    bag = size("search_entry_bag")
    print(f"Index and extra columns: {share:.2f} of the text   {verdict(share <= LARGEST_SHARE, 'at most 1.50')}")
    print(f"  of which the index over pairs {bag / plain:.2f}")
    corpus, dice = Corpus(texts), random.Random(2)
    print("First page and count in the database, ms:  median      p95      max     median with Python")
    every = list[tuple[float, float]]()
    for (kind, length), terms in timed_terms(dice, writer, corpus).items():
        for term in terms:
            first_page(term)
        rows = [measured(partial(first_page, term))[1:] for term in terms]
        every += rows
        print(f"  {kind:<9}{length} characters, {len(terms):>2} terms       {_row(rows)}", flush=True)
    inside = sorted(one[0] for one in every)
    reached = statistics.median(inside) <= MEDIAN and inside[round(0.95 * len(inside)) - 1] <= HIGH
    print(f"  all                                 {_row(every)}   {verdict(reached, 'median 10, p95 45')}")
    names = dice.sample(sorted(set(writer.people)), ASKED)
    typed = [Query.parse(name[:length]) for name in names[:TIMED] for length in (1, 2, 3)]
    offered = [measured(partial(suggest, query))[1:] for query in typed]
    print(f"  suggestions while a name is typed   {_row(offered)}", flush=True)
    pairs = substrings(dice, corpus, 2)
    for what, terms in (("names", names), ("pairs of characters", [next(pairs) for _pair in range(ASKED)])):
        wanted, missed, false = compare(corpus, terms)
        right = verdict(not missed and not false, "1.0000 and none")
        share = 1 - missed / wanted
        print(f"Recall on {ASKED} {what}: {share:.4f} of {wanted:,} hits, {missed} missed, {false} false   {right}")


def verdict(reached: bool, goal: str) -> str:
    """A goal, and whether it is reached."""
    return f"{goal}: {'holds' if reached else 'does not hold'}"


def _row(rows: list[tuple[float, float]]) -> str:
    if not rows:
        return "     none"
    inside = sorted(one[0] for one in rows)
    high = inside[max(0, round(0.95 * len(inside)) - 1)]
    whole = statistics.median(one[1] for one in rows)
    return f"{statistics.median(inside):>8.1f} {high:>8.1f} {inside[-1]:>8.1f} {whole:>12.1f}"


def main() -> None:
    """Make the database, measure in it, and drop it, whatever happens."""
    before = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = NAME
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        report(Writer(1))
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)
