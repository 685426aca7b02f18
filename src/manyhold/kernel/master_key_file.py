"""The file of the master key and its turn: at every moment a key that opens the database lies in the folder."""

from __future__ import annotations

from pathlib import Path

from manyhold.kernel.crypto.keys import read_master_key, sync_folder
from manyhold.kernel.data_keys import DataKeyTable
from manyhold.kernel.database import Database

FILE = "master.key"
FRESH = "master.key.new"


def put_in_place(folder: Path) -> None:
    """Make the fresh key the master key; the former one is kept as `master.key.<its id>`."""
    current, fresh = folder / FILE, folder / FRESH
    if current.exists():
        kept = folder / f"{FILE}.{read_master_key(current).key_id}"
        if not kept.exists():
            kept.hardlink_to(current)
    fresh.replace(current)
    sync_folder(folder)


def finish_turn(database: Database, folder: Path) -> None:
    """Finish a turn that was cut short after the database had taken to the fresh key.

    Before that the fresh key wraps nothing, and the one in place is still the one.
    """
    fresh = folder / FRESH
    if fresh.exists() and read_master_key(fresh).key_id in {
        key.master_key_id for key in DataKeyTable(database).data_keys(None)
    }:
        put_in_place(folder)
