"""Steps that say their name and their time, and commands that are silent unless they fail."""

import os
import re
import subprocess
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ADDRESS = re.compile(r"\b(?:https?|ftp|file)://[^\s'\"<>)]+")


class SetupError(Exception):
    """This machine or this call cannot do it; the message says what the person can do."""


class CommandError(SetupError):
    """A command ended with something else than 0; `output` is all that it printed, as it printed it."""

    def __init__(self, name: str, status: int, output: str) -> None:
        super().__init__(f"{name} ended with {status}:\n{last_lines(output)}")
        self.output = output


@contextmanager
def step(title: str) -> Generator[None]:
    """Print `title`, then the seconds that the body took, on one line."""
    print(f"  {title} ".ljust(44, "."), end=" ", flush=True)
    began = time.monotonic()
    try:
        yield
    except BaseException:
        print("failed", flush=True)
        raise
    print(f"{time.monotonic() - began:6.1f} s", flush=True)


def command_output(
    command: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    user: str | None = None,
) -> str:
    """Run a command and give back what it printed; `env` is added to this process's environment.

    Raises CommandError, which shows the last lines with addresses blotted out, when it fails.
    """
    outcome = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        user=user,
        extra_groups=[] if user else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if outcome.returncode != 0:
        raise CommandError(Path(command[0]).name, outcome.returncode, outcome.stdout)
    return outcome.stdout


def last_lines(output: str, count: int = 40) -> str:
    """The end of a command's output, fit to be shown: addresses may carry passwords, so none is kept."""
    return ADDRESS.sub("<address>", "\n".join(output.rstrip().splitlines()[-count:]))
