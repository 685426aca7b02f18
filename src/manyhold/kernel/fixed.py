"""`Fixed` and `Fen`: the column types of exact quantities and money.

A quantity of scale n is a whole number of 10^-n units in a BIGINT column and a `Decimal` in Python. Money is
whole fen (分) in the column and in Python, as in the API's `amount_fen` fields; inside SQL expressions it is
a quantity of scale 2, in yuan.

+, - and comparisons work between quantities of one scale; all else is refused with `QuantityError` when the
statement is built, or when it is compiled where a quantity has no say in the building: right of another
column, in CASE and in COALESCE. `quantities` holds the arithmetic.
"""

from collections.abc import Collection, Sequence
from decimal import Context, Decimal, Inexact
from typing import Any, cast

from sqlalchemy import BigInteger, ColumnElement, Dialect, SelectBase
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import coercions, operators, roles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BinaryExpression, BindParameter, Case, ClauseElement, Null
from sqlalchemy.sql.functions import coalesce as sql_coalesce
from sqlalchemy.types import NullType, TypeDecorator

from manyhold.kernel.exact_sql import MAX_DIGITS, MAX_INTEGER, Sum

EXACT = Context(prec=80, traps=[Inexact])

_ORDERINGS: set[Any] = {
    operators.eq,
    operators.ne,
    operators.lt,
    operators.le,
    operators.gt,
    operators.ge,
    operators.is_distinct_from,
    operators.is_not_distinct_from,
}
_COMPARISONS: set[Any] = {
    *_ORDERINGS,
    operators.between_op,
    operators.not_between_op,
    operators.in_op,
    operators.not_in_op,
}
_MEETINGS: set[Any] = {
    *_ORDERINGS,
    operators.add,
    operators.sub,
    operators.mul,
    operators.truediv,
    operators.floordiv,
    operators.mod,
}
_PLAIN: set[Any] = {
    operators.neg,
    operators.is_,
    operators.is_not,
    operators.distinct_op,
    operators.asc_op,
    operators.desc_op,
    operators.nulls_first_op,
    operators.nulls_last_op,
}


class QuantityError(DontWrapMixin, TypeError):
    """A quantity was mixed with something else, or a value does not fit its scale or 64 bits."""


