"""Checks of what the site stands on besides its database: cache, tasks, mails, backups, disk, clock, secrets."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from accounts.models import AuditEntry, Notification
from newsroom.backup import keeping
from newsroom.doctor.reports import Level, Report, Scope

WAITING = timedelta(minutes=10)  # a task that waits longer has no worker
RUNNING = timedelta(hours=1)  # a task that runs longer lost its worker
UNSENT = timedelta(hours=1)
BACKUP_AGE = timedelta(hours=36)
FEW_PERCENT, FEW_BYTES = 10, 2 * 2**30
NO_BYTES = 200 * 2**20
DRIFT = 2.0  # seconds
AHEAD = timedelta(minutes=5)


def caches(scope: Scope) -> Iterator[Report]:
    """Whether what is put into the cache comes out again."""
    name, value = f"doctor:{secrets.token_hex(8)}", secrets.token_hex(8)
    cache.set(name, value, 30)
    if cache.get(name) == value:
        cache.delete(name)
        where = _("Redis") if settings.REDIS_URL else _("the memory of each process")
        yield Report("cache", Level.SOUND, _("The cache (%(where)s) answers.") % {"where": where})
    else:
        yield Report(
            "cache",
            Level.ILL,
            _("The cache does not give back what is put into it; pages are rendered anew each time."),
            _("Start Redis, or look at REDIS_URL."),
        )


def tasks(scope: Scope) -> Iterator[Report]:
    """Whether a worker takes what waits."""
    now = timezone.now()
    waiting = DBTaskResult.objects.ready().filter(enqueued_at__lt=now - WAITING).count()
    lost = DBTaskResult.objects.running().filter(started_at__lt=now - RUNNING).count()
    failed = DBTaskResult.objects.failed().filter(finished_at__gte=now - timedelta(days=7)).count()
    if waiting or lost:
        yield Report(
            "tasks",
            Level.ILL,
            _("%(waiting)d tasks have waited for ten minutes or more, %(lost)d were left half-done by their worker.")
            % {"waiting": waiting, "lost": lost},
            _("Start the worker (manage.py worker): it also takes up what others left."),
        )
    if failed:
        yield Report(
            "tasks",
            Level.DOUBTFUL,
            _("%(count)d tasks failed within a week.") % {"count": failed},
            _("The log tells why; once that is mended: manage.py worker --retry-failed"),
        )
    if not waiting and not lost and not failed:
        words = _("No task is stuck.") if settings.HAS_WORKER else _("Tasks run at once; there is no worker to watch.")
        yield Report("tasks", Level.SOUND, words)


def mails(scope: Scope) -> Iterator[Report]:
    """Whether mails that people wait for go out."""
    late = (
        Notification.objects.unread()
        .unmailed()
        .filter(recipient__mail_preference="at_once", recipient__is_active=True)
        .exclude(recipient__email="")
        .filter(created_at__lt=timezone.now() - UNSENT, created_at__gte=timezone.now() - timedelta(days=7))
        .count()
    )
    if late:
        yield Report(
            "mails",
            Level.DOUBTFUL,
            _("%(count)d notifications have waited for their e-mail for more than an hour.") % {"count": late},
            _("Look at EMAIL_URL, and let a timer run manage.py send_notifications every ten minutes."),
        )
    else:
        yield Report("mails", Level.SOUND, _("No e-mail is late."))


def backups(scope: Scope) -> Iterator[Report]:
    """Whether there is a recent backup, and whether it can be read by nobody else."""
    found = keeping.backups(settings.BACKUP_DIR)
    told = {"folder": settings.BACKUP_DIR}
    timer = _("Let a timer run: manage.py backup --keep 14 --keep-weeks 8, and copy the files to another machine.")
    if not found:
        yield Report("backups", Level.DOUBTFUL, _("There is no backup in %(folder)s.") % told, timer)
        return
    age = datetime.now(tz=UTC) - found[0].made_at
    hours = {"hours": int(age.total_seconds() // 3600), "name": found[0].path.name}
    if age > BACKUP_AGE:
        yield Report("backups", Level.ILL, _("The latest backup (%(name)s) is %(hours)d hours old.") % hours, timer)
    else:
        yield Report("backups", Level.SOUND, _("The latest backup (%(name)s) is %(hours)d hours old.") % hours)
    if not settings.BACKUP_KEY:
        yield Report(
            "backups",
            Level.DOUBTFUL,
            _("Backups are not encrypted."),
            _("Set BACKUP_KEY to at least 20 random characters, and keep it elsewhere too."),
        )


def free_and_total(folder: Path) -> tuple[int, int]:
    """Bytes of the disk that a folder is on."""
    usage = shutil.disk_usage(folder)
    return usage.free, usage.total


def disk(scope: Scope) -> Iterator[Report]:
    """Whether there is room where the site writes."""
    places = {} if settings.MEDIA_BUCKET else {_("media"): settings.MEDIA_ROOT}
    places |= {_("working files"): settings.VAR_DIR, _("backups"): settings.BACKUP_DIR}
    places[_("passing files")] = Path(tempfile.gettempdir())
    if settings.EMBEDDED_POSTGRES is not None:
        places[_("the database")] = settings.EMBEDDED_POSTGRES.data
    seen: set[int] = set()
    for what, folder in places.items():
        there = next((each for each in (folder, *folder.parents) if each.exists()), None)
        if there is None or (device := there.stat().st_dev) in seen:
            continue
        seen.add(device)
        free, total = free_and_total(there)
        percent = 100 * free // total
        told = {"what": what, "folder": folder, "free": free // 2**20, "percent": percent}
        words = _("For %(what)s (%(folder)s) %(free)d MB are free, %(percent)d %%.") % told
        few = (percent < FEW_PERCENT and free < 5 * FEW_BYTES) or free < FEW_BYTES
        level = Level.ILL if free < NO_BYTES else Level.DOUBTFUL if few else Level.SOUND
        cure = _("Make room: prune backups, move them elsewhere, or give the disk more space.")
        yield Report("disk", level, words, "" if level == Level.SOUND else cure)


def latest_audited() -> datetime | None:
    """When the last row of the audit trail was written, by the clock of then."""
    linked = AuditEntry.objects.filter(position__isnull=False).order_by("-position")
    return linked.values_list("at", flat=True).first()


def clocks(scope: Scope) -> Iterator[Report]:
    """Whether this machine's clock is the database's, and neither runs behind what was already recorded."""
    with connection.cursor() as cursor:
        before = timezone.now()
        cursor.execute("SELECT clock_timestamp()")
        theirs = cursor.fetchone()[0]
        after = timezone.now()
    drift = (theirs - (before + (after - before) / 2)).total_seconds()
    if abs(drift) > DRIFT:
        yield Report(
            "clock",
            Level.ILL,
            _("The database's clock differs from this machine's by %(seconds).1f seconds.") % {"seconds": drift},
            _("Let both machines take their time from the same server (chrony or systemd-timesyncd)."),
        )
    latest = latest_audited()
    if latest is not None and latest > after + AHEAD:
        yield Report(
            "clock",
            Level.ILL,
            _("The latest row of the audit trail is of %(moment)s, which is still to come: the clock jumped.")
            % {"moment": f"{timezone.localtime(latest):%Y-%m-%d %H:%M}"},
            _("Set the clock right. The order of the trail holds all the same: it does not go by the clock."),
        )
    elif abs(drift) <= DRIFT:
        words = _("The clocks agree to %(seconds).1f seconds; the time zone is %(zone)s.")
        yield Report("clock", Level.SOUND, words % {"seconds": abs(drift), "zone": settings.TIME_ZONE})


def secret(scope: Scope) -> Iterator[Report]:
    """Whether others on this machine can read the site's secret."""
    path = settings.VAR_DIR / "secret_key"
    if path.exists() and path.stat().st_mode & 0o077:
        yield Report(
            "secret",
            Level.ILL,
            _("Others on this machine can read %(path)s.") % {"path": path},
            _("Run: chmod 600 %(path)s — and make a new one if others were logged in here.") % {"path": path},
        )
    else:
        yield Report("secret", Level.SOUND, _("Nobody else on this machine can read the site's secret."))
