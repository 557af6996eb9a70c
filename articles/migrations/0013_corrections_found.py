"""An index over the few revisions that correct what was published, for the page that lists them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds the index."""

    dependencies = [("articles", "0012_search_by_one_process")]
    safe_because = "so few revisions carry a note that it is made in a fraction of a second at 100,000 articles"

    operations = [
        migrations.AddIndex(
            model_name="revision",
            index=models.Index(
                condition=models.Q(("correction_note", ""), _negated=True),
                fields=["article", "number"],
                name="revision_corrections",
            ),
        )
    ]
