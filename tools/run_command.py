"""`./run`: the product on this machine, with a demo group."""

import argparse
import os
import subprocess
from pathlib import Path

from machine import product
from machine.places import ROOT, VENV
from machine.ports import HOST, require_free
from machine.steps import SetupError

MANYHOLD = VENV / "bin" / "manyhold"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    data = Path(os.environ.get("MANYHOLD_DATA", ROOT / "data"))
    parser.add_argument("--port", type=port_number, default=8000, help="port of 127.0.0.1 (default: 8000)")
    parser.add_argument(
        "--data", type=Path, default=data, help="folder for all that it keeps (default: data)"
    )
    parser.add_argument("--empty", action="store_true", help="no demo group: begin with the first-run wizard")


def port_number(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, not {text!r}")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Set up what is missing, make the demo group unless there is data, and become the server."""
    require_free(options.port)
    product.make_ready("runtime")
    data = str(options.data.resolve())
    if not options.empty:
        demo = subprocess.run([MANYHOLD, "demo", "--if-empty", "--data", data], check=False)
        if demo.returncode != 0:
            raise SetupError("The demo group could not be made; what went wrong stands above.")
    os.execv(MANYHOLD, [str(MANYHOLD), "serve", "--host", HOST, "--port", str(options.port), "--data", data])
