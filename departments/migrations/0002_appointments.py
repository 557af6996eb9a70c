"""Who holds which post in which unit, between which days."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Appointment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(max_length=20, verbose_name="person")),
                ("post", models.CharField(blank=True, max_length=40, verbose_name="post")),
                (
                    "rank",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="1 is named first; 0 where the order is free.",
                        verbose_name="place in the order of leaders",
                    ),
                ),
                (
                    "other_names",
                    models.CharField(
                        blank=True,
                        help_text="Pen names and former names, parted by “、”.",
                        max_length=60,
                        verbose_name="other names",
                    ),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty for a post of the street itself.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="departments.department",
                        verbose_name="department",
                    ),
                ),
            ],
            options={
                "verbose_name": "appointment",
                "verbose_name_plural": "appointments",
                "ordering": ["person", "valid_from", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "post", "department", "valid_from"),
                        name="appointment_once_per_beginning",
                        nulls_distinct=False,
                        violation_error_message="This person has this post from this day on already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from", None),
                            ("valid_until", None),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="appointment_validity_ordered",
                        violation_error_message="The last day of validity comes before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("person", ""), _negated=True), name="appointment_names_somebody"
                    ),
                ],
            },
        ),
    ]
