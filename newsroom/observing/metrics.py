"""Numbers for Prometheus: what was asked and how long it took, and how database, tasks and disk are right now.

Server processes write their counts into files that all share, so that any of them can tell the sum.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import cache

import psycopg
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from newsroom.postgres.embedded import EmbeddedServerError
from reading.replicas import standing

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
AREAS = ("desk", "static", "media", "preview", "health", "api")
_BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


@cache
def _requests() -> Counter:
    return Counter("newsroom_requests", "Requests answered, by area and status", ("area", "status"))


@cache
def _seconds() -> Histogram:
    return Histogram("newsroom_request_seconds", "Seconds until the answer began", ("area",), buckets=_BUCKETS)


def count(path: str, status: str, seconds: float) -> None:
    """Count an answered request."""
    first = path[1:].partition("/")[0]
    area = first if first in AREAS else "public"
    _requests().labels(area, status).inc()
    _seconds().labels(area).observe(seconds)


class SiteCollector(Collector):
    """How the site is at the moment of asking. A database that is away is a number too."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The gauges."""
        up = GaugeMetricFamily("newsroom_database_up", "Whether the database answers")
        try:
            gauges = list(_of_database())
        except (DatabaseError, EmbeddedServerError):
            up.add_metric([], 0)
            yield up
        else:
            up.add_metric([], 1)
            yield up
            yield from gauges
            yield from _of_copy()
        free = GaugeMetricFamily("newsroom_disk_free_bytes", "Room left", labels=["place"])
        media = () if settings.MEDIA_BUCKET else (("media", settings.MEDIA_ROOT),)
        for place, folder in (*media, ("var", settings.VAR_DIR)):
            there = next(each for each in (folder, *folder.parents) if each.exists())
            free.add_metric([place], shutil.disk_usage(there).free)
        yield free


def _of_database() -> Iterator[GaugeMetricFamily]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status, count(*) FROM django_tasks_database_dbtaskresult GROUP BY status")
        tasks = GaugeMetricFamily("newsroom_tasks", "Tasks by state", labels=["state"])
        for state, number in cursor.fetchall():
            tasks.add_metric([state.lower()], number)
        yield tasks
        cursor.execute("SELECT state, count(*) FROM articles_article GROUP BY state")
        articles = GaugeMetricFamily("newsroom_articles", "Articles by state", labels=["state"])
        for state, number in cursor.fetchall():
            articles.add_metric([state], number)
        yield articles
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        yield GaugeMetricFamily("newsroom_database_connections", "Connections in use", value=cursor.fetchone()[0])
        cursor.execute("SELECT pg_database_size(current_database())")
        yield GaugeMetricFamily("newsroom_database_bytes", "Size of the database", value=cursor.fetchone()[0])


def _of_copy() -> Iterator[GaugeMetricFamily]:
    """How far the copy for readers is behind; nothing where there is none, and no lag where it is away."""
    up = GaugeMetricFamily("newsroom_replica_up", "Whether the copy for readers answers, as a copy")
    try:
        told = standing()
    except (DatabaseError, psycopg.Error):
        up.add_metric([], 0)
        yield up
        return
    if told is None:
        return
    up.add_metric([], told.is_copy)
    yield up
    if told.is_copy:
        for name, words, value in (
            ("current", "Whether the copy has all that is public and serves readers", told.is_current),
            ("lag_bytes", "Log of the primary that the copy has not taken over", told.bytes_behind),
            ("lag_seconds", "Time since the last act that the copy has, where it lacks any", told.seconds_behind),
        ):
            yield GaugeMetricFamily(f"newsroom_replica_{name}", words, value=value)


def page() -> bytes:
    """Everything, as Prometheus reads it."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(settings.METRICS_FOLDER))
    registry.register(SiteCollector())
    return generate_latest(registry)
