"""Findings that were dismissed, and those that hold an issue back."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.clock
import issues.models.publications


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0006_search"),
        ("issues", "0005_proofs_and_release"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="blocking_rules",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40),
                blank=True,
                default=issues.models.publications.usual_blocking_rules,
                help_text="Names of proofreading rules; what they find must be mended or dismissed before publishing.",
                size=None,
                verbose_name="findings that hold an issue back",
            ),
        ),
        migrations.CreateModel(
            name="DismissedFinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(max_length=40, verbose_name="rule")),
                ("quote", models.CharField(max_length=200, verbose_name="words")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("dismissed_at", models.DateTimeField(default=accounts.clock.now)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="dismissed_findings",
                        to="articles.article",
                    ),
                ),
                (
                    "dismissed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "dismissed finding",
                "verbose_name_plural": "dismissed findings",
                "constraints": [
                    models.UniqueConstraint(fields=("article", "rule", "quote"), name="dismissed_finding_once"),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="dismissed_finding_has_reason"
                    ),
                ],
            },
        ),
    ]
