"""Screens follow: `/api/v1/stream` sends events to whoever may see them, in the order of their positions.

One reader per process follows the numbered events and wakes the open streams; a stream holds no session and no
thread. It begins with the newest events in memory, so that a client goes on where it was before a restart; one that
was away for longer than they reach is told `missed` and reads its lists anew. Each event is judged by the scope of the permission that its topic declares, at the moment it is sent,
and a stream whose sign-in has ended is closed.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import msgspec
import structlog
from fastapi import APIRouter, Query, Request
from sqlalchemy import Select, select
from starlette.responses import Response, StreamingResponse

from manyhold.kernel.errors import NotSignedIn
from manyhold.kernel.events import OutboxEvent
from manyhold.kernel.runtime import Actor, Runtime
from manyhold.kernel.scoping.session import SystemSession
from manyhold.kernel.web.problems import problem_response
from manyhold.kernel.web.routes import SESSION_COOKIE

KEPT = 10_000
HEARTBEAT_SECONDS = 15.0
POLL_SECONDS = 1.0
log = structlog.get_logger()
router = APIRouter()


@dataclass(frozen=True, slots=True)
class Told:
    """A numbered event as streams see it; the payload stays behind, screens read what they may see."""

    position: int
    group_id: int
    project_id: int | None
    name: str
    subject_id: int


class EventFeed:
    """The one reader of a process: the newest events in memory, and a bell for the streams that wait."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._kept: deque[Told] = deque(maxlen=KEPT)
        self._stop = threading.Event()
        self._bells: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()
        self._lock = threading.Lock()
        self.position = 0
        self._thread = threading.Thread(target=self._follow, name="event-feed", daemon=True)

    def start(self) -> None:
        newest = _numbered().order_by(OutboxEvent.position.desc()).limit(KEPT)
        self._keep(_unbroken(self._told(newest)))
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._runtime.wakeups.wake()
        self._thread.join(5)

    def since(self, position: int) -> list[Told] | None:
        """The events after `position`; None when they are not all kept, or it is not a position of ours."""
        kept = list(self._kept)
        reach = kept[0].position - 1 if kept else self.position
        if not reach <= position <= self.position:
            return None
        return [told for told in kept if told.position > position]

    def ring_for(self, loop: asyncio.AbstractEventLoop, bell: asyncio.Event) -> None:
        with self._lock:
            self._bells.add((loop, bell))

    def forget(self, loop: asyncio.AbstractEventLoop, bell: asyncio.Event) -> None:
        with self._lock:
            self._bells.discard((loop, bell))

    def _follow(self) -> None:
        seen = 0
        while not self._stop.is_set():
            try:
                while self._read():
                    pass
            except Exception as error:
                log.error("event_feed_failed", exc_info=error)
            seen = self._runtime.wakeups.wait(seen, POLL_SECONDS)

    def _read(self) -> bool:
        rows = self._told(
            _numbered().where(OutboxEvent.position > self.position).order_by(OutboxEvent.position).limit(500)
        )
        self._keep(rows)
        if rows:
            with self._lock:
                for loop, bell in self._bells:
                    loop.call_soon_threadsafe(bell.set)
        return bool(rows)

    def _told(self, statement: Select[Any]) -> list[Told]:
        with SystemSession(self._runtime.database, writes=False) as session:
            rows = session.execute(statement).all()
        return [
            Told(row.position, row.group_id, row.project_id, row.name, int(row.payload.get("id", 0) or 0))
            for row in rows
        ]

    def _keep(self, fresh: list[Told]) -> None:
        self._kept.extend(fresh)
        if fresh:
            self.position = fresh[-1].position


def _unbroken(newest_first: list[Told]) -> list[Told]:
    """The newest events as far back as none is missing, oldest first: old ones are forgotten, but not in order."""
    pairs = pairwise(newest_first)
    reach = next(
        (place for place, (one, older) in enumerate(pairs, 1) if one.position - older.position > 1), None
    )
    return newest_first[:reach][::-1]


def _numbered() -> Select[Any]:
    columns = (
        OutboxEvent.position,
        OutboxEvent.group_id,
        OutboxEvent.project_id,
        OutboxEvent.name,
        OutboxEvent.payload,
    )
    return select(*columns).where(OutboxEvent.position.is_not(None))


@router.get("/api/v1/stream", tags=["stream"], openapi_extra={"x-permission": "signed_in"})
async def stream(
    request: Request, topics: str = Query("", max_length=500, description="Event names, by comma")
) -> Response:
    """Server-sent events: `id` is the position, `event` the topic, `data` names the row and its project.

    `ready` comes first; `missed` says that events were lost and lists are to be read anew; `signed_out` ends it.
    """
    runtime: Runtime = request.app.state.runtime
    actor = await asyncio.to_thread(_actor, runtime, request)
    if actor is None:
        return problem_response(NotSignedIn("not_signed_in"), request.scope.get("request_id", ""))
    feed: EventFeed = request.app.state.feed
    wanted = frozenset(filter(None, topics.split(",")))
    after = request.headers.get("last-event-id", "")
    position = int(after) if after.isdecimal() else feed.position
    return StreamingResponse(
        _events(request, runtime, feed, wanted, position),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _events(
    request: Request, runtime: Runtime, feed: EventFeed, wanted: frozenset[str], position: int
) -> AsyncGenerator[bytes, None]:
    loop, bell = asyncio.get_running_loop(), asyncio.Event()
    feed.ring_for(loop, bell)
    try:
        yield f"id: {position}\nevent: ready\ndata: {{}}\n\n".encode()
        while True:
            bell.clear()
            fresh = feed.since(position)
            if fresh is None:
                position = feed.position
                yield f"id: {position}\nevent: missed\ndata: {{}}\n\n".encode()
                continue
            actor = await asyncio.to_thread(_actor, runtime, request)
            if actor is None:
                yield b"event: signed_out\ndata: {}\n\n"
                return
            for told in fresh:
                position = told.position
                if (not wanted or told.name in wanted) and await asyncio.to_thread(
                    _may_hear, runtime, actor, told
                ):
                    data = msgspec.json.encode(
                        {"id": told.subject_id, "project_id": told.project_id}
                    ).decode()
                    yield f"id: {position}\nevent: {told.name}\ndata: {data}\n\n".encode()
            if not fresh:
                try:
                    await asyncio.wait_for(bell.wait(), HEARTBEAT_SECONDS)
                except TimeoutError:
                    # With the position: events that were not for this stream need not be looked at again.
                    yield f": still here\nid: {position}\n\n".encode()
    finally:
        feed.forget(loop, bell)


def _actor(runtime: Runtime, request: Request) -> Actor | None:
    header = request.headers.get("authorization", "")
    bearer = header[7:] if header.lower().startswith("bearer ") else None
    cookie = None if bearer else request.cookies.get(SESSION_COOKIE)
    source = request.client.host if request.client else ""
    actor = runtime.authenticator.authenticate(cookie=cookie, bearer=bearer, source=source, is_use=False)
    return None if actor is None or actor.missing else actor


def _may_hear(runtime: Runtime, actor: Actor, told: Told) -> bool:
    permission: Any = runtime.registry.topic_permission(told.name)
    if permission is None or actor.group_id != told.group_id:
        return False
    scope = runtime.grants.scope(actor, permission)
    if scope is None:
        return False
    return scope.group_wide if told.project_id is None else told.project_id in scope.projects
