"""Several tries at once, all of them judged before any of them is counted."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest

Answer = TypeVar("Answer")
PATIENCE_SECONDS = 60


def judged_together(
    patch: pytest.MonkeyPatch, module: Any, name: str, tries: int, ask: Callable[[int], Answer]
) -> list[Answer]:
    """The answers to `ask(0)` … at once, where each waits for the others behind its call of `module.name`."""
    judge, gate = getattr(module, name), threading.Barrier(tries)

    def judged(*given: Any) -> Any:
        verdict = judge(*given)
        gate.wait(PATIENCE_SECONDS)
        return verdict

    with patch.context() as patched, ThreadPoolExecutor(tries) as pool:
        patched.setattr(module, name, judged)
        return list(pool.map(ask, range(tries)))
