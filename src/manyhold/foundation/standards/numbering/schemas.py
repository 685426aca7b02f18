"""Shapes of requests and answers."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from manyhold.foundation.standards.numbering.rules import LONGEST_PATTERN

PatternText = Annotated[str, Field(min_length=1, max_length=LONGEST_PATTERN)]
KindCode = Annotated[str, Field(max_length=60)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]


class NumberTokenOut(BaseModel):
    """What a number may say of its document."""

    name: str
    zh: str
    en: str


class NumberVersion(BaseModel):
    """A pattern from a day on; the one without an id is the product's own, which holds before every other."""

    id: int | None
    pattern: str
    starts_on: date | None
    is_current: bool
    is_future: bool


class NumberKindOut(BaseModel):
    """A kind of document with its patterns; `sample` is the number that the next one would bear."""

    code: str
    zh: str
    en: str
    is_gapless: bool
    required: list[str]
    tokens: list[NumberTokenOut]
    versions: list[NumberVersion]
    sample: str


class NumberRuleIn(BaseModel):
    """A pattern for a kind of document from a day on."""

    kind: KindCode
    pattern: PatternText
    starts_on: Day


class NumberRuleOut(NumberRuleIn):
    """A pattern that was laid down."""

    id: int


class PatternTried(BaseModel):
    """A pattern that somebody is writing."""

    kind: KindCode
    pattern: PatternText
    starts_on: Day | None = None


class PatternShown(BaseModel):
    """What a pattern makes, on `day` and after its running number has begun anew."""

    day: date
    examples: list[str]
    later_day: date | None
    later_example: str | None
    counts_by: list[str]
    resets: Literal["day", "month", "year", "never"]
    continues_after: int
    longest: int
    most: int
