"""The data keys of the installation as rows, wrapped by the master key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.crypto.keyring import Keyring
from manyhold.kernel.crypto.keys import KeyManagement, WrappedDataKey, new_data_key
from manyhold.kernel.crypto.suites import INTERNATIONAL, Suite
from manyhold.kernel.database import Base, Database, Id
from manyhold.kernel.scoping.mixins import Global, Keyed
from manyhold.kernel.scoping.session import SystemSession

FIRST_KEY_LOCK = 7_003


class DataKey(Keyed, Global, Base):
    """A wrapped data key; a retired one still opens what it sealed."""

    __tablename__ = "kernel_data_key"

    group_id: Mapped[int | None] = mapped_column(Id)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    master_key_id: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[Any] = mapped_column(Instant)
    retired_at: Mapped[Any] = mapped_column(Instant, nullable=True)

    def value(self) -> WrappedDataKey:
        return WrappedDataKey(
            self.id, self.group_id, self.wrapped, self.master_key_id, self.created_at, self.retired_at
        )


class DataKeyTable:
    """The crypto package's DataKeyStore on our tables."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def data_keys(self, group_id: int | None) -> Sequence[WrappedDataKey]:
        with SystemSession(self._database, writes=False) as session:
            return [
                key.value() for key in session.scalars(select(DataKey).where(DataKey.group_id == group_id))
            ]


def open_keyring(
    database: Database, management: KeyManagement, now: datetime, suite: Suite = INTERNATIONAL
) -> Keyring:
    """The installation's keyring; the very first start makes the first data key, in the family that is asked for."""
    store = DataKeyTable(database)
    if not store.data_keys(None):
        first = wrapped_data_key(database, management, now, suite)
        with SystemSession(database, writes=True) as session:
            if session.dialect_name == "postgresql":
                # Of several services that start on an empty database the first makes the key of all.
                session.execute(select(func.pg_advisory_xact_lock(FIRST_KEY_LOCK)))
            if session.scalars(select(DataKey)).first() is None:
                add_data_key(session, first)
            session.commit()
    return Keyring(management, store, None)


def wrapped_data_key(
    database: Database, management: KeyManagement, now: datetime, suite: Suite
) -> WrappedDataKey:
    """A fresh data key with an id of its own, to be added: a key management service wraps it outside any transaction."""
    with SystemSession(database, writes=True) as session:
        key_id = session.ids.next()
        session.commit()
    return new_data_key(management, id=key_id, group_id=None, created_at=now, suite=suite)


def add_data_key(session: SystemSession, key: WrappedDataKey) -> None:
    """Keep a fresh data key, which seals from now on."""
    session.add(
        DataKey(
            id=key.id,
            group_id=key.group_id,
            wrapped=key.wrapped,
            master_key_id=key.master_key_id,
            created_at=key.created_at,
            retired_at=None,
        )
    )
