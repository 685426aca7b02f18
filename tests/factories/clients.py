"""API clients of a test's world, and the browserless programs behind them."""

from __future__ import annotations

from typing import Any

from worlds.world import Client, World


def made(
    world: World,
    at: str = "A1",
    *,
    name: str = "停车系统",
    permissions: tuple[str, ...] = ("spaces.read",),
    **more: Any,
) -> dict[str, Any]:
    """A client whose permissions hold on project `at`, with its secret."""
    body = {
        "name": name,
        "permissions": list(permissions),
        "places": [{"project_id": world.sites[at].project_id}],
        **more,
    }
    answer = world.client("group_administrator", at).post("/api-clients", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def asked(world: World, client: dict[str, Any], **more: str) -> Any:
    """The answer of the token endpoint to this client."""
    form = {
        "grant_type": "client_credentials",
        "client_id": client["client_id"],
        "client_secret": client["secret"],
        **more,
    }
    return world.nobody().post("/oauth/token", data=form)


def program(world: World, client: dict[str, Any], **more: str) -> Client:
    """The program itself, with a fresh token."""
    answer = asked(world, client, **more)
    assert answer.status_code == 200, answer.text
    return bearing(world, answer.json()["access_token"])


def bearing(world: World, token: str) -> Client:
    """A program that sends this token with each request."""
    browser = world.nobody()
    browser.headers["Authorization"] = f"Bearer {token}"
    return browser
