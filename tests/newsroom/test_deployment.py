"""The files for containers, checked as far as that goes without an engine."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def compose() -> dict[str, Any]:
    """docker-compose.yml as read."""
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    return loaded


def test_compose_file_follows_the_specification(compose: dict[str, Any], shared: Path) -> None:
    schema = json.loads((shared / "schemas" / "compose-spec.schema.json").read_text(encoding="utf-8"))
    assert [error.message for error in jsonschema.Draft7Validator(schema).iter_errors(compose)] == []


def test_each_service_has_a_health_check_and_long_running_ones_restart(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {"proxy", "migrate", "web", "web2", "worker", "database", "redis"}
    for name, service in compose["services"].items():
        assert "healthcheck" in service, name
        assert (service["restart"] == "no") == (name == "migrate")


def test_proxy_knows_every_web_server_and_notices_in_time_that_one_goes(compose: dict[str, Any]) -> None:
    services = compose["services"]
    servers = [name for name in services if name.startswith("web")]
    assert services["proxy"]["environment"]["WEB_SERVERS"].split() == [f"{name}:8000" for name in servers]
    assert set(servers) <= set(services["proxy"]["depends_on"])
    caddy = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    assert "reverse_proxy {$WEB_SERVERS" in caddy and "health_uri /health/ready" in caddy
    looks = re.search(r"health_interval (\d+)s", caddy)
    for name in servers:
        drain = int(services[name]["environment"]["DRAIN_SECONDS"])
        assert looks and int(looks[1]) < drain
        assert drain + 15 < int(services[name]["stop_grace_period"].removesuffix("s"))  # what `serve` gives at the end


def test_no_secret_has_a_default(compose: dict[str, Any]) -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD"):
        assert f"${{{name}:?" in text
        assert not re.search(rf"\$\{{{name}(:-|-|\}})", text.replace(f"${{{name}:?", ""))
    assert compose["services"]["web"]["environment"]["DATABASE_URL"].startswith("postgresql://newsroom:${")


def test_only_the_proxy_is_reachable_from_outside(compose: dict[str, Any]) -> None:
    assert [name for name, service in compose["services"].items() if service.get("ports")] == ["proxy"]
    assert compose["networks"]["inside"]["internal"] is True


def test_compose_commands_and_image_files_exist(compose: dict[str, Any]) -> None:
    from django.core.management import get_commands

    for service in compose["services"].values():
        command = service.get("command", [])
        if command[:2] == ["python", "manage.py"]:
            assert command[2] in get_commands()
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    for source in re.findall(r"^COPY (?!--from)(\S+)", dockerfile, re.MULTILINE):
        assert (ROOT / source).exists()
    assert "USER newsroom" in dockerfile
    assert (ROOT / "deploy" / "Caddyfile").exists()
