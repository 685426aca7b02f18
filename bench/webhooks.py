"""10,000 events to a fast receiver, with a slow and a dead one beside it, against the fast one alone.

Limit: the time from the first turn until the fast receiver has heard everything when it is the only one. Ours: the
same with two bad receivers that want the same events. Goal: at most 1.5 times the limit.
"""

from __future__ import annotations

import http.server
import socket
import threading
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

from sqlalchemy import insert, select

from bench.harness import Figure
from bench.installation import found, installation
from manyhold.foundation.access.founding import add_person
from manyhold.foundation.access.models import Grant
from manyhold.foundation.webhooks import line, rules
from manyhold.foundation.webhooks.models import Subscription
from manyhold.kernel.database import table_of
from manyhold.kernel.events import OutboxEvent
from manyhold.kernel.jobs.worker import Worker
from manyhold.kernel.observability import configure_logging
from manyhold.kernel.runtime import Runtime
from manyhold.kernel.scoping.session import SystemSession

EVENT = "workorders.order_reported"
SLOW_SECONDS = 5.0


def measure(engine: str, quick: bool) -> list[Figure]:
    """Seconds until the fast receiver has heard all events."""
    events = 1_000 if quick else 10_000
    alone = _run(engine, events, with_bad_ones=False)
    beside = _run(engine, events, with_bad_ones=True)
    return [Figure(f"webhooks: {events:,} events to the fast receiver", beside, alone, "s", 1.5)]


def _run(engine: str, events: int, *, with_bad_ones: bool) -> float:
    with installation(engine) as runtime, ExitStack() as stack:
        runtime.settings.webhooks_may_be_private = True
        configure_logging(runtime.settings.model_copy(update={"log_level": "ERROR"}))
        group_id, projects = found(runtime, projects=1)
        owner = _owner(runtime, group_id)
        heard = threading.Semaphore(0)
        ports = [stack.enter_context(_receiver(0.0, heard))]
        if with_bad_ones:
            ports += [stack.enter_context(_receiver(SLOW_SECONDS)), _dead_port()]
        for number, port in enumerate(ports):
            _subscribe(runtime, group_id, owner, f"http://127.0.0.1:{port}/", number)
        _happen(runtime, group_id, projects[0], events)
        worker = Worker(runtime)
        begun = time.monotonic()
        worker.start()
        for _ in range(events):
            heard.acquire()
        took = time.monotonic() - begun
        worker.stop()
        return took


def _owner(runtime: Runtime, group_id: int) -> int:
    now = datetime.now(UTC)
    with SystemSession(runtime.database, writes=True) as session:
        person = add_person(
            session,
            runtime.keys,
            group_id,
            sign_in_name="bench",
            display_name="基准",
            password_hash="",
            now=now,
        )
        session.flush()
        session.add(
            Grant(
                group_id=group_id,
                person_id=person.id,
                role="group_administrator",
                zones=[],
                starts_on=now.date().replace(month=1, day=1),
                granted_by=person.id,
                created_at=now,
            )
        )
        session.commit()
        return person.id


def _subscribe(runtime: Runtime, group_id: int, owner_id: int, url: str, number: int) -> None:
    with SystemSession(runtime.database, writes=True) as session:
        one = Subscription(
            id=session.ids.next(),
            group_id=group_id,
            name=f"基准{number}",
            url=url,
            owner_id=owner_id,
            events=[EVENT],
            project_ids=[],
            is_on=True,
            why_off="",
            position=0,
            failures=0,
            created_at=datetime.now(UTC),
            revision=1,
        )
        one.secret_sealed = runtime.keys.seal(line.SECRET_PLACE, one.id, rules.new_secret())
        session.add(one)
        session.commit()


def _happen(runtime: Runtime, group_id: int, project_id: int, events: int) -> None:
    """So many orders were reported, and are numbered."""
    with SystemSession(runtime.database, writes=True) as session:
        last = session.scalars(select(OutboxEvent.position).order_by(OutboxEvent.id.desc())).first() or 0
        rows = [
            {
                "id": session.ids.next(),
                "group_id": group_id,
                "project_id": project_id,
                "name": EVENT,
                "payload": {"id": number, "number": f"WX-{number}", "state": "reported", "assignee_id": None},
                "occurred_at": datetime.now(UTC),
                "actor_id": 0,
                "position": last + number,
            }
            for number in range(1, events + 1)
        ]
        session.execute(insert(table_of(OutboxEvent)), rows)
        session.commit()


@contextmanager
def _receiver(seconds: float, heard: threading.Semaphore | None = None) -> Generator[int, None, None]:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            time.sleep(seconds)
            self.send_response(204)
            self.end_headers()
            if heard is not None:
                heard.release()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()


def _dead_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
