"""Shapes of requests and answers."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Hours = Annotated[int, Field(ge=1, le=720)]


class PrivacySettings(BaseModel):
    """What a group lays down: terms, holds, thresholds, and who is asked."""

    model_config = ConfigDict(from_attributes=True)

    answer_days: Annotated[int, Field(ge=1, le=30, description="Working days to answer a person's request")]
    accounting_hold_months: Annotated[
        int,
        Field(ge=0, le=600, description="Months after the last payment for which the payer's name stays"),
    ]
    export_days: Annotated[int, Field(ge=1, le=90, description="Days for which a finished copy is kept")]
    looks_a_day: Annotated[int, Field(ge=1, le=1000, description="Looks a day from which it is unusual")]
    authority_hours: Hours
    persons_hours: Hours
    officer: Annotated[str, Field(max_length=60)] = ""
    officer_contact: Annotated[str, Field(max_length=120)] = ""
    authority: Annotated[str, Field(max_length=120)] = ""
