"""Calls between services: who may call, what a call carries, what comes back, and what happens when nobody answers."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from sqlalchemy import select

from browser.servers import served
from kernel.contracts.desk import Lay, Rooms, laid, offer
from manyhold.app import build_runtime, create_app
from manyhold.foundation.staff.leaving.queries import held
from manyhold.kernel.context import Context
from manyhold.kernel.contracts import WriteTransactionOpen, ask, call, send
from manyhold.kernel.errors import BadInput, Forbidden, NotFound, Problem
from manyhold.kernel.events import Delivery, OutboxEvent
from manyhold.kernel.jobs.handover import bring
from manyhold.kernel.jobs.run import LeaseLost
from manyhold.kernel.jobs.worker import MOST_ATTEMPTS, Worker
from manyhold.kernel.runtime import Actor
from manyhold.kernel.scoping.scope import Scope
from manyhold.kernel.scoping.session import SystemSession
from manyhold.kernel.search import search
from manyhold.kernel.services.calls import Call, letter
from manyhold.kernel.services.peers import Letter, Peers, ServiceAway
from modules.workorders.asked import assigned, reported
from worlds.ports import free_ports
from worlds.world import World

ROOMS = "queries/Rooms/ids"


class Caller:
    """A service in which nothing runs, beside the one at `root` that has the module `probe`."""

    def __init__(self, world: World, root: str) -> None:
        self.world = world
        self.root = root
        self.runtime = build_runtime(world.settings, clock=world.clock)
        offer(self.runtime)
        self.runtime.registry.running = frozenset()
        self.runtime.peers = Peers({"probe": root}, seconds=60)
        self.worker = Worker(self.runtime)

    def context(self, *, writes: bool = False) -> Context:
        ctx = self.world.context("A1", writes=writes)
        return Context(self.runtime, ctx.session, ctx.actor, request_id="the-request")

    def letter(self, path: str = ROOMS, *, module: str = "probe", **arguments: Any) -> Letter:
        ctx = self.context()
        return letter(self.runtime, module, path, Call(ctx.actor, ctx.scope, "", "the-request", arguments))

    def post(self, asked: Letter) -> Any:
        return json.loads(self.runtime.peers.post(replace(asked, module="probe"), may_repeat=False))

    def order(self, number: int = 1, key: str = "the-key") -> Lay:
        return Lay(idempotency_key=key, project_id=self.world.sites["A1"].project_id, number=number)

    def ordered(self, number: int = 1) -> tuple[Delivery, OutboxEvent]:
        """A command in the outbox, leased to this service's worker."""
        ctx = self.context(writes=True)
        with ctx.session as session:
            send(ctx, self.order(number))
            session.commit()
        ((delivery, event),) = self.worker._take_deliveries()
        return delivery, event

    def delivery(self) -> Delivery:
        with SystemSession(self.runtime.database, writes=False) as session:
            return session.scalars(select(Delivery)).one()


@pytest.fixture
def caller(world: World) -> Iterator[Caller]:
    offer(world.runtime)
    world.runtime.peers.addresses["nobody"] = "http://127.0.0.1:9"
    with served(create_app(world.runtime, with_worker=False)) as root:
        one = Caller(world, root)
        yield one
        one.runtime.peers.close()
        one.runtime.database.dispose()


@pytest.fixture
def away(world: World) -> Iterator[Caller]:
    """One whose other service does not run."""
    one = Caller(world, f"http://127.0.0.1:{free_ports(1)[0]}")
    yield one
    one.runtime.peers.close()
    one.runtime.database.dispose()


def test_a_query_is_answered_within_the_callers_scope(caller: Caller) -> None:
    ctx = caller.context()
    with ctx.session:
        assert ask(ctx, Rooms).ids() == sorted(caller.world.sites["A1"].room_ids)
        with pytest.raises(AttributeError):
            ask(ctx, Rooms).no_such()  # pyright: ignore


def test_actor_and_request_arrive(caller: Caller) -> None:
    group = caller.world.sides["A"].group_id
    actor = Actor(7, group, csrf="kept here", session_id=9)
    scope = Scope.of(group, [caller.world.sites["A1"].project_id], actor_id=7)
    assert call(caller.runtime, actor, scope, caller.order()) == {"number": 1, "by": 7}
    sent = letter(caller.runtime, "probe", ROOMS, Call(actor, scope, "spaces.read", "the-request", {}))
    told = json.loads(sent.body)["call"]
    assert (told["request_id"], told["permission"], told["actor"]["id"]) == ("the-request", "spaces.read", 7)
    assert b"kept here" not in sent.body


def test_one_key_has_one_effect_over_the_line(caller: Caller) -> None:
    group = caller.world.sides["A"].group_id
    who = (Actor(7, group), Scope.of(group, [caller.world.sites["A1"].project_id], actor_id=7))
    assert [call(caller.runtime, *who, caller.order()) for _ in range(2)] == [{"number": 1, "by": 7}] * 2
    with pytest.raises(BadInput, match="idempotency_key_reused") as refused:
        call(caller.runtime, *who, caller.order(2))
    assert refused.value.fields[0].field == "Idempotency-Key"
    assert laid(caller.world) == [1]


