"""What the tests of approvals ask for again and again: a type of document, its chain, its submission."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from manyhold.foundation.approvals.requests.service import Submission, submit
from manyhold.kernel.context import Context
from manyhold.kernel.events import Decided
from manyhold.kernel.modules import Document, Fact
from manyhold.kernel.runtime import Actor
from manyhold.kernel.scoping.session import ScopedSession
from worlds.world import Client, World

PURCHASE = "test.purchase"
HEARD: list[dict[str, Any]] = []
"""What the owner of the document was told, in the order in which it took effect."""


class PurchaseDecided(Decided):
    """The owner's event."""

    name: ClassVar[str] = "test.purchase_decided"


def hear(ctx: Context, payload: dict[str, Any]) -> None:
    """The owner's effect."""
    HEARD.append(payload)


DOCUMENT = Document(
    PURCHASE,
    "采购",
    "Purchase",
    permission="organisation.configure_project",
    decision=f"{__name__}:PurchaseDecided",
    facts=(
        Fact("amount_fen", "金额", "Amount", "amount_fen"),
        Fact("kind", "类别", "Kind", "kind", (("goods", "货物", "Goods"), ("works", "工程", "Works"))),
    ),
)


@contextmanager
def installed(world: World) -> Iterator[None]:
    """Let a module of this world submit purchases meanwhile."""
    HEARD.clear()
    manifest = world.runtime.registry.manifests["organisation"]
    before = {name: getattr(manifest, name) for name in ("documents", "subscriptions")}
    object.__setattr__(manifest, "documents", (DOCUMENT,))
    object.__setattr__(manifest, "subscriptions", {"test.purchase_decided": f"{__name__}:hear"})
    yield
    for name, value in before.items():
        object.__setattr__(manifest, name, value)


def role(name: str, at: str = "project") -> dict[str, Any]:
    return {"role": name, "at": at}


def step(*seats: dict[str, Any], needs: str = "any", name: str = "审核") -> dict[str, Any]:
    return {"name": name, "needs": needs, "seats": list(seats)}


def publish(world: World, *steps: dict[str, Any], group: str = "A", **more: Any) -> dict[str, Any]:
    """A chain for purchases, in force from today on."""
    wanted = {
        "document_type": PURCHASE,
        "name": "采购审批",
        "starts_on": "2026-11-22",
        "steps": list(steps),
        **more,
    }
    answer = world.client("group_administrator", f"{group}1").post("/approval-chains", json=wanted)
    assert answer.status_code == 201, answer.text
    return answer.json()


def submitted(
    world: World,
    client: Client,
    *,
    at: str = "A1",
    number: int = 1,
    amount: int = 1_200_000,
    kind: str = "goods",
) -> int | None:
    """A purchase submitted by somebody of a project; gives the request's id, None when none was needed."""
    site, side = world.sites[at], world.sides[at[0]]
    actor = Actor(client.person_id, side.group_id)
    scope = world.runtime.grants.scope(actor, DOCUMENT.permission)
    assert scope is not None
    with ScopedSession(world.runtime.database, scope, writes=True) as session:
        ctx = Context(world.runtime, session, actor, permission=DOCUMENT.permission)
        facts = {"amount_fen": amount, "kind": kind}
        request = submit(ctx, Submission(PURCHASE, number, site.project_id, f"{number} 号", facts))
        session.commit()
        return None if request is None else request.id


def read(client: Client, request_id: int) -> dict[str, Any]:
    answer = client.get(f"/approval-requests/{request_id}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def act(client: Client, request_id: int, name: str, *, turn: int | None = None, **body: Any) -> Any:
    """One act at the turn that is read now, unless the test gives its own; the raw answer."""
    if turn is None:
        turn = read(client, request_id)["turn"]
    return client.post(f"/approval-requests/{request_id}/{name}", json={"turn": turn, **body})


def done(client: Client, request_id: int, name: str, **body: Any) -> dict[str, Any]:
    answer = act(client, request_id, name, **body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def texts(client: Client) -> list[str]:
    """What approvals put in somebody's inbox, the newest first."""
    messages = client.get("/messages").json()["items"]
    return [one["text"] for one in messages if one["template"].startswith("approvals.")]
