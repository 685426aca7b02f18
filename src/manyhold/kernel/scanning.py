"""Port: what looks for viruses in a content before it is kept."""

from __future__ import annotations

from typing import Protocol


class ScannerAway(Exception):
    """The scanner did not answer, or could not judge: it is not known whether the content is clean."""


class Scanner(Protocol):
    """Judges contents; never called inside a write transaction."""

    def verdict(self, content: bytes) -> str:
        """The name of what was found, empty for a clean content. Raises ScannerAway."""
        ...

    def version(self) -> str:
        """What the scanner says of itself. Raises ScannerAway."""
        ...
