"""Bring a backup back, whole or not at all, into an empty place and with the master key that it names."""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
from pathlib import Path

from sqlalchemy import inspect

from manyhold.drivers.contents import content_store
from manyhold.kernel.contents import CONTENT_FOLDERS
from manyhold.kernel.crypto.keys import KeyManagement
from manyhold.kernel.database import make_engine
from manyhold.kernel.settings import DATABASE_FILE, DATABASE_FILES, Settings
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
    _refuse_over_something(settings, has_contents=told.get("has_contents", True))
    settings.data.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=settings.data) as folder,
        tarfile.open(archive_path, "r:gz") as archive,
    ):
        archive.extractall(folder, filter="data")
        unpacked = Path(folder)
        for name in CONTENT_FOLDERS:
            _put_files(settings, unpacked, name)
        _put_database(settings, unpacked / DATABASE[settings.is_embedded])
    return str(told["revision"])


def _refuse_over_something(settings: Settings, *, has_contents: bool) -> None:
    """Raise BackupFault where something lies; a bucket that the backup left out is kept by itself, and may."""
    for name in CONTENT_FOLDERS:
        target = settings.data / name
        if (
            settings.s3_bucket
            and has_contents
            and next(content_store(settings).walk(f"{name}/"), None) is not None
        ):
            raise BackupFault(f"bucket {settings.s3_bucket} holds {name} already: restore into an empty one")
        if target.is_dir() and any(target.iterdir()):
            raise BackupFault(f"{target} holds files already: restore into an empty folder")
    if settings.is_embedded:
        lying = [name for name in DATABASE_FILES if (settings.data / name).exists()]
        if lying:
            raise BackupFault(
                f"{settings.data} holds a database already ({', '.join(lying)}): restore into an empty folder"
            )
        return
    engine = make_engine(settings.owner_database_url)
    try:
        if inspect(engine).get_table_names():
            raise BackupFault("the database holds tables already: restore into an empty one")
    finally:
        engine.dispose()


def _put_files(settings: Settings, unpacked: Path, kind: str) -> None:
    source, target = unpacked / kind, settings.data / kind
    if not source.is_dir():
        return
    if settings.s3_bucket:
        contents = content_store(settings)
        for path in sorted(path for path in source.rglob("*") if path.is_file()):
            contents.put(path.relative_to(unpacked).as_posix(), path.read_bytes())
        return
    if target.exists():
        target.rmdir()
    source.rename(target)


def _put_database(settings: Settings, source: Path) -> None:
    if settings.is_embedded:
        source.rename(settings.data / DATABASE_FILE)
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
