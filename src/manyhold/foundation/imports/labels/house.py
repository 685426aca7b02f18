"""A house label taken apart, and its one canonical text."""

from typing import NamedTuple

from manyhold.foundation.imports.labels.floors import floor_index, floor_of_room
from manyhold.foundation.imports.text import has_han


class HouseLabel(NamedTuple):
    """Where a room is, in the words of its site; None where the label says nothing.

    The floor is what the label names or else what the room number tells. Labels are for people and for
    finding things again: never an identity.
    """

    phase: str | None = None
    building: str | None = None
    unit: str | None = None
    floor_label: str | None = None
    floor_index: int | None = None
    room: str | None = None

    @property
    def text(self) -> str:
        """The canonical text, such as 2期5栋1单元1803室; the floor is left out when the room tells it."""
        told = floor_of_room(self.room) if self.room else None
        parts = (
            _marked(self.phase, "期"),
            _marked(self.building, "座" if self.building and self.building.isalpha() else "栋"),
            _marked(self.unit, "单元"),
            _marked(self.floor_label if self.floor_label != told else None, "层"),
            _marked(self.room, "室"),
        )
        return "".join(parts)


def house_label(
    *,
    phase: str | None = None,
    building: str | None = None,
    unit: str | None = None,
    floor: str | None = None,
    room: str | None = None,
) -> HouseLabel:
    """Build a label from canonical parts; the floor's index, and a floor not given, are worked out."""
    if floor is None and room is not None:
        floor = floor_of_room(room)
    return HouseLabel(phase, building, unit, floor, None if floor is None else floor_index(floor), room)


def _marked(part: str | None, mark: str) -> str:
    """Numbers and letters take the mark; a name (桂花苑, 综合楼, 商铺) stands by itself."""
    if part is None:
        return ""
    return part if has_han(part[-1]) else part + mark
