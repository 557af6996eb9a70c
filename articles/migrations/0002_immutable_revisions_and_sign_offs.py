"""Revisions with their parts and sign-offs are written once; a revision belongs to the article that points at it."""

from importlib import import_module

from django.db import migrations

append_only = import_module("accounts.migrations.0002_append_only_audit").append_only

WRITTEN_ONCE = (
    "articles_revision",
    "articles_byline",
    "articles_attribution",
    "articles_photouse",
    "articles_revisiongridarea",
    "articles_signoff",
)


def same_article(table: str, name: str, columns: str) -> migrations.RunSQL:
    """A composite foreign key to (revision, its article)."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({columns}) "
        "REFERENCES articles_revision (id, article_id) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial"), ("accounts", "0002_append_only_audit")]

    operations = [
        *(append_only(table) for table in WRITTEN_ONCE),
        same_article("articles_article", "article_current_revision_own", "current_revision_id, id"),
        same_article("articles_article", "article_published_revision_own", "published_revision_id, id"),
        same_article("articles_signoff", "sign_off_revision_of_article", "revision_id, article_id"),
    ]
