"""The rows of the public search and its index over pairs of characters, made anew from what is published.

Triggers keep the rows (migrations articles 0006 and 0009) and PostgreSQL the index. This writes what they would have
written, into a database that lost some of it or was filled otherwise.
"""

from __future__ import annotations

from django.db import connection, transaction

FEW = 500  # rows; for more of them the index is sooner made anew than added to
_PUBLISHED = """
    articles_article AS article JOIN articles_revision AS revision ON revision.id = article.published_revision_id
    WHERE article.published_at IS NOT NULL
"""
_WRONG = f"""
DELETE FROM articles_searchentry AS entry WHERE NOT EXISTS (
    SELECT FROM {_PUBLISHED}
    AND article.id = entry.article_id AND revision.id = entry.revision_id
    AND article.published_at = entry.published_at AND revision.column_id IS NOT DISTINCT FROM entry.column_id
)
"""  # noqa: S608
_MISSING = f"SELECT (SELECT count(*) FROM {_PUBLISHED}) - (SELECT count(*) FROM articles_searchentry)"  # noqa: S608
_ADD = f"""
INSERT INTO articles_searchentry (article_id, revision_id, published_at, column_id)
SELECT article.id, revision.id, article.published_at, revision.column_id FROM {_PUBLISHED}
ORDER BY article.published_at, article.id
ON CONFLICT DO NOTHING;
SET CONSTRAINTS ALL IMMEDIATE;
"""  # noqa: S608
# As migrations articles 0011 and 0012 have it, and say why.
_INDEX = """
ALTER TABLE articles_searchentry SET (parallel_workers = 2);
SET LOCAL maintenance_work_mem = '4MB';
CREATE INDEX search_entry_bag_anew ON articles_searchentry USING gin (newsroom_search_bag(revision_id))
    WITH (fastupdate = off);
ALTER TABLE articles_searchentry SET (parallel_workers = 0);
DROP INDEX IF EXISTS search_entry_bag;
ALTER INDEX search_entry_bag_anew RENAME TO search_entry_bag;
ALTER INDEX search_entry_bag ALTER COLUMN 1 SET STATISTICS 0;
"""


def has_index() -> bool:
    """Whether the index over pairs is there and whole."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_index WHERE indexrelid = to_regclass('search_entry_bag') AND indisvalid")
        return cursor.fetchone() is not None


def index_anew() -> None:
    """Put right which published revisions the search knows, and make its index anew; all of it or nothing."""
    with transaction.atomic(), connection.cursor() as cursor:
        # publications wait, readers do not, until the index is put into its place
        cursor.execute("LOCK TABLE articles_searchentry IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(_WRONG)
        cursor.execute(_MISSING)
        if cursor.fetchone()[0] > FEW:  # then the search finds little as it is, and may wait
            cursor.execute("DROP INDEX IF EXISTS search_entry_bag")
        cursor.execute(_ADD)
        cursor.execute(_INDEX)
