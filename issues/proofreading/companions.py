"""What the other stories of an issue name: their inventories, taken once for each text and kept in the process.

Which texts there are is asked each time, by their hashes; a text itself is read only where its inventory is not kept.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock

from django.db.models import Q, Subquery

from articles.models import Article, Revision
from issues.models import DismissedFinding, Issue, Placement
from proofreading.across import Difference, Inventory, differences, inventory
from proofreading.engine import MAX_CHARACTERS
from proofreading.register import Register

KEPT = 1_000  # inventories in a process: those of some twenty issues
RULES = ("issue-name", "issue-variant")


class _Kept:
    """Inventories by the hash of their text; the ones used least recently are forgotten."""

    def __init__(self) -> None:
        self._by_hash = OrderedDict[str, Inventory]()
        self._lock = Lock()

    def of(self, revisions: Iterable[tuple[int, str]]) -> list[Inventory]:
        """The inventories of revisions, given as key and hash; one query where some are not kept, else none."""
        wanted = list(revisions)
        with self._lock:
            found = {key: self._by_hash[digest] for key, digest in wanted if digest in self._by_hash}
        missing = {key: digest for key, digest in wanted if key not in found}
        if missing:
            rows = Revision.objects.filter(pk__in=missing).values_list("pk", "title", "summary", "text")
            for key, title, summary, text in rows:
                found[key] = inventory(
                    title, "\n\n".join(part for part in (title, summary, text) if part)[:MAX_CHARACTERS]
                )
        with self._lock:
            for key, digest in wanted:
                self._by_hash[digest] = found[key]
                self._by_hash.move_to_end(digest)
            while len(self._by_hash) > KEPT:
                self._by_hash.popitem(last=False)
        return [found[key] for key, _digest in wanted]

    def forget(self) -> None:
        """Let the next question read the texts again."""
        with self._lock:
            self._by_hash.clear()


kept = _Kept()


def companions(article: Article | None) -> tuple[Inventory, ...]:
    """What the stories name that stand in the newest issue of an article beside it; one query, two for new texts."""
    if article is None or article.pk is None:
        return ()
    newest = Placement.objects.filter(article=article).order_by("-issue__date", "-issue").values("issue")[:1]
    beside = Placement.objects.filter(~Q(article=article), issue=Subquery(newest)).order_by("page__sequence", "order")
    return tuple(kept.of(beside.values_list("revision_id", "revision__content_hash")))


@dataclass(frozen=True)
class IssueDifference:
    """A difference, and the article in whose text it stands."""

    article: int
    title: str
    found: Difference


def issue_differences(issue: Issue, register: Register) -> list[IssueDifference]:
    """What the stories of an issue name in two ways and nobody dismissed; two queries, three for new texts."""
    rows = list(
        issue.placements.order_by("page__sequence", "order").values_list(
            "article_id", "revision__title", "revision_id", "revision__content_hash"
        )
    )
    taken = kept.of((revision, digest) for _article, _title, revision, digest in rows)
    told = [
        IssueDifference(article, title, found)
        for number, (article, title, _revision, _digest) in enumerate(rows)
        for found in differences(taken[number], [*taken[:number], *taken[number + 1 :]], register)
    ]
    if not told:
        return []
    dismissed = DismissedFinding.objects.filter(article__in={each.article for each in told}, rule__in=RULES)
    quotes = list(dismissed.values_list("article_id", "quote"))
    return [each for each in told if not any(a == each.article and each.found.words in quote for a, quote in quotes)]
