"""What others hear of parties."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from manyhold.kernel.events import Decided, Event


class OwnershipTransferred(Event):
    """A space has passed to new owners: contracts, mandates, passes and votes of the old ones end with it."""

    name: ClassVar[str] = "parties.ownership_transferred"
    id: int
    space_id: int
    effective_on: date
    old_party_ids: tuple[int, ...]
    new_party_ids: tuple[int, ...]


class RevealMoreDecided(Decided):
    """What became of somebody's request for more looks at full personal data."""

    name: ClassVar[str] = "parties.reveal_more_decided"
