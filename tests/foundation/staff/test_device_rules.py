"""Which PINs are too easy, and how long a device rests."""

from __future__ import annotations

from datetime import timedelta

import pytest

from manyhold.foundation.staff.devices.rules import pause, pin_fault


@pytest.mark.parametrize(
    "pin",
    [
        "0000",
        "1234",
        "9876",
        "7890",
        "2468",
        "1212",
        "1122",
        "1221",
        "2580",
        "1987",
        "2024",
        "123123",
        "112233",
        "147258",
    ],
)
def test_a_pin_that_many_choose_is_refused(pin: str) -> None:
    assert pin_fault(pin) == "pin_too_plain"


@pytest.mark.parametrize("pin", ["4827", "950132", "30718"])
def test_any_other_is_taken(pin: str) -> None:
    assert pin_fault(pin) is None


def test_nearly_all_pins_are_left() -> None:
    assert sum(pin_fault(f"{number:04d}") is None for number in range(10_000)) > 9_000


def test_a_device_rests_twice_as_long_each_time() -> None:
    rests = {failures: rest for failures in range(80) if (rest := pause(failures)) is not None}
    assert list(rests)[:3] == [20, 25, 30]
    assert [rests[one] for one in (20, 25, 30)] == [timedelta(minutes=one) for one in (15, 30, 60)]
    assert max(rests.values()) == timedelta(days=1)
