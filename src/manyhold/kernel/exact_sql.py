"""Integer arithmetic that is exact or raises, as SQL for both engines.

PostgreSQL raises by itself when a BIGINT overflows and computes products in NUMERIC. SQLite turns an
integer overflow into a REAL and a division by zero into NULL, silently; here each result is guarded and the
guard ends the statement with an error. All of it is plain SQL: no Python is called for a row.

The operands are scaled integers; what they mean is the business of `quantities`, the only caller.
"""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP
from typing import Any, ClassVar

from sqlalchemy import ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import TypeEngine

MAX_INTEGER = 2**63 - 1
MAX_DIGITS = 18  # 10**18 is the largest power of ten that a BIGINT holds

# Doubling a remainder below this limit stays inside a BIGINT, so a larger divisor is refused on SQLite.
_MAX_DIVISOR = 2**62


class _Exact(FunctionElement[Any]):
    """A function of scaled integers; its constants are part of the cache key."""

    inherit_cache = True
    _traverse_internals: ClassVar[list[tuple[str, InternalTraversal]]] = [
        *FunctionElement._traverse_internals,
        ("constants", InternalTraversal.dp_plain_obj),
        ("type", InternalTraversal.dp_type),
    ]

    def __init__(
        self, type_: TypeEngine[Any], terms: Sequence[ColumnElement[Any]], *constants: str | int
    ) -> None:
        super().__init__(*terms)
        self.type = type_
        self.constants = constants


class Sum(_Exact):
    """a + b - c …, flat, so that the guard on SQLite stays linear in the number of terms."""

    inherit_cache = True

    def __init__(self, type_: TypeEngine[Any], terms: Sequence[ColumnElement[Any]], signs: str) -> None:
        super().__init__(type_, terms, signs)
        self.signs = signs


class Quotient(_Exact):
    """The product of the factors, times 10 ** shift, over the divisor if there is one, rounded."""

    inherit_cache = True

    def __init__(
        self,
        type_: TypeEngine[Any],
        factors: Sequence[ColumnElement[Any]],
        divisor: ColumnElement[Any] | None,
        *,
        shift: int,
        rounding: str,
    ) -> None:
        self.divided = divisor is not None
        super().__init__(
            type_, factors if divisor is None else [*factors, divisor], self.divided, shift, rounding
        )
        self.shift = shift
        self.rounding = rounding


class Total(_Exact):
    """SUM over rows as a BIGINT, zero over no rows; a second argument says which rows count."""

    inherit_cache = True


class Extreme(_Exact):
    """`least` or `greatest` of several, NULL when one of them is NULL, on both engines."""

    inherit_cache = True

    def __init__(self, type_: TypeEngine[Any], terms: Sequence[ColumnElement[Any]], which: str) -> None:
        super().__init__(type_, terms, which)
        self.which = which


def _operands(element: FunctionElement[Any], compiler: SQLCompiler, kw: dict[str, Any]) -> list[str]:
    return [_operand(clause, compiler, kw) for clause in element.clauses]


def _operand(clause: ColumnElement[Any], compiler: SQLCompiler, kw: dict[str, Any]) -> str:
    text = compiler.process(clause, **kw)
    plain = clause.__visit_name__ == "column" or isinstance(clause, BindParameter | _Exact)
    return text if plain else f"({text})"


def _raise(what: str) -> str:
    """An expression that ends an SQLite statement with an error that shows `what`."""
    return f"json_extract('{{}}', 'quantity: {what}')"


def _signed(signs: str, terms: list[str]) -> str:
    head, *rest = [f"{sign} {term}" for sign, term in zip(signs, terms, strict=True)]
    return " ".join([head.removeprefix("+ "), *rest])


@compiles(Sum)
def _sum(element: Sum, compiler: SQLCompiler, **kw: Any) -> str:
    return f"({_signed(element.signs, _operands(element, compiler, kw))})"


@compiles(Sum, "sqlite")
def _sum_sqlite(element: Sum, compiler: SQLCompiler, **kw: Any) -> str:
    terms = _signed(element.signs, _operands(element, compiler, kw))
    return f"CASE typeof({terms}) WHEN 'real' THEN {_raise('overflow')} ELSE {terms} END"


@compiles(Total)
def _total(element: Total, compiler: SQLCompiler, **kw: Any) -> str:
    return f"CAST({_total_sqlite(element, compiler, **kw)} AS BIGINT)"


