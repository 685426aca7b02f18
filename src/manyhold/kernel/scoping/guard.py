"""The guard: no statement of a ScopedSession runs unless every scoped table in it is filtered.

It does not trust the shape of a statement. It adds the filters, compiles the statement once per structure, and
looks in the finished SQL: every SELECT that names a scoped table must itself carry that table's scope predicate.
What SQLAlchemy could not reach (a Core table, a class that stands only in WHERE, a piece of text) is thereby
refused. The verdict is a property of the structure and is remembered by the statement's cache key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from threading import Lock
from typing import Any

from sqlalchemy import ColumnElement, Dialect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapper
from sqlalchemy.orm.util import LoaderCriteriaOption
from sqlalchemy.sql import util as sql_util
from sqlalchemy.sql.visitors import ExtendedInternalTraversal, InternalTraversal

from manyhold.kernel.database import Base
from manyhold.kernel.scoping.mixins import (
    ActorScoped,
    GroupOrProjectScoped,
    GroupRoot,
    GroupScoped,
    ProjectScoped,
    Scoped,
)
from manyhold.kernel.scoping.scope import Scope, ScopeError, ScopeValues

VERDICTS_KEPT = 4096

_PROJECT_MARK = r"project_id IN ⟨__\[POSTCOMPILE_scope_projects"
_MARKS: tuple[tuple[type[Scoped], str], ...] = (
    (GroupOrProjectScoped, _PROJECT_MARK),
    (ProjectScoped, _PROJECT_MARK),
    (GroupScoped, r"group_id = :scope_group"),
    (ActorScoped, r"actor_id = :scope_actor"),
    (GroupRoot, r"id = :scope_group"),
)
_DIALECTS: dict[str, Dialect] = {
    "sqlite": sqlite.dialect(paramstyle="named"),
    "postgresql": postgresql.dialect(paramstyle="named"),
}
_INNERMOST = re.compile(r"\(([^()]*)\)")
_SELECT = re.compile(r"\bSELECT\b", re.IGNORECASE)
_SET_OPERATION = re.compile(r"\b(?:UNION|INTERSECT|EXCEPT)\b", re.IGNORECASE)
_INSERTED = re.compile(r"\AINSERT INTO \S+")
_passed: dict[Any, None] = {}
_remembering = Lock()


class ScopeCriteria(LoaderCriteriaOption):
    """One loader option that filters every scoped class in a statement, whatever road leads to it.

    SQLAlchemy's own option takes a criterion per class or a lambda; this one asks each class for its predicate
    and names the scope's parameters in its cache key, so that a cached statement is filled with the values of
    the session that runs it.
    """

    inherit_cache = False
    _traverse_internals = [  # noqa: RUF012 - the name and form are SQLAlchemy's
        ("shape", ExtendedInternalTraversal.dp_plain_obj),
        ("parameters", InternalTraversal.dp_clauseelement_list),
    ]

    def __init__(self, scope: Scope) -> None:
        self.root_entity = Scoped
        self.entity = None
        self.include_aliases = True
        self.propagate_to_loaders = True  # else joined eager loading would leave its tables unfiltered
        self.values = ScopeValues(scope)
        self.shape = self.values.shape
        self.parameters = list(self.values.parameters)

    def _all_mappers(self) -> Iterator[Mapper[Any]]:
        return (mapper for mapper in Base.registry.mappers if issubclass(mapper.class_, Scoped))

    def _resolve_where_criteria(self, ext_info: Any) -> ColumnElement[bool]:
        return sql_util._deep_annotate(
            ext_info.entity.visible(self.values),
            {"for_loader_criteria": self},
            detect_subquery_cols=True,
            ind_cols_on_fromclause=True,
        )


@lru_cache(maxsize=1024)
def criteria(scope: Scope) -> ScopeCriteria:
    """The option that filters for `scope`."""
    return ScopeCriteria(scope)


def screen(statement: Any, scope: Scope, dialect_name: str) -> Any:
    """`statement` filtered for `scope`; raises ScopeError when a scoped table in it stays unfiltered."""
    option = criteria(scope)
    filtered = statement if option in statement._with_options else statement.options(option)
    key = filtered._generate_cache_key()
    verdict = None if key is None else (dialect_name, key.key)
    if verdict is None or verdict not in _passed:
        verify(filtered, dialect_name)
        if verdict is not None:
            with _remembering:
                if len(_passed) >= VERDICTS_KEPT:
                    _passed.pop(next(iter(_passed)))
                _passed[verdict] = None
    return filtered


def verify(statement: Any, dialect_name: str) -> None:
    """Raise ScopeError unless every SELECT in it that names a scoped table carries that table's predicate.

    So must an UPDATE and a DELETE; what is inserted is checked by `kernel.bulk` itself.
    """
    sql = _INSERTED.sub("", str(statement.compile(dialect=_DIALECTS[dialect_name])))
    pattern, marks = _tables(len(Base.metadata.tables))
    for select in _selects(sql):
        for found in pattern.finditer(select):
            table = found["table"].lower()
            if table not in marks:
                raise ScopeError(f"{table} belongs to nobody: read it by SystemSession")
            name = found["alias"] or table
            if not re.search(rf'(?<![\w."])"?{name}"?\.{marks[table]}', select):
                raise ScopeError(f"{name} stands unfiltered; query its mapped class in every FROM: {sql}")


def _selects(sql: str) -> list[str]:
    """Each SELECT of `sql` without the ones inside it; the parentheses that stay in it are written ⟨⟩."""
    found: list[str] = []

    def cut(inner: re.Match[str]) -> str:
        if not _SELECT.search(inner[1]):
            return f"⟨{inner[1]}⟩"
        found.extend(_SET_OPERATION.split(inner[1]))
        return " … "

    while (shorter := _INNERMOST.sub(cut, sql)) != sql:
        sql = shorter
    if "(" in sql or ")" in sql:
        raise ScopeError(f"a statement whose parentheses do not match cannot be judged: {sql}")
    return [*found, *_SET_OPERATION.split(sql)]


@lru_cache(maxsize=8)
def _tables(_known: int) -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern for a table named as a whole (not `table.column`), and the mark of each scoped one's predicate.

    `_known` is the number of tables: a module that is loaded later makes the list anew.
    """
    marks = {
        mapper.local_table.name: next(mark for kind, mark in _MARKS if issubclass(mapper.class_, kind))  # pyright: ignore
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Scoped)
    }
    names = "|".join(sorted(map(re.escape, Base.metadata.tables), key=len, reverse=True))
    return re.compile(
        rf"""(?<![\w.:"'])"?(?P<table>{names})"?(?!["\w])(?!\s*\.)(?:\s+AS\s+"?(?P<alias>\w+)"?)?""",
        re.IGNORECASE,
    ), marks
