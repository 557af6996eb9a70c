"""The page that a person asked for, told from the page on which composing put a story."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def keep_wishes(apps: Any, schema_editor: Any) -> None:
    """Until now a page was a person's wish while its story had no block, or a pinned one."""
    placements = apps.get_model("issues", "Placement").objects.using(schema_editor.connection.alias)
    wished = placements.filter(models.Q(blocks__isnull=True) | models.Q(blocks__pinned=True), issue__state="planned")
    placements.filter(pk__in=wished.values("pk")).update(asked_page=models.F("page"))


class Migration(migrations.Migration):
    dependencies = [("issues", "0008_import_drafts")]
    safe_because = "only placements of issues still planned are touched, some dozens of rows"

    operations = [
        migrations.AddField(
            model_name="placement",
            name="asked_page",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="issues.page",
                verbose_name="page that was asked for",
            ),
        ),
        migrations.RunPython(keep_wishes, migrations.RunPython.noop),
    ]
