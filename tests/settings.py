"""The project's settings for tests and for mypy: a development machine's, without a secret to hand over."""

import os

os.environ.setdefault("DEBUG", "1")

from newsroom.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # tests log in often
DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=off"  # noqa: F405  # no test outlives the machine
# Several runs side by side on one server keep apart by name.
DATABASES["default"]["TEST"] = {"NAME": f"test_newsroom{os.environ.get('PYTEST_DB_SUFFIX', '')}"}  # noqa: F405
# The threads of the live server let their connections go, so that the test database can be dropped.
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
RATE_LIMITS = {}  # tests ask more in a minute than any person; those of the limits set their own
