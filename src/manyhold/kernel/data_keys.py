"""The data keys of the installation as rows, wrapped by the master key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, String, select
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.crypto.keyring import Keyring
from manyhold.kernel.crypto.keys import KeyManagement, WrappedDataKey, new_data_key
from manyhold.kernel.database import Base, Database, Id
from manyhold.kernel.scoping.mixins import Global, Keyed
from manyhold.kernel.scoping.session import SystemSession


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


def open_keyring(database: Database, management: KeyManagement, now: datetime) -> Keyring:
    """The installation's keyring; the very first start makes the first data key."""
    store = DataKeyTable(database)
    if not store.data_keys(None):
        with SystemSession(database, writes=True) as session:
            if session.scalars(select(DataKey)).first() is None:
                add_data_key(session, management, now)
            session.commit()
    return Keyring(management, store, None)


def add_data_key(session: SystemSession, management: KeyManagement, now: datetime) -> None:
    """A fresh data key that seals from now on."""
    key = new_data_key(management, id=session.ids.next(), group_id=None, created_at=now)
    session.add(
        DataKey(
            id=key.id,
            group_id=None,
            wrapped=key.wrapped,
            master_key_id=key.master_key_id,
            created_at=key.created_at,
            retired_at=None,
        )
    )
