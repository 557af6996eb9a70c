"""The index of the search has fewer keys, and is made faster: see `KEYS` for what it knows of a text."""

from importlib import import_module

from django.db import migrations

FREQUENT = import_module("articles.migrations.0010_smaller_search_index").FREQUENT
BAG_BEFORE = import_module("articles.migrations.0010_smaller_search_index").BAG
INDEX_BEFORE = import_module("articles.migrations.0006_search").INDEX

CLASSES = 32  # copied from `articles.models.search`, as the frequent characters are

# One bit for each code from _FIRST on: whether the character is a frequent one. The first and the last stand for all
# codes below and above, so they are never set.
_FIRST, _LAST = 0x4E00 - 1, 0xA000


def _bits() -> str:
    table = bytearray((_LAST - _FIRST) // 8 + 1)
    for sign in FREQUENT:
        place = ord(sign) - _FIRST
        table[place // 8] |= 1 << place % 8
    return table.hex()


# What is known of a text, as numbers. Two frequent characters side by side: exactly these two. A rarer character: which
# of CLASSES classes the one before it and the one after it are in, and whether it stands alone between signs. So most
# of what is asked is answered exactly by few keys, a rare character alone is any of its own keys, and the many pairs
# that hardly ever return, which were most of the keys, share theirs; what the classes leave open is looked up in the
# text. `reading.terms.groups` makes the same numbers.
#
# Frequent characters pass through as their codes, rarer ones as the negative of theirs, what parts pieces as 32.
BAG = rf"""
CREATE OR REPLACE FUNCTION newsroom_search_bag(wanted bigint) RETURNS integer[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 5000 SET search_path FROM CURRENT AS $$
    SELECT array_agg(following) FILTER (WHERE following IS NOT NULL)
        || array_agg(preceding) FILTER (WHERE preceding IS NOT NULL)
    FROM (
        SELECT
            CASE
                WHEN one > 32 THEN CASE WHEN next > 32 THEN (one << 16) # next END
                WHEN one < 0 THEN CASE
                    WHEN next <> 32 THEN (-one << 6) | (abs(next) & {CLASSES - 1})
                    WHEN before = 32 THEN one
                END
            END AS following,
            CASE WHEN one < 0 AND before <> 32 THEN (-one << 6) | {CLASSES} | (abs(before) & {CLASSES - 1}) END
                AS preceding
        FROM (
            SELECT unnest(codes) AS one, unnest(codes[2:] || 32) AS next, unnest(32 || codes) AS before
            FROM (
                SELECT array_agg(
                    CASE
                        WHEN code = 32 THEN 32
                        WHEN get_bit('\x{_bits()}'::bytea, least(greatest(code - {_FIRST}, 0), {_LAST - _FIRST})) = 1
                            THEN code
                        ELSE -code
                    END
                ) AS codes
                FROM (
                    SELECT ascii(sign) AS code
                    FROM (
                        SELECT unnest(
                            string_to_array(
                                regexp_replace(
                                    newsroom_search_text(wanted),
                                    '[\x01-\x2f:-@\[-`{{-\u00bf\u2010-\u205e\u3000-\u3003\u3008-\u3020\uff00-\uff20]+',
                                    ' ', 'g'
                                ),
                                NULL
                            )
                        ) AS sign
                    ) AS signs
                ) AS known
            ) AS text
        ) AS neighbours
        WHERE one IS NOT NULL AND one <> 32
    ) AS keys
$$;
"""  # noqa: S608  nothing in it comes from outside
# What is gathered before it is sorted has to fit into the processor's cache: with a hundred times the memory the same
# index takes twice as long. Pending lists would make the search slow, and statistics over keys cost seconds and tell
# nothing. The table is too small for PostgreSQL to think of parallel workers, the texts behind it are not.
INDEX = """
ALTER TABLE articles_searchentry SET (parallel_workers = 2);
SET maintenance_work_mem = '4MB';
CREATE INDEX search_entry_bag ON articles_searchentry USING gin (newsroom_search_bag(revision_id))
    WITH (fastupdate = off);
RESET maintenance_work_mem;
ALTER INDEX search_entry_bag ALTER COLUMN 1 SET STATISTICS 0;
"""


class Migration(migrations.Migration):
    """Makes the index anew with fewer keys."""

    dependencies = [("articles", "0010_smaller_search_index")]
    safe_because = (
        "for the minutes of the upgrade the release before finds fewer stories by search, and nothing is lost"
    )

    operations = [
        migrations.RunSQL(
            f"DROP INDEX search_entry_bag; {BAG} {INDEX}",
            f"DROP INDEX search_entry_bag; "
            f"{BAG_BEFORE.replace('CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION')} {INDEX_BEFORE}",
        )
    ]
