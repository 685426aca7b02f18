"""The 50 newest orders of one state out of 1,000,000 over 100 projects, within a scope of 20, over HTTP.

Limit: a bare FastAPI route on the same server that asks the raw driver for the same rows and encodes them with
msgspec; it knows nobody and checks nothing. Compared is the server's CPU a request. Goal: at most twice the limit.
"""

from __future__ import annotations

import http.client
import subprocess
import sys
import threading
import time
from datetime import date
from typing import Any

import msgspec
import psycopg
from fastapi import FastAPI
from sqlalchemy import Connection, text
from starlette.responses import Response

from bench.harness import Figure, alternate
from bench.installation import found, installation, raw
from bench.serving import serving, sign_in
from manyhold.app import create_app
from manyhold.kernel.observability import configure_logging
from manyhold.kernel.runtime import Runtime

START = date(2026, 1, 1)
PATH = "/api/v1/work-orders?state=reported&limit=50"
CLIENT = """
import http.client, sys
connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]))
for _ in range(int(sys.argv[3])):
    connection.request("GET", sys.argv[2], headers={"Cookie": sys.argv[4]})
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200, (answer.status, body[:300])
"""
FILL = """
    INSERT INTO workorders_order (
        id, project_id, number, category, kind, urgency, channel, reporter, state, evaluation, is_verified,
        created_by, reported_at, due_at, cancel_reason, rework_count, business_date, period, revision)
    SELECT 1000000 + n, {project}, 'WX-' || n, 'plumbing', 'repair', 'normal', 'desk', 'staff',
        CASE n % 10 WHEN 0 THEN 'reported' WHEN 1 THEN 'assigned' ELSE 'finished' END, 'none', {true}, 0,
        1767225600000000 + n * 30000000, 1767225600000000 + n * 30000000 + 86400000000, '', 0,
        {day}, 202606, 1
    FROM {numbers}
"""
BARE = """
    SELECT o.id, o.project_id, o.number, o.space_id, s.label, o.category, o.kind, o.urgency, o.channel, o.reporter,
        o.state, o.evaluation, o.is_verified, o.assignee_id, o.reported_at, o.due_at, o.accepted_at, o.finished_at,
        o.rating, o.rework_count, o.revision
    FROM workorders_order o LEFT JOIN spaces_space s ON s.id = o.space_id
    WHERE o.state = 'reported' AND o.project_id IN ({projects}) ORDER BY o.reported_at DESC, o.id DESC
    LIMIT 50
"""


def measure(engine: str, quick: bool) -> list[Figure]:
    """Milliseconds of the server's CPU a request."""
    orders, requests, rounds = (100_000, 150, 5) if quick else (1_000_000, 400, 9)
    with installation(engine) as runtime:
        group_id, projects = found(runtime, projects=100)
        cookie = sign_in(runtime, group_id, projects[:20])
        with raw(runtime) as connection:
            _fill(connection, projects, orders)
        configure_logging(runtime.settings)
        app = create_app(runtime, with_worker=False)
        _add_bare_route(app, runtime, projects[:20])
        with serving(app) as port:
            _same_rows(port, cookie)

            def cpu(path: str) -> float:
                begun = time.process_time()
                command = [sys.executable, "-c", CLIENT, str(port), path, str(requests), cookie]
                subprocess.run(command, check=True)
                return (time.process_time() - begun) * 1000 / requests

            ours, limit = alternate(lambda: cpu(PATH), lambda: cpu("/bare"), rounds=rounds)
    return [Figure("orders-list: CPU a request", ours, limit, "ms", 2.0)]


def _fill(connection: Connection, projects: list[int], orders: int) -> None:
    if connection.dialect.name == "sqlite":
        numbers = (
            f"(WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {orders})"
            " SELECT n FROM numbers)"
        )
        project = f"(SELECT value FROM json_each('{projects}') WHERE key = n % {len(projects)})"
        connection.execute(
            text("CREATE TEMP TABLE chosen AS SELECT key, value FROM json_each(:ids)"), {"ids": str(projects)}
        )
        connection.execute(text("CREATE INDEX temp.chosen_key ON chosen (key)"))
        project = f"(SELECT value FROM chosen WHERE key = n % {len(projects)})"
        connection.execute(text(FILL.format(project=project, true="1", day="'2026-06-01'", numbers=numbers)))
        connection.execute(text("ANALYZE"))
        return
    listed = "ARRAY[" + ",".join(map(str, projects)) + "]::bigint[]"
    project = f"({listed})[1 + n % {len(projects)}]"
    connection.execute(
        text(
            FILL.format(
                project=project,
                true="true",
                day="DATE '2026-06-01'",
                numbers=f"generate_series(1::bigint, {orders}) AS n",
            )
        )
    )


def _add_bare_route(app: FastAPI, runtime: Runtime, projects: list[int]) -> None:
    statement = BARE.format(projects=",".join(map(str, projects)))
    local = threading.local()

    def connection() -> Any:
        if not hasattr(local, "connection"):
            settings = runtime.settings
            if settings.is_embedded:
                local.connection = runtime.database.app.raw_connection().driver_connection
            else:
                local.connection = psycopg.connect(settings.owner_database_url, autocommit=True)
        return local.connection

    def bare() -> Response:
        cursor = connection().execute(statement)
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        return Response(msgspec.json.encode({"items": rows}), media_type="application/json")

    app.router.routes.pop()  # the screens' catch-all stands last and would answer for /bare
    app.add_api_route("/bare", bare)


def _same_rows(port: int, cookie: str) -> None:
    """Both roads must find the same 50 orders, else the comparison says nothing."""
    found_ids: list[list[int]] = []
    for path in (PATH, "/bare"):
        client = http.client.HTTPConnection("127.0.0.1", port)
        client.request("GET", path, headers={"Cookie": cookie})
        answer = client.getresponse()
        body = answer.read()
        assert answer.status == 200, body
        found_ids.append([row["id"] for row in msgspec.json.decode(body)["items"]])
    assert found_ids[0] == found_ids[1], "the two roads do not find the same orders"
    assert len(found_ids[0]) == 50
