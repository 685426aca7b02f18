"""The house keeps its walls: who imports whom, where a session may cross groups, what a file's name promises.

Each exception stands in a list with its reason; an exception that is no longer needed fails too.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from manyhold import app as application
from manyhold.app import FOUNDATION
from manyhold.kernel.web.routes import PUBLIC, SIGNED_IN, Rule, UnitOfWorkRoute
from worlds.world import World

ROOT = Path(application.__file__).parent
DOORS = frozenset({"contract"})
"""What another module may import of a module."""
UPWARD = {
    "audit → identity": "whoever reads the trail sees names; what writes it stands below identity",
}
"""Imports against the foundation's order."""
SESSIONS = {
    "app.py": "looks up whether a job of the system itself has ended",
    "demo/groups.py": "founds the demonstration's groups, before there is a scope",
    "demo/install.py": "empties a database in which a demonstration was broken off",
    "demo/staff.py": "hires the demonstration's first people, before there is a scope",
    "foundation/access/closing.py": "which projects have left, from which scopes are made",
    "foundation/access/founding.py": "founds a group, before there is a scope",
    "foundation/access/resolver.py": "reads grants, from which scopes are made",
    "foundation/approvals/outside/line.py": "keeps every group's requests moving that are signed outside",
    "foundation/identity/authenticator.py": "finds out who asks, before there is a scope",
    "foundation/identity/clients/tokens.py": "finds out which program asks, before there is a scope",
    "foundation/identity/failures.py": "counts failed sign-ins, before there is a scope",
    "foundation/identity/passkeys/ceremony.py": "finds whose passkey signed, before there is a scope",
    "foundation/identity/passkeys/service.py": "begins a sign-in, before there is a scope",
    "foundation/identity/sign_in.py": "begins a sign-in, before there is a scope",
    "foundation/messaging/sending/climb.py": "climbs the ladders of every group's alerts",
    "foundation/messaging/sending/line.py": "keeps every group's messages moving",
    "foundation/messaging/sign_in/sender.py": "sends every group's codes for signing in",
    "foundation/messaging/sign_in/service.py": "begins a sign-in, before there is a scope",
    "foundation/messaging/sign_in/ways.py": "finds the ways to sign in, before there is a scope",
    "foundation/organisation/founding.py": "whether there is a group at all",
    "foundation/staff/devices/turns.py": "finds what a shared device's token opens, before there is a scope",
    "foundation/webhooks/line.py": "keeps the lines of every group's webhooks moving",
    "foundation/webhooks/service.py": "where the outbox ends, and whose webhook it is that failed",
    "modules/workorders/places/entry.py": "finds the place of a public code, before there is a scope",
    "operations/rotation.py": "seals everybody's values anew under a fresh key",
}
"""Files that cross groups by SystemSession."""
RAW = {
    "demo/install.py": "makes sure that no process has the file open that is replaced",
    "foundation/access/resolver.py": "counts up the version of the group's rights",
    "foundation/identity/authenticator.py": "one statement before every request, without a transaction",
    "operations/backup.py": "reads the database as a whole",
    "operations/doctor.py": "asks PostgreSQL for its roles",
    "operations/sqlite_copy.py": "copies a database that is in use",
}
"""Files that reach the database past the ORM."""
PAST_THE_ORM = {"exec_driver_sql", "_own_connection", "_closing_connection", "look_up"}
DRIVERS = {"sqlalchemy.text", "sqlalchemy.create_engine", "sqlite3", "psycopg"}
OPEN_ROUTES = {
    "/api/v1/openapi.json": "the document of the API",
    "/api/v1/stream": "signed in; it holds no transaction and judges each event",
    "/healthz": "for operators, says nothing of anybody",
    "/metrics": "for operators, says nothing of anybody",
    "/readyz": "for operators, says nothing of anybody",
    "/{path:path}": "the built screens",
}
"""Routes that are no units of work."""


@cache
def sources() -> dict[str, ast.Module]:
    """Every source file by its path below `manyhold`."""
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(ROOT.rglob("*.py"))
    }


