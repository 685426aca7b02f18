"""How a number is made of a pattern, and why no number comes twice.

A pattern is text with tokens in braces: codes of the document (`{project.code}`), its day (`{yyyyMMdd}`) and, last,
the running number with its least width (`{seq:4}`). What stands before the running number is its **run**: each
different text counts on its own, from 1, and whoever writes the same text counts on in the same run. A number is
therefore new as long as its run can be read off it; the rules below see to that, for all versions of a kind together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

LONGEST_PATTERN = 80
WIDEST = 9
DAYS = {
    "yyyyMMdd": "%Y%m%d",
    "yyMMdd": "%y%m%d",
    "yyyyMM": "%Y%m",
    "yyMM": "%y%m",
    "yyyy": "%Y",
    "yy": "%y",
    "MM": "%m",
    "dd": "%d",
}
"""Tokens of the day; each is as wide as its name."""
_PIECE = re.compile(r"\{([^{}]*)\}|([^{}]+)|([{}])")
_LITERAL = re.compile(r"[A-Za-z0-9_./#()\-\u4e00-\u9fff\u3014\u3015\uff08\uff09]+")
_SEQUENCE = re.compile(r"seq:([1-9])")
_DIGITS_AT_END = re.compile(r"[0-9]*\Z")
Kind = Literal["literal", "day", "code"]


class PatternError(ValueError):
    """What cannot be a pattern: `code` says why, `params` what of it."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(f"{code} {params}")
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the run: a text as it stands, a token of the day, or a token of the document."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that was understood. `fixed` is how many digits of the run stand right before the running number."""

    parts: tuple[Part, ...]
    width: int
    fixed: int

    @property
    def tokens(self) -> tuple[str, ...]:
        """The tokens of the document that it has."""
        return tuple(part.text for part in self.parts if part.kind == "code")

    @property
    def resets(self) -> Literal["day", "month", "year", "never"]:
        """How often its running number begins anew."""
        said = "".join(part.text for part in self.parts if part.kind == "day")
        return "day" if "dd" in said else "month" if "MM" in said else "year" if "yy" in said else "never"

    def run(self, values: Mapping[str, str], day: date) -> str:
        """What stands before the running number of a document with these codes on this day."""
        return "".join(_written(part, values, day) for part in self.parts)

    def number(self, run: str, sequence: int) -> str:
        """The number itself; it grows wider rather than begin again."""
        return f"{run}{sequence:0{self.width}d}"

    def split(self, number: str) -> tuple[str, int]:
        """The run and the running number that a number of this pattern is made of."""
        digits = _DIGITS_AT_END.search(number)
        begins = (digits.start() if digits else len(number)) + self.fixed
        return number[:begins], int(number[begins:])

    def length(self, longest: Mapping[str, int]) -> int:
        """How long its numbers can become, by how long each token of the document can be."""
        written = (longest[part.text] if part.kind == "code" else len(part.text) for part in self.parts)
        return sum(written) + WIDEST


@lru_cache(maxsize=512)
def parse(text: str, tokens: tuple[str, ...], required: tuple[str, ...] = ()) -> Pattern:
    """The pattern that a text spells, for a document with these tokens. Raises PatternError."""
    if len(text) > LONGEST_PATTERN:
        raise PatternError("pattern_too_long", most=LONGEST_PATTERN)
    parts, width = _pieces(text, tokens)
    if width is None:
        raise PatternError("pattern_seq_missing")
    if missing := [token for token in required if Part("code", token) not in parts]:
        raise PatternError("pattern_token_missing", token=f"{{{missing[0]}}}")
    _check_day(parts)
    return Pattern(tuple(parts), width, _fixed(parts))


def check_beside(new: Pattern, others: Iterable[tuple[str, Pattern]]) -> None:
    """Raise PatternError when a number of `new` could be one that another version of the kind gives out.

    Two patterns with as many digits before their running number read every number alike: they count in the same
    runs. With different ones their numbers must be told apart by how they begin, or by what stands before the digits.
    """
    for text, other in others:
        if new.fixed != other.fixed and not _apart(new.parts, other.parts):
            raise PatternError("pattern_may_repeat", other=text)


def _pieces(text: str, tokens: tuple[str, ...]) -> tuple[list[Part], int | None]:
    parts: list[Part] = []
    width: int | None = None
    for token, literal, brace in _PIECE.findall(text):
        if width is not None:
            raise PatternError("pattern_seq_not_last")
        if brace:
            raise PatternError("pattern_brace")
        if literal:
            if _LITERAL.fullmatch(literal) is None:
                raise PatternError("pattern_character", text=literal)
            parts.append(Part("literal", literal))
        elif sequence := _SEQUENCE.fullmatch(token):
            width = int(sequence[1])
        elif token in DAYS:
            parts.append(Part("day", token))
        elif token in tokens:
            parts.append(Part("code", token))
        else:
            raise PatternError("pattern_token_unknown", token=f"{{{token}}}")
    return parts, width


def _check_day(parts: Sequence[Part]) -> None:
    """A month without its year would run on in the next one, and a day without its month likewise."""
    said = "".join(part.text for part in parts if part.kind == "day")
    if ("MM" in said and "yy" not in said) or ("dd" in said and "MM" not in said):
        raise PatternError("pattern_day_incomplete")


def _fixed(parts: Sequence[Part]) -> int:
    """How many digits stand between the running number and the nearest character before it that is none."""
    fixed = 0
    for part in reversed(parts):
        if part.kind == "code":
            raise PatternError("pattern_code_touches", token=f"{{{part.text}}}")
        if part.kind == "day":
            fixed += len(part.text)
            continue
        kept = part.text.rstrip("0123456789")
        fixed += len(part.text) - len(kept)
        if kept:
            break
    return fixed


def _apart(one: Sequence[Part], other: Sequence[Part]) -> bool:
    """Whether no text of one pattern is one of the other's."""
    if (_ending(one) == "") != (_ending(other) == ""):
        return True  # digits alone, and digits after something else
    return _differ(_opening(one), _opening(other)) or _differ(_ending(one), _ending(other))


def _differ(one: str, other: str) -> bool:
    """Whether two beginnings exclude each other."""
    shorter = min(len(one), len(other))
    return one[:shorter] != other[:shorter]


def _opening(parts: Sequence[Part]) -> str:
    return parts[0].text if parts and parts[0].kind == "literal" else ""


def _ending(parts: Sequence[Part]) -> str:
    """The literal before the digits at the end, backwards."""
    last = next(
        (part.text for part in reversed(parts) if part.text.rstrip("0123456789") and part.kind != "day"), ""
    )
    return last.rstrip("0123456789")[::-1]


def _written(part: Part, values: Mapping[str, str], day: date) -> str:
    if part.kind == "literal":
        return part.text
    return values[part.text] if part.kind == "code" else day.strftime(DAYS[part.text])
