"""Contents in an S3-compatible store (moto's server): as in the folder, and never inside a write transaction."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from sqlalchemy import select

from factories.buckets import bucket, with_bucket
from factories.takeovers import HEADINGS, room, upload
from factories.workbooks import xlsx_of
from manyhold.app import master_key
from manyhold.drivers.contents import content_store
from manyhold.drivers.s3.store import Bucket
from manyhold.foundation.imports import store
from manyhold.foundation.organisation.models import Project
from manyhold.kernel.contents import FILES, ContentMissing, ContentStore, LocalFolder, key_of
from manyhold.kernel.jobs.run import start
from manyhold.kernel.settings import Settings
from manyhold.operations.backup import BackupFault, back_up, describe
from manyhold.operations.restore import restore
from worlds.world import Client, World


def picture() -> bytes:
    into = io.BytesIO()
    Image.new("RGB", (400, 300), (20, 120, 110)).save(into, "JPEG")
    return into.getvalue()


def send(client: Client, content: bytes, name: str, at: int) -> dict[str, Any]:
    params = {"project_id": at, "purpose": "files.shared"}
    answer = client.post("/files", params=params, files={"file": (name, content)})
    assert answer.status_code == 201, answer.text
    return answer.json()


def in_bucket(world: World, **more: Any) -> Any:
    """Let the world's contents lie in a bucket."""
    opened = bucket(**more)
    world.settings = world.runtime.settings = with_bucket(world.settings, opened.__enter__())
    world.runtime.contents = content_store(world.settings)
    return opened


@pytest.mark.parametrize("kind", ["folder", "bucket"])
def test_both_stores_keep_the_same_promises(kind: str, tmp_path: Path) -> None:
    with bucket() as named:
        contents: ContentStore = (
            LocalFolder(tmp_path) if kind == "folder" else Bucket(Settings(data=tmp_path, **named))
        )
        content = bytes(range(256)) * 4_000
        key = key_of(FILES, 7, hashlib.sha256(content).hexdigest())
        contents.put(key, content, "image/jpeg")
        contents.put(key, content)
        contents.put(key_of(FILES, 8, "ab" * 32), b"of another group")
        assert contents.get(key) == content
        opened = contents.open(key)
        assert (opened.size, b"".join(opened.chunks)) == (len(content), content)
        assert [(one.key, one.size) for one in contents.walk(f"{FILES}/7/")] == [(key, len(content))]
        contents.replace(key, b"other")
        assert contents.get(key) == b"other"
        [one] = contents.walk(f"{FILES}/7/")
        assert not contents.remove(key, put_before=one.put_at)
        assert contents.remove(key, put_before=one.put_at + 1)
        assert not contents.remove(key)
        for act in (contents.get, contents.open, LocalFolder(tmp_path).path):
            with pytest.raises(ContentMissing):
                act(key)
        assert contents.faults() == []


def test_files_and_workbooks_lie_in_the_bucket_alone(world: World) -> None:
    opened = in_bucket(world)
    technician, at = world.client("technician"), world.sites["A1"].project_id
    photo = send(technician, picture(), "照片.jpg", at)
    paper = send(technician, b"%PDF-1.7", "合同 一.pdf", at)
    row = upload(
        world.client("project_manager"), at, xlsx_of([HEADINGS, room("1801", 89.5, "张三", "13900001234")])
    )
    assert row["id"]
    group_id = world.sides["A"].group_id
    lying = sorted(
        one.key.split("/")[0] for one in (*world.runtime.contents.walk("files/"), *store.kept(world.runtime))
    )
    assert lying == ["files", "files", "files", "imports"]
    assert not (world.settings.data / "files").exists()
    assert not (world.settings.data / "imports").exists()
    given = technician.get(f"/files/{photo['id']}")
    assert (given.status_code, len(given.content), given.headers["content-type"]) == (
        200,
        photo["size"],
        "image/jpeg",
    )
    saved = technician.get(f"/files/{paper['id']}")
    assert saved.content == b"%PDF-1.7"
    assert (
        saved.headers["content-disposition"]
        == "attachment; filename*=utf-8''%E5%90%88%E5%90%8C%20%E4%B8%80.pdf"
    )
    assert world.client("project_manager", "A2").get(f"/files/{paper['id']}").status_code == 404
    orphan = key_of(FILES, group_id, "cd" * 32)
    world.runtime.contents.put(orphan, b"orphan")
    world.clock.advance(max(datetime.now(UTC) - world.clock.now(), timedelta()) + timedelta(hours=26))
    ctx = world.context("A1", "A2", group_wide=True)
    start(ctx, "files.sweep", {})
    ctx.session.commit()
    ctx.session.close()
    world.work()
    left = [one.key for one in world.runtime.contents.walk("files/")]
    assert orphan not in left
    assert len(left) == 3
    [lost] = [key for key in left if world.runtime.contents.get(key) == b"%PDF-1.7"]
    world.runtime.contents.remove(lost)
    opened.__exit__(None, None, None)


