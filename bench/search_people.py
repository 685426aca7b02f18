"""Finding residents by the initials of their pinyin among 1,000,000 people, over HTTP, as a desk does.

The names are sealed: keyed tokens give candidates, the opened names decide. Asked by somebody of 20 of the 100
projects, for the initials of people drawn by chance: mostly common ones, because the commonest names are borne by
thousands. Limit: 50 ms; compared is the search that 95 of 100 do not exceed.
"""

from __future__ import annotations

import http.client
import json
import random
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, insert

from bench.harness import Figure
from bench.installation import found, installation, raw
from bench.serving import serving, sign_in
from manyhold.app import create_app
from manyhold.demo.names import Names
from manyhold.foundation.parties import sealing
from manyhold.foundation.parties.models import Link, Party, SearchToken
from manyhold.kernel.nametokens import NameTokens
from manyhold.kernel.observability import configure_logging
from manyhold.kernel.pinyin import letters_and_digits, syllables
from manyhold.kernel.runtime import Runtime

PEOPLE, QUICK_PEOPLE = 1_000_000, 60_000
SEARCHES, QUICK_SEARCHES = 400, 120
LIMIT_MS = 50.0
BATCH = 20_000
FIRST_ID = 1_000_000_000
NOW = datetime.now(UTC)


def measure(engine: str, quick: bool) -> list[Figure]:
    """Milliseconds from the request to its answer, at the 95th of a hundred and in the middle."""
    people, searches = (QUICK_PEOPLE, QUICK_SEARCHES) if quick else (PEOPLE, SEARCHES)
    with installation(engine) as runtime:
        group_id, projects = found(runtime, projects=100)
        cookie = sign_in(runtime, group_id, projects[:20])
        with raw(runtime) as connection:
            names = _fill(connection, runtime, group_id, projects, people)
        configure_logging(runtime.settings)
        with serving(create_app(runtime, with_worker=False)) as port:
            times = _searched(port, cookie, random.Random(7).choices(names, k=searches))
    cuts = statistics.quantiles(times, n=100)
    title = f"search-people: initials among {people:,} people"
    return [
        Figure(f"{title}, 95 of 100 within", cuts[94], LIMIT_MS, "ms", 1.0),
        Figure(f"{title}, the middle one", cuts[49], LIMIT_MS, "ms", 1.0),
    ]


def _searched(port: int, cookie: str, names: list[str]) -> list[float]:
    """Milliseconds of each search; it must find somebody of this name unless more people share the initials."""
    client = http.client.HTTPConnection("127.0.0.1", port)
    times: list[float] = []
    for name in names:
        initials = "".join(one[0] for one in syllables(letters_and_digits(name))[0])
        begun = time.perf_counter()
        client.request("GET", f"/api/v1/parties?q={quote(initials)}&limit=20", headers={"Cookie": cookie})
        answer = client.getresponse()
        body = answer.read()
        times.append((time.perf_counter() - begun) * 1000)
        assert answer.status == 200, body
        assert json.loads(body)["items"], f"nobody found by {initials}"
    return times


def _fill(
    connection: Connection, runtime: Runtime, group_id: int, projects: list[int], people: int
) -> list[str]:
    """So many sealed people, evenly over the projects; answers the names of those who live in the first 20."""
    names = Names(random.Random(20))
    keys = runtime.keys
    tokens = NameTokens(keys.derive("name tokens", group_id, key_id=keys.oldest_key_id))
    seen: list[str] = []
    for begin in range(0, people, BATCH):
        rows: dict[Any, list[dict[str, Any]]] = {Party: [], Link: [], SearchToken: []}
        for number in range(begin, min(begin + BATCH, people)):
            name = names.human().name
            project = number % len(projects)
            if project < 20 and number % 997 == project:
                seen.append(name)
            _add(rows, runtime, tokens, group_id, projects[project], FIRST_ID + number, name)
        for kind, values in rows.items():
            connection.execute(insert(kind), values)
    return seen


def _add(
    rows: dict[Any, list[dict[str, Any]]],
    runtime: Runtime,
    tokens: NameTokens,
    group_id: int,
    project_id: int,
    party_id: int,
    name: str,
) -> None:
    rows[Party].append(
        {
            "id": party_id,
            "group_id": group_id,
            "kind": "person",
            "name_sealed": runtime.keys.seal(sealing.NAME, party_id, name),
            "version_id": party_id,
            "revision": 1,
            "created_at": NOW,
        }
    )
    rows[Link].append({"id": party_id, "project_id": project_id, "space_id": None, "party_id": party_id})
    rows[SearchToken].extend(_tokens(tokens, group_id, party_id, name))


def _tokens(tokens: NameTokens, group_id: int, party_id: int, name: str) -> Iterator[dict[str, Any]]:
    for token in sorted(tokens.tokens_for(name)):
        yield {"token": token, "party_id": party_id, "group_id": group_id}
