"""What the doctor can mend without asking anybody: what is derived from other rows and can be derived anew."""

from __future__ import annotations

from django.db import connection, transaction

# The table is kept by triggers (migration articles 0006); this is what they would have written.
_ANEW = """
DELETE FROM articles_searchentry;
INSERT INTO articles_searchentry (article_id, revision_id, published_at)
SELECT id, published_revision_id, published_at FROM articles_article
WHERE published_revision_id IS NOT NULL AND published_at IS NOT NULL ORDER BY published_at;
"""


def index_search_anew() -> None:
    """Write the entries of the public search from what is published."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ANEW)
