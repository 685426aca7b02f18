"""Words by their codes: the product's own, what headquarters makes of them, and what a project adds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

CODE_LENGTH = 20
WORD_LENGTH = 40
CODE_PATTERN = r"^[a-z][a-z0-9_]*$"
PROJECT_PREFIX = "p_"
"""What a project's own codes begin with, and no other code ever does."""
Origin = Literal["built_in", "group", "project"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A code with its words. From `retired_from` on it is offered no more, and stays readable."""

    code: str
    zh: str
    en: str
    parent: str = ""
    position: int = 0
    retired_from: date | None = None
    origin: Origin = "built_in"
    project_id: int | None = None
    revision: int = 0

    @property
    def key(self) -> tuple[str, str]:
        return self.parent, self.code

    def is_retired(self, day: date) -> bool:
        """Whether it is offered no more on a day."""
        return self.retired_from is not None and self.retired_from <= day


class Vocabulary:
    """The entries of a dictionary as a group, or one of its projects, has them."""

    def __init__(
        self, built_in: Iterable[Entry], group: Iterable[Entry], project: Iterable[Entry] = ()
    ) -> None:
        """A group's entry takes the place of the built-in one of its code; a project's can take nobody's."""
        entries = {one.key: one for one in built_in}
        for one in group:
            entries[one.key] = replace(one, origin="built_in" if one.key in entries else "group")
        entries.update({one.key: one for one in project})
        # What headquarters or a project adds comes last among equals.
        order = {"built_in": 0, "group": 1, "project": 2}
        self._entries = dict(
            sorted(entries.items(), key=lambda pair: (pair[1].position, order[pair[1].origin], pair[0]))
        )

    def entries(self, parent: str = "") -> list[Entry]:
        """Those of the first level, or those under one of it; retired ones too."""
        return [one for one in self._entries.values() if one.parent == parent]

    def find(self, code: str, parent: str = "") -> Entry | None:
        """The entry of a code, retired or not."""
        return self._entries.get((parent, code))

    def offers(self, code: str, parent: str, day: date) -> bool:
        """Whether the code may be chosen on a day: neither it nor what it stands under is retired."""
        known = self.find(code, parent)
        above = self.find(parent) if parent else known
        return (
            known is not None and above is not None and not (known.is_retired(day) or above.is_retired(day))
        )
