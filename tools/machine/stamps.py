"""Stamps: a step is skipped while the fingerprint of what went into it is the one of its last success."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from machine.steps import step


def fingerprint(files: Iterable[Path], *facts: str) -> str:
    """A digest of the names and bytes of `files` and of `facts`; a missing file counts as such."""
    digest = hashlib.sha256()
    for part in facts:
        digest.update(f"fact {part}\0".encode())
    for file in sorted(files):
        content = hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "missing"
        digest.update(f"file {file} {content}\0".encode())
    return digest.hexdigest()


def files_below(folder: Path, without: frozenset[str] = frozenset()) -> Iterator[Path]:
    """Every file below `folder`, leaving out folders whose name is in `without`."""
    for path, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in without]
        yield from (Path(path, name) for name in names)


def is_fresh(stamp: Path, inputs: str) -> bool:
    """True when `stamp` was written for exactly these inputs."""
    return stamp.is_file() and stamp.read_text() == inputs


def unless_fresh(title: str, stamp: Path, inputs: str, work: Callable[[], None]) -> None:
    """Do `work` as a step unless its stamp is fresh.

    The old stamp goes first and the new one comes last, so that a step cut off half-way is done again.
    """
    if is_fresh(stamp, inputs):
        return
    stamp.unlink(missing_ok=True)
    with step(title):
        work()
        stamp.parent.mkdir(parents=True, exist_ok=True)
        fresh = stamp.with_name(f"{stamp.name}.new")
        fresh.write_text(inputs)
        fresh.replace(stamp)
