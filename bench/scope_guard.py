"""What the scope guard costs: CPU milliseconds that it adds to one statement. Goal: at most 0.3 ms.

Limit: the goal itself. Ours: an ORM statement (19 columns and more, 50 rows) in a ScopedSession, less the same
statement with the same filter written by hand in a plain Session.
"""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bench.harness import Figure, alternate
from bench.installation import context, found, installation, raw
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.database import table_of
from manyhold.kernel.runtime import Runtime

GOAL_MS = 0.3


def measure(engine: str, quick: bool) -> list[Figure]:
    """CPU milliseconds a statement."""
    statements, rounds = (300, 5) if quick else (1000, 9)
    with installation(engine) as runtime:
        group_id, projects = found(runtime, projects=100)
        _fill(runtime, projects)
        ctx = context(runtime, group_id, projects[:20], writes=False)
        plain = Session(runtime.database.system)
        statement = select(Space).where(Space.kind == "room").order_by(Space.id).limit(50)

        by_hand = statement.where(Space.project_id.in_(projects[:20]))

        def timed(session: Session, wanted: Select[Any]) -> float:
            begun = time.process_time()
            for _ in range(statements):
                session.execute(wanted).all()
                session.expunge_all()
            return (time.process_time() - begun) * 1000 / statements

        guarded, bare = alternate(
            lambda: timed(ctx.session, statement), lambda: timed(plain, by_hand), rounds=rounds
        )
        ctx.session.close()
        plain.close()
    return [Figure("scope-guard: CPU added to a statement", guarded - bare, GOAL_MS, "ms", 1.0)]


def _fill(runtime: Runtime, projects: list[int]) -> None:
    rows = [
        {
            "id": 1_000_000 + number,
            "project_id": projects[number % len(projects)],
            "kind": "room",
            "code": f"C{number}",
            "name": f"{number}",
            "label": f"{number}室",
            "sort_key": f"{number:06d}",
            "floor_label": "",
            "use": "",
            "layout": "",
            "parking_kind": "",
            "sale_state": "",
            "delivery_state": "",
            "fit_out_state": "",
            "occupancy_state": "",
            "is_active": True,
            "revision": 1,
        }
        for number in range(5_000)
    ]
    with raw(runtime) as connection:
        connection.execute(table_of(Space).insert(), rows)
