"""All that the product needs from this machine, made ready once and checked in a moment afterwards."""

import fcntl
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace

from machine import pip_settings, python_side, web_side
from machine.places import PYTHON, REQUIREMENTS


def make_ready(lock: str, *, web: bool = True) -> None:
    """The Python packages of one lock, the command `manyhold` and, with `web`, the built console."""
    began = time.monotonic()
    with only_one():
        python_side.make_ready(lock)
        if web:
            web_side.build(find_node)
    print(f"Set up in {time.monotonic() - began:.1f} s.", flush=True)


@contextmanager
def only_one() -> Generator[None]:
    """Wait until no other `./run` or `./test` is setting up this checkout, then keep others waiting."""
    with (REQUIREMENTS / "uv.txt").open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("  Waiting for another set-up of this checkout to end.", flush=True)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def find_node() -> web_side.Node:
    """The machine's Node, else the one of PyPI, installed beside the product's packages."""
    node = web_side.installed_node()
    if node is None:
        python_side.install_lock("node")
        node = web_side.node_from_pypi(PYTHON)
    return replace(node, variables=pip_settings.as_node_environment(pip_settings.read(PYTHON)))
