"""The archive's statistics in this process: the stored snapshot, and what was published since, counted in.

Loading takes as long as the snapshot is large, which does not grow with the archive; what came since is counted in time
proportional to its length. Where much came since, a request leaves that to ``manage.py update_proofreading``, which
stores the next snapshot.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping

from django.db import transaction

from accounts import clock
from articles.models import Article, Revision
from issues.models import ArchiveSnapshot
from proofreading.archive import Archive

LOOK_AGAIN = 30.0  # seconds after which a process looks for what was published
LONGEST_WAIT = 2.0  # seconds for a text to wait until another thread has loaded them
MOST_AT_ONCE = 200  # texts that a request counts in; more are left to the command


class Counted:
    """Statistics, and which revision of each article they hold."""

    def __init__(self, archive: Archive, revisions: dict[int, int]) -> None:
        self.archive = archive
        self.revisions = revisions

    @classmethod
    def stored(cls) -> Counted:
        """The snapshot, or empty statistics where none was taken."""
        snapshot = ArchiveSnapshot.objects.first()
        if snapshot is None:
            return cls(Archive(), {})
        revisions = {int(article): revision for article, revision in snapshot.counted.items()}
        return cls(Archive.from_bytes(bytes(snapshot.data)), revisions)

    @property
    def characters(self) -> int:
        """How many Han characters were counted."""
        return self.archive.characters

    def count(self, run: str) -> int:
        """How often a run of characters was printed."""
        return self.archive.count(run)

    def catch_up(self, most: int | None = None) -> int:
        """Count in what was published and out what is public no more; answers how many texts, 0 where over ``most``.

        Two queries; the second reads the changed texts alone.
        """
        rows = Article.objects.filter(published_revision__isnull=False).order_by()
        public: Mapping[int, int] = dict(rows.values_list("pk", "published_revision_id"))
        gone = {article: number for article, number in self.revisions.items() if public.get(article) != number}
        fresh = {article: number for article, number in public.items() if self.revisions.get(article) != number}
        changed = len(gone) + len(fresh)
        if not changed or (most is not None and changed > most):
            return 0
        texts = Revision.objects.filter(pk__in=[*gone.values(), *fresh.values()])
        for number, title, text in texts.values_list("pk", "title", "text").iterator():
            if number in gone.values():
                self.archive.remove(f"{title}\n{text}")
            else:
                self.archive.add(f"{title}\n{text}")
        for article in gone:
            del self.revisions[article]
        self.revisions.update(fresh)
        return changed


_lock = threading.Lock()
_kept: Counted | None = None
_looked = 0.0


def counted() -> Counted | None:
    """The statistics, at most half a minute old; None while another thread loads them."""
    global _kept, _looked
    if _kept is not None and time.monotonic() - _looked < LOOK_AGAIN:
        return _kept
    if not _lock.acquire(timeout=0.0 if _kept is not None else LONGEST_WAIT):
        return _kept  # another thread is at it
    try:
        if _kept is None:
            _kept = Counted.stored()
        _kept.catch_up(MOST_AT_ONCE)
        _looked = time.monotonic()
        return _kept
    finally:
        _lock.release()


def forget() -> None:
    """Let the next question read the database again."""
    global _kept, _looked
    with _lock:
        _kept, _looked = None, 0.0


def take_snapshot() -> tuple[int, int]:
    """Store the statistics of everything that is public; texts counted, and Han characters held in all."""
    with transaction.atomic():
        list(ArchiveSnapshot.objects.select_for_update().values_list("pk"))
        held = Counted.stored()
        texts = held.catch_up()
        if texts or not ArchiveSnapshot.objects.exists():
            ArchiveSnapshot.objects.all().delete()
            ArchiveSnapshot.objects.create(
                data=held.archive.to_bytes(),
                counted={str(article): number for article, number in held.revisions.items()},
                characters=held.characters,
                taken_at=clock.now(),
            )
    forget()
    return texts, held.characters
