"""The production settings plus a bare view to compare with, on a database of the benchmarks' own."""

import os

from newsroom.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
ALLOWED_HOSTS = ["127.0.0.1"]
RATE_LIMITS = {}  # one program asks more in a second than a reader in a day
if os.environ.get("BENCHMARK_POOL"):
    DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 2, "max_size": 8}  # noqa: F405
