"""What readers write to the paper, and how often stories are read."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.clock


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0005_guards"),
        ("reading", "0001_public_version"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReaderLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("report", "Error found"), ("letter", "Letter")], max_length=10, verbose_name="kind"
                    ),
                ),
                ("revision_number", models.PositiveIntegerField(null=True, verbose_name="revision that was read")),
                ("passage", models.CharField(blank=True, max_length=200, verbose_name="the words in question")),
                ("text", models.TextField(max_length=2000, verbose_name="what the reader writes")),
                ("pen_name", models.CharField(blank=True, max_length=20, verbose_name="signed")),
                ("token", models.CharField(editable=False, max_length=43, unique=True)),
                ("received_at", models.DateTimeField(default=accounts.clock.now, verbose_name="received")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("answered", "Answered"),
                            ("taken_up", "Taken up as an article"),
                            ("dismissed", "Dismissed"),
                        ],
                        default="new",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=1000, verbose_name="answer")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered at")),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="answered by",
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reader_letters",
                        to="articles.article",
                        verbose_name="article",
                    ),
                ),
                (
                    "made",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="made_of_letter",
                        to="articles.article",
                        verbose_name="article made of it",
                    ),
                ),
            ],
            options={
                "verbose_name": "reader's letter",
                "verbose_name_plural": "readers' letters",
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["state", "-id"], name="reader_letter_by_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("article__isnull", False), ("kind", "report"), ("revision_number__isnull", False)
                            ),
                            models.Q(("article", None), ("kind", "letter"), ("passage", ""), ("revision_number", None)),
                            _connector="OR",
                        ),
                        name="reader_report_names_article",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer", ""),
                                ("answered_at", None),
                                ("answered_by", None),
                                ("made", None),
                                ("state", "new"),
                            ),
                            models.Q(
                                models.Q(("state", "new"), _negated=True),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="reader_letter_answered_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "letter"), ("made__isnull", False), ("state", "taken_up")),
                            models.Q(models.Q(("state", "taken_up"), _negated=True), ("made", None)),
                            _connector="OR",
                        ),
                        name="reader_letter_taken_up_has_article",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "answered"), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="reader_letter_answer_has_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadingCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                ("count", models.PositiveIntegerField(default=0, verbose_name="times read")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reading_counts",
                        to="articles.article",
                    ),
                ),
            ],
            options={
                "verbose_name": "reading count",
                "verbose_name_plural": "reading counts",
                "indexes": [models.Index(fields=["day", "-count"], name="reading_count_by_day")],
                "constraints": [models.UniqueConstraint(fields=("article", "day"), name="reading_count_once")],
            },
        ),
    ]
