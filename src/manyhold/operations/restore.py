"""Bring a backup back, whole or not at all, into an empty place and with the master key that it names."""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
from pathlib import Path

from sqlalchemy import inspect

from manyhold.kernel.contents import CONTENT_FOLDERS
from manyhold.kernel.crypto.keys import KeyManagement
from manyhold.kernel.database import make_engine
from manyhold.kernel.settings import Settings
from manyhold.operations.backup import DATABASE, FORMAT, BackupFault, describe


def restore(settings: Settings, management: KeyManagement | None, archive_path: Path) -> str:
    """Restore; returns the revision at which the database stands. Raises BackupFault and leaves things as they were.

    Refused without the master key that the backup names, over a database that holds anything, and for the other
    engine's backup.
    """
    told = describe(archive_path)
    if told["format"] != FORMAT:
        raise BackupFault(f"this release reads backups of format {FORMAT}, not {told['format']}")
    if management is None or management.key_id != told["master_key_id"]:
        has = "none" if management is None else management.key_id
        raise BackupFault(
            f"the backup needs master key {told['master_key_id']}, here is {has}:"
            f" put that key into {settings.data / 'master.key'} (mode 600) first"
        )
    if (told["engine"] == "sqlite") != settings.is_embedded:
        raise BackupFault(f"this is a backup of {told['engine']}; the settings name the other engine")
    _refuse_over_something(settings)
    settings.data.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=settings.data) as folder,
        tarfile.open(archive_path, "r:gz") as archive,
    ):
        archive.extractall(folder, filter="data")
        unpacked = Path(folder)
        for name in CONTENT_FOLDERS:
            _put_files(unpacked / name, settings.data / name)
        _put_database(settings, unpacked / DATABASE[settings.is_embedded])
    return str(told["revision"])


def _refuse_over_something(settings: Settings) -> None:
    for name in CONTENT_FOLDERS:
        target = settings.data / name
        if target.is_dir() and any(target.iterdir()):
            raise BackupFault(f"{target} holds files already: restore into an empty folder")
    if settings.is_embedded:
        if (settings.data / "manyhold.db").exists():
            raise BackupFault(f"{settings.data} holds a database already: restore into an empty folder")
        return
    engine = make_engine(settings.owner_database_url)
    try:
        if inspect(engine).get_table_names():
            raise BackupFault("the database holds tables already: restore into an empty one")
    finally:
        engine.dispose()


def _put_files(source: Path, target: Path) -> None:
    if not source.is_dir():
        return
    if target.exists():
        target.rmdir()
    source.rename(target)


def _put_database(settings: Settings, source: Path) -> None:
    if settings.is_embedded:
        source.rename(settings.data / "manyhold.db")
        return
    command = [
        "pg_restore",
        "--exit-on-error",
        "--single-transaction",
        f"--dbname={settings.owner_database_url}",
        str(source),
    ]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except FileNotFoundError:
        raise BackupFault("pg_restore is not installed here: install the PostgreSQL client") from None
    except subprocess.CalledProcessError as error:
        raise BackupFault(f"pg_restore ended with: {error.stderr.strip().splitlines()[-1]}") from None