class Fixed(TypeDecorator[Any]):
    """A quantity of `scale` decimal places: `Decimal` in Python, a scaled BIGINT in the database.

    Binding refuses floats, integers, NaN, infinities, digits beyond the scale and what passes 64 bits.
    """

    impl = BigInteger
    cache_ok = True

    class Comparator(TypeDecorator.Comparator[Any]):
        def operate(self, op: Any, *other: Any, **kwargs: Any) -> ColumnElement[Any]:
            if op in {operators.add, operators.sub}:
                return _sum("+-"[op is operators.sub], self.expr, self._term(other[0], op))
            if op in _COMPARISONS:
                for value in other:
                    require_same(self._quantity, value)
            elif op not in _PLAIN:
                raise QuantityError(f"{_name(op)} is not for quantities: use quantities.multiply or divide")
            return super().operate(op, *other, **kwargs)

        def reverse_operate(self, op: Any, other: Any, **kwargs: Any) -> ColumnElement[Any]:
            if op not in {operators.add, operators.sub}:
                raise QuantityError(f"{_name(op)} is not for quantities: use quantities.multiply or divide")
            return _sum("+-"[op is operators.sub], self._term(other, op), self.expr)

        @property
        def _quantity(self) -> "Fixed":
            return cast(Fixed, self.expr.type)

        def _term(self, value: Any, op: Any) -> ColumnElement[Any]:
            require_same(self._quantity, value)
            return coercions.expect(roles.BinaryElementRole, value, expr=self.expr, operator=op)

    comparator_factory = Comparator  # pyright: ignore[reportAssignmentType]

    def __init__(self, scale: int) -> None:
        if not 0 <= scale <= MAX_DIGITS:
            raise QuantityError(f"scale {scale} is not between 0 and {MAX_DIGITS}")
        super().__init__()
        self.scale = scale

    def to_integer(self, value: Any) -> int:
        """The whole number that stands for `value` in the database; `QuantityError` when there is none."""
        if not isinstance(value, Decimal):
            raise QuantityError(f"{value!r} is not a Decimal")
        return scaled(value, self.scale)

    def from_integer(self, number: int) -> Any:
        """The value that the whole number `number` stands for."""
        return EXACT.scaleb(Decimal(number), -self.scale)

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        return None if value is None else self.to_integer(value)

    def bind_processor(self, dialect: Dialect) -> Any:
        # Both drivers take whole numbers as they are; one call a value, because an import has many thousands.
        return self._integer_or_none

    def _integer_or_none(self, value: Any) -> int | None:
        return None if value is None else self.to_integer(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        if value is None:
            return None
        number = int(value) if isinstance(value, int | Decimal) else None  # SUM(bigint) is NUMERIC elsewhere
        if number is None or number != value:
            raise QuantityError(f"the database holds {value!r} where a whole number belongs")
        return self.from_integer(number)

    def __repr__(self) -> str:
        return f"Fixed({self.scale})"


class Fen(Fixed):
    """Money: whole fen (分), an `int` in Python and in the column; scale 2, in yuan, in SQL arithmetic."""

    cache_ok = True

    def __init__(self) -> None:
        super().__init__(2)

    def to_integer(self, value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise QuantityError(f"{value!r} is not a whole number of fen")
        return fitting(value)

    def from_integer(self, number: int) -> Any:
        return number

    def __repr__(self) -> str:
        return "Fen()"


def unwrapped(value: Any) -> Any:
    return value.__clause_element__() if hasattr(value, "__clause_element__") else value


def scale_of(element: Any) -> int | None:
    kind = getattr(element, "type", None)  # a row of columns has no type
    return kind.scale if isinstance(kind, Fixed) else None


def is_untyped(element: Any) -> bool:
    return isinstance(element, Null) or (
        isinstance(element, BindParameter) and isinstance(element.type, NullType)
    )


def quantity_of(element: Any) -> Fixed:
    if isinstance(element, ClauseElement) and isinstance(getattr(element, "type", None), Fixed):
        return cast(Any, element).type
    raise QuantityError(f"{element!r} is not a quantity")


def require_same(quantity: Fixed, value: Any) -> None:
    element = unwrapped(value)
    if element is None:
        return
    if isinstance(element, list | tuple | set | frozenset):
        for item in cast(Collection[Any], element):
            require_same(quantity, item)
    elif isinstance(element, SelectBase):
        for column in element.selected_columns:
            require_same(quantity, column)
    elif not isinstance(element, ClauseElement):
        quantity.to_integer(element)
    elif not is_untyped(element) and quantity_of(element).scale != quantity.scale:
        raise QuantityError(f"{element!r} is {quantity_of(element)!r} and not {quantity!r}: rescale it first")


def _sum(sign: str, left: ColumnElement[Any], right: ColumnElement[Any]) -> Sum:
    terms, signs = (list(left.clauses), left.signs) if isinstance(left, Sum) else ([left], "+")
    return Sum(left.type, [*terms, right], signs + sign)


def scaled(value: Decimal, scale: int) -> int:
    if not value.is_finite():
        raise QuantityError(f"{value} is not a number")
    if value.adjusted() > MAX_DIGITS:  # before scaleb: 1E+999999999 would fill the memory
        raise QuantityError(f"{value} does not fit 64 bits")
    shifted = EXACT.scaleb(value, scale)
    number = int(shifted)
    if number != shifted:
        raise QuantityError(f"{value} has more than {scale} decimal places")
    return fitting(number)


def fitting(number: int) -> int:
    if abs(number) > MAX_INTEGER:
        raise QuantityError(f"{number} does not fit 64 bits")
    return number


def _name(op: Any) -> str:
    return getattr(op, "__name__", repr(op))


def _require_one_scale(place: str, elements: Sequence[ColumnElement[Any]]) -> None:
    """A bare number beside a quantity would reach the database unscaled."""
    scales = {scale_of(element) for element in elements if not is_untyped(element)}
    if len(scales) > 1:
        raise QuantityError(f"{place} mixes scales: rescale a quantity, write literal(value, Fixed(scale))")


@compiles(BinaryExpression)
def _binary(element: BinaryExpression[Any], compiler: SQLCompiler, **kw: Any) -> str:
    if element.operator in _MEETINGS:
        _require_one_scale(_name(element.operator), [element.left, element.right])
    return compiler.visit_binary(element, **kw)


@compiles(Case)
def _case(element: Case[Any], compiler: SQLCompiler, **kw: Any) -> str:
    results = [result for _, result in element.whens]
    _require_one_scale("CASE", results if element.else_ is None else [*results, element.else_])
    return compiler.visit_case(element, **kw)


@compiles(sql_coalesce)
def _coalesce(element: sql_coalesce[Any], compiler: SQLCompiler, **kw: Any) -> str:
    _require_one_scale("COALESCE", list(element.clauses))
    return compiler.visit_function(element, **kw)