def test_no_write_transaction_waits_for_the_line(caller: Caller) -> None:
    asked = caller.letter()
    ctx = caller.context(writes=True)
    with ctx.session as session:
        session.scalars(select(Delivery)).all()
        with pytest.raises(WriteTransactionOpen):
            caller.post(asked)


@pytest.mark.parametrize(
    "changes",
    [
        {"signature": ""},
        {"signature": "AAAA"},
        {"signature": "no base64"},
        {"body": b"{}"},
        {"path": "/internal/probe/v1/queries/Rooms/other"},
    ],
)
def test_only_what_a_service_wrote_is_answered(caller: Caller, changes: dict[str, Any]) -> None:
    with pytest.raises(Forbidden, match="signature_wrong"):
        caller.post(replace(caller.letter(), **changes))


def test_a_call_is_good_for_a_moment(caller: Caller) -> None:
    asked = caller.letter()
    assert caller.post(asked) == sorted(caller.world.sites["A1"].room_ids)
    caller.world.clock.advance(timedelta(minutes=2))
    with pytest.raises(Forbidden, match="signature_expired"):
        caller.post(asked)
    early = caller.letter()
    caller.world.clock.advance(-timedelta(minutes=2))
    with pytest.raises(Forbidden, match="signature_expired"):
        caller.post(early)


@pytest.mark.parametrize(
    "path",
    [
        "queries/Rooms/no_such",
        "queries/Rooms/__init__",
        "queries/BillingQueries/charged",
        "queries/Rooms",
        "commands/probe.no_such",
        "secrets/all",
    ],
)
def test_what_the_contract_has_not_is_not_found(caller: Caller, path: str) -> None:
    with pytest.raises(NotFound):
        caller.post(caller.letter(path))


def test_another_version_and_another_module_are_not_found(caller: Caller) -> None:
    newer = replace(caller.runtime.registry.manifests["probe"], contract_version=2)
    caller.runtime.registry.manifests["probe"] = newer
    with pytest.raises(NotFound, match="contract_version_unknown"):
        caller.post(caller.letter())
    caller.world.runtime.registry.running -= {"billing"}
    with pytest.raises(NotFound, match="module_elsewhere"):
        caller.post(caller.letter("queries/BillingQueries/fee_items", module="billing"))


def test_a_function_that_no_manifest_names_is_never_called(caller: Caller) -> None:
    for kind, arguments in (
        ("searches", {"find": "os:getenv", "text": "HOME", "limit": 1}),
        ("held", {"count": "os:getpid", "person_id": 1}),
    ):
        with pytest.raises(NotFound, match="contract_unknown"):
            caller.post(caller.letter(kind, **arguments))


def test_arguments_are_judged_by_the_contract(caller: Caller) -> None:
    with pytest.raises(BadInput) as refused:
        caller.post(caller.letter(more=1))
    assert [(one.field, one.code) for one in refused.value.fields] == [("more", "extra_forbidden")]


def test_a_split_service_alone_can_be_called(world: World) -> None:
    client = world.nobody()
    answer = client.post("http://localhost/internal/billing/v1/queries/BillingQueries/fee_items", json={})
    assert answer.status_code in (404, 405), "one process has no such address"


def test_the_search_box_asks_the_other_services(caller: Caller) -> None:
    order, reader = reported(caller.world), caller.world.client("project_manager")
    actor = Actor(reader.person_id, caller.world.sides["A"].group_id)
    caller.runtime.peers.addresses["workorders"] = caller.root
    hits = list(search(caller.runtime, actor, order["number"], limit=5))
    assert [(one.id, one.title) for one in hits] == [(order["id"], order["number"])]
    other = caller.world.client("project_manager", "B1")
    stranger = Actor(other.person_id, caller.world.sides["B"].group_id)
    assert list(search(caller.runtime, stranger, order["number"], limit=5)) == []
    caller.runtime.peers.addresses["workorders"] = f"http://127.0.0.1:{free_ports(1)[0]}"
    assert list(search(caller.runtime, actor, order["number"], limit=5)) == [], "the rest can still be found"


def test_what_a_leaver_holds_is_counted_by_the_other_services(caller: Caller) -> None:
    assigned(caller.world)
    holder = caller.world.client("technician").person_id
    caller.runtime.peers.addresses["workorders"] = caller.root
    ctx = caller.context()
    with ctx.session:
        assert {one.en: one.count for one in held(ctx, holder)}["Work orders in hand"] == 1
        caller.runtime.peers.addresses["workorders"] = f"http://127.0.0.1:{free_ports(1)[0]}"
        with pytest.raises(ServiceAway):
            held(ctx, holder)


