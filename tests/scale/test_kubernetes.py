"""The manifests of Kubernetes: held against its own schemas, and against what they name elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate  # type: ignore[import-untyped]
import pytest
import yaml
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "deploy" / "kubernetes"
EXAMPLE = "secret.example.yaml"
RELEASES = ("1.29", "1.37")  # of Kubernetes: the oldest that is still sold, and the newest with schemas here


def documents() -> list[dict[str, Any]]:
    """Everything but Kustomize's own file."""
    paths = sorted(path for path in FOLDER.glob("*.yaml") if path.name != "kustomization.yaml")
    return [each for path in paths for each in yaml.safe_load_all(path.read_text(encoding="utf-8"))]


def templates() -> Iterator[tuple[str, dict[str, Any]]]:
    """The pods by the kind and name of what makes them."""
    for each in documents():
        spec = each.get("spec", {})
        spec = spec.get("jobTemplate", {}).get("spec", spec)
        if "template" in spec:
            yield f"{each['kind']} {each['metadata']['name']}", spec["template"]


@pytest.mark.parametrize("release", RELEASES)
def test_manifests_follow_the_schemas(release: str) -> None:
    for each in documents():
        assert kubernetes_validate.validate(each, release, strict=True) == release  # by the schema of this very release


def test_kustomization_lists_every_file_but_the_example() -> None:
    listed = yaml.safe_load((FOLDER / "kustomization.yaml").read_text(encoding="utf-8"))
    there = {path.name for path in FOLDER.glob("*.yaml")} - {"kustomization.yaml", EXAMPLE}
    assert set(listed["resources"]) == there
    assert [image["name"] for image in listed["images"]] == ["newsroom"]


def test_everything_that_is_needed_is_there() -> None:
    kinds = {(each["kind"], each["metadata"]["name"]) for each in documents()}
    wanted = {
        *(("Deployment", "newsroom-web"), ("Deployment", "newsroom-worker"), ("Service", "newsroom-web")),
        *(("Ingress", "newsroom"), ("Job", "newsroom-migrate"), ("CronJob", "newsroom-backup")),
        *(("PodDisruptionBudget", "newsroom-web"), ("HorizontalPodAutoscaler", "newsroom-web")),
        *(("ConfigMap", "newsroom-settings"), ("Secret", "newsroom-secrets"), ("NetworkPolicy", "newsroom")),
    }
    assert wanted <= kinds


def test_every_pod_runs_as_nobody_on_a_file_system_that_it_cannot_write() -> None:
    pods = dict(templates())
    assert len(pods) >= 4
    for name, pod in pods.items():
        spec = pod["spec"]
        assert spec["automountServiceAccountToken"] is False, name
        assert spec["securityContext"]["runAsNonRoot"] is True, name
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        for box in spec["containers"]:
            assert box["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }, name
            assert box["image"] == "newsroom"
            assert box["command"][:2] == ["python", "manage.py"] and box["command"][2] in get_commands(), name
            assert {"requests", "limits"} <= set(box["resources"]), name
            assert [each[next(iter(each))]["name"] for each in box["envFrom"]] == [
                "newsroom-settings",
                "newsroom-secrets",
            ], name


def test_servers_are_probed_by_health_and_readiness_and_have_time_to_drain() -> None:
    pod = dict(templates())["Deployment newsroom-web"]["spec"]
    (box,) = pod["containers"]
    assert box["livenessProbe"]["httpGet"]["path"] == box["startupProbe"]["httpGet"]["path"] == "/health/alive"
    ready = box["readinessProbe"]
    assert ready["httpGet"]["path"] == "/health/ready"
    (settings,) = (each["data"] for each in documents() if each["kind"] == "ConfigMap")
    drain = int(settings["DRAIN_SECONDS"])
    assert ready["periodSeconds"] * ready["failureThreshold"] < drain
    assert drain + 15 < pod["terminationGracePeriodSeconds"]  # what `serve` gives to requests in hand


def test_selectors_meet_the_labels_of_their_pods() -> None:
    labels = {name: pod["metadata"]["labels"] for name, pod in templates()}
    for each in documents():
        spec = each.get("spec", {})
        if each["kind"] == "Deployment":
            assert spec["selector"]["matchLabels"] == labels[f"Deployment {each['metadata']['name']}"]
        elif each["kind"] in ("Service", "PodDisruptionBudget"):
            wanted = spec["selector"].get("matchLabels", spec["selector"])
            assert wanted == labels["Deployment newsroom-web"]


def test_settings_and_secrets_are_variables_that_the_site_reads() -> None:
    read = "".join((ROOT / "newsroom" / name).read_text(encoding="utf-8") for name in ("settings.py", "environment.py"))
    for each in documents():
        if each["kind"] in ("ConfigMap", "Secret"):
            for name in each.get("data", each.get("stringData", {})):
                assert f'"{name}"' in read, name