def test_pictures_go_by_a_link_where_it_is_wanted(world: World) -> None:
    in_bucket(world, s3_links_seconds=60)
    technician, at = world.client("technician"), world.sites["A1"].project_id
    photo = send(technician, picture(), "照片.jpg", at)
    paper = send(technician, b"%PDF-1.7", "合同.pdf", at)
    for path in (f"/files/{photo['id']}", f"/files/{photo['id']}/thumbnail"):
        answer = technician.get(path, follow_redirects=False)
        assert (answer.status_code, answer.headers["cache-control"]) == (307, "private, no-store")
        fetched = httpx.get(answer.headers["location"])
        assert (fetched.status_code, fetched.headers["content-type"].split("/")[0]) == (200, "image")
        assert "X-Amz-Expires=60" in answer.headers["location"]
        assert world.client("project_manager", "A2").get(path, follow_redirects=False).status_code == 404
    assert technician.get(f"/files/{paper['id']}", follow_redirects=False).status_code == 200


def test_a_store_that_is_away_is_said_and_nothing_is_half_written(world: World) -> None:
    in_bucket(world, s3_endpoint="http://127.0.0.1:9")
    world.runtime.contents = content_store(world.settings)
    technician, at = world.client("technician"), world.sites["A1"].project_id
    answer = technician.post(
        "/files", params={"project_id": at, "purpose": "files.shared"}, files={"file": ("a.pdf", b"%PDF-1.7")}
    )
    assert (answer.status_code, answer.json()["code"]) == (503, "contents_away")
    assert world.runtime.contents.faults()
    ctx = world.context("A1")
    with ctx.session, pytest.raises(RuntimeError, match="write transaction"):
        ctx.session.scalars(select(Project)).all()
        world.runtime.contents.get("files/1/ab/ab")


def test_a_backup_takes_the_bucket_along(world: World, tmp_path: Path) -> None:
    in_bucket(world)
    send(world.client("technician"), picture(), "照片.jpg", world.sites["A1"].project_id)
    before = {one.key: world.runtime.contents.get(one.key) for one in world.runtime.contents.walk("files/")}
    if world.engine != "sqlite":
        pytest.skip("contents do not know the database's engine")
    key = master_key(world.settings)
    archive = back_up(world.settings, key, tmp_path / "copy.tar.gz")
    with pytest.raises(BackupFault, match="holds files already"):
        restore(world.settings.model_copy(update={"data": tmp_path / "again"}), key, archive)
    with bucket() as named:
        elsewhere = Settings(data=tmp_path / "elsewhere", **named)
        restore(elsewhere, key, archive)
        contents = content_store(elsewhere)
        assert {one.key: contents.get(one.key) for one in contents.walk("files/")} == before
    folder = Settings(data=tmp_path / "folder")
    restore(folder, key, archive)
    assert {one: (folder.data / one).read_bytes() for one in before} == before, (
        "from a bucket into the folder"
    )
    apart = world.settings.model_copy(update={"s3_in_backup": False})
    assert not describe(back_up(apart, key, tmp_path / "apart.tar.gz"))["has_contents"]
    restore(apart.model_copy(update={"data": tmp_path / "beside"}), key, tmp_path / "apart.tar.gz")


def test_where_the_bucket_is_part_of_the_host() -> None:
    named = Settings(
        s3_bucket="b",
        s3_endpoint="https://oss-cn-hangzhou.aliyuncs.com",
        s3_path_style=False,
        s3_links_seconds=60,
    )
    assert (Bucket(named).link("files/1") or "").startswith("https://b.oss-cn-hangzhou.aliyuncs.com/files/1?")
