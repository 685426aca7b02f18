"""Money in whole fen: sharing it out without losing one, and writing it in capitals."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import cn2an

from manyhold.kernel import quantities
from manyhold.kernel.fixed import QuantityError


def largest_remainder(total: int, weights: Sequence[Decimal | int]) -> list[int]:
    """Share `total` whole units by weight so that the shares add up to it exactly (最大余数法).

    Each share is its exact value rounded down or up; the units left over go to the largest remainders, the
    first ones among equals. A negative total is shared like its opposite. `QuantityError` when a weight is
    negative or not finite, or when all are zero.
    """
    if any(not Decimal(weight).is_finite() or weight < 0 for weight in weights):
        raise QuantityError("a weight is negative or not a number")
    exact = [Fraction(weight) for weight in weights]
    whole = sum(exact)
    if whole == 0:
        raise QuantityError("no weight is above zero")
    numerators = [abs(total) * weight for weight in exact]
    shares = [int(numerator / whole) for numerator in numerators]
    remainders = [numerator % whole for numerator in numerators]
    left_over = abs(total) - sum(shares)
    for place in sorted(range(len(shares)), key=lambda place: -remainders[place])[:left_over]:
        shares[place] += 1
    return shares if total >= 0 else [-share for share in shares]


def rmb_capitals(amount_fen: int) -> str:
    """人民币大写 for receipts and cheques (支付结算办法, 附一): 12345 is 壹佰贰拾叁元肆角伍分.

    `QuantityError` from 10^16 yuan on, where the numerals end.
    """
    if abs(amount_fen) >= 10**18:
        raise QuantityError(f"{amount_fen} fen is more than can be written in capitals")
    return cn2an.an2cn(str(quantities.yuan(amount_fen)), "rmb")
