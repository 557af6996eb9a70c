"""Checks of what the newsroom wrote: files against rows, search, signatures and chains."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from articles.indexing import has_index
from articles.models import Article, SearchEntry
from articles.verification import verify
from issues.proofs.verification import PAGE_CHECKS
from newsroom.backup import media
from newsroom.doctor.reports import Level, Report, Scope
from newsroom.storage import StorageAway

SHOWN = 5  # broken things told one by one
QUICK_SECONDS = 5.0  # for signatures and chains
CHUNK = 1024 * 1024


def files(scope: Scope) -> Iterator[Report]:
    """Every file that a row names: there, and with the very bytes; and files that no row names."""
    try:
        yield from list(_files(scope))
    except StorageAway as error:
        yield Report(
            "media",
            Level.ILL,
            _("The store of photos and pages does not answer: %(why)s") % {"why": error.strerror},
            _("Look at the bucket and at MEDIA_S3_…: address, name, key. Pages are served without photos meanwhile."),
        )


def _files(scope: Scope) -> Iterator[Report]:
    stored = set(media.stored())
    named: set[str] = set()
    missing, changed = [], []
    for each in media.named():
        named.add(each.name)
        if each.name not in stored:
            missing.append(each)
        elif not scope.quick and each.sha256 and _sha256(each.name) != each.sha256:
            changed.append(each)
    for each in missing[:SHOWN]:
        yield Report(
            "media",
            Level.ILL,
            _("%(name)s (%(owner)s) is missing from the storage.") % {"name": each.name, "owner": each.owner},
            _("Put it back from a backup: manage.py restore BACKUP --only media/%(name)s") % {"name": each.name},
        )
    for each in changed[:SHOWN]:
        yield Report(
            "media",
            Level.ILL,
            _("%(name)s (%(owner)s) is not the file that was stored: its SHA-256 is another.")
            % {"name": each.name, "owner": each.owner},
            _("Put it back from a backup: manage.py restore BACKUP --only media/%(name)s") % {"name": each.name},
        )
    if rest := max(0, len(missing) - SHOWN) + max(0, len(changed) - SHOWN):
        yield Report("media", Level.ILL, _("… and %(count)d more files.") % {"count": rest})
    if not missing and not changed:
        words = (
            _("All %(count)d files that rows name are there.")
            if scope.quick
            else _("All %(count)d files that rows name are there, photos and PDFs with the bytes that were stored.")
        )
        yield Report("media", Level.SOUND, words % {"count": len(named)})
    # an AVIF copy is named by its WebP twin, an earlier PDF of an issue by nothing at all
    orphans = sorted(name for name in stored - named if not _is_kin(name, named))
    if orphans:
        yield Report(
            "orphans",
            Level.DOUBTFUL,
            _("%(count)d files are named by no row, %(name)s for one. They do no harm but take room.")
            % {"count": len(orphans), "name": orphans[0]},
            _("After a backup, delete those that are older than a day."),
        )
    else:
        yield Report("orphans", Level.SOUND, _("No file lies about that no row names."))
    if left := sorted(media.left_behind()):
        yield Report(
            "orphans",
            Level.DOUBTFUL,
            _("Killed uploads or restores left %(count)d passing files, %(name)s for one.")
            % {"count": len(left), "name": left[0]},
            _("Delete those that are older than a day."),
        )


def _sha256(name: str) -> str:
    digest = hashlib.sha256()
    with default_storage.open(name) as file:
        for chunk in file.chunks(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _is_kin(name: str, named: set[str]) -> bool:
    """Whether a file belongs to one that a row names, without being named itself."""
    return name.endswith(".avif") and f"{name.removesuffix('.avif')}.webp" in named


def search(scope: Scope) -> Iterator[Report]:
    """Whether the search knows exactly what is published."""
    same_column = Q(column=F("revision__column")) | Q(column=None, revision__column=None)
    right = SearchEntry.objects.filter(
        same_column, revision=F("article__published_revision"), published_at=F("article__published_at")
    )
    published = Article.objects.filter(published_revision__isnull=False, published_at__isnull=False)
    unknown = published.filter(~Exists(right.filter(article=OuterRef("pk"))))
    stale = SearchEntry.objects.filter(~Exists(published.filter(pk=OuterRef("article"))))
    cure = _("Run: manage.py doctor --mend, which writes the index anew.")
    if count := unknown.count() + stale.count():
        yield Report(
            "search",
            Level.ILL,
            _("The search index differs from what is published in %(count)d articles.") % {"count": count},
            cure,
        )
    elif not has_index():
        yield Report("search", Level.ILL, _("The search lacks its index, so that every question takes long."), cure)
    else:
        count = SearchEntry.objects.count()
        yield Report("search", Level.SOUND, _("The search knows all %(count)d published articles.") % {"count": count})


def signatures(scope: Scope) -> Iterator[Report]:
    """Every text, every signature, the PDFs of pages and issues, and the audit chain."""
    result = verify(further=PAGE_CHECKS, seconds=QUICK_SECONDS if scope.quick else None)
    for broken in result.breaks[:SHOWN]:
        place = f"{broken.title}: " if broken.title else ""
        yield Report(
            "signatures",
            Level.ILL,
            f"{place}{broken.words}",
            _("Tell the audit administrator, change nothing, and compare with a backup: manage.py verify_signoffs"),
        )
    if result.holds:
        told = {"revisions": result.checked["revisions"], "rows": result.checked["audit_rows"]}
        told["signatures"] = result.checked["sign_offs"] + result.checked["pages"]
        words = _("%(revisions)d texts, %(signatures)d signatures and %(rows)d audit rows hold.") % told
        if not result.is_whole:
            words += " " + _("There was no time for the rest; without --quick all are checked.")
        yield Report("signatures", Level.SOUND, words)
