"""Redis between servers, and without it: nobody is logged out, nothing is unlimited, nothing answers with an error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.test import Client

from accounts.limits import Limit, within
from newsroom import cache as newsroom_cache
from newsroom.sessions import COPY_SECONDS
from tests.factories import Team
from tests.scale.servers import Redis
from tests.yardstick import seconds

pytestmark = pytest.mark.django_db


@pytest.fixture
def redis(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Redis]:
    """A Redis of the test's own, which the site uses; once it is away it is asked again with every question."""
    monkeypatch.setattr(newsroom_cache, "REST", 0.0)
    monkeypatch.setattr(newsroom_cache, "PATIENCE", 60.0)  # a machine that is busy is no Redis that is away
    one = Redis()
    settings.REDIS_URL = one.url
    settings.CACHES = {"default": {"BACKEND": "newsroom.cache.ForgivingRedisCache", "LOCATION": one.url}}
    settings.SESSION_ENGINE = "newsroom.sessions"
    yield one
    one.kill()
    LocMemCache(newsroom_cache._MEANWHILE, {}).clear()


def test_people_stay_logged_in_without_redis_and_a_log_out_meanwhile_holds(redis: Redis) -> None:
    client = Client()
    client.force_login(Team().editor)
    key = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    assert client.get("/desk/").status_code == 200
    copy = f"django.contrib.sessions.cached_db{key}"
    assert cache.get(copy)["_auth_user_id"]
    assert 0 < cache._cache.get_client().ttl(cache.make_key(copy)) <= COPY_SECONDS  # type: ignore[attr-defined]

    redis.kill()
    statuses: list[int] = []
    assert seconds(lambda: statuses.append(client.get("/desk/").status_code)) < 5
    assert statuses == [200]
    assert client.get("/").status_code == 200
    assert Session.objects.filter(pk=key).exists()
    assert client.post("/desk/logout/").status_code in (200, 302)

    redis.start()  # empty, as after any loss
    assert client.get("/desk/").status_code == 302
    assert not Session.objects.filter(pk=key).exists()


def test_limits_are_shared_by_redis_and_counted_by_each_process_without_it(redis: Redis) -> None:
    limit = Limit(2, 600)
    assert [within(limit, "login", "somebody") for _ in range(3)] == [True, True, False]
    redis.kill()
    assert [within(limit, "login", "somebody") for _ in range(4)] == [True, True, False, False]
    assert cache.get("anything", "nothing") == "nothing"
    cache.set("anything", 1)
    assert cache.get("anything") is None
    assert cache.set_many({"one": 1}) == ["one"]
    redis.start()
    assert [within(limit, "login", "somebody") for _ in range(3)] == [True, True, False]
    cache.set("anything", 1)
    assert cache.get("anything") == 1
