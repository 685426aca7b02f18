"""Uploads part by part: they go on where the line broke, belong to one person, and end as any other file."""

from __future__ import annotations

import base64
import hashlib
import os
from datetime import timedelta
from typing import Any

import pytest

from factories.scanners import EICAR, clamd
from manyhold.drivers.clamav.scanner import ClamAv
from manyhold.kernel.contents import FILES, UPLOADS
from manyhold.kernel.jobs.run import start
from worlds.world import Client, World

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 100


def begin(client: Client, at: int, *, size: int = len(PDF), **given: Any) -> Any:
    body = {"name": "竣工图.pdf", "size": size, "purpose": "files.shared", "project_id": at, **given}
    return client.post("/uploads", json=body)


def part(client: Client, upload_id: int, offset: int, content: bytes, **headers: str) -> Any:
    told = {"content-type": "application/offset+octet-stream", "upload-offset": str(offset), **headers}
    return client.patch(f"/uploads/{upload_id}", content=content, headers=told)


def lying(world: World, kind: str) -> list[str]:
    return [one.key for one in world.runtime.contents.walk(f"{kind}/")]


def test_an_upload_goes_on_where_the_line_broke(world: World) -> None:
    desk, at = world.client("customer_service"), world.sites["A1"].project_id
    begun = begin(desk, at)
    assert begun.status_code == 201, begun.text
    upload_id = begun.json()["id"]
    assert begun.headers["location"] == f"/api/v1/uploads/{upload_id}"
    told = "sha256 " + base64.b64encode(hashlib.sha256(PDF[:9_000]).digest()).decode()
    assert part(desk, upload_id, 0, PDF[:8_999], **{"upload-checksum": told}).status_code == 460
    assert (
        part(desk, upload_id, 0, PDF[:9_000], **{"upload-checksum": told}).headers["upload-offset"] == "9000"
    )
    again = part(desk, upload_id, 0, PDF[:9_000])
    assert (again.status_code, again.json()["params"]) == (409, {"received": 9_000}), "its answer was lost"
    early = desk.post(f"/uploads/{upload_id}/file")
    assert (early.status_code, early.json()["code"]) == (409, "upload_incomplete")
    probed = desk.head(f"/uploads/{upload_id}")
    assert (probed.headers["upload-offset"], probed.headers["upload-length"]) == ("9000", str(len(PDF)))
    assert part(desk, upload_id, 9_000, PDF[9_000:] + b"more").status_code == 413
    assert part(desk, upload_id, 9_000, PDF[9_000:]).status_code == 204
    file = desk.post(f"/uploads/{upload_id}/file")
    assert file.status_code == 201, file.text
    assert desk.post(f"/uploads/{upload_id}/file").json()["id"] == file.json()["id"], "asked once more"
    assert (file.json()["media_type"], file.json()["name"]) == ("application/pdf", "竣工图.pdf")
    assert desk.get(f"/files/{file.json()['id']}").content == PDF


def test_an_upload_belongs_to_its_person(world: World) -> None:
    desk, at = world.client("customer_service"), world.sites["A1"].project_id
    upload_id = begin(desk, at).json()["id"]
    for other in (world.client("project_manager"), world.client("customer_service", "B1")):
        assert other.head(f"/uploads/{upload_id}").status_code == 404
        assert part(other, upload_id, 0, PDF).status_code == 404
        assert other.post(f"/uploads/{upload_id}/file").status_code == 404
        assert other.delete(f"/uploads/{upload_id}").status_code == 404
    assert world.nobody().head(f"/uploads/{upload_id}").status_code == 401
    part(desk, upload_id, 0, PDF[:5])
    assert desk.delete(f"/uploads/{upload_id}").status_code == 204
    assert lying(world, UPLOADS) == []
    assert desk.head(f"/uploads/{upload_id}").status_code == 404


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        ({"purpose": "no.such"}, 422, "unknown_purpose"),
        ({"size": 101 * 1024 * 1024}, 413, "file_too_large"),
        ({"size": 21 * 1024 * 1024, "purpose": "parties.document"}, 413, "file_too_large"),
        ({"project_id": None}, 422, "value_missing"),
    ],
)
def test_what_may_not_be_stored_is_refused_before_it_is_sent(
    world: World, given: dict[str, Any], status: int, code: str
) -> None:
    answer = begin(world.client("technician"), world.sites["A1"].project_id, **given)
    told = [answer.json()["code"], *(fault["code"] for fault in answer.json()["errors"])]
    assert (answer.status_code, told[-1]) == (status, code)
    foreign = begin(world.client("technician"), world.sites["A2"].project_id)
    assert (foreign.status_code, foreign.json()["errors"][0]["field"]) == (422, "project_id")


def test_of_what_is_refused_at_the_end_nothing_is_kept(world: World) -> None:
    desk, at = world.client("customer_service"), world.sites["A1"].project_id
    with clamd() as daemon:
        world.runtime.scanner = ClamAv(daemon.address)
        for content, code in (
            (b"MZ not a drawing", "file_type_refused"),
            (b"%PDF-1.7 " + EICAR, "file_infected"),
        ):
            upload_id = begin(desk, at, size=len(content)).json()["id"]
            assert part(desk, upload_id, 0, content).status_code == 204
            answer = desk.post(f"/uploads/{upload_id}/file")
            assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)
    assert lying(world, UPLOADS) == lying(world, FILES) == []


def test_what_was_given_up_ends_and_is_swept(world: World) -> None:
    desk, at = world.client("customer_service"), world.sites["A1"].project_id
    upload_id = begin(desk, at).json()["id"]
    part(desk, upload_id, 0, PDF[:100])
    world.wait(timedelta(hours=25))
    ended = part(desk, upload_id, 100, PDF[100:])
    assert (ended.status_code, ended.json()["code"]) == (410, "upload_expired")
    [key] = lying(world, UPLOADS)
    then = (world.clock.now() - timedelta(hours=49)).timestamp()
    os.utime(world.settings.data / key, (then, then))
    ctx = world.context("A1", "A2", group_wide=True)
    start(ctx, "files.sweep_uploads", {})
    ctx.session.commit()
    ctx.session.close()
    world.work()
    assert lying(world, UPLOADS) == []
    opened = [begin(desk, at).status_code for _ in range(21)]
    assert opened == [201] * 20 + [409], "the one that ended is forgotten"
    plain = desk.patch(f"/uploads/{upload_id}", json={}, headers={"upload-offset": "0"})
    assert plain.status_code == 415
