"""What modules answer about the personal data of one party, and what of it is due to go.

A manifest names its categories (`kernel.modules.PersonalData`); each names functions of these shapes:

- `collect(ctx, party_id) -> list[Record]`: what is kept of the party, in full, for the copy that it may ask for.
- `erase(ctx, party_id, neutral_name) -> int`: overwrite or remove it for good; the number of rows.
- `holds(ctx, party_id) -> list[Hold]`: why nothing of the party may be erased yet.
- `due(before) -> Select`: columns `id` and `party_id` (None: of nobody known) of what has been kept since before a day.
- `remove(ctx, ids) -> int`: make these rows of `due` away; the number of rows. Where a category names none, its `id` is
  that of a party, which goes by the road of an erasure.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

Record = dict[str, Any]
"""One thing that is kept, by the names of its fields; plain values that JSON can carry."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a party's data must stay: `reason` is a code that clients translate, with its parameters.

    `until` is the last day on which it holds; None where that depends on what people do.
    """

    reason: str
    project_id: int | None = None
    until: date | None = None
    params: dict[str, int | str] = field(default_factory=dict[str, int | str])
