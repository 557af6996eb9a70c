"""A placement's page belongs to its issue, and its revision to its article."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("issues", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE issues_placement ADD CONSTRAINT placement_page_of_issue FOREIGN KEY (page_id, issue_id) "
            "REFERENCES issues_page (id, issue_id) DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE issues_placement DROP CONSTRAINT placement_page_of_issue",
        ),
        migrations.RunSQL(
            "ALTER TABLE issues_placement ADD CONSTRAINT placement_revision_of_article "
            "FOREIGN KEY (revision_id, article_id) "
            "REFERENCES articles_revision (id, article_id) DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE issues_placement DROP CONSTRAINT placement_revision_of_article",
        ),
    ]
