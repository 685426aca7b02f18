"""A server under measure on a port of its own, and somebody signed in to ask it."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import uvicorn
from fastapi import FastAPI

from bench.installation import START
from manyhold.foundation.access.founding import add_person
from manyhold.foundation.access.models import Grant
from manyhold.foundation.identity.models import SignInSession
from manyhold.foundation.organisation.models import TreeMembership, TreeNode
from manyhold.kernel.crypto.tokens import random_token, token_digest
from manyhold.kernel.runtime import Runtime
from manyhold.kernel.scoping.session import SystemSession


@contextmanager
def serving(app: FastAPI) -> Generator[int, None, None]:
    """The port at which `app` answers, on a thread of this process."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join(10)


def sign_in(runtime: Runtime, group_id: int, projects: list[int]) -> str:
    """The cookie of a region manager of these projects."""
    now = datetime.now(UTC)
    token = random_token(32)
    with SystemSession(runtime.database, writes=True) as session:
        node = TreeNode(group_id=group_id, parent_id=None, name="基准区域", sort_key="")
        session.add(node)
        session.flush()
        session.add_all(TreeMembership(project_id=one, node_id=node.id, starts_on=START) for one in projects)
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
                role="region_manager",
                node_id=node.id,
                zones=[],
                starts_on=START,
                granted_by=person.id,
                created_at=now,
            )
        )
        session.add(
            SignInSession(
                actor_id=person.id,
                group_id=group_id,
                token_digest=token_digest(token),
                csrf="",
                kind="cookie",
                step="done",
                created_at=now,
                seen_at=now,
                expires_at=now + timedelta(days=1),
            )
        )
        session.commit()
    return f"manyhold_session={token}"
