"""`./test`: every check and every test, or the quick ones alone."""

import argparse
import os
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from machine import chromium, memory, postgresql, product
from machine.places import PYTHON, ROOT, VENV, WEB
from machine.steps import CommandError, SetupError, command_output, step

WITHOUT = "MANYHOLD_TEST_WITHOUT"
"""Names the machines that the tests must do without; tests/conftest.py skips what needs them."""

WORKERS = min((os.cpu_count() or 2) + 1, 8)
"""One more than there are cores: a test waits for a database or a browser as often as it computes."""

QUICK_TESTS = ("tests/tools", "tests/**/test_*rules*.py")


@dataclass(frozen=True)
class Check:
    """A command that must end with 0."""

    title: str
    command: Sequence[str | Path]
    cwd: Path = ROOT
    env: Mapping[str, str] = field(default_factory=dict[str, str])


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--quick", action="store_true", help="lint, types, import rules and the tests of rules"
    )


def test(options: argparse.Namespace) -> int:
    """Run the checks, then pytest, whose closing line comes last; 0 only when everything passed.

    With arguments for pytest, pytest runs alone.
    """
    if options.quick:
        product.make_ready("test", web=False)
        return run_all(python_checks(), quick_tests(), {WITHOUT: "postgresql,browser"})
    product.make_ready("test")
    with ExitStack() as stack:
        env = find_machines(stack)
        checks = [] if options.pytest else [*python_checks(), *web_checks()]
        return run_all(checks, options.pytest, env)


def run_all(checks: Sequence[Check], pytest: Sequence[str], env: Mapping[str, str]) -> int:
    """Run each check, even after one has failed, then pytest; what failed before pytest is said before it."""
    failed = [check.title for check in checks if not passes(check)]
    if failed:
        print(f"\nFAILED before pytest: {', '.join(failed)}", flush=True)
    print(flush=True)
    command = [PYTHON, "-m", "pytest", "-n", str(WORKERS), "--dist", "worksteal", *pytest]
    outcome = subprocess.run(command, cwd=None if pytest else ROOT, env={**os.environ, **env}, check=False)
    return 1 if failed else outcome.returncode


def passes(check: Check) -> bool:
    """Run one check; what it printed is shown when it failed."""
    try:
        with step(check.title):
            command_output(check.command, cwd=check.cwd, env=check.env)
    except CommandError as error:
        print(error.output, flush=True)
        return False
    return True


def python_checks() -> list[Check]:
    tools = VENV / "bin"
    return [
        Check("lint", [tools / "ruff", "check", "--quiet", "."]),
        Check("format", [tools / "ruff", "format", "--check", "--quiet", "."]),
        Check("types", [tools / "pyright"]),
        Check("import rules", [tools / "lint-imports"]),
    ]


def web_checks() -> list[Check]:
    """The web's own checks, by its package scripts; none while there is no web."""
    if not (WEB / "package.json").is_file():
        return []
    node = product.find_node()
    script, env = [*node.npm, "run", "--loglevel=error"], node.environment()
    return [
        Check("web types and words", [*script, "check"], WEB, env),
        Check("web tests", [*script, "test"], WEB, env),
    ]


def quick_tests() -> list[str]:
    return [str(path) for pattern in QUICK_TESTS for path in sorted(ROOT.glob(pattern))]


def find_machines(stack: ExitStack) -> dict[str, str]:
    """Variables that tell the tests where PostgreSQL, Chromium and room are, and which of them to do without."""
    variables: dict[str, str] = {}
    left_out = {name: "as asked" for name in os.environ.get(WITHOUT, "").split(",") if name}
    if "postgresql" not in left_out:
        if url := stack.enter_context(postgresql.server()):
            variables[postgresql.URL_VARIABLE] = url
        else:
            left_out["postgresql"] = f"no server answers, none is installed, no {postgresql.URL_VARIABLE}"
    if "browser" not in left_out:
        if path := chromium.make_ready():
            variables[chromium.PATH_VARIABLE] = path
        else:
            left_out["browser"] = "neither Chromium nor Chrome is installed"
    sentences = [f"Left out: the tests that need {name} ({why})." for name, why in left_out.items()]
    if sentences and os.environ.get("MANYHOLD_TEST_REQUIRE") == "all":
        raise SetupError("\n".join([*sentences, "Nothing may be left out here."]))
    for sentence in sentences:
        print(f"  {sentence}", flush=True)
    return {**variables, **memory.folder(), WITHOUT: ",".join(left_out)}
