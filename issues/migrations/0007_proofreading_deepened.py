"""Lists of words, the archive's statistics, counts of findings, and which findings hold back which step."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.clock
import issues.models.publications


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0007_column_keeps_its_place"),
        ("departments", "0002_appointments"),
        ("issues", "0006_proofreading"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ArchiveSnapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("data", models.BinaryField()),
                ("counted", models.JSONField(default=dict)),
                ("characters", models.PositiveBigIntegerField(default=0)),
                ("taken_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "statistics of the archive",
                "verbose_name_plural": "statistics of the archive",
            },
        ),
        migrations.AddField(
            model_name="publication",
            name="approval_rules",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40),
                blank=True,
                default=issues.models.publications.usual_blocking_rules,
                size=None,
                verbose_name="findings that hold a signature back",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="doubts_are_seen",
            field=models.BooleanField(
                default=True,
                help_text="A review is signed only after the proofreader's doubts beside the text were looked at.",
                verbose_name="whoever signs says that she has seen the doubts",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="release_rules",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40),
                blank=True,
                default=issues.models.publications.usual_blocking_rules,
                size=None,
                verbose_name="findings that hold the release to print back",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="submission_rules",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40),
                blank=True,
                default=list,
                size=None,
                verbose_name="findings that hold a submission back",
            ),
        ),
        migrations.CreateModel(
            name="ErrorCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("errors", models.PositiveIntegerField(verbose_name="errors")),
                ("warnings", models.PositiveIntegerField(verbose_name="doubts")),
                ("characters", models.PositiveIntegerField(verbose_name="characters")),
                ("counted_at", models.DateTimeField(default=accounts.clock.now)),
                (
                    "revision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="error_count", to="articles.revision"
                    ),
                ),
            ],
            options={
                "verbose_name": "count of findings",
                "verbose_name_plural": "counts of findings",
            },
        ),
        migrations.CreateModel(
            name="KnownWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=40, verbose_name="word")),
                (
                    "kind",
                    models.CharField(
                        choices=[("place", "Place"), ("term", "Term"), ("doubling", "Right doubling")],
                        default="term",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("is_active", models.BooleanField(default=True, verbose_name="in force")),
            ],
            options={
                "verbose_name": "known word",
                "verbose_name_plural": "known words",
                "ordering": ["kind", "word"],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "word"), name="known_word_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["place", "term", "doubling"])), name="known_word_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("word__regex", "^.{2,}$")),
                        name="known_word_long_enough",
                        violation_error_message="A known word has at least two characters.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WordingEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=40, unique=True, verbose_name="word")),
                ("kind", models.CharField(blank=True, max_length=30, verbose_name="kind")),
                (
                    "severity",
                    models.CharField(
                        choices=[("error", "Error"), ("warning", "Doubt"), ("info", "Note")],
                        default="warning",
                        max_length=10,
                        verbose_name="severity",
                    ),
                ),
                ("suggestion", models.CharField(blank=True, max_length=40, verbose_name="suggestion")),
                (
                    "not_in",
                    models.CharField(
                        blank=True,
                        help_text="Longer words in which it is right, parted by “、”.",
                        max_length=200,
                        verbose_name="right inside",
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("source", models.CharField(blank=True, max_length=120, verbose_name="source")),
                ("is_active", models.BooleanField(default=True, verbose_name="in force")),
            ],
            options={
                "verbose_name": "entry of the wording list",
                "verbose_name_plural": "wording list",
                "ordering": ["word"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("severity__in", ["error", "warning", "info"])),
                        name="wording_severity_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("word", ""), _negated=True), models.Q(("reason", ""), _negated=True)
                        ),
                        name="wording_has_word_and_reason",
                    ),
                ],
            },
        ),
    ]
