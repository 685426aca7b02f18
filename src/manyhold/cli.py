"""`manyhold`: the installation's commands."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import uvicorn

from manyhold import app as application
from manyhold.demo.install import WORKBOOK, DemoFault, install
from manyhold.demo.sizes import SIZES
from manyhold.demo.takeover import write_takeover
from manyhold.foundation.access.founding import DEMO_PASSWORD, demo_sign_ins, setup_code
from manyhold.foundation.identity.rules import is_this_machine
from manyhold.foundation.organisation.founding import installation
from manyhold.kernel.clock import SystemClock
from manyhold.kernel.crypto.keys import MasterKeyError
from manyhold.kernel.crypto.suites import BY_NAME
from manyhold.kernel.database import Database
from manyhold.kernel.jobs.worker import Worker
from manyhold.kernel.master_key_file import FILE, finish_turn
from manyhold.kernel.observability import configure_logging
from manyhold.kernel.runtime import Runtime
from manyhold.kernel.services.layout import LayoutFault, runs_foundation
from manyhold.kernel.settings import Settings
from manyhold.migrations.upgrade import MigrationFault, upgrade
from manyhold.operations import backup, doctor, restore, rotation

GRACE_SECONDS = 5
"""How long a stop waits for requests under way; open streams never end by themselves."""

RUNNING = "what runs in this process, by comma: foundation, product modules (default: everything)"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    options = _parser().parse_args(arguments)
    settings = _settings(options)
    configure_logging(settings)
    try:
        return options.run(settings, options)
    except (backup.BackupFault, DemoFault, LayoutFault, MasterKeyError, MigrationFault) as fault:
        print(f"manyhold: {fault}", file=sys.stderr)
        return 2


def serve(settings: Settings, options: argparse.Namespace) -> int:
    """Migrate, then answer requests and do background work in one process."""
    if settings.is_embedded:
        upgrade(settings)
    runtime = application.build_runtime(settings)
    app = application.create_app(runtime, with_worker=not options.without_worker)
    print(f"Ready: http://localhost:{options.port}", flush=True)
    if runs_foundation(runtime.registry):
        _tell_sign_ins(runtime, options.host)
        _tell_setup_code(runtime)
    uvicorn.run(
        app,
        host=options.host,
        port=options.port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    return 0


def demo(settings: Settings, options: argparse.Namespace) -> int:
    """Make the demonstration in an empty installation, or write a workbook to try the takeover with."""
    now = SystemClock().now()
    if options.workbook:
        rooms = write_takeover(options.workbook, seed=options.seed, today=now.date())
        print(f"{options.workbook}: {rooms} rooms to take over.")
        return 0
    begun = perf_counter()

    def say(part: str) -> None:
        print(f"  {perf_counter() - begun:4.0f} s  {part}", flush=True)

    size = SIZES[options.size]
    if install(settings, size=size, seed=options.seed, now=now, if_empty=options.if_empty, say=say):
        print(f"The demo group was made in {perf_counter() - begun:.0f} s.", flush=True)
    return 0


def worker(settings: Settings, options: argparse.Namespace) -> int:
    """Do background work until told to stop."""
    running = Worker(application.build_runtime(settings))
    running.start()
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: ended.set())
    ended.wait()
    running.stop()
    return 0


def migrate(settings: Settings, options: argparse.Namespace) -> int:
    """Bring the database to this release."""
    print(f"The database stands at revision {upgrade(settings)}.")
    return 0


def back_up(settings: Settings, options: argparse.Namespace) -> int:
    """Write one file with database and stored files; the master key is never in it."""
    target = options.to or backup.default_target(settings)
    key = application.master_key(settings)
    print(
        f"{backup.back_up(settings, key, target)}: keep it apart from master key {key.key_id}, which it needs."
    )
    return 0


def bring_back(settings: Settings, options: argparse.Namespace) -> int:
    """Restore a backup into an empty place, then migrate it to this release."""
    has_key = settings.kms or _has_local_key(settings)
    revision = restore.restore(
        settings, application.master_key(settings) if has_key else None, options.archive
    )
    print(f"Restored at revision {revision}; the database stands at {upgrade(settings)} now.")
    return 0


def examine(settings: Settings, _options: argparse.Namespace) -> int:
    """Say what is well and what is not; exit status 1 when something is not."""
    findings = doctor.examine(settings, lambda: application.build_runtime(settings))
    for finding in findings:
        said = finding.fault or finding.note
        print(f"{'FAULT' if finding.fault else 'ok   '}  {finding.name}{': ' if said else ''}{said}")
    return 1 if any(finding.fault for finding in findings) else 0


def rotate_keys(settings: Settings, options: argparse.Namespace) -> int:
    """A new master key at once, or the move to the key management service that is set up, or with --to-file from it;
    with --data-key also a new data key, and all sealed values under it."""
    if settings.master_key and not settings.kms:
        print("The master key comes from the environment: change it where it is kept.", file=sys.stderr)
        return 2
    suite = BY_NAME[settings.crypto]
    database = Database.open(settings)
    try:
        finish_turn(database, settings.data)
        old = application.master_key(settings)
        if settings.kms and not options.to_file:
            known = [application.local_master_key(settings)] if _has_local_key(settings) else []
            fresh, moved = old, rotation.move_data_keys(database, known, old)
            print(f"{moved} data keys have moved to {fresh.key_id}; it turns its own versions.")
        else:
            fresh = rotation.rotate_master_key(database, settings.data, old, suite)
            print(
                f"Master key {fresh.key_id} is in place; {old.key_id} is kept beside it, destroy it after the next backup."
                if not settings.kms
                else f"Master key {fresh.key_id} lies in {settings.data}: take MANYHOLD_KMS away before the next start."
            )
        if options.data_key:
            rotation.add_current_data_key(database, fresh, SystemClock().now(), suite)
    finally:
        database.dispose()
    if options.data_key:
        again = application.build_runtime(settings, management=fresh)
        done = application.run_system_job(again, "keys.reseal")
        print(f"{done['changed']} of {done['seen']} sealed values are under the new data key, {suite.title}.")
    return 0


def _has_local_key(settings: Settings) -> bool:
    return bool(settings.master_key) or (settings.data / FILE).exists()


def _settings(options: argparse.Namespace) -> Settings:
    """The settings, of which the command line says some anew."""
    told = {"data": options.data, "services": getattr(options, "services", None)}
    return Settings(**{name: value for name, value in told.items() if value is not None})


def _tell_sign_ins(runtime: Runtime, host: str) -> None:
    """Who a visitor may be, on a demonstration that only this machine can reach."""
    if not (runtime.is_demo and is_this_machine(host)):
        return
    print(f"Demo sign-ins, all with the password {DEMO_PASSWORD}")
    for sign_in_name, role, company in demo_sign_ins(runtime):
        print(f"  {sign_in_name:<20}{role.en} {role.zh}, {company}")
    if (workbook := runtime.settings.data / WORKBOOK).exists():
        print(f"A workbook to take over: {workbook.resolve()}")
    sys.stdout.flush()


def _tell_setup_code(runtime: Runtime) -> None:
    """What the first-run wizard asks of whoever opens it on another machine."""
    if not installation(runtime.database).has_group:
        print(f"Setup code, asked for on other machines: {setup_code(runtime.keys)}", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="manyhold", description="Manyhold (众园): one back office for many sites"
    )
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--data", type=Path, help="folder of database, files and keys (default: data)")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: object, help_text: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, parents=[common], help=help_text)
        one.set_defaults(run=run)
        return one

    serving = add("serve", serve, "migrate, then serve screens and API")
    serving.add_argument("--host", default="127.0.0.1")
    serving.add_argument("--port", type=int, default=8000)
    serving.add_argument("--services", help=RUNNING)
    serving.add_argument(
        "--without-worker", action="store_true", help="leave background work to `manyhold worker`"
    )
    showing = add("demo", demo, "make a demo group with 14 months of history in an empty installation")
    showing.add_argument("--if-empty", action="store_true", help="do nothing when there is a group already")
    showing.add_argument("--seed", type=int, default=1, help="another number makes other people and figures")
    showing.add_argument("--size", choices=sorted(SIZES), default="full")
    showing.add_argument("--workbook", type=Path, help="write a takeover workbook of a fresh project instead")
    working = add("worker", worker, "do background work")
    working.add_argument("--services", help=RUNNING)
    add("migrate", migrate, "bring the database to this release")
    backing = add("backup", back_up, "write one file with database and stored files")
    backing.add_argument("--to", type=Path, help="the file (default: data/backups/manyhold-<moment>.tar.gz)")
    restoring = add("restore", bring_back, "bring a backup back into an empty place")
    restoring.add_argument("archive", type=Path)
    add("doctor", examine, "say what is well and what is not")
    rotating = add("rotate-keys", rotate_keys, "change the master key, and with --data-key the data key too")
    rotating.add_argument(
        "--to-file", action="store_true", help="bring the master key from its service into the data folder"
    )
    rotating.add_argument(
        "--data-key", action="store_true", help="also seal everything anew under a fresh data key"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
