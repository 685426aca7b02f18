"""What others may hear of imports."""

from __future__ import annotations

from typing import ClassVar

from manyhold.kernel.events import Decided, Event


class ImportLoaded(Event):
    """A takeover workbook has become spaces, parties and holdings."""

    name: ClassVar[str] = "imports.loaded"
    import_id: int
    spaces_created: int
    spaces_changed: int
    holdings_created: int


class ImportReversed(Event):
    """All that an import had brought in is gone again."""

    name: ClassVar[str] = "imports.reversed"
    import_id: int


class LoadDecided(Decided):
    """What became of the request to load an import."""

    name: ClassVar[str] = "imports.load_decided"
