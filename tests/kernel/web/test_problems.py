"""Every answer that is not a success is the same form, names its request, and gives nothing away."""

from __future__ import annotations

from typing import Any

import pytest
import structlog

from manyhold.kernel import observability
from manyhold.kernel.context import Context
from manyhold.kernel.web import problems
from manyhold.kernel.web.problems import MEDIA_TYPE, ProblemOut
from manyhold.kernel.web.routes import BODY_LIMIT, CSRF_HEADER, SESSION_COOKIE, Routes
from modules.workorders.asked import draft
from worlds.routes import Operation, holder, operations, sample
from worlds.world import Client, World

CASES: dict[str, tuple[int, str]] = {
    "unknown path": (404, "not_found"),
    "unknown page of the API": (404, "not_found"),
    "wrong method": (405, "method_not_allowed"),
    "nobody": (401, "not_signed_in"),
    "no right": (403, "permission_missing"),
    "no such row": (404, "not_found"),
    "wrong state": (409, "job_ended"),
    "no tag": (428, "if_match_missing"),
    "bad field": (422, "invalid_input"),
    "bad body": (400, "invalid_json"),
    "too long": (413, "body_too_large"),
    "a fault of ours": (500, "unexpected_error"),
}


def asked(world: World, case: str) -> Any:
    manager = world.client("project_manager")
    order = draft(world)
    if case == "unknown path":
        return manager.get("/nowhere")
    if case == "unknown page of the API":
        return manager.get("/work-orders/1/2/3/4")
    if case == "wrong method":
        return manager.put("/work-orders")
    if case == "nobody":
        return world.nobody().get("/work-orders")
    if case == "no right":
        return manager.get("/audit-entries")
    if case == "no such row":
        return manager.get("/work-orders/9007199254740000")
    if case == "wrong state":
        return ended(world, manager)
    if case == "no tag":
        return manager.patch(f"/spaces/{world.sites['A1'].room_ids[0]}", json={})
    if case == "bad field":
        return manager.post("/work-orders", json={**order, "project_id": "金丝雀"})
    if case == "bad body":
        return manager.post("/work-orders", content=b"{", headers={"content-type": "application/json"})
    if case == "too long":
        return manager.post(
            "/work-orders", content=b" " * (BODY_LIMIT + 1), headers={"content-type": "application/json"}
        )
    return broken(world)


def ended(world: World, manager: Client) -> Any:
    row = manager.post("/imports", data={"project_id": world.sites["A1"].project_id}, files=BOOK).json()
    manager.post(f"/imports/{row['id']}/check", json={})
    world.work()
    (job,) = manager.get("/jobs").json()["items"]
    return manager.post(f"/jobs/{job['id']}/cancel")


BOOK = {"file": ("a.csv", "楼栋,房号,面积\n1,101,80\n".encode(), "text/csv")}


def broken(world: World) -> Any:
    routes = Routes("/api/v1", tag="probe")

    def fail(ctx: Context) -> Any:
        raise RuntimeError(f"金丝雀 {ctx.group_id}")

    routes.read("/probe", permission="organisation.read")(fail)
    world.app.router.routes.insert(0, routes.routes[0])
    return world.client("project_manager").get("/probe")


@pytest.mark.parametrize("case", CASES)
def test_every_refusal_has_one_form(world: World, case: str) -> None:
    answer = asked(world, case)
    assert (answer.status_code, answer.json()["code"]) == CASES[case], answer.text
    assert answer.headers["content-type"] == MEDIA_TYPE
    body = ProblemOut.model_validate(answer.json())
    assert body.status == answer.status_code
    assert body.request_id == answer.headers["x-request-id"] != ""
    assert "金丝雀" not in answer.text
    assert "Traceback" not in answer.text
    for name in ("x-content-type-options", "referrer-policy", "x-frame-options"):
        assert name in answer.headers


def test_fields_are_named_with_their_codes(shared_world: World) -> None:
    answer = shared_world.client("project_manager").post(
        "/work-orders", json={**draft(shared_world), "project_id": "x", "description": "x" * 9000}
    )
    assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [
        ("project_id", "int_parsing"),
        ("description", "string_too_long"),
    ]


def test_what_is_logged_carries_the_id_of_the_request(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the worker thread too, so that an operator finds the traceback of what a person reports."""
    lines: list[dict[str, Any]] = []

    def keep(_logger: Any, _name: str, line: dict[str, Any]) -> dict[str, Any]:
        lines.append(dict(line))
        raise structlog.DropEvent

    steps = [structlog.contextvars.merge_contextvars, keep]
    log = structlog.wrap_logger(None, processors=steps, wrapper_class=structlog.stdlib.BoundLogger)
    monkeypatch.setattr(problems, "log", log)
    monkeypatch.setattr(observability, "log", log)
    answers = [broken(world), world.client("project_manager").post("/work-orders", json=draft(world))]
    fault, refused, written = lines
    assert [line["event"] for line in lines] == ["unexpected_error", "request", "request"]
    ids = [answer.headers["x-request-id"] for answer in answers]
    assert [fault["request_id"], refused["request_id"], written["request_id"]] == [ids[0], ids[0], ids[1]]
    assert written["route"].endswith("/work-orders")
    assert "金丝雀" not in str(written) and "13800138000" not in str(lines)


def test_a_cookie_alone_changes_nothing(shared_world: World) -> None:
    """Each writing route wants the CSRF token of the session beside its cookie; whoever reads needs none."""
    open_ones: list[str] = []
    for operation in operations():
        if operation.writes and operation.permission != "public":
            client = holder(shared_world, operation)
            for token in ("", "x" * 32, shared_world.client("auditor").csrf):
                answer = with_token(client, operation, token)
                if (answer.status_code, code_of(answer)) != (403, "csrf_token_missing"):
                    open_ones.append(f"{operation}: {answer.status_code}")
    assert open_ones == []


def code_of(answer: Any) -> str:
    """The code of a problem, "" of an empty answer."""
    return answer.json().get("code", "") if answer.content else ""


def with_token(client: Client, operation: Operation, token: str) -> Any:
    bare = Client(client.app, raise_server_exceptions=False)
    bare.cookies.set(SESSION_COOKIE, client.cookies[SESSION_COOKIE])
    path = operation.path.format(**{one["name"]: sample(one["schema"]) for one in operation.named("path")})
    return bare.request(operation.method, path, headers={CSRF_HEADER: token}, json={})


def test_a_bearer_token_needs_no_csrf(world: World) -> None:
    manager = world.client("project_manager")
    token = manager.post("/me/tokens", json={"name": "script", "days": 30}).json()["token"]
    script = world.nobody()
    answer = script.post("/work-orders", json=draft(world), headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 201, answer.text
