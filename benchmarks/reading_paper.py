"""A paper of any size for the reading benchmarks, written in bulk: what the verbs would leave, without their hours."""

from __future__ import annotations

import io
import random
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from typing import Any

from django.db import connection, models, transaction
from PIL import Image

from accounts.models import User
from accounts.roles import Role
from articles.models import Article, Attribution, Byline, Column, Photo, PhotoUse, Revision, RevisionGridArea
from articles.photos import store_photo
from departments.models import Department, GridArea
from issues.models import Issue, Page, Placement, Publication

STORIES = 24  # of the latest issue, on four pages
PAGES = ("要闻", "社区扫描", "网格故事", "副刊")
FIRST_DAY = date(2001, 1, 1)
AREAS = 30
WORDINGS = 40  # different texts for each place in an issue; the latest issue has the first
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
    """Fill an empty database with published issues and as many articles; nothing is done where they are there.

    The latest issue has STORIES stories whatever the size, so that one page can be compared with another. Rows are
    written by the database itself with its triggers off, which only its owner may do.
    """
    if Article.objects.published().count() == articles:
        return
    if Article.objects.exists():
        raise SystemExit("The benchmark's database holds a paper of another size: drop it.")
    author, photo = _beginnings()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        _plan(cursor, articles, issues)
        _rows(author, photo)
        for model in (Issue, Page, Article, Revision, Byline, Attribution, RevisionGridArea, PhotoUse, Placement):
            table = model._meta.db_table
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
    search = import_module("articles.migrations.0006_search")
    latest = import_module("articles.migrations.0009_found_by_column_area_and_name")
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX search_entry_bag")
        cursor.execute(search.FILL)
        cursor.execute(latest.COLUMNS)
        cursor.execute(search.INDEX)
        cursor.execute("SELECT newsroom_raise_public_version()")
        cursor.execute("VACUUM ANALYZE")


def _beginnings() -> tuple[User, Photo]:
    """The paper, its columns and departments (keys 1 to 4 and 1 to 6), somebody who writes, and a photo."""
    Publication.objects.create(pk=1, name="社区报", slug="paper", permit_number="测内资准字第0001号", street="某街道")
    Column.objects.bulk_create([Column(pk=n + 1, slug=f"rubric-{n}", name=f"栏目{n}") for n in range(4)])
    Department.objects.bulk_create([Department(pk=n + 1, slug=f"quarter-{n}", name=f"第{n}居民区") for n in range(6)])
    GridArea.objects.bulk_create(
        [GridArea(pk=n + 1, slug=f"area-{n}", name=f"第{n + 1}网格", number=n + 1) for n in range(AREAS)]
    )
    author = User.objects.create_user(
        "benchmark", name="某人", post="工作人员", department_id=1, roles=[Role.CONTRIBUTOR]
    )
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize((1200, 800)).convert("RGB").save(buffer, "JPEG")
    buffer.seek(0)
    return author, store_photo(buffer, by=author, name="photo.jpg")


def _plan(cursor: Any, articles: int, issues: int) -> None:
    """Two passing tables: where each article stands, and the wordings."""
    cursor.execute(
        "CREATE TEMP TABLE plan (article bigint, issue bigint, place integer, wording integer, at timestamptz) "
        "ON COMMIT DROP"
    )
    cursor.execute(
        "CREATE TEMP TABLE wordings (wording integer PRIMARY KEY, kicker text, title text, subtitle text, "
        "summary text, body text, pictured boolean) ON COMMIT DROP"
    )
    rest, number = articles - STORIES, 0
    with cursor.copy("COPY plan FROM STDIN") as rows:
        for issue in range(1, issues + 1):
            last = issue == issues
            share = STORIES if last else rest * issue // (issues - 1) - rest * (issue - 1) // (issues - 1)
            for place in range(share):
                number += 1
                wording = (issues - issue) % WORDINGS * STORIES + place % STORIES
                rows.write_row((number, issue, place, wording, _moment(issue, place)))
    with cursor.copy("COPY wordings FROM STDIN") as rows:
        for wording in range(WORDINGS * STORIES):
            one = story(wording)
            rows.write_row(
                (wording, *(one[name] for name in ("kicker", "title", "subtitle", "summary", "body", "photo")))
            )
    cursor.execute("ANALYZE plan, wordings")


