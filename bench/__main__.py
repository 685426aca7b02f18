"""`python -m bench NAME [--engine sqlite|postgresql] [--quick]`: measure, print a line per figure, exit 1 on a miss."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

from bench.harness import Figure

NOT_BENCHMARKS = {"__init__", "__main__", "harness", "installation", "serving"}


def names() -> list[str]:
    """The benchmarks there are, as they are asked for."""
    files = Path(__file__).parent.glob("*.py")
    return sorted(path.stem.replace("_", "-") for path in files if path.stem not in NOT_BENCHMARKS)


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description="Ratios to a stated limit, in one run")
    parser.add_argument("name", choices=names())
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--quick", action="store_true", help="a smaller size that ends within 50 s")
    options = parser.parse_args()
    module = import_module(f"bench.{options.name.replace('-', '_')}")
    figures: list[Figure] = module.measure(options.engine, options.quick)
    for figure in figures:
        print(f"{options.engine} {figure.line()}")
    return 0 if all(figure.is_met for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
