"""A paper of any size for the reading benchmarks, written in bulk: what the verbs would leave, without their hours."""

from __future__ import annotations

import hashlib
import io
import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from PIL import Image

from accounts.models import User
from accounts.roles import Role
from articles.models import Article, Attribution, Byline, Column, Photo, PhotoUse, Revision
from articles.photos import store_photo
from departments.models import Department
from issues.models import Issue, Page, Placement, Publication

STORIES = 24  # of an issue, on four pages
PAGES = ("要闻", "社区扫描", "网格故事", "副刊")
FIRST_DAY = date(2001, 1, 1)
CHUNK = 100  # issues written at a time
_SIGNS = (
    "社区居民楼道花园志愿服务议事停车电梯加装邻里课堂老人孩子早晨傍晚树下灯光雨天清理修好商量办法大家一起终于明白高兴"
)


def words(seed: int, length: int) -> str:
    """Text of a length, the same for the same seed."""
    pick = random.Random(seed)
    return "".join(pick.choice(_SIGNS) for _ in range(length))


def story(number: int) -> dict[str, Any]:
    """The content of the n-th story of any issue, for this paper and for the one it is compared with."""
    paragraphs = [words(1000 * number + n, 110) + "。" for n in range(6)]
    return {
        "title": words(number, 14),
        "kicker": words(number + 1, 10) if number % 3 == 0 else "",
        "subtitle": words(number + 2, 18) if number % 2 == 0 else "",
        "summary": words(number + 3, 70) + "。",
        "column": f"栏目{number % 4}",
        "byline": f"通讯员 {words(number + 4, 3)}",
        "source": f"第{number % 6}居民区",
        "body": "".join(f"<p>{text}</p>" for text in paragraphs),
        "photo": number % 6 == 0,
    }


def grow(articles: int, issues: int) -> None:
    """Add published issues until the paper has as many, with as many articles among them as equally as possible."""
    publication = Publication.objects.order_by("pk").first() or Publication.objects.create(
        name="社区报", slug="paper", permit_number="测内资准字第0001号", street="某街道"
    )
    columns = [Column.objects.get_or_create(slug=f"rubric-{n}", defaults={"name": f"栏目{n}"})[0] for n in range(4)]
    departments = [
        Department.objects.get_or_create(slug=f"quarter-{n}", defaults={"name": f"第{n}居民区"})[0] for n in range(6)
    ]
    author = User.objects.filter(username="benchmark").first() or User.objects.create_user(
        "benchmark", name="某人", post="工作人员", department=departments[0], roles=[Role.CONTRIBUTOR]
    )
    photo = Photo.objects.order_by("pk").first() or _photo(author)
    there = Issue.objects.published().count()
    for first in range(there, issues, CHUNK):
        last = min(first + CHUNK, issues)
        share = [articles * (n + 1) // issues - articles * n // issues for n in range(first, last)]
        with transaction.atomic():
            _issues(publication, author, columns, departments, photo, first, share)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _photo(author: User) -> Photo:
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize((1200, 800)).convert("RGB").save(buffer, "JPEG")
    buffer.seek(0)
    return store_photo(buffer, by=author, name="photo.jpg")


def _issues(
    publication: Publication,
    author: User,
    columns: list[Column],
    departments: list[Department],
    photo: Photo,
    first: int,
    share: list[int],
) -> None:
    top = Issue.objects.filter(publication=publication).aggregate(top=Max("total_number"))["top"] or 0
    day = max(FIRST_DAY, Issue.objects.filter(publication=publication).aggregate(d=Max("date"))["d"] or FIRST_DAY)
    made = []
    for n in range(len(share)):
        when = day + timedelta(days=n + 1)
        number = when.timetuple().tm_yday
        made.append(
            Issue(
                publication=publication,
                number=number,
                total_number=max(top + n + 1, number),
                date=when,
                state=Issue.State.PUBLISHED,
                published_at=_moment(first + n, 0),
                published_by=author,
            )
        )
    Issue.objects.bulk_create(made)
    pages = Page.objects.bulk_create(
        [Page(issue=issue, sequence=n, name=name) for issue in made for n, name in enumerate(PAGES, 1)]
    )
    by_issue: dict[int, list[Page]] = {}
    for page in pages:
        by_issue.setdefault(page.issue_id, []).append(page)
    slots = [(index, issue, n) for index, issue in enumerate(made) for n in range(share[index])]
    stories = Article.objects.bulk_create(
        [Article(department=departments[n % 6], created_by=author) for _index, _issue, n in slots]
    )
    contents = [story(n % STORIES) for _index, _issue, n in slots]
    revisions = Revision.objects.bulk_create(
        [
            Revision(
                article=article,
                number=1,
                author=author,
                kicker=content["kicker"],
                title=content["title"],
                subtitle=content["subtitle"],
                summary=content["summary"],
                body=content["body"],
                text=content["body"].replace("<p>", "").replace("</p>", "\n"),
                characters=666,
                column=columns[n % 4],
                content_hash=hashlib.sha256(str(article.pk).encode()).hexdigest(),
            )
            for article, content, (_index, _issue, n) in zip(stories, contents, slots, strict=True)
        ]
    )
    for article, revision, (index, _issue, n) in zip(stories, revisions, slots, strict=True):
        article.state = Article.State.PUBLISHED
        article.current_revision = article.published_revision = revision
        article.published_at = _moment(first + index, n)
    Article.objects.bulk_update(stories, ["state", "current_revision", "published_revision", "published_at"])
    Byline.objects.bulk_create(
        [Byline(revision=revision, order=1, name=words(revision.pk, 3)) for revision in revisions]
    )
    Attribution.objects.bulk_create(
        [
            Attribution(revision=revision, order=1, printed_name=departments[n % 6].name, department=departments[n % 6])
            for revision, (_index, _issue, n) in zip(revisions, slots, strict=True)
        ]
    )
    PhotoUse.objects.bulk_create(
        [
            PhotoUse(revision=revision, photo=photo, order=1, caption="图为现场", alternative_text="一张照片")
            for revision, content in zip(revisions, contents, strict=True)
            if content["photo"]
        ]
    )
    Placement.objects.bulk_create(
        [
            Placement(
                issue=issue,
                page=by_issue[issue.pk][n // 6 % len(PAGES)],
                article=article,
                revision=revision,
                order=n % 6 + 1 + 6 * (n // STORIES),
                prominence=(1, 2, 2, 3, 3, 3)[n % 6],
                placed_by=author,
            )
            for article, revision, (_index, issue, n) in zip(stories, revisions, slots, strict=True)
        ]
    )


def _moment(issue: int, minute: int) -> datetime:
    """When the n-th issue came out: in the past, in their order."""
    return datetime(2001, 1, 1, tzinfo=UTC) + timedelta(days=issue + 1, minutes=minute)