def imported(tree: ast.AST) -> Iterator[str]:
    """Dotted names of what a file imports, `package.module` or `package.module.name`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{one.name}" for one in node.names)


def ours(tree: ast.AST) -> Iterator[tuple[str, ...]]:
    """The parts of the names that a file imports from `manyhold`, without it."""
    for name in imported(tree):
        parts = tuple(name.split("."))
        if parts[0] == "manyhold":
            yield parts[1:]


def users(*names: str) -> set[str]:
    """Files outside the kernel and the migrations that use one of these names."""
    return {
        path
        for path, tree in sources().items()
        if not path.startswith(("kernel/", "migrations/"))
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and node.id in names)
        or (isinstance(node, ast.Attribute) and node.attr in names)
    }


def test_a_module_enters_another_by_its_contract_and_needs_it() -> None:
    needs = {one.name: set(one.needs) for one in application.manifests()}
    faults = [
        f"{path} imports {'.'.join(parts)}"
        for path, tree in sources().items()
        if path.startswith("modules/")
        for parts in ours(tree)
        if parts[0] == "modules" and len(parts) > 1
        for own in [path.split("/")[1]]
        if parts[1] != own and (parts[2] not in DOORS or parts[1] not in needs[own])
    ]
    assert faults == []


def test_the_foundation_is_layered() -> None:
    place = {name: number for number, name in enumerate(FOUNDATION)}
    faults = {
        f"{path.split('/')[1]} → {parts[1]}"
        for path, tree in sources().items()
        if path.startswith("foundation/") and path.count("/") > 1
        for parts in ours(tree)
        if parts[0] == "foundation" and place[parts[1]] > place[path.split("/")[1]]
    }
    assert faults == UPWARD.keys()


def test_the_kernel_knows_nothing_above_it() -> None:
    faults = [
        path
        for path, tree in sources().items()
        if path.startswith("kernel/")
        for parts in ours(tree)
        if parts[0] != "kernel"
    ]
    assert faults == []


def test_sessions_cross_groups_in_the_listed_files_alone(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print("\nFiles that cross groups:", *(f"{path}: {why}" for path, why in SESSIONS.items()), sep="\n  ")
    assert users("SystemSession") == SESSIONS.keys()


def test_the_orm_is_passed_by_in_the_listed_files_alone() -> None:
    drivers = {
        path
        for path, tree in sources().items()
        if not path.startswith(("kernel/", "migrations/")) and DRIVERS.intersection(imported(tree))
    }
    assert drivers | users(*PAST_THE_ORM) == RAW.keys()


def test_imports_stand_at_the_top() -> None:
    late = {
        path
        for path, tree in sources().items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert late == set()


def test_no_cycle_is_hidden() -> None:
    hidden = [path for path, tree in sources().items() if "typing.TYPE_CHECKING" in set(imported(tree))]
    assert hidden == []


def test_packages_say_nothing() -> None:
    loud = [path for path in ROOT.rglob("__init__.py") if path.read_text(encoding="utf-8").strip()]
    assert loud == []


def test_a_contract_imports_types_alone() -> None:
    allowed = {"pydantic", "manyhold.kernel", *sys.stdlib_module_names}
    faults = [
        f"{path}: {name}"
        for path, tree in sources().items()
        if path.endswith("/contract.py")
        for name in imported(tree)
        if not (name.split(".")[0] in allowed or name.startswith(("manyhold.kernel.", _own(path))))
    ]
    assert faults == []


def _own(path: str) -> str:
    return "manyhold." + path.removesuffix("contract.py").replace("/", ".")


def test_rules_are_decided_without_a_database_or_a_request() -> None:
    faults = [
        f"{path}: {name}"
        for path, tree in sources().items()
        if path.endswith("/rules.py")
        for name in imported(tree)
        if name.split(".")[0] in {"sqlalchemy", "fastapi", "starlette"}
    ]
    assert faults == []


def test_every_route_declares_its_one_permission(shared_world: World) -> None:
    permissions = shared_world.runtime.registry.permissions
    undeclared: set[str] = set()
    for route in routes(shared_world.app.router):
        if isinstance(route, UnitOfWorkRoute):
            rule: Rule = route.endpoint.__manyhold_rule__  # pyright: ignore
            assert rule.permission in {PUBLIC, SIGNED_IN, *permissions}, route.path
        else:
            undeclared.add(route.path)
    assert undeclared == OPEN_ROUTES.keys()


def routes(router: Any) -> Iterator[Any]:
    """Every route, those of included routers too."""
    for one in router.routes:
        included = getattr(one, "original_router", None)
        yield from [one] if included is None else routes(included)
