"""Holds a ledger against the database of the site: is everything there that was acknowledged, and nothing half-done?

Run by itself with the site's environment: ``python -m tests.faults.judge LEDGER.json``; prints what is wrong as JSON.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

WORK_SECONDS = 240.0  # for the worker to finish what waits


def main(ledger: Path) -> None:
    """Judge, and print the verdicts."""
    import django

    django.setup()
    print(json.dumps(list(verdicts(json.loads(ledger.read_text(encoding="utf-8")))), ensure_ascii=False))


def verdicts(told: dict[str, Any]) -> Iterator[str]:
    """Everything that is wrong, in words."""
    from articles.verification import verify
    from issues.proofs.verification import PAGE_CHECKS

    yield from _undone_tasks()
    yield from _lost(told)
    yield from _half_published(told)
    yield from (broken.words for broken in verify(further=PAGE_CHECKS).breaks)


def _lost(told: dict[str, Any]) -> Iterator[str]:
    from django.core.files.storage import default_storage

    from articles.models import Article, Comment, Photo, SignOff

    titles = Counter(Article.objects.values_list("current_revision__title", flat=True))
    yield from (f"article lost: {title}" for title in told["articles"] if not titles[title])
    words = Counter(Comment.objects.values_list("words", flat=True))
    yield from (f"comment there {words[each]} times: {each}" for each in told["comments"] if words[each] != 1)
    signed = Counter(SignOff.objects.filter(verdict="approved").values_list("article_id", "step"))
    yield from (f"signature there {signed[(a, s)]} times: {a} {s}" for a, s in told["approvals"] if signed[(a, s)] != 1)
    photos = {photo.pk: photo for photo in Photo.objects.all()}
    for number in told["photos"]:
        if number not in photos:
            yield f"photo lost: {number}"
    for photo in photos.values():
        with default_storage.open(photo.name) as file:
            if hashlib.sha256(file.read()).hexdigest() != photo.sha256:
                yield f"photo damaged: {photo.pk}"
        if not photo.rendition_widths:
            yield f"photo without smaller copies: {photo.pk}"
        yield from (
            f"smaller copy lost: {photo.pk} {width}"
            for width in photo.rendition_widths
            if not default_storage.exists(photo.rendition_name(width))
        )


def _half_published(told: dict[str, Any]) -> Iterator[str]:
    from articles.models import Article
    from issues.models import Issue

    for issue in Issue.objects.prefetch_related("placements__article"):
        out = [p.article.state == Article.State.PUBLISHED for p in issue.placements.all()]
        if any(out) != all(out) or (out and all(out)) != issue.is_published:
            yield f"issue {issue.pk} is half-published: {issue.state}, {out}"
        was, certain = told["issues"].get(str(issue.pk), (issue.is_published, False))
        if certain and was != issue.is_published:
            yield f"issue {issue.pk}: acknowledged as {'published' if was else 'withdrawn'}, but it is {issue.state}"


def _undone_tasks() -> Iterator[str]:
    from django_tasks_db.models import DBTaskResult

    deadline = time.monotonic() + WORK_SECONDS
    undone = DBTaskResult.objects.filter(status__in=("READY", "RUNNING"))
    while undone.exists() and time.monotonic() < deadline:
        time.sleep(0.2)
    yield from (f"task not done: {task.status} {task.task_path}" for task in undone)
    yield from (f"task failed: {task.task_path} {task.traceback}" for task in DBTaskResult.objects.failed())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
