"""A column may keep its page from issue to issue."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds the page on which a column always stands."""

    dependencies = [("articles", "0006_search")]

    operations = [
        migrations.AddField(
            model_name="column",
            name="keeps_page",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="The page of every issue on which this column stands. Empty: wherever it suits.",
                null=True,
                verbose_name="always on page",
            ),
        ),
    ]
