"""Floor labels and their order: 18, 3A, B1, G, M; and the floor that a room number tells."""

import re
from functools import lru_cache

HIGHEST = 200  # the tallest building of the world has 163 floors
DEEPEST = 20

_NAMED = {"G": 0, "UG": 0, "LG": -1, "M": 1}
_WORDS = {
    "地下室": "B1",
    "地下": "B1",
    "地库": "B1",
    "负层": "B1",
    "夹层": "M",
    "底层": "1",
    "首层": "1",
    "地面": "1",
}
_ABOVE = re.compile(r"(\d{1,3})([A-Z]?)")
_BELOW = re.compile(r"(?:负|地下|-|B-?|-B)(\d{1,2})")
_SUFFIX = re.compile(r"(?<=[\dA-Z])(?:层|楼|F)$")
_ROOM_ABOVE = re.compile(r"[A-Z]?(\d{1,2})(\d{2})[A-Z]?")
_ROOM_LETTERED = re.compile(r"(\d{1,2}[AB])(\d{2})")
_ROOM_BELOW = re.compile(r"B(\d)(\d{2,3})")
_ROOM_NAMED = re.compile(r"([GM])(\d{2,3})")


@lru_cache(maxsize=4096)
def floor_label(text: str) -> str | None:
    """Return the canonical label (18, 3A, B1, G, M) of folded upper-case text; None if it names no floor."""
    text = _WORDS.get(text, text)
    if text not in _NAMED:
        text = _SUFFIX.sub("", text)
    if text in _NAMED:
        return text
    if below := _BELOW.fullmatch(text):
        depth = int(below[1])
        return f"B{depth}" if 1 <= depth <= DEEPEST else None
    if above := _ABOVE.fullmatch(text):
        number = int(above[1])
        return f"{number}{above[2]}" if 1 <= number <= HIGHEST else None
    return None


@lru_cache(maxsize=4096)
def floor_index(label: str) -> int:
    """Return the sortable position of a canonical floor label, negative below ground.

    A lettered floor stands for the shunned number beside it (with a 4 in it, or 13): 3A is the 4th floor,
    12A the 13th, 12B the 14th; 15A the 14th, for 16 is not shunned. G sorts below 1; a mezzanine M shares 1.

    Raises:
        ValueError: the label is not canonical.
    """
    if label in _NAMED:
        return _NAMED[label]
    if label.startswith("B"):
        return -int(label[1:])
    match = _ABOVE.fullmatch(label)
    if match is None:
        raise ValueError(label)
    number, letter = int(match[1]), match[2]
    if not letter:
        return number
    following = number + ord(letter) - ord("A") + 1
    if _shunned(following):
        return following
    return number - 1 if _shunned(number - 1) else number


def _shunned(number: int) -> bool:
    return number == 13 or "4" in str(number)


@lru_cache(maxsize=16384)
def floor_of_room(room: str) -> str | None:
    """Return the floor that a room number tells: 1803 → 18, 0305 → 3, 12A01 → 12A, B105 → B1; else None."""
    if lettered := _ROOM_LETTERED.fullmatch(room):
        label = lettered[1]
    elif below := _ROOM_BELOW.fullmatch(room):
        label = f"B{below[1]}"
    elif named := _ROOM_NAMED.fullmatch(room):
        label = named[1]
    elif above := _ROOM_ABOVE.fullmatch(room):
        label = str(int(above[1]))
    else:
        return None
    return floor_label(label)
