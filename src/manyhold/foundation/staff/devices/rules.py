"""Which PINs are too easy, and how long a device rests at which they were guessed."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

FAILURES_ALLOWED = 20
"""Wrong PINs of all people at one device within a day; somebody who mistypes now and then stays far below."""
FAILURES_COUNT_FOR = timedelta(days=1)
FAILURES_PER_PAUSE = 5
FIRST_PAUSE = timedelta(minutes=15)
LONGEST_PAUSE = timedelta(days=1)
CUSTOMARY = frozenset(
    {
        *(
            "1004",
            "1314",
            "1342",
            "1357",
            "1379",
            "1397",
            "1470",
            "2468",
            "2580",
            "3690",
            "4201",
            "5200",
            "5201",
        ),
        *(
            "5683",
            "6379",
            "7410",
            "7531",
            "8520",
            "8642",
            "8761",
            "9630",
            "9731",
            "0147",
            "0258",
            "0369",
            "0852",
        ),
        *("123321", "123654", "131420", "135790", "142536", "147258", "147369", "147852", "159357", "159753"),
        *("246810", "258369", "321654", "369258", "456852", "520131", "741852", "789456", "852456", "963852"),
        *("987412", "13145", "52013", "14789", "15937", "25800"),
    }
)
"""Beside what a rule tells: columns and patterns of the keypad, and numbers that sound like a wish."""


def pin_fault(pin: str) -> str | None:
    """The code of what is wrong with a new PIN of four to six digits, or None."""
    too_plain = _is_a_run(pin) or _repeats(pin) or _is_a_year(pin) or pin in CUSTOMARY
    return "pin_too_plain" if too_plain else None


def pause(failures: int) -> timedelta | None:
    """How long a device rests after its nth wrong PIN within a day, twice as long each time; None for no rest."""
    beyond = failures - FAILURES_ALLOWED
    if beyond < 0 or beyond % FAILURES_PER_PAUSE:
        return None
    return min(FIRST_PAUSE * 2 ** (beyond // FAILURES_PER_PAUSE), LONGEST_PAUSE)


def _is_a_run(pin: str) -> bool:
    """1111, 1234, 4321, 2468; over the end too: 7890."""
    return len({(int(after) - int(before)) % 10 for before, after in pairwise(pin)}) == 1


def _repeats(pin: str) -> bool:
    """1212, 123123, 1122, 112233, 1221."""
    halves = any(pin == pin[:part] * (len(pin) // part) for part in (2, 3))
    doubles = len(pin) % 2 == 0 and pin[::2] == pin[1::2]
    return halves or doubles or pin == pin[::-1]


def _is_a_year(pin: str) -> bool:
    return len(pin) == 4 and pin[:2] in ("19", "20")
