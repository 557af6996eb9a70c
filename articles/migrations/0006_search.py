"""The index of the public search: pairs of characters of every published revision, kept by the database itself."""

import django.db.models.deletion
from django.db import migrations, models

# What is compared: compatibility forms made one (full and half width, ligatures), small letters, and no space but
# between two Latin words or numbers. `reading.terms.form` does the same to what a reader asks for.
FORM = r"""
CREATE FUNCTION newsroom_search_form(source text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT regexp_replace(
        lower(normalize(source, NFKC)), '(?<![a-z0-9])[ \t]+|[ \t]+(?![a-z0-9])', '', 'g'
    )
$$;
"""

# The functions below read tables and are immutable all the same: revisions and their parts are written once, which
# triggers enforce (0002), and a revision is indexed only when it is published, after it was written whole.
REST = """
CREATE FUNCTION newsroom_search_rest(wanted bigint) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT AS $$
    SELECT concat_ws(
        E'\\n',
        (SELECT string_agg(concat_ws(E'\\n', caption, credit), E'\\n' ORDER BY "order")
            FROM articles_photouse WHERE revision_id = wanted),
        (SELECT string_agg(concat_ws(' ', name, note), E'\\n' ORDER BY "order")
            FROM articles_byline WHERE revision_id = wanted),
        (SELECT string_agg(printed_name, E'\\n' ORDER BY "order")
            FROM articles_attribution WHERE revision_id = wanted)
    )
$$;
"""
TEXT = """
CREATE FUNCTION newsroom_search_text(wanted bigint) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 2000 SET search_path FROM CURRENT AS $$
    SELECT newsroom_search_form(
        concat_ws(E'\\n', title, kicker, subtitle, summary, text, newsroom_search_rest(id))
    ) FROM articles_revision WHERE id = wanted
$$;
"""
# One number for each pair of neighbours and one for each character; signs part the text and are in no pair.
# `reading.terms.keys` makes the same numbers.
BAG = r"""
CREATE FUNCTION newsroom_search_bag(wanted bigint) RETURNS integer[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 5000 SET search_path FROM CURRENT AS $$
    SELECT array_agg((one << 16) # next) FILTER (WHERE next <> 32) || array_agg(one)
    FROM (
        SELECT unnest(codes) AS one, unnest(codes[2:] || 32) AS next
        FROM (
            SELECT array_agg(ascii(sign)) AS codes
            FROM (
                SELECT unnest(
                    string_to_array(
                        regexp_replace(
                            newsroom_search_text(wanted),
                            '[\x01-\x2f:-@\[-`{-\u00bf\u2010-\u205e\u3000-\u3003\u3008-\u3020\uff00-\uff20]+', ' ', 'g'
                        ),
                        NULL
                    )
                ) AS sign
            ) AS signs
        ) AS cut
    ) AS pair
    WHERE one <> 32
$$;
"""
KEEP = """
CREATE FUNCTION newsroom_keep_search_entry() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
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
CREATE TRIGGER keep_search_entry_of_new AFTER INSERT ON articles_article
    FOR EACH ROW WHEN (NEW.published_revision_id IS NOT NULL) EXECUTE FUNCTION newsroom_keep_search_entry();
CREATE TRIGGER keep_search_entry AFTER UPDATE ON articles_article
    FOR EACH ROW WHEN (
        OLD.published_revision_id IS DISTINCT FROM NEW.published_revision_id
        OR OLD.published_at IS DISTINCT FROM NEW.published_at
    ) EXECUTE FUNCTION newsroom_keep_search_entry();
CREATE FUNCTION newsroom_drop_search_entry() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    DELETE FROM articles_searchentry WHERE article_id = OLD.id;
    RETURN OLD;
END
$$;
CREATE TRIGGER drop_search_entry BEFORE DELETE ON articles_article
    FOR EACH ROW EXECUTE FUNCTION newsroom_drop_search_entry();
"""
FILL = """
INSERT INTO articles_searchentry (article_id, revision_id, published_at)
SELECT id, published_revision_id, published_at FROM articles_article
WHERE published_revision_id IS NOT NULL AND published_at IS NOT NULL ORDER BY published_at;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""
# Pending lists would make the search slow, and statistics over pairs cost seconds and tell nothing. The table is too
# small for PostgreSQL to think of parallel workers, the texts behind it are not.
INDEX = """
ALTER TABLE articles_searchentry SET (parallel_workers = 2);
SET maintenance_work_mem = '512MB';
CREATE INDEX search_entry_bag ON articles_searchentry USING gin (newsroom_search_bag(revision_id))
    WITH (fastupdate = off);
RESET maintenance_work_mem;
ALTER INDEX search_entry_bag ALTER COLUMN 1 SET STATISTICS 0;
"""


def function(sql: str, *signatures: str) -> migrations.RunSQL:
    """Create functions; take them away again in reverse."""
    return migrations.RunSQL(sql, "".join(f"DROP FUNCTION {signature} CASCADE;" for signature in signatures))


class Migration(migrations.Migration):
    dependencies = [("articles", "0005_guards")]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="search_entry",
                        serialize=False,
                        to="articles.article",
                    ),
                ),
                ("published_at", models.DateTimeField()),
                (
                    "revision",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.revision",
                    ),
                ),
            ],
            options={
                "ordering": ["-published_at", "-article_id"],
                "indexes": [models.Index(fields=["-published_at", "-article"], name="search_entry_by_date")],
            },
        ),
        function(FORM, "newsroom_search_form(text)"),
        function(REST, "newsroom_search_rest(bigint)"),
        function(TEXT, "newsroom_search_text(bigint)"),
        function(BAG, "newsroom_search_bag(bigint)"),
        function(KEEP, "newsroom_keep_search_entry()", "newsroom_drop_search_entry()"),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(INDEX, "DROP INDEX search_entry_bag"),
    ]
