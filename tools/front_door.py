"""The two commands, `./run` and `./test`: standard library only, for any machine with Python 3.11.

front_door.py run    set up what is missing, then serve
front_door.py test   set up what is missing, then test
front_door.py web    build the console with the Node at hand (what a wheel is built with)
"""

import argparse
import signal
import sys

import run_command
import test_command
from machine import web_side
from machine.steps import SetupError

UNTESTED = "Linux is tested. macOS should work and is untested."


def parse(arguments: list[str]) -> argparse.Namespace:
    """The options with their `command`; ends the program with the usage when they make no sense."""
    parser = argparse.ArgumentParser(prog="front_door.py")
    commands = parser.add_subparsers(required=True, metavar="run | test | web")
    run = commands.add_parser(
        "run", prog="./run", description=run_command.__doc__, epilog=UNTESTED, allow_abbrev=False
    )
    test = commands.add_parser(
        "test",
        prog="./test",
        usage="./test [-h] [--quick] [arguments of pytest, which then runs alone]",
        description=test_command.__doc__,
        epilog=UNTESTED,
        allow_abbrev=False,
    )
    web = commands.add_parser("web", description=build_web.__doc__)
    run_command.add_arguments(run)
    test_command.add_arguments(test)
    run.set_defaults(command=run_command.run)
    test.set_defaults(command=test_command.test)
    web.set_defaults(command=build_web)
    options, options.pytest = parser.parse_known_args(arguments)
    if options.pytest and options.command is not test_command.test:
        parser.error(f"unknown: {' '.join(options.pytest)}")
    return options


def build_web(_: argparse.Namespace) -> int:
    """Build the console."""
    web_side.build(lambda: web_side.installed_node() or web_side.node_from_pypi(sys.executable))
    return 0


def main() -> int:
    # A polite end (a supervisor's SIGTERM) unwinds like Ctrl-C, so that what was started is stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    options = parse(sys.argv[1:])
    try:
        return options.command(options)
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Start again to go on from here.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
