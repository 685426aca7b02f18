"""Verbs: define fee items; set, change and end prices."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from manyhold.foundation.files.models import StoredFile
from manyhold.foundation.organisation.models import Project
from manyhold.foundation.organisation.queries import project_held
from manyhold.kernel.clock import period
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict
from manyhold.modules.billing.fees.models import FeeItem, PriceVersion
from manyhold.modules.billing.fees.rules import is_first_of_month, is_last_of_month, overlaps
from manyhold.modules.billing.fees.schemas import FeeItemChange, FeeItemIn, PriceChange, PriceIn

BASIS_FILE = "billing.price_basis"
_MAY_BE_NONE = frozenset({"ends_on", "basis_on", "basis_file_id"})


def define_fee_item(ctx: Context, wanted: FeeItemIn) -> FeeItem:
    """A new fee of the catalogue."""
    if ctx.one(FeeItem, FeeItem.code == wanted.code) is not None:
        raise Conflict("code_taken", taken=wanted.code)
    item = FeeItem(group_id=ctx.group_id, **wanted.model_dump())
    ctx.session.add(item)
    return item


def change_fee_item(item: FeeItem, change: FeeItemChange) -> FeeItem:
    """Edit a fee item; bills that were posted keep the tax rate and the words' code that they have."""
    for name, value in change.model_dump(exclude_none=True).items():
        setattr(item, name, value)
    return item


def set_price(ctx: Context, wanted: PriceIn) -> PriceVersion:
    """A new price.

    Raises BadInput for days inside a month, Conflict `price_overlaps` beside another price.
    """
    project = project_held(ctx, wanted.project_id)
    ctx.get(FeeItem, wanted.fee_item_id)
    price = PriceVersion(**wanted.model_dump(), billed_until=None)
    _check_days(price.starts_on, price.ends_on)
    _check_basis(ctx, price.project_id, price.basis_file_id)
    _check_alone(ctx, price, project)
    ctx.session.add(price)
    return price


def change_price(ctx: Context, price: PriceVersion, change: PriceChange) -> PriceVersion:
    """Edit a price.

    One that bills were made with can only be ended, not before the last month it was billed for.
    """
    values = change.model_dump(exclude_unset=True)
    billed_until = price.billed_until
    if billed_until is not None and (fixed := sorted(values.keys() - {"ends_on"})):
        raise Conflict("price_was_billed", field=fixed[0], period=billed_until)
    ends_on: date | None = values.get("ends_on", price.ends_on)
    if billed_until is not None and ends_on is not None and period(ends_on) < billed_until:
        raise Conflict("billed_after_end", period=billed_until)
    _check_days(price.starts_on, ends_on)
    _check_basis(ctx, price.project_id, values.get("basis_file_id"))
    for name, value in values.items():
        if value is None and name not in _MAY_BE_NONE:
            raise BadInput.of(name, "missing")
        setattr(price, name, value)
    with ctx.session.no_autoflush:
        _check_alone(ctx, price, ctx.get(Project, price.project_id))
    return price


def _check_days(starts_on: date, ends_on: date | None) -> None:
    # A price that changed inside a month would split each line in two: prices hold through whole months.
    if not is_first_of_month(starts_on):
        raise BadInput.of("starts_on", "not_first_of_month")
    if ends_on is not None and not is_last_of_month(ends_on):
        raise BadInput.of("ends_on", "not_last_of_month")
    if ends_on is not None and ends_on < starts_on:
        raise BadInput.of("ends_on", "ends_before_start")


def _check_basis(ctx: Context, project_id: int, file_id: int | None) -> None:
    if file_id is None:
        return
    file = ctx.session.get(StoredFile, file_id)
    if file is None or file.project_id != project_id or file.purpose != BASIS_FILE:
        raise BadInput.of("basis_file_id", "unknown_reference")


def _check_alone(ctx: Context, price: PriceVersion, project: Project) -> None:
    # The project's row is held so that two people cannot add overlapping prices at once.
    ctx.session.execute(select(Project.id).where(Project.id == project.id).with_for_update(key_share=True))
    others = ctx.session.scalars(
        select(PriceVersion).where(
            PriceVersion.project_id == project.id, PriceVersion.fee_item_id == price.fee_item_id
        )
    )
    if overlaps(price, [other for other in others if other is not price]):
        raise Conflict("price_overlaps", starts_on=price.starts_on.isoformat())
