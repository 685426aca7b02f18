"""The contracts and the main job hold when the installation runs as services: the same tests, once more, split."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECONDS = 600
CONTRACTS = ["tests/kernel/contracts", "tests/modules/workorders/test_contract.py"]
ASKED = "contracts or another_modules or open_and_late or months_add_up"
"""Tests of what modules ask and order of one another; the others of these files hold the runtime in their hands."""


def passes_split(folder: Path, *arguments: str) -> str:
    """Run tests with MANYHOLD_TEST_SPLIT in a pytest of their own; gives its closing line."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_XDIST")}
    told = {"MANYHOLD_TEST_SPLIT": "1", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--basetemp={folder}", *arguments],
        cwd=ROOT,
        env={**env, **told},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert run.returncode == 0, f"{run.stdout[-8000:]}\n{run.stderr[-4000:]}"
    return run.stdout


@pytest.mark.postgresql
def test_contracts_hold_between_services_on_postgresql(tmp_path: Path) -> None:
    passes_split(tmp_path / "split", *CONTRACTS, "-k", f"postgresql and ({ASKED})")


def test_commands_hold_between_services_on_sqlite(tmp_path: Path) -> None:
    passes_split(tmp_path / "split", CONTRACTS[0], "-k", "sqlite and (scope or leaves or one_effect)")


@pytest.mark.browser
def test_the_main_job_is_done_over_three_services(tmp_path: Path) -> None:
    passes_split(tmp_path / "split", "tests/browser/test_main_job.py")
