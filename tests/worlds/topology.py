"""The services of deploy/: what compose.yaml runs in which, and to which nginx and Traefik send a path."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DEPLOY = Path(__file__).parents[2] / "deploy"
ROUTES = DEPLOY / "nginx" / "routes.conf"
NOWHERE = ""
"""What a path is sent to that is not to be had from outside."""
_LOCATION = re.compile(r"location (?:(=|~|\^~) )?(\S+) \{(.*?)\}", re.DOTALL)
_MATCHER = re.compile(r"(PathPrefix|PathRegexp|Path)\(`([^`]+)`\)")


@cache
def compose() -> dict[str, Any]:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


def services() -> dict[str, str]:
    """What each service that answers requests runs, as MANYHOLD_SERVICES says it."""
    return {
        name: one["environment"]["MANYHOLD_SERVICES"]
        for name, one in compose()["services"].items()
        if one.get("command", [""])[0] == "serve"
    }


def addresses(roots: dict[str, str]) -> str:
    """compose.yaml's MANYHOLD_SERVICE_ADDRESSES with the services at other roots."""
    told: str = compose()["services"]["money"]["environment"]["MANYHOLD_SERVICE_ADDRESSES"]
    for name, root in roots.items():
        told = told.replace(f"http://{name}:8000", root)
    return told


@cache
def locations() -> tuple[tuple[str, str, str], ...]:
    """nginx's locations: modifier, what they match, the upstream or NOWHERE."""
    text = re.sub(r"^\s*#.*$", "", ROUTES.read_text(encoding="utf-8"), flags=re.MULTILINE)
    found: list[tuple[str, str, str]] = []
    for modifier, match, body in _LOCATION.findall(text):
        sent = re.search(r"proxy_pass http://(\w+);", body)
        assert sent or "return 404" in body, body
        found.append((modifier, match, sent[1] if sent else NOWHERE))
    return tuple(found)


def by_nginx(path: str) -> str:
    """The service to which nginx sends a path: an exact location, else a final prefix, a pattern, the longest prefix."""
    prefixes = [one for one in locations() if one[0] in ("", "^~") and path.startswith(one[1])]
    exact = [one for one in locations() if one[0] == "=" and path == one[1]]
    longest = max(prefixes, key=lambda one: len(one[1]))
    if not exact and longest[0] != "^~":
        exact = [one for one in locations() if one[0] == "~" and re.search(one[1], path)]
    return (exact or [longest])[0][2]


def by_traefik(path: str) -> str:
    """The service to which Traefik sends a path: of the routers that match, the one of the highest priority."""
    known = yaml.safe_load((DEPLOY / "traefik" / "routes.yaml").read_text(encoding="utf-8"))["http"]
    matching = [one for one in known["routers"].values() if _matches(one["rule"], path)]
    name = max(matching, key=lambda one: one["priority"])["service"]
    return name if known["services"][name]["loadBalancer"]["servers"] else NOWHERE


def _matches(rule: str, path: str) -> bool:
    left = _MATCHER.sub("", rule).replace("||", "").strip()
    assert left == "", f"{rule} has a matcher that is not read here"
    kinds = {
        "Path": lambda wanted: path == wanted,
        "PathPrefix": path.startswith,
        "PathRegexp": lambda wanted: re.search(wanted, path) is not None,
    }
    return any(kinds[kind](wanted) for kind, wanted in _MATCHER.findall(rule))
