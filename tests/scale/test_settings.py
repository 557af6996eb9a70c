"""The settings of many machines: what they make of the site, and nonsense that stops the start."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsroom.environment import env_bucket, env_database, env_url

S3 = ("BUCKET", "REGION", "ENDPOINT", "ACCESS_KEY", "SECRET_KEY", "PREFIX", "ADDRESSING")


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in S3:
        monkeypatch.delenv(f"MEDIA_S3_{name}", raising=False)


def test_bucket_is_described_by_its_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env_bucket() == {}
    told = {"BUCKET": "paper", "ENDPOINT": "https://objects.example/", "ACCESS_KEY": "a", "SECRET_KEY": "b"}
    for name, value in told.items():
        monkeypatch.setenv(f"MEDIA_S3_{name}", value)
    assert env_bucket() == {
        "bucket_name": "paper",
        "endpoint_url": "https://objects.example",
        "access_key": "a",
        "secret_key": "b",
        "addressing_style": "auto",
    }


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"REGION": "cn"}, "set MEDIA_S3_BUCKET"),
        ({"BUCKET": "paper", "ACCESS_KEY": "a"}, "Set both"),
        ({"BUCKET": "paper", "ADDRESSING": "diagonal"}, "must be auto, path or virtual"),
        ({"BUCKET": "paper", "ENDPOINT": "objects.example"}, "begins with http or https"),
    ],
)
def test_nonsense_about_the_bucket_is_refused(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], words: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"MEDIA_S3_{name}", value)
    with pytest.raises(ImproperlyConfigured, match=words):
        env_bucket()


def test_address_of_a_database_shows_its_password_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_REPLICA_URL", "postgresql://u:geheim@replica.example:5433/paper?sslmode=require")
    found = env_database("DATABASE_REPLICA_URL")
    assert found == {
        "NAME": "paper",
        "USER": "u",
        "PASSWORD": "geheim",
        "HOST": "replica.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }
    for wrong in ("mysql://u:geheim@h/x", "postgresql://u:geheim@h"):
        monkeypatch.setenv("DATABASE_REPLICA_URL", wrong)
        with pytest.raises(ImproperlyConfigured) as refusal:
            env_database("DATABASE_REPLICA_URL")
        assert "geheim" not in str(refusal.value)
        assert json.dumps(str(refusal.value)).startswith('"DATABASE_REPLICA_URL')


def test_redis_may_be_a_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "unix:///run/redis.sock?db=1")
    assert env_url("REDIS_URL", ("redis", "unix")) == "unix:///run/redis.sock?db=1"
    monkeypatch.setenv("REDIS_URL", "unix://")
    with pytest.raises(ImproperlyConfigured):
        env_url("REDIS_URL", ("redis", "unix"))
