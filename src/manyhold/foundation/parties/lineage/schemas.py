"""Shapes: who holds the new spaces of a split or merger."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from manyhold.foundation.parties.holdings.schemas import Share
from manyhold.foundation.parties.rules import Role
from manyhold.foundation.spaces.lineage.schemas import MOST_SPACES, LineageIn


class HolderIn(BaseModel):
    """Who holds a new space from the day on: somebody of before, or somebody else who is known."""

    model_config = ConfigDict(extra="forbid")
    party_id: int
    role: Role
    share: Share | None = None
    is_payer: bool = False
    is_contact: bool = False
    is_vote_representative: bool = False


class RecutIn(LineageIn):
    """A split or merger with the holders of each new space, in the order of `opened`; none is an empty list.

    Whoever holds a closed space ends the day before: nobody holds a new one who is not named.
    """

    holders: Annotated[list[list[HolderIn]], Field(min_length=1, max_length=MOST_SPACES)]
