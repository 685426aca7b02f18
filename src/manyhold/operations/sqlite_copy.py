"""Copies of a running SQLite database that are whole: by SQLite's own backup, page by page."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path


def copy_sqlite(source: Path, target: Path) -> None:
    """Write a consistent copy of `source` to `target`, which appears only when it is complete."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".part")
    draft.unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as origin, closing(sqlite3.connect(draft)) as copy:
        origin.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    draft.rename(target)
