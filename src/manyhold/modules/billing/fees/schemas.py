"""Shapes of requests and answers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from manyhold.foundation.organisation.schemas import Business, CodeText
from manyhold.kernel.quantities import rescale

Category = Literal["property", "energy", "parking", "lease", "one_off", "other"]
Calculation = Literal["area", "fixed"]
DayMethod = Literal["A", "B", "C"]
Basis = Literal["contract", "filing", "owners_decision"]
BasisDay = Annotated[date | None, Field(description="Day of the contract, filing or decision")]
BasisFile = Annotated[int | None, Field(description="Its file, uploaded for `billing.price_basis`")]
SpaceKind = Annotated[str, Field(pattern=r"^[a-z_]{1,12}$")]


def _as_kept(price: Decimal) -> Decimal:
    return rescale(price, scale=4)


Price = Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=4), AfterValidator(_as_kept)]


class FeeItemIn(BaseModel):
    """A fee of the group's catalogue."""

    code: CodeText
    name: Annotated[str, Field(min_length=1, max_length=60)]
    name_en: Annotated[str, Field(min_length=1, max_length=60)]
    category: Category = "property"
    business: Business = "property_fee"
    tax_rate_bp: Annotated[int, Field(ge=0, le=10_000, description="VAT in hundredths of a percent")] = 600
    calculation: Calculation = "area"
    space_kinds: Annotated[list[SpaceKind], Field(min_length=1, max_length=20)] = ["room"]
    is_active: bool = True


class FeeItemChange(BaseModel):
    """What of a fee item may be edited; what is left out stays. How it is calculated never changes."""

    name: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    name_en: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    tax_rate_bp: Annotated[int, Field(ge=0, le=10_000)] | None = None
    space_kinds: Annotated[list[SpaceKind], Field(min_length=1, max_length=20)] | None = None
    is_active: bool | None = None


class FeeItemOut(FeeItemIn):
    """A fee item with its id and revision."""

    id: int
    revision: int


class PriceIn(BaseModel):
    """The price of a fee item in a project through whole months."""

    project_id: int
    fee_item_id: int
    price: Annotated[Price, Field(description="Yuan a month, per m² or per space")]
    starts_on: date
    ends_on: date | None = None
    day_method: DayMethod = "A"
    basis: Basis
    rests_on: Annotated[str, Field(min_length=1, max_length=300, description="Its name or number")]
    basis_on: BasisDay = None
    basis_file_id: BasisFile = None


class PriceChange(BaseModel):
    """What of a price may be edited: all before it was billed with, afterwards only its end."""

    price: Price | None = None
    ends_on: date | None = None
    day_method: DayMethod | None = None
    basis: Basis | None = None
    rests_on: Annotated[str, Field(min_length=1, max_length=300)] | None = None
    basis_on: BasisDay = None
    basis_file_id: BasisFile = None


class PriceOut(PriceIn):
    """A price with its id and revision.

    Once it has a `billed_until` (YYYYMM) only its end may still change.
    """

    id: int
    billed_until: int | None
    revision: int
