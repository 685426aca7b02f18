"""Processes that a test lets be killed: forked from one that has the product imported already.

Each of them would need some seconds for its imports alone, and a test kills half a dozen.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable
from functools import cache
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from typing import Any

import pytest

IMPORTED = [
    "crash.killed_process",
    "foundation.messaging.reached",
    "foundation.webhooks.hooks",
    "kernel.jobs.killed",
    "worlds.split",
]
KILLED = -9
SECONDS = 60


def run(target: Callable[..., None], *arguments: Any) -> int:
    """Call `target` in a process of its own; gives the exit status, KILLED for one that was killed."""
    process = forked(target, *arguments)
    process.join(SECONDS)
    if process.exitcode is None:
        process.kill()
        pytest.fail(f"{target.__name__} was not done within {SECONDS} s")
    return process.exitcode


def forked(target: Callable[..., None], *arguments: Any) -> BaseProcess:
    """Call `target` in a process of its own, which ends with this one at the latest."""
    process = _context().Process(target=target, args=arguments, daemon=True)
    process.start()
    return process


@cache
def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(IMPORTED)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
        forkserver.ensure_running()
    return context
