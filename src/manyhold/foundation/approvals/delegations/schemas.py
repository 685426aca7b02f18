"""Shapes of stand-ins."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel


class DelegationIn(BaseModel):
    """Who signs in one's place, from day to day, both included."""

    stand_in_id: int
    starts_on: date
    ends_on: date


class DelegationOut(BaseModel):
    """A stand-in; `is_mine` when it is one's own absence."""

    id: int
    is_mine: bool
    person_id: int
    person_name: str
    stand_in_id: int
    stand_in_name: str
    starts_on: date
    ends_on: date


class Colleague(BaseModel):
    """Somebody who may be asked to sign."""

    id: int
    name: str
