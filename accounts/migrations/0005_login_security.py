"""Second factor, history of passwords, ended log-ins and initial passwords; old code runs on the new columns too."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.clock


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_audit_chain"),
    ]

    operations = [
        migrations.CreateModel(
            name="PasswordRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hash", models.CharField(max_length=128, verbose_name="hash")),
                ("ended_at", models.DateTimeField(default=accounts.clock.now, verbose_name="until")),
            ],
            options={
                "verbose_name": "earlier password",
                "verbose_name_plural": "earlier passwords",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hash", models.CharField(max_length=64, verbose_name="hash")),
                ("made_at", models.DateTimeField(default=accounts.clock.now, verbose_name="since")),
                ("used_at", models.DateTimeField(null=True, verbose_name="used")),
            ],
            options={
                "verbose_name": "recovery code",
                "verbose_name_plural": "recovery codes",
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="user",
            name="active_since",
            field=models.DateTimeField(editable=False, null=True, verbose_name="activated again"),
        ),
        migrations.AddField(
            model_name="user",
            name="must_change_password",
            field=models.BooleanField(db_default=False, default=False, editable=False, verbose_name="initial password"),
        ),
        migrations.AddField(
            model_name="user",
            name="needs_release",
            field=models.BooleanField(
                db_default=False, default=False, editable=False, verbose_name="waits for release"
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="password_changed_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="password since"),
        ),
        migrations.AddField(
            model_name="user",
            name="second_factor_since",
            field=models.DateTimeField(editable=False, null=True, verbose_name="second factor since"),
        ),
        migrations.AddField(
            model_name="user",
            name="session_round",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name="user",
            name="sso_subject",
            field=models.CharField(
                blank=True, db_default="", editable=False, max_length=255, verbose_name="single sign-on"
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                condition=models.Q(("sso_subject", ""), _negated=True),
                fields=("sso_subject",),
                name="user_sso_subject_once",
            ),
        ),
        migrations.AddField(
            model_name="passwordrecord",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="password_records",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="recoverycode",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="recovery_codes", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="recoverycode",
            constraint=models.UniqueConstraint(fields=("user", "hash"), name="recovery_code_once"),
        ),
    ]
