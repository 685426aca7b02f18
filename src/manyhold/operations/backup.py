"""One file that brings an installation back: database, stored files and workbooks, never the master key.

The archive names the id of the master key it needs. The database is copied first: a stored file is written before
the row that names it, so every file that the copied rows name is there to be copied afterwards.
"""

from __future__ import annotations

import io
import json
import subprocess
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

from manyhold.drivers.contents import content_store
from manyhold.kernel.contents import CONTENT_FOLDERS, ContentMissing
from manyhold.kernel.crypto.keys import KeyManagement
from manyhold.kernel.database import make_engine
from manyhold.kernel.settings import DATABASE_FILE, Settings
from manyhold.operations.sqlite_copy import copy_sqlite

FORMAT = 1
DESCRIPTION = "backup.json"
DATABASE = {True: DATABASE_FILE, False: "manyhold.dump"}


class BackupFault(RuntimeError):
    """The backup cannot be made or cannot be used; the message says why and what to do."""


def back_up(settings: Settings, management: KeyManagement, target: Path) -> Path:
    """Write a whole backup to `target`, which appears only when it is complete."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as folder:
        copied, draft = Path(folder) / DATABASE[settings.is_embedded], Path(folder) / "draft"
        _copy_database(settings, copied)
        with tarfile.open(draft, "w:gz", compresslevel=1) as archive:
            _add_text(archive, DESCRIPTION, _description(settings, management))
            archive.add(copied, copied.name)
            for kind in CONTENT_FOLDERS:
                _add_contents(settings, archive, kind)
        draft.rename(target)
    return target


def describe(archive_path: Path) -> dict[str, Any]:
    """What a backup says of itself: format, revision, engine, moment, id of its master key."""
    try:
        with tarfile.open(archive_path, "r:gz") as archive:
            member = archive.extractfile(DESCRIPTION)
            assert member is not None
            return json.load(member)
    except (OSError, tarfile.TarError, KeyError, AssertionError, ValueError) as error:
        raise BackupFault(f"{archive_path} is not a backup of Manyhold") from error


def default_target(settings: Settings) -> Path:
    """`data/backups/manyhold-<moment>.tar.gz`."""
    return settings.data / "backups" / f"manyhold-{datetime.now(UTC):%Y%m%d-%H%M%S}.tar.gz"


def _copy_database(settings: Settings, target: Path) -> None:
    if settings.is_embedded:
        source = settings.data / DATABASE_FILE
        if not source.exists():
            raise BackupFault(f"there is no database in {settings.data}")
        copy_sqlite(source, target)
        return
    url = settings.owner_database_url
    command = ["pg_dump", "--format=custom", f"--file={target}", url]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except FileNotFoundError:
        raise BackupFault("pg_dump is not installed here: install the PostgreSQL client") from None
    except subprocess.CalledProcessError as error:
        raise BackupFault(f"pg_dump ended with: {error.stderr.strip().splitlines()[-1]}") from None


def _description(settings: Settings, management: KeyManagement) -> str:
    url = settings.resolved_database_url() if settings.is_embedded else settings.owner_database_url
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    finally:
        engine.dispose()
    return json.dumps(
        {
            "format": FORMAT,
            "engine": "sqlite" if settings.is_embedded else "postgresql",
            "revision": revision,
            "made_at": datetime.now(UTC).isoformat(),
            "master_key_id": management.key_id,
            "has_contents": not settings.s3_bucket or settings.s3_in_backup,
        },
        indent=1,
    )


def _add_contents(settings: Settings, archive: tarfile.TarFile, kind: str) -> None:
    """All contents of a kind, one after the other; what a sweep removes meanwhile, no row of the copy needs."""
    if settings.s3_bucket and not settings.s3_in_backup:
        return
    contents = content_store(settings)
    for one in contents.walk(f"{kind}/"):
        try:
            content = contents.get(one.key)
        except ContentMissing:
            continue
        member = tarfile.TarInfo(one.key)
        member.size, member.mtime, member.mode = len(content), int(one.put_at), 0o600
        archive.addfile(member, io.BytesIO(content))


def _add_text(archive: tarfile.TarFile, name: str, content: str) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content.encode())
    archive.addfile(member, io.BytesIO(content.encode()))
