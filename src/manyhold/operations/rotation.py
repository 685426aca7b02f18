"""Changing keys: the master key at once, because it wraps only data keys; the data key by a job that may be resumed.

Rows under the old data key stay readable throughout. A job that was interrupted finds what is left by looking:
what is sealed with the current key is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, update

from manyhold.foundation.imports import store
from manyhold.kernel.crypto.keys import (
    KeyManagement,
    LocalMasterKey,
    MasterKeyError,
    create_master_key,
    rewrap,
)
from manyhold.kernel.crypto.suites import INTERNATIONAL, Suite
from manyhold.kernel.data_keys import DataKey, add_data_key, wrapped_data_key
from manyhold.kernel.database import Base, Database, table_of
from manyhold.kernel.jobs.run import JobRun
from manyhold.kernel.master_key_file import FRESH, finish_turn, put_in_place
from manyhold.kernel.scoping.session import SystemSession

BATCH = 500


def move_data_keys(database: Database, known: Iterable[KeyManagement], to: KeyManagement) -> int:
    """Have `to` wrap every data key that another of the `known` wraps now; gives how many moved.

    Raises MasterKeyError for a data key that none of them wrapped. Whatever waits for a service does so before the one
    transaction in which all move.
    """
    by_id = {one.key_id: one for one in (*known, to)}
    with SystemSession(database, writes=False) as session:
        keys = [row.value() for row in session.scalars(select(DataKey)) if row.master_key_id != to.key_id]
    for key in keys:
        if key.master_key_id not in by_id:
            raise MasterKeyError(
                f"data key {key.id} is wrapped by master key {key.master_key_id}, which is not here"
            )
    moved = {key.id: rewrap(key, old=by_id[key.master_key_id], new=to) for key in keys}
    with SystemSession(database, writes=True) as session:
        for row in session.scalars(select(DataKey).where(DataKey.id.in_(moved))):
            row.wrapped, row.master_key_id = moved[row.id].wrapped, to.key_id
        session.commit()
    return len(moved)


def rotate_master_key(
    database: Database, folder: Path, old: KeyManagement, suite: Suite = INTERNATIONAL
) -> LocalMasterKey:
    """Wrap every data key anew under a fresh master key; the old file is kept as `master.key.<its id>`.

    The new key lies on disk before the database names it, and takes the old one's place only after the commit:
    whenever the power fails, a key that opens the database is there, and the next start or turn puts it in place.
    """
    finish_turn(database, folder)
    fresh_path = folder / FRESH
    fresh_path.unlink(missing_ok=True)
    fresh = create_master_key(fresh_path, suite)
    move_data_keys(database, [old], fresh)
    put_in_place(folder)
    return fresh


def add_current_data_key(
    database: Database, management: KeyManagement, now: datetime, suite: Suite = INTERNATIONAL
) -> None:
    """A fresh data key of a family of algorithms seals from now on; those before it only open."""
    fresh = wrapped_data_key(database, management, now, suite)
    with SystemSession(database, writes=True) as session:
        for key in session.scalars(select(DataKey).where(DataKey.retired_at.is_(None))):
            key.retired_at = now
        add_data_key(session, fresh)
        session.commit()


def sealed_columns() -> list[tuple[Any, Any]]:
    """Every mapped class with a sealed column, by the name that such columns have."""
    return [
        (mapper.class_, column)
        for mapper in sorted(Base.registry.mappers, key=lambda one: one.class_.__tablename__)
        for column in table_of(mapper.class_).columns
        if column.name == "sealed" or column.name.endswith("_sealed")
    ]


def reseal(run: JobRun) -> dict[str, Any]:
    """Job: seal every sealed value and every kept workbook with the current data key, in short steps."""
    run.runtime.keys.refresh()
    places, workbooks = sealed_columns(), store.kept(run.runtime)
    total = sum(_count(run, kind) for kind, _ in places) + len(workbooks)
    seen = changed = 0
    for kind, column in places:
        for batch in _batches(run, kind, column):
            changed += _reseal_batch(run, kind, column, batch)
            seen += len(batch)
            with run.step(done=seen, total=total):
                pass
    for workbook in workbooks:
        changed += store.reseal(run.runtime, workbook)
        seen += 1
        with run.step(done=seen, total=total):
            pass
    return {"seen": seen, "changed": changed}


def _count(run: JobRun, kind: Any) -> int:
    with SystemSession(run.runtime.database, writes=False) as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


def _batches(run: JobRun, kind: Any, column: Any) -> Iterator[list[tuple[int, bytes]]]:
    last = -1
    while True:
        with SystemSession(run.runtime.database, writes=False) as session:
            rows = session.execute(
                select(kind.id, column)
                .where(kind.id > last, column.is_not(None))
                .order_by(kind.id)
                .limit(BATCH)
            ).all()
        if not rows:
            return
        yield [(row[0], row[1]) for row in rows]
        last = rows[-1][0]


def _reseal_batch(run: JobRun, kind: Any, column: Any, batch: list[tuple[int, bytes]]) -> int:
    keys = run.runtime.keys
    place = f"{column.table.name}.{column.name}"
    stale = [(row_id, sealed) for row_id, sealed in batch if sealed and not keys.is_current(sealed)]
    changed = 0
    with SystemSession(run.runtime.database, writes=True) as session:
        for row_id, sealed in stale:
            fresh = {column.name: keys.reseal(place, row_id, sealed)}
            # A value that somebody wrote meanwhile is theirs: only the one that was read is replaced.
            same = (table_of(kind).c.id == row_id) & (column == sealed)
            done: Any = session.execute(update(table_of(kind)).where(same).values(fresh))
            changed += done.rowcount
        session.commit()
    return changed
