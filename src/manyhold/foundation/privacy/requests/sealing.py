"""What an applicant said and left: sealed where it is kept."""

from __future__ import annotations

from manyhold.foundation.privacy.requests.models import PersonRequest
from manyhold.kernel import masking
from manyhold.kernel.context import Context

_PLACE = "privacy_request"


def sealed(ctx: Context, request_id: int, column: str, text: str) -> bytes | None:
    """`text` for one column of one request; None for an empty one."""
    return ctx.runtime.keys.seal(f"{_PLACE}.{column}", request_id, text) if text else None


def opened(ctx: Context, row: PersonRequest, column: str) -> str:
    """What stands in a sealed column; empty when nothing does."""
    kept: bytes | None = getattr(row, column)
    return ctx.runtime.keys.open(f"{_PLACE}.{column}", row.id, kept) if kept else ""


def masked_applicant(ctx: Context, row: PersonRequest) -> str:
    """The applicant's name as lists show it."""
    return masking.name(opened(ctx, row, "applicant_sealed"))
