"""A version that rises with every change of public content, written by the database itself when an act commits.

Deferred triggers watch the tables that public pages are made of. They raise the version at the end of a transaction,
once, so that acts do not wait for one another while they work; a later migration adds a table with one statement::

    SELECT newsroom_watch_public('some_table', 'always');

Revisions and what belongs to them are written once and become public by their article alone: they need no trigger.
"""

import uuid

import django.contrib.postgres.fields
from django.db import migrations, models

# The audit chain takes the lock 7293011 at commit too (accounts 0004). Taking it before the row here gives both one
# order, so that two acts never wait for each other crosswise. A commit's triggers share one statement's timestamp,
# which makes "once" mean: once for each commit, or for each statement where constraints are checked at once.
RAISE = """
CREATE FUNCTION newsroom_raise_public_version() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    mark CONSTANT text := pg_current_xact_id()::text || ' ' || statement_timestamp()::text;
    moments timestamptz[];
BEGIN
    IF current_setting('newsroom.public_version_raised', true) = mark THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(7293011);
    SELECT coalesce(array_agg(moment ORDER BY moment), '{}') INTO moments FROM (
        SELECT published_at AS moment FROM issues_issue WHERE published_at > now()
        UNION
        SELECT published_at FROM articles_article WHERE published_revision_id IS NOT NULL AND published_at > now()
    ) AS later;
    INSERT INTO reading_publicversion AS held (id, number, token, due) VALUES (1, 1, gen_random_uuid(), moments)
        ON CONFLICT (id) DO UPDATE SET number = held.number + 1, token = excluded.token, due = excluded.due;
    PERFORM set_config('newsroom.public_version_raised', mark, true);
END
$$;
"""

# Whether readers see a row, or will at an hour that is set. Rows that are not watched by this rule are a mistake.
IS_PUBLIC = """
CREATE FUNCTION newsroom_is_public(rule text, entry jsonb) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF entry IS NULL THEN
        RETURN false;
    END IF;
    CASE rule
        WHEN 'always' THEN
            RETURN true;
        WHEN 'article' THEN
            RETURN entry->>'published_revision_id' IS NOT NULL OR entry->>'retracted_at' IS NOT NULL;
        WHEN 'photo' THEN
            RETURN EXISTS (
                SELECT FROM articles_photouse AS used
                    JOIN articles_article AS article ON article.published_revision_id = used.revision_id
                WHERE used.photo_id = (entry->>'id')::bigint);
        WHEN 'issue' THEN
            RETURN entry->>'published_at' IS NOT NULL;
        WHEN 'of an issue' THEN
            RETURN EXISTS (
                SELECT FROM issues_issue
                WHERE id = (entry->>'issue_id')::bigint AND published_at IS NOT NULL);
        WHEN 'of a page' THEN
            RETURN EXISTS (
                SELECT FROM issues_page AS page JOIN issues_issue AS issue ON issue.id = page.issue_id
                WHERE page.id = (entry->>'page_id')::bigint AND issue.published_at IS NOT NULL);
        WHEN 'of a set page' THEN
            RETURN EXISTS (
                SELECT FROM issues_setpage AS setting
                    JOIN issues_page AS page ON page.id = setting.page_id
                    JOIN issues_issue AS issue ON issue.id = page.issue_id
                WHERE setting.id = (entry->>'set_page_id')::bigint AND issue.published_at IS NOT NULL);
        ELSE
            RAISE EXCEPTION 'the rule % is unknown', rule;
    END CASE;
END
$$;
"""

WATCH = """
CREATE FUNCTION newsroom_public_content() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    unseen CONSTANT text[] := TG_ARGV[1]::text[];
    before CONSTANT jsonb := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) - unseen END;
    after CONSTANT jsonb := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW) - unseen END;
BEGIN
    IF before IS DISTINCT FROM after
            AND (newsroom_is_public(TG_ARGV[0], before) OR newsroom_is_public(TG_ARGV[0], after)) THEN
        PERFORM newsroom_raise_public_version();
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION newsroom_watch_public(
    watched regclass, rule text, unseen text[] DEFAULT '{}', events text DEFAULT 'INSERT OR UPDATE OR DELETE'
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'CREATE CONSTRAINT TRIGGER public_version AFTER %s ON %s DEFERRABLE INITIALLY DEFERRED '
        'FOR EACH ROW EXECUTE FUNCTION newsroom_public_content(%L, %L)', events, watched, rule, unseen);
END
$$;
"""

# "unseen" names the columns that no public page shows; whatever is added to a table counts as seen until it is named.
TABLES = """
SELECT newsroom_watch_public('articles_article', 'article', '{state,state_since,review_round,grade,due_on,claimed_by_id,claimed_at,reminded_at,current_revision_id,department_id,created_by_id,created_at,import_key}');
SELECT newsroom_watch_public('articles_column', 'always');
SELECT newsroom_watch_public('articles_photo', 'photo', '{}', 'UPDATE OR DELETE');
SELECT newsroom_watch_public('departments_department', 'always');
SELECT newsroom_watch_public('departments_departmentalias', 'always');
SELECT newsroom_watch_public('departments_gridarea', 'always');
SELECT newsroom_watch_public('departments_gridarea_departments', 'always');
SELECT newsroom_watch_public('issues_publication', 'always');
SELECT newsroom_watch_public('issues_issue', 'issue');
SELECT newsroom_watch_public('issues_page', 'of an issue', '{editor_id}');
SELECT newsroom_watch_public('issues_placement', 'of an issue', '{placed_by_id,placed_at}');
SELECT newsroom_watch_public('issues_setpage', 'of a page');
SELECT newsroom_watch_public('issues_region', 'of a set page');
SELECT newsroom_watch_public('issues_pagesignoff', 'of a set page');
"""

TABLES_AWAY = """
DO $$
DECLARE
    watched regclass;
BEGIN
    FOR watched IN SELECT tgrelid::regclass FROM pg_trigger WHERE tgname = 'public_version' LOOP
        EXECUTE format('DROP TRIGGER public_version ON %s', watched);
    END LOOP;
END
$$;
"""

FUNCTIONS_AWAY = """
DROP FUNCTION newsroom_watch_public(regclass, text, text[], text);
DROP FUNCTION newsroom_public_content();
DROP FUNCTION newsroom_is_public(text, jsonb);
DROP FUNCTION newsroom_raise_public_version();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("articles", "0005_guards"),
        ("departments", "0001_initial"),
        ("issues", "0005_proofs_and_release"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublicVersion",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveBigIntegerField(default=1, editable=False, verbose_name="number")),
                ("token", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "due",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DateTimeField(), default=list, editable=False, size=None
                    ),
                ),
            ],
            options={
                "verbose_name": "version of what is public",
                "verbose_name_plural": "version of what is public",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="public_version_is_one"),
                ],
            },
        ),
        migrations.RunSQL(RAISE + IS_PUBLIC + WATCH, FUNCTIONS_AWAY),
        migrations.RunSQL("SELECT newsroom_raise_public_version()", migrations.RunSQL.noop),
        migrations.RunSQL(TABLES, TABLES_AWAY),
    ]
