"""The sealed form of django-otp's device: the same table, so the previous release runs on beside this one.

Rows are not rewritten here: until the last server runs this release, an older one must be able to read them.
``manage.py seal_secrets`` seals them afterwards; a right code does it for its own person.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_login_security"),
        ("otp_totp", "0003_add_timestamps"),
    ]

    operations = [
        migrations.CreateModel(
            name="Phone",
            fields=[],
            options={
                "verbose_name": "phone",
                "verbose_name_plural": "phones",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("otp_totp.totpdevice",),
        ),
    ]