@compiles(Total, "sqlite")
def _total_sqlite(element: Total, compiler: SQLCompiler, **kw: Any) -> str:
    term, *where = [compiler.process(clause, **kw) for clause in element.clauses]
    only = f" FILTER (WHERE {where[0]})" if where else ""
    return f"coalesce(sum({term}){only}, 0)"  # SQLite's sum() of integers raises on overflow by itself


@compiles(Extreme)
def _extreme(element: Extreme, compiler: SQLCompiler, **kw: Any) -> str:
    terms = _operands(element, compiler, kw)
    unknown = " OR ".join(f"{term} IS NULL" for term in terms)
    return f"CASE WHEN {unknown} THEN NULL ELSE {element.which}({', '.join(terms)}) END"


@compiles(Extreme, "sqlite")
def _extreme_sqlite(element: Extreme, compiler: SQLCompiler, **kw: Any) -> str:
    name = {"least": "min", "greatest": "max"}[element.which]
    return f"{name}({', '.join(_operands(element, compiler, kw))})"


@compiles(Quotient)
def _quotient(element: Quotient, compiler: SQLCompiler, **kw: Any) -> str:
    above, below = _fraction(element, _operands(element, compiler, kw), "CAST({} AS NUMERIC)")
    if below == "1":
        return f"CAST({above} AS BIGINT)"
    quotient, rest = f"div({above}, {below})", f"mod({above}, {below})"
    half, parity = f"div({rest} * 2, {below})", f"mod({quotient}, 2)"
    return f"CAST({quotient} + {_away(element.rounding, rest, below, half=half, parity=parity)} AS BIGINT)"


@compiles(Quotient, "sqlite")
def _quotient_sqlite(element: Quotient, compiler: SQLCompiler, **kw: Any) -> str:
    above, below = _fraction(element, _operands(element, compiler, kw), "{}")
    result, overflow = above, _raise("overflow")
    if below != "1":
        quotient, rest = f"{above} / {below}", f"{above} % {below}"
        half, parity = f"{rest} * 2 / {below}", f"{quotient} % 2"
        result = f"{quotient} + {_away(element.rounding, rest, below, half=half, parity=parity)}"
    if not element.divided:
        return f"CASE typeof({above}) WHEN 'integer' THEN {result} WHEN 'null' THEN NULL ELSE {overflow} END"
    return (
        f"CASE WHEN typeof({above}) = 'integer' AND {above} >= -{MAX_INTEGER} AND typeof({below}) = 'integer'"
        f" AND {below} BETWEEN -{_MAX_DIVISOR} AND {_MAX_DIVISOR} AND {below} <> 0 THEN {result}"
        f" WHEN {above} IS NULL OR {below} IS NULL THEN NULL"
        f" WHEN {below} = 0 THEN {_raise('division by zero')} ELSE {overflow} END"
    )


def _fraction(element: Quotient, operands: list[str], as_number: str) -> tuple[str, str]:
    power = [str(10 ** abs(element.shift))] if element.shift else []
    above = operands[:-1] if element.divided else operands
    below = operands[-1:] if element.divided else []
    above, below = (above + power, below) if element.shift > 0 else (above, below + power)
    return _product(above, as_number), _product(below, as_number)


def _product(factors: list[str], as_number: str) -> str:
    numbers = [as_number.format(factor) for factor in factors]
    return f"({' * '.join(numbers)})" if len(numbers) > 1 else "".join(numbers) or "1"


def _away(rounding: str, rest: str, below: str, *, half: str, parity: str) -> str:
    """What to add to a truncated quotient: 0, or 1 away from zero.

    Both engines truncate and give the rest the sign of the dividend, so negative numbers need no cases.
    `half`, the doubled rest over the divisor, is 0 below one half and 1 or -1 from there on; `parity` is the
    quotient's own -1, 0 or 1, which makes an odd quotient even when the rest is a tie.
    """
    if rounding == ROUND_DOWN:
        return "0"
    if rounding == ROUND_UP:
        return f"sign({rest}) * sign({below})"
    if rounding == ROUND_HALF_EVEN:
        return f"CASE WHEN abs({rest}) * 2 = abs({below}) THEN {parity} ELSE {half} END"
    if rounding == ROUND_HALF_UP:
        return half
    raise ValueError(rounding)
