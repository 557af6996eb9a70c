"""Pages under correction on their way from text to articles."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.clock


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0007_column_keeps_its_place"),
        ("departments", "0001_initial"),
        ("issues", "0007_proofreading_deepened"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="date of the issue")),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="file")),
                ("upload", models.CharField(max_length=64)),
                ("file_page", models.PositiveSmallIntegerField(default=1, verbose_name="page in the file")),
                ("text", models.TextField()),
                ("digest", models.CharField(db_index=True, max_length=64)),
                ("base", models.JSONField()),
                ("acts", models.JSONField(default=list)),
                ("done", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                ("folder", models.CharField(blank=True, max_length=120)),
                ("width", models.FloatField(default=0.0)),
                ("height", models.FloatField(default=0.0)),
                ("places", models.JSONField(default=list)),
                ("begun_at", models.DateTimeField(default=accounts.clock.now)),
                ("changed_at", models.DateTimeField(default=accounts.clock.now)),
                ("stored_at", models.DateTimeField(null=True, verbose_name="stored at")),
                ("articles", models.ManyToManyField(related_name="+", to="articles.article")),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="departments.department"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="imported by",
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="issues.page"
                    ),
                ),
            ],
            options={
                "verbose_name": "page import",
                "verbose_name_plural": "page imports",
                "ordering": ["-changed_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        name="import_draft_once",
                        fields=["owner", "digest"],
                        condition=models.Q(stored_at=None),
                    )
                ],
            },
        ),
    ]
