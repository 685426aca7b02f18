"""A PostgreSQL server for the tests: the one named, the one that answers here, or one made for this run."""

import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from machine import debian
from machine.places import PYTHON
from machine.steps import command_output, step

URL_VARIABLE = "MANYHOLD_TEST_POSTGRES_URL"
LOCAL_URL = "postgresql://postgres@127.0.0.1:5432/postgres"

# The cluster lives for one run of the tests: what guards against a power cut only costs time.
SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=127.0.0.1")


@contextmanager
def server() -> Generator[str | None]:
    """A superuser's URL for as long as the body runs; None where no server can be had."""
    if url := os.environ.get(URL_VARIABLE):
        yield url
    elif answers(LOCAL_URL, PYTHON):
        yield LOCAL_URL
    else:
        if binaries() is None and debian.may_install():
            with step("postgresql, by apt-get"):
                debian.install("postgresql")
        if folder := binaries():
            with throw_away_cluster(folder) as url:
                yield url
        else:
            yield None


def answers(url: str, python: Path) -> bool:
    """True when a server lets us in there; `python` is one that has psycopg."""
    script = "import sys, psycopg; psycopg.connect(sys.argv[1], connect_timeout=3).close()"
    return subprocess.run([python, "-c", script, url], capture_output=True, check=False).returncode == 0


def binaries() -> Path | None:
    """The folder of the newest installed initdb and pg_ctl, or None. Debian keeps them off the PATH."""
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = sorted(versions, key=lambda file: [int(part) for part in re.findall(r"\d+", file.parts[4])])
    on_path = shutil.which("initdb")
    if newest:
        return newest[-1].parent
    return Path(on_path).resolve().parent if on_path else None


@contextmanager
def throw_away_cluster(folder: Path) -> Generator[str]:
    """A cluster in a temporary folder on a free port of 127.0.0.1, stopped and removed at the end.

    It trusts whoever reaches that port. PostgreSQL does not run as root: root hands it to another user.
    """
    user = server_user() if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="manyhold-pg-", ignore_cleanup_errors=True) as name:
        home = Path(name)
        if user:
            shutil.chown(home, user)
        data, port = home / "data", free_port()
        options = " ".join(f"-c {setting}" for setting in (*SETTINGS, f"port={port}"))
        pg_ctl = [folder / "pg_ctl", "--pgdata", data, "--wait", "--silent"]
        with step("PostgreSQL for this run"):
            initdb = [folder / "initdb", "--pgdata", data, "--username=postgres", "--auth=trust"]
            command_output([*initdb, "--encoding=UTF8", "--locale=C", "--no-sync"], cwd=home, user=user)
            start = ["--log", home / "log", "--options", f"{options} -k {home}", "start"]
            command_output([*pg_ctl, *start], cwd=home, user=user)
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        finally:
            command_output([*pg_ctl, "--mode=immediate", "stop"], cwd=home, user=user)


def server_user() -> str:
    """The user that PostgreSQL runs as when this process is root."""
    return "postgres" if any(entry.pw_name == "postgres" for entry in pwd.getpwall()) else "nobody"


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