# --- events ---------------------------------------------------------------------------------------------------


def test_an_event_reaches_the_other_service_once(caller: Caller) -> None:
    delivery, event = caller.ordered()
    bring(caller.runtime, delivery, event)
    assert laid(caller.world) == [1]
    with pytest.raises(LeaseLost):
        bring(caller.runtime, delivery, event)
    assert laid(caller.world) == [1]
    caller.worker._put_off(delivery, TimeoutError())
    assert caller.delivery().state == "done", "its answer was lost, and it stays done"


def test_a_worker_without_the_lease_brings_nothing(caller: Caller) -> None:
    delivery, event = caller.ordered()
    delivery.lease_no -= 1
    with pytest.raises(LeaseLost):
        bring(caller.runtime, delivery, event)
    assert laid(caller.world) == []


def test_what_the_handler_raises_is_told_to_the_sender(caller: Caller) -> None:
    caller.ordered()
    caller.world.clock.advance(timedelta(minutes=2))
    caller.worker.run_until_idle()
    ctx = caller.context(writes=True)
    with ctx.session as session:
        send(ctx, caller.order(2))
        session.commit()
    caller.worker.run_until_idle()
    with SystemSession(caller.runtime.database, writes=False) as session:
        stand = session.execute(select(Delivery.state, Delivery.error).order_by(Delivery.id)).all()
    assert [tuple(one) for one in stand] == [("done", ""), ("pending", "idempotency_key_reused")]


def test_a_service_that_is_stopped_makes_no_dead_letters(away: Caller) -> None:
    ctx = away.context(writes=True)
    with ctx.session as session:
        send(ctx, away.order())
        session.commit()
    for _ in range(MOST_ATTEMPTS + 2):
        away.runtime.peers._left_alone.clear()
        away.worker.deliver()
        away.world.clock.advance(timedelta(minutes=5))
    stand = away.delivery()
    assert (stand.state, stand.attempts, stand.error) == ("pending", 0, "service_away")
    offer(away.world.runtime)
    away.world.work()
    assert away.delivery().state == "done", "its own worker takes it when it is back"
    assert laid(away.world) == [1]


# --- nobody answers -------------------------------------------------------------------------------------------


def test_a_query_of_a_stopped_service_says_so_at_once(away: Caller) -> None:
    ctx = away.context()
    with ctx.session:
        for _ in range(2):
            with pytest.raises(ServiceAway) as refused:
                ask(ctx, Rooms).ids()
            assert (refused.value.status, refused.value.params) == (503, {"module": "probe"})
            assert not refused.value.was_reached
    assert away.runtime.peers.is_left_alone("probe")


class _Answers(BaseHTTPRequestHandler):
    """Answers what the server was told, one after another; None is silence."""

    server: Any
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked += 1
        status, body = self.server.answers.pop(0)
        if status == 0:
            self.server.silence.wait(20)
            return
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def other() -> Iterator[Any]:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    server.asked, server.answers, server.silence = 0, [], threading.Event()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.silence.set()
    server.shutdown()
    thread.join()


def line(other: Any, *answers: tuple[int, bytes], seconds: float = 5) -> Peers:
    other.answers = list(answers)
    return Peers({"probe": f"http://127.0.0.1:{other.server_address[1]}"}, seconds=seconds)


LETTER = Letter("probe", "/internal/probe/v1/queries/Rooms/ids", b"{}", "")
BUSY = json.dumps(
    {
        "type": "about:blank",
        "title": "",
        "status": 503,
        "code": "database_busy",
        "params": {},
        "errors": [],
        "request_id": "",
    }
).encode()


def test_what_may_be_repeated_is_tried_again(other: Any) -> None:
    assert line(other, (502, b""), (503, BUSY), (200, b"[]")).post(LETTER, may_repeat=True) == b"[]"
    assert other.asked == 3


def test_what_may_not_be_repeated_is_tried_once(other: Any) -> None:
    with pytest.raises(Problem, match="database_busy") as refused:
        line(other, (503, BUSY), (200, b"[]")).post(LETTER, may_repeat=False)
    assert (refused.value.status, other.asked) == (503, 1)


def test_an_answer_that_is_none_of_ours_is_a_bad_gateway(other: Any) -> None:
    with pytest.raises(Problem, match="service_answer_unknown") as refused:
        line(other, (500, b"<html>")).post(LETTER, may_repeat=True)
    assert (refused.value.status, other.asked) == (502, 1)


def test_what_takes_too_long_is_given_up_and_not_asked_twice(other: Any) -> None:
    peers = line(other, (0, b""), seconds=0.3)
    with pytest.raises(ServiceAway) as refused:
        peers.post(LETTER, may_repeat=True)
    assert (refused.value.was_reached, other.asked) == (True, 1)
    assert not peers.is_left_alone("probe"), "one slow answer does not close the road for the others"
