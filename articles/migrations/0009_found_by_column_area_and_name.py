"""Indexes by which the newest stories of a column, of a grid area and of a person are found, however many there are."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

KEEP = """
CREATE OR REPLACE FUNCTION newsroom_keep_search_entry() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF NEW.published_revision_id IS NULL OR NEW.published_at IS NULL THEN
        DELETE FROM articles_searchentry WHERE article_id = NEW.id;
    ELSE
        INSERT INTO articles_searchentry (article_id, revision_id, published_at, column_id)
        SELECT NEW.id, id, NEW.published_at, column_id FROM articles_revision WHERE id = NEW.published_revision_id
        ON CONFLICT (article_id) DO UPDATE
        SET revision_id = EXCLUDED.revision_id, published_at = EXCLUDED.published_at, column_id = EXCLUDED.column_id;
    END IF;
    RETURN NULL;
END
$$;
"""
# As 0006 has it.
KEEP_WITHOUT_COLUMN = """
CREATE OR REPLACE FUNCTION newsroom_keep_search_entry() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF NEW.published_revision_id IS NULL OR NEW.published_at IS NULL THEN
        DELETE FROM articles_searchentry WHERE article_id = NEW.id;
    ELSE
        INSERT INTO articles_searchentry (article_id, revision_id, published_at)
        VALUES (NEW.id, NEW.published_revision_id, NEW.published_at)
        ON CONFLICT (article_id) DO UPDATE
        SET revision_id = EXCLUDED.revision_id, published_at = EXCLUDED.published_at;
    END IF;
    RETURN NULL;
END
$$;
"""
# An updated row is indexed anew, which takes a hundred times as long as making the index over all of them.
BAG_AWAY = "DROP INDEX search_entry_bag;"
COLUMNS = """
UPDATE articles_searchentry AS entry SET column_id = revision.column_id
FROM articles_revision AS revision WHERE revision.id = entry.revision_id AND revision.column_id IS NOT NULL;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""
INDEX = import_module("articles.migrations.0006_search").INDEX


class Migration(migrations.Migration):
    """Adds the column to the search's rows, and three indexes."""

    dependencies = [("articles", "0008_photo_focus"), ("departments", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="searchentry",
            name="column",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.column",
            ),
        ),
        migrations.RunSQL(KEEP + BAG_AWAY + COLUMNS + INDEX, KEEP_WITHOUT_COLUMN),
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(fields=["column", "-published_at", "-article"], name="search_entry_of_column"),
        ),
        migrations.AddIndex(model_name="byline", index=models.Index(fields=["name"], name="byline_by_name")),
        migrations.AddIndex(
            model_name="revisiongridarea",
            index=models.Index(fields=["grid_area", "-revision"], name="revision_of_grid_area"),
        ),
    ]
