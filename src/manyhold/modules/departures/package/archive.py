"""The zip: parts and files with a manifest of their SHA-256, a detached signature, and how to verify it."""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import select

from manyhold.foundation.files.models import StoredFile
from manyhold.foundation.files.storage import content_key
from manyhold.foundation.organisation.models import Project
from manyhold.kernel.context import Context
from manyhold.modules.departures import signing
from manyhold.modules.departures.models import Departure, DeparturePart
from manyhold.modules.departures.queries import sums

MANIFEST, SIGNATURE, PUBLIC_KEY, SUMS = "manifest.json", "manifest.json.sig", "public-key.pem", "SHA256SUMS"
VERIFY = "VERIFY.txt"
_EARLIER_PACKAGES = "departures.package"
_HOW = """怎样核验这个资料包 / How to verify this package

1. 清单没有被改过 / the manifest is as it was signed (OpenSSL 3):
   openssl pkeyutl -verify -pubin -inkey public-key.pem -rawin -in manifest.json -sigfile manifest.json.sig

2. 每个文件都与清单一致 / each file is what the manifest says:
   sha256sum -c SHA256SUMS
   （SHA256SUMS 自己的校验值也在 manifest.json 里 / its own sum stands in manifest.json）

3. 公钥是对方的 / the public key is theirs: 与签署单上印的指纹比对 / compare with the sign-off page
   openssl pkey -pubin -in public-key.pem -outform DER | sha256sum
   {fingerprint}
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the package, and the content that it is."""

    path: str
    sha256: str
    size: int
    row_count: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """All that the manifest says."""

    project: dict[str, Any]
    made_at: datetime
    files: list[Entry]
    totals: list[dict[str, Any]]


def told(ctx: Context, row: Departure, job_id: int) -> Told:
    """What goes into the package: the parts of the job, and every file of the project but earlier packages."""
    project = ctx.get(Project, row.project_id)
    parts = ctx.session.scalars(
        select(DeparturePart)
        .where(DeparturePart.departure_id == row.id, DeparturePart.job_id == job_id)
        .order_by(DeparturePart.path)
    )
    files = ctx.session.scalars(
        select(StoredFile)
        .where(StoredFile.project_id == project.id, StoredFile.purpose != _EARLIER_PACKAGES)
        .order_by(StoredFile.id)
    )
    return Told(
        project={
            "code": project.code,
            "name": project.name,
            "kind": project.kind,
            "address": project.address,
            "notice_on": row.notice_on.isoformat(),
            "last_billing_on": row.last_billing_on.isoformat() if row.last_billing_on else None,
            "successor": row.successor,
        },
        made_at=ctx.now.astimezone(ZoneInfo(project.time_zone)),
        files=[
            *(Entry(one.path, one.sha256, one.size, one.row_count) for one in parts),
            *(Entry(f"files/{one.id}-{PurePosixPath(one.name).name}", one.sha256, one.size) for one in files),
        ],
        totals=[
            {"kind": one.kind, "decision": one.decision, "lines": one.lines, "amount_fen": one.amount_fen}
            for one in sums(ctx, row)
        ],
    )


def zipped(ctx: Context, told: Told) -> bytes:
    """The package; contents are copied one at a time, so that only the zip itself is ever whole in memory."""
    keys = ctx.runtime.keys
    at = told.made_at.timetuple()[:6]
    small = {
        PUBLIC_KEY: signing.public_pem(keys),
        VERIFY: _HOW.format(fingerprint=signing.fingerprint(keys)).encode(),
    }
    listed = [*told.files, *(_entry(name, content) for name, content in small.items())]
    small[SUMS] = "".join(f"{one.sha256}  {one.path}\n" for one in listed).encode()
    manifest = _manifest(told, [*listed, _entry(SUMS, small[SUMS])], signing.fingerprint(keys))
    small |= {MANIFEST: manifest, SIGNATURE: signing.sign(keys, manifest)}
    with tempfile.TemporaryFile() as made:
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as book:
            for name, content in small.items():
                book.writestr(_info(name, at), content)
            for one in told.files:
                opened = ctx.runtime.contents.open(content_key(ctx.group_id, one.sha256))
                with book.open(_info(one.path, at), "w", force_zip64=True) as inside:
                    for chunk in opened.chunks:
                        inside.write(chunk)
        made.seek(0)
        return made.read()


def _manifest(told: Told, files: list[Entry], fingerprint: str) -> bytes:
    said = {
        "format": "manyhold-handover/1",
        "project": told.project,
        "made_at": told.made_at.isoformat(),
        "signature": {"algorithm": "Ed25519", "file": SIGNATURE, "public_key_sha256": fingerprint},
        "control_totals": told.totals,
        "files": [
            {"path": one.path, "sha256": one.sha256, "size": one.size}
            | ({} if one.row_count is None else {"rows": one.row_count})
            for one in files
        ],
    }
    return msgspec.json.format(msgspec.json.encode(said), indent=2)


def _entry(path: str, content: bytes) -> Entry:
    return Entry(path, hashlib.sha256(content).hexdigest(), len(content))


def _info(name: str, at: tuple[int, ...]) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (at[0], at[1], at[2], at[3], at[4], at[5]))
    info.compress_type = zipfile.ZIP_DEFLATED
    return info
