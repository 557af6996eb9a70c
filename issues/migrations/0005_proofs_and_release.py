"""Proofs of set pages and their signatures, the release, scheduled publication, withdrawal, issues from the archive."""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.clock

append_only = import_module("accounts.migrations.0002_append_only_audit").append_only


class Migration(migrations.Migration):
    dependencies = [
        ("issues", "0004_page_plan"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PageSignOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pdf_hash", models.CharField(max_length=64, verbose_name="hash of the PDF")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("first_proof", "First proof"),
                            ("second_proof", "Second proof"),
                            ("third_proof", "Third proof"),
                            ("release", "Release to print"),
                        ],
                        max_length=20,
                        verbose_name="step",
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[("passed", "Passed"), ("returned", "Returned")], max_length=10, verbose_name="verdict"
                    ),
                ),
                ("signer_name", models.CharField(max_length=40, verbose_name="name at the time")),
                ("signer_post", models.CharField(blank=True, max_length=60, verbose_name="post at the time")),
                ("opinion", models.TextField(blank=True, max_length=1000, verbose_name="opinion")),
                ("signed_at", models.DateTimeField(default=accounts.clock.now, verbose_name="signed at")),
            ],
            options={
                "verbose_name": "signature on a page",
                "verbose_name_plural": "signatures on pages",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ProofMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("x", models.FloatField()),
                ("y", models.FloatField()),
                ("width", models.FloatField(default=0)),
                ("height", models.FloatField(default=0)),
                ("text", models.CharField(max_length=500, verbose_name="remark")),
                ("created_at", models.DateTimeField(default=accounts.clock.now, verbose_name="marked at")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("mended", "Mended"), ("declined", "Left as it is")],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=300, verbose_name="answer")),
                ("resolved_at", models.DateTimeField(null=True, verbose_name="answered at")),
            ],
            options={
                "verbose_name": "proof mark",
                "verbose_name_plural": "proof marks",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Region",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part", models.PositiveSmallIntegerField(default=0, verbose_name="part")),
                ("order", models.PositiveSmallIntegerField(verbose_name="order on the page")),
                ("x", models.FloatField()),
                ("y", models.FloatField()),
                ("width", models.FloatField()),
                ("height", models.FloatField()),
            ],
            options={
                "verbose_name": "region",
                "verbose_name_plural": "regions",
                "ordering": ["set_page_id", "order"],
            },
        ),
        migrations.CreateModel(
            name="SetPage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "source",
                    models.CharField(
                        choices=[("typeset", "Typeset here"), ("archive", "From the archive")],
                        default="typeset",
                        max_length=10,
                        verbose_name="source",
                    ),
                ),
                ("fingerprint", models.CharField(max_length=64, verbose_name="fingerprint of the plan")),
                ("pdf_hash", models.CharField(max_length=64, verbose_name="hash of the PDF")),
                ("folder", models.CharField(max_length=120)),
                ("pdf_bytes", models.PositiveIntegerField(verbose_name="size of the PDF in bytes")),
                ("width", models.PositiveIntegerField(verbose_name="width of the image in pixels")),
                ("height", models.PositiveIntegerField(verbose_name="height of the image in pixels")),
                ("widths", models.JSONField(default=list, verbose_name="widths of the smaller images")),
                ("text", models.JSONField(default=list, verbose_name="text on the page")),
                ("made_at", models.DateTimeField(default=accounts.clock.now, verbose_name="set at")),
            ],
            options={
                "verbose_name": "set page",
                "verbose_name_plural": "set pages",
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="issue",
            name="origin",
            field=models.CharField(
                choices=[("made", "Made here"), ("archive", "From the archive")],
                default="made",
                editable=False,
                max_length=10,
                verbose_name="origin",
            ),
        ),
        migrations.AddField(
            model_name="issue",
            name="pdf_hash",
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name="issue",
            name="pdf_name",
            field=models.CharField(blank=True, editable=False, max_length=120),
        ),
        migrations.AddField(
            model_name="issue",
            name="withdrawal_reason",
            field=models.CharField(blank=True, editable=False, max_length=300, verbose_name="why it was withdrawn"),
        ),
        migrations.AddField(
            model_name="issue",
            name="withdrawn_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="withdrawn at"),
        ),
        migrations.AddIndex(
            model_name="issue",
            index=models.Index(
                condition=models.Q(("state", "published")), fields=["published_at"], name="issue_by_moment"
            ),
        ),
        migrations.AddConstraint(
            model_name="issue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawal_reason", ""), ("withdrawn_at", None)),
                    models.Q(
                        ("state", "planned"),
                        ("withdrawn_at__isnull", False),
                        models.Q(("withdrawal_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="issue_withdrawn_whole",
            ),
        ),
        migrations.AddField(
            model_name="pagesignoff",
            name="page",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sign_offs", to="issues.page"
            ),
        ),
        migrations.AddField(
            model_name="pagesignoff",
            name="signer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="page_sign_offs",
                to=settings.AUTH_USER_MODEL,
                verbose_name="signed by",
            ),
        ),
        migrations.AddField(
            model_name="proofmark",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="marked by",
            ),
        ),
        migrations.AddField(
            model_name="proofmark",
            name="placement",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="proof_marks",
                to="issues.placement",
                verbose_name="story",
            ),
        ),
        migrations.AddField(
            model_name="proofmark",
            name="resolved_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="answered by",
            ),
        ),
        migrations.AddField(
            model_name="region",
            name="placement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="regions", to="issues.placement"
            ),
        ),
        migrations.AddField(
            model_name="setpage",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="set by",
            ),
        ),
        migrations.AddField(
            model_name="setpage",
            name="page",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="settings",
                to="issues.page",
                verbose_name="page",
            ),
        ),
        migrations.AddField(
            model_name="region",
            name="set_page",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="regions", to="issues.setpage"
            ),
        ),
        migrations.AddField(
            model_name="proofmark",
            name="set_page",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="issues.setpage"
            ),
        ),
        migrations.AddField(
            model_name="pagesignoff",
            name="set_page",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sign_offs", to="issues.setpage"
            ),
        ),
        migrations.AddField(
            model_name="page",
            name="printed",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="printed_page",
                to="issues.setpage",
            ),
        ),
        migrations.AddConstraint(
            model_name="setpage",
            constraint=models.UniqueConstraint(fields=("page", "fingerprint", "pdf_hash"), name="set_page_once"),
        ),
        migrations.AddConstraint(
            model_name="setpage",
            constraint=models.CheckConstraint(
                condition=models.Q(("height__gte", 1), ("width__gte", 1)), name="set_page_has_extent"
            ),
        ),
        migrations.AddConstraint(
            model_name="region",
            constraint=models.UniqueConstraint(fields=("set_page", "order"), name="region_order_once"),
        ),
        migrations.AddConstraint(
            model_name="region",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("height__gt", 0), ("width__gt", 0), ("x__gte", 0), ("x__lt", 1), ("y__gte", 0), ("y__lt", 1)
                ),
                name="region_within_page",
            ),
        ),
        migrations.AddConstraint(
            model_name="proofmark",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("height__gte", 0),
                    ("width__gte", 0),
                    ("x__gte", 0),
                    ("x__lte", 1),
                    ("y__gte", 0),
                    ("y__lte", 1),
                    ("height__lte", 1),
                    ("width__lte", 1),
                ),
                name="proof_mark_within_page",
            ),
        ),
        migrations.AddConstraint(
            model_name="proofmark",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("resolved_at", None), ("resolved_by", None), ("state", "open")),
                    models.Q(("resolved_at__isnull", False), ("resolved_by__isnull", False), ("state", "mended")),
                    models.Q(
                        ("resolved_at__isnull", False),
                        ("resolved_by__isnull", False),
                        ("state", "declined"),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="proof_mark_resolved_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="pagesignoff",
            constraint=models.UniqueConstraint(
                condition=models.Q(("verdict", "passed")), fields=("set_page", "step"), name="page_sign_off_step_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="pagesignoff",
            constraint=models.UniqueConstraint(
                condition=models.Q(("verdict", "passed"), models.Q(("step", "release"), _negated=True)),
                fields=("set_page", "signer"),
                name="page_sign_off_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="pagesignoff",
            constraint=models.CheckConstraint(
                condition=models.Q(("step__in", ["first_proof", "second_proof", "third_proof", "release"])),
                name="page_sign_off_step_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="pagesignoff",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict__in", ["passed", "returned"])), name="page_sign_off_verdict_known"
            ),
        ),
        append_only("issues_pagesignoff"),
    ]
