"""Shapes of certificates."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from manyhold.foundation.staff.schemas import Day, MemberRef, Standing


class CertificateKindOut(BaseModel):
    """A kind of certificate in the trade; one that `expires` wants its last day."""

    code: str
    zh: str
    en: str
    expires: bool


class CertificateIn(BaseModel):
    """A certificate as it lies on the table."""

    kind: Annotated[str, Field(max_length=24)]
    number: Annotated[str, Field(max_length=40)] = ""
    issuer: Annotated[str, Field(max_length=60)] = ""
    issued_on: Day | None = None
    expires_on: Day | None = None


class CertificateOut(BaseModel):
    """A certificate; its number is masked for those who do not keep the register."""

    id: int
    member: MemberRef
    kind: str
    number: str
    issuer: str
    issued_on: date | None
    expires_on: date | None
    standing: Standing
    revision: int
