from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manyhold.kernel.fixed import QuantityError
from manyhold.kernel.money import largest_remainder, rmb_capitals

weights = st.lists(st.decimals(0, 10**6, places=3) | st.integers(0, 10**6), min_size=1).filter(any)


def test_the_trades_own_shares():
    assert largest_remainder(10000, [1, 1, 1]) == [3334, 3333, 3333]
    areas = [Decimal("89.37"), Decimal("120.55"), Decimal("64.20")]
    assert largest_remainder(100000, areas) == [32603, 43977, 23420]


@given(total=st.integers(-(10**14), 10**14), weights=weights)
def test_shares_add_up_and_stay_within_one_of_exact(total, weights):
    shares = largest_remainder(total, weights)
    whole = sum(map(Decimal, weights))
    assert sum(shares) == total
    assert largest_remainder(-total, weights) == [-share for share in shares]
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share * whole - total * weight) < whole
        assert weight or not share


@given(total=st.integers(0, 10**6), weights=weights)
def test_a_larger_weight_never_gets_less(total, weights):
    by_weight = sorted(zip(weights, largest_remainder(total, weights), strict=True), key=lambda pair: pair[0])
    for (light, less), (heavy, more) in pairwise(by_weight):
        assert less <= more or light == heavy


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [Decimal("NaN")], [Decimal("Infinity")]])
def test_weights_that_share_nothing_are_refused(weights):
    with pytest.raises(QuantityError):
        largest_remainder(100, weights)


@pytest.mark.parametrize(
    ("amount_fen", "capitals"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (10000, "壹佰元整"),
        (12345, "壹佰贰拾叁元肆角伍分"),
        (100500, "壹仟零伍元整"),
        (10**10 + 1, "壹亿元零壹分"),
        (-320, "负叁元贰角"),
    ],
)
def test_capitals(amount_fen, capitals):
    assert rmb_capitals(amount_fen) == capitals


def test_capitals_end_somewhere():
    assert rmb_capitals(10**18 - 1).startswith("玖仟")
    with pytest.raises(QuantityError):
        rmb_capitals(10**18)
    with pytest.raises(QuantityError):
        rmb_capitals(1.5)