def _rows(author: User, photo: Photo) -> None:
    """All rows of the plan."""
    page = f"(issue - 1) * {len(PAGES)} + place / 6 % {len(PAGES)} + 1"
    issue = Issue(publication_id=1, state=Issue.State.PUBLISHED, published_by=author)
    day = f"date '{FIRST_DAY}' + issue::integer - 1"
    _insert(
        issue,
        "(SELECT issue, min(at) AS at FROM plan GROUP BY issue) AS source",
        id="issue",
        total_number="issue + 366",  # never below the number in the year
        number=f"extract(doy FROM {day})",
        date=day,
        published_at="at",
    )
    names = "ARRAY[" + ", ".join(f"'{name}'" for name in PAGES) + "]"
    _insert(
        Page(),
        f"(SELECT DISTINCT issue FROM plan) AS source, generate_series(1, {len(PAGES)}) AS sequence",
        id=f"(issue - 1) * {len(PAGES)} + sequence",
        issue_id="issue",
        sequence="sequence",
        name=f"({names})[sequence]",
    )
    _insert(
        Article(created_by=author, state=Article.State.PUBLISHED),
        "plan",
        id="article",
        department_id="place % 6 + 1",
        current_revision_id="article",
        published_revision_id="article",
        published_at="at",
    )
    _insert(
        Revision(number=1, author=author, characters=666),
        "plan JOIN wordings USING (wording)",
        **{name: name for name in ("kicker", "title", "subtitle", "summary", "body")},
        id="article",
        article_id="article",
        column_id="place % 4 + 1",
        content_hash="encode(sha256(article::text::bytea), 'hex')",
        text="replace(replace(body, '<p>', ''), '</p>', E'\\n')",
    )
    sign = f"substr('{_SIGNS}', ({{}}) % {len(_SIGNS)} + 1, 1)"
    name = " || ".join(sign.format(f"hashtext((article % 3000)::text || '{n}') & 65535") for n in range(3))
    _insert(Byline(order=1), "plan", id="article", revision_id="article", name=name)
    _insert(
        Attribution(order=1),
        "plan",
        id="article",
        revision_id="article",
        printed_name="'第' || place % 6 || '居民区'",
        department_id="place % 6 + 1",
    )
    _insert(
        RevisionGridArea(),
        "plan WHERE place % 2 = 0",
        id="article",
        revision_id="article",
        grid_area_id=f"(issue + place / 2) % {AREAS} + 1",
    )
    _insert(
        PhotoUse(photo=photo, order=1, caption="图为现场", alternative_text="一张照片"),
        "plan JOIN wordings USING (wording) WHERE pictured",
        id="article",
        revision_id="article",
    )
    _insert(
        Placement(placed_by=author),
        "plan",
        id="article",
        issue_id="issue",
        page_id=page,
        article_id="article",
        revision_id="article",
        order=f"place % 6 + 1 + 6 * (place / {STORIES})",
        prominence="(ARRAY[1, 2, 2, 3, 3, 3])[place % 6 + 1]",
    )


def _insert(pattern: models.Model, source: str, **expressions: str) -> None:
    """Rows like a pattern, one for each row of a source; the named columns have values by an expression of SQL."""
    columns, values, parameters = list[str](), list[str](), list[Any]()
    for field in pattern._meta.concrete_fields:
        columns.append(connection.ops.quote_name(str(field.column)))
        expression = expressions.get(field.attname)
        if expression is not None:
            values.append(expression.replace("%", "%%"))
            continue
        values.append(f"%s::{field.db_type(connection)}" if not field.primary_key else "%s")
        parameters.append(field.get_db_prep_save(field.pre_save(pattern, add=True), connection))
    sql = f"INSERT INTO {pattern._meta.db_table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM "
    sql += source.replace("%", "%%")
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def _moment(issue: int, minute: int) -> datetime:
    """When the n-th issue came out: in the past, in their order."""
    return datetime(2001, 1, 1, tzinfo=UTC) + timedelta(days=issue, minutes=minute)
