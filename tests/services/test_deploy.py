"""deploy/: whole, and in agreement with the product's own modules, routes and settings."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from manyhold import openapi
from manyhold.app import API, manifests
from manyhold.kernel.modules import resolve
from manyhold.kernel.services.layout import addresses, running
from manyhold.kernel.services.peers import INTERNAL
from manyhold.kernel.settings import Settings
from worlds import topology
from worlds.topology import DEPLOY, NOWHERE, by_nginx, by_traefik, compose, services

INSTALLED = manifests()
TOP = {"name", "services", "networks", "volumes", "secrets"}
OF_A_SERVICE = {
    "image",
    "build",
    "command",
    "restart",
    "environment",
    "secrets",
    "volumes",
    "networks",
    "depends_on",
    "healthcheck",
    "stop_grace_period",
    "ports",
    "profiles",
}
"""Of the Compose Specification what is used here; a misspelt key is none of these."""
CONDITIONS = {"service_healthy", "service_completed_successfully"}


def traefiks() -> dict[str, Any]:
    return yaml.safe_load((DEPLOY / "compose.traefik.yaml").read_text(encoding="utf-8"))


def module_routes() -> list[tuple[str, str]]:
    """Every path of every module, with the module."""
    return [
        (one.name, re.sub(r"\{[^}]+\}", "7", prefix + route.path))
        for one in INSTALLED
        for prefix, routers in ((API, one.routers), ("", one.pages))
        for router in routers
        for route in resolve(router).routes
    ]


def service_of(module: str) -> str:
    return next(name for name, named in services().items() if module in (running(named, INSTALLED) or []))


def test_each_module_runs_in_one_service() -> None:
    run = [module for named in services().values() for module in running(named, INSTALLED) or []]
    assert sorted(run) == sorted(one.name for one in INSTALLED)


def test_each_module_has_the_address_of_its_service() -> None:
    told = compose()["services"]["money"]["environment"]["MANYHOLD_SERVICE_ADDRESSES"]
    assert addresses(told, INSTALLED) == {
        one.name: f"http://{service_of(one.name)}:8000" for one in INSTALLED
    }


def test_each_modules_work_is_done_by_one_service() -> None:
    """A service without its own worker has one beside it."""
    known = compose()["services"].values()
    workers = {
        one["environment"]["MANYHOLD_SERVICES"] for one in known if one.get("command", [""])[0] == "worker"
    }
    without = {
        one["environment"]["MANYHOLD_SERVICES"]
        for one in known
        if "--without-worker" in one.get("command", [])
    }
    assert workers == without


@pytest.mark.parametrize("sent_by", [by_nginx, by_traefik], ids=["nginx", "traefik"])
def test_each_path_is_sent_to_the_service_of_its_module(sent_by: Any) -> None:
    wrong = {
        path: (sent_by(path), service_of(module))
        for module, path in module_routes()
        if sent_by(path) != service_of(module)
    }
    assert wrong == {}


@pytest.mark.parametrize("sent_by", [by_nginx, by_traefik], ids=["nginx", "traefik"])
def test_screens_and_the_stream_are_the_foundations(sent_by: Any) -> None:
    paths = ["/", "/p/1/work-orders", "/assets/index.js", f"{API}/stream", f"{API}/openapi.json", "/healthz"]
    assert {path: sent_by(path) for path in paths} == dict.fromkeys(paths, "foundation")


@pytest.mark.parametrize("sent_by", [by_nginx, by_traefik], ids=["nginx", "traefik"])
def test_what_is_inside_is_not_to_be_had_from_outside(sent_by: Any) -> None:
    paths = [f"{INTERNAL}/billing/v1/queries/BillingQueries/charged", "/metrics", "/readyz"]
    assert {sent_by(path) for path in paths} == {NOWHERE}


def test_the_whole_api_is_a_modules() -> None:
    of_modules = {path for _, path in module_routes()}
    document = yaml.safe_load(openapi.document())
    whole = {re.sub(r"\{[^}]+\}", "7", path) for path in document["paths"]}
    assert whole - of_modules == {f"{API}/stream"}


def test_the_compose_files_name_only_what_there_is() -> None:
    whole = compose()
    assert whole.keys() - TOP == {one for one in whole if one.startswith("x-")}
    for name, one in {**whole["services"], **traefiks()["services"]}.items():
        assert one.keys() <= OF_A_SERVICE, name
        assert set(one.get("secrets", [])) <= whole["secrets"].keys(), name
        assert set(one.get("networks", [])) <= whole["networks"].keys(), name
        for needed, how in one.get("depends_on", {}).items():
            assert needed in whole["services"], name
            assert how["condition"] in CONDITIONS, name
            watched = whole["services"][needed].get("healthcheck", {})
            assert how["condition"] != "service_healthy" or "test" in watched, name
        for volume in one.get("volumes", []):
            source = volume.split(":")[0]
            is_there = (DEPLOY / source).exists() if source.startswith(".") else source in whole["volumes"]
            assert is_there, f"{name}: {volume}"


def test_the_database_and_the_services_are_not_published() -> None:
    assert [name for name, one in compose()["services"].items() if "ports" in one] == ["nginx"]
    assert compose()["services"]["postgres"]["networks"] == ["inside"]
    assert compose()["networks"]["inside"]["internal"] is True


def test_variables_and_secrets_are_settings() -> None:
    whole = compose()
    told = {variable for one in whole["services"].values() for variable in one.get("environment", {})} | {
        name.upper() for name in whole["secrets"]
    }
    ours = {name.removeprefix("MANYHOLD_").lower() for name in told if name.startswith("MANYHOLD_")}
    assert ours <= Settings.model_fields.keys()


def test_no_secret_is_written_into_a_file() -> None:
    assert (DEPLOY / "secrets" / ".gitignore").read_text() == "*\n!.gitignore\n"
    script = (DEPLOY / "secrets.sh").read_text()
    assert [one for one in compose()["secrets"] if one not in script] == []


def test_the_front_is_read_whole() -> None:
    text = topology.ROUTES.read_text()
    assert len(topology.locations()) == len(re.findall(r"^location ", text, re.MULTILINE))
