"""What a value of an own field may be, how it is stored, and how it is shown again: pure, and exact both ways."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, NamedTuple, get_args

from manyhold.kernel.modules import Sensitivity
from manyhold.kernel.own_fields import LONGEST_BODY, LONGEST_TEXT

OwnType = Literal["text", "long_text", "number", "money", "date", "yes_no", "choice", "choices"]
TYPES: tuple[OwnType, ...] = get_args(OwnType)
LONGEST_CODE, LONGEST_WORD, LONGEST_MEANING, LONGEST_UNIT = 20, 40, 200, 10
MOST_DECIMALS = 6
MOST_CHOSEN = 20
LARGEST = Decimal(10) ** 12
"""With six decimals still far below 2^63."""
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
PERSONAL: frozenset[Sensitivity] = frozenset({"personal", "sensitive"})
SEALABLE: frozenset[OwnType] = frozenset({"text", "long_text", "date"})
"""What may be personal: the others would be worth nothing sealed, for nobody could seek by them."""
SOUGHT: frozenset[OwnType] = frozenset(TYPES) - {"long_text"}
EMPTY = "!"
"""The filter of a field that is not filled in."""
BETWEEN = ".."

Value = str | bool | int | list[str] | None


class OwnFault(ValueError):
    """A value that the field cannot have."""

    def __init__(self, code: str, /, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class Stored(NamedTuple):
    """A value as columns hold it."""

    whole: int | None = None
    text: str | None = None
    body: str | None = None


@dataclass(frozen=True, slots=True)
class OwnField:
    """A field as a group or a project has it. `choices` maps the codes of a choice to whether each is still offered."""

    id: int
    object: str
    code: str
    type: OwnType
    decimals: int = 0
    sensitivity: Sensitivity = "internal"
    is_required: bool = False
    is_archived: bool = False
    project_id: int | None = None
    project_kinds: frozenset[str] = frozenset()
    subject_kinds: frozenset[str] = frozenset()
    choices: Mapping[str, bool] = field(default_factory=dict[str, bool])

    @property
    def is_sealed(self) -> bool:
        return self.sensitivity in PERSONAL

    def is_of(self, kind: str) -> bool:
        """Whether rows of this kind have it."""
        return not self.subject_kinds or kind in self.subject_kinds

    def holds_in(self, project_id: int, kind: str) -> bool:
        """Whether it holds in a project of this kind."""
        if self.project_id is not None:
            return self.project_id == project_id
        return not self.project_kinds or kind in self.project_kinds


def read(one: OwnField, value: Any) -> list[Stored]:
    """The value as it is stored; nothing for an empty one. Raises OwnFault."""
    if value is None or value == [] or (isinstance(value, str) and not value.strip()):
        return []
    return _READERS[one.type](one, value)


def withdrawn(one: OwnField, stored: Sequence[Stored], before: Sequence[Stored]) -> str | None:
    """A choice that is offered no more and was not chosen before; what was chosen then may stay."""
    if one.type not in ("choice", "choices"):
        return None
    kept = {each.text for each in before}
    texts = (each.text or "" for each in stored if each.text not in kept)
    return next((text for text in texts if not one.choices.get(text, False)), None)


def show(one: OwnField, stored: Sequence[Stored]) -> Value:
    """The stored value as the API shows it; None when there is none."""
    if not stored:
        return None
    if one.type == "choices":
        return [str(each.text) for each in stored]
    [only] = stored
    match one.type:
        case "text" | "choice":
            return only.text
        case "long_text":
            return only.body
        case "number":
            return str(Decimal(only.whole or 0).scaleb(-one.decimals))
        case "money":
            return only.whole
        case "date":
            return date.fromordinal(only.whole or 1).isoformat()
        case "yes_no":
            return bool(only.whole)


def bounds(one: OwnField, asked: str) -> tuple[int | None, int | None]:
    """What `2..5`, `2..`, `..5` or `3` mean as stored wholes. Raises OwnFault."""
    if one.type == "yes_no":
        if asked not in ("true", "false"):
            raise OwnFault("own_not_yes_no")
        return int(asked == "true"), int(asked == "true")
    low, between, high = asked.partition(BETWEEN)
    ends = [_whole(one, low), _whole(one, high if between else low)]
    if ends == [None, None]:
        raise OwnFault("own_filter", value=asked[:40])
    return ends[0], ends[1]


def _whole(one: OwnField, text: str) -> int | None:
    if one.type == "money" and text.strip():
        # People ask in yuan; the column holds fen.
        return int(_decimal(text, 2).scaleb(2))
    stored = read(one, text)
    return stored[0].whole if stored else None


def _text(one: OwnField, value: Any) -> list[Stored]:
    longest = LONGEST_TEXT if one.type == "text" else LONGEST_BODY
    if not isinstance(value, str):
        raise OwnFault("own_not_text")
    text = value.strip()
    if len(text) > longest:
        raise OwnFault("own_too_long", most=longest)
    return [Stored(text=text)] if one.type == "text" else [Stored(body=text)]


def _number(one: OwnField, value: Any) -> list[Stored]:
    return [Stored(int(_decimal(value, one.decimals).scaleb(one.decimals)))]


def _decimal(value: Any, decimals: int) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise OwnFault("own_not_number")
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise OwnFault("own_not_number") from None
    if not number.is_finite():
        raise OwnFault("own_not_number")
    if abs(number) >= LARGEST:
        raise OwnFault("own_out_of_range")
    rounded = round(number, decimals)
    if rounded != number:
        raise OwnFault("own_decimals", most=decimals)
    return rounded


def _money(_: OwnField, value: Any) -> list[Stored]:
    if isinstance(value, bool) or not isinstance(value, int):
        raise OwnFault("own_not_fen")
    if abs(value) >= LARGEST:
        raise OwnFault("own_out_of_range")
    return [Stored(value)]


def _date(_: OwnField, value: Any) -> list[Stored]:
    try:
        day = value if isinstance(value, date) else date.fromisoformat(value.strip())
    except (AttributeError, ValueError):
        raise OwnFault("own_not_date") from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise OwnFault("own_out_of_range")
    return [Stored(day.toordinal())]


def _yes_no(_: OwnField, value: Any) -> list[Stored]:
    if not isinstance(value, bool):
        raise OwnFault("own_not_yes_no")
    return [Stored(int(value))]


def _choice(one: OwnField, value: Any) -> list[Stored]:
    if not isinstance(value, str) or value not in one.choices:
        raise OwnFault("own_not_offered", value=str(value)[:40])
    return [Stored(text=value)]


def _choices(one: OwnField, value: Any) -> list[Stored]:
    if not isinstance(value, Iterable) or isinstance(value, str):
        raise OwnFault("own_not_list")
    chosen = [str(each) for each in value]
    if len(chosen) > MOST_CHOSEN:
        raise OwnFault("own_too_many", most=MOST_CHOSEN)
    for each in chosen:
        _choice(one, each)
    order = {code: place for place, code in enumerate(one.choices)}
    return [Stored(text=each) for each in sorted(set(chosen), key=lambda code: order[code])]


_READERS: Mapping[OwnType, Callable[[OwnField, Any], list[Stored]]] = {
    "text": _text,
    "long_text": _text,
    "number": _number,
    "money": _money,
    "date": _date,
    "yes_no": _yes_no,
    "choice": _choice,
    "choices": _choices,
}
