"""Changes of state and readers' notes are written once; comments and links name a revision of their own article."""

from importlib import import_module

from django.db import migrations

append_only = import_module("accounts.migrations.0002_append_only_audit").append_only
same_article = import_module("articles.migrations.0002_immutable_revisions_and_sign_offs").same_article

# What the audit trail knows of earlier changes of state, so that the figures begin with the newsroom.
FROM_THE_TRAIL = """
INSERT INTO articles_transition (article_id, state, revision_number, by_id, at)
SELECT article_id, state, revision_number, actor_id, at FROM (
    SELECT entry.id, article.id AS article_id, entry.detail->>'state' AS state, entry.actor_id, entry.at,
        coalesce((entry.detail->>'revision')::int, 1) AS revision_number,
        lag(entry.detail->>'state') OVER (PARTITION BY article.id ORDER BY entry.id) AS before
    FROM accounts_auditentry entry JOIN articles_article article ON entry.target_id = article.id::text
    WHERE entry.target_type = 'articles.article' AND entry.result = 'done' AND entry.detail ? 'state'
        AND entry.actor_id IS NOT NULL
) AS moves
WHERE state IS DISTINCT FROM before ORDER BY id
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_desk_deepened"), ("accounts", "0004_audit_chain")]

    operations = [
        migrations.RunSQL(FROM_THE_TRAIL, "DELETE FROM articles_transition"),
        append_only("articles_transition"),
        append_only("articles_previewnote"),
        same_article("articles_comment", "comment_revision_of_article", "revision_id, article_id"),
        same_article("articles_previewlink", "preview_link_revision_of_article", "revision_id, article_id"),
    ]
