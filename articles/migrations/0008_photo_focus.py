"""A photo knows what must stay in view where a page crops it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds the focal point, empty for every photo there is."""

    dependencies = [("articles", "0007_column_keeps_its_place")]

    operations = [
        migrations.AddField(
            model_name="photo",
            name="focus_x",
            field=models.FloatField(blank=True, null=True, verbose_name="focus, from the left"),
        ),
        migrations.AddField(
            model_name="photo",
            name="focus_y",
            field=models.FloatField(blank=True, null=True, verbose_name="focus, from the top"),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("focus_x__isnull", True), ("focus_y__isnull", True)),
                    models.Q(
                        ("focus_x__isnull", False),
                        ("focus_x__range", (0, 1)),
                        ("focus_y__isnull", False),
                        ("focus_y__range", (0, 1)),
                    ),
                    _connector="OR",
                ),
                name="photo_focus_is_in_the_picture",
            ),
        ),
    ]
