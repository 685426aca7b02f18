"""Files through the API: what they really are, cleaned, kept once, read by the rightful."""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from manyhold.foundation.files import pictures
from manyhold.foundation.files.models import StoredFile
from manyhold.foundation.files.pictures import cleaned
from manyhold.foundation.files.storage import FileStore, content_key, thumbnail_key
from manyhold.kernel.contents import FILES
from manyhold.kernel.jobs.models import Job
from manyhold.kernel.jobs.run import start
from manyhold.kernel.scoping.session import SystemSession, is_writing
from manyhold.kernel.turns import Turns
from worlds.world import Client, World


def _short(value: object) -> str:
    return value if isinstance(value, str) else "content"


GPS, ORIENTATION = 0x8825, 0x0112


def picture(form: str = "JPEG", size: tuple[int, int] = (640, 400), **options: Any) -> bytes:
    image = Image.new("RGB", size, (200, 30, 30))
    image.paste((30, 30, 200), (0, 0, size[0] // 2, size[1]))
    into = io.BytesIO()
    image.save(into, form, **options)
    return into.getvalue()


def located() -> bytes:
    """A picture as a phone takes it: lying on its side, with position, maker and a comment."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[0x010F] = "GEHEIM"
    exif.get_ifd(GPS).update({1: "N", 2: (31.0, 14.0, 5.0), 3: "E", 4: (121.0, 28.0, 9.0)})
    return picture(exif=exif, comment=b"GEHEIM")


def archive(*names: str) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return into.getvalue()


def send(client: Client, content: bytes, name: str = "photo.jpg", *, at: int, **asked: Any) -> Any:
    params = {"project_id": at, "purpose": "files.shared", **asked}
    return client.post("/files", params=params, files={"file": (name, content, "application/x-whatever")})


def kept(world: World, at: str = "A1") -> list[Path]:
    """The contents that lie in the group's folder."""
    group_id = world.sides[at[0]].group_id
    return [world.settings.data / one.key for one in world.runtime.contents.walk(f"{FILES}/{group_id}/")]


def test_a_picture_is_cleaned_and_turned_upright(world: World) -> None:
    technician, site = world.client("technician"), world.sites["A1"]
    assert Image.open(io.BytesIO(located())).getexif().get_ifd(GPS)
    answer = send(technician, located(), "IMG_0001.JPG", at=site.project_id)
    assert answer.status_code == 201, answer.text
    file = answer.json()
    assert (file["name"], file["media_type"]) == ("IMG_0001.jpg", "image/jpeg")
    assert (file["width"], file["height"], file["has_thumbnail"]) == (400, 640, True)
    given = technician.get(f"/files/{file['id']}")
    assert (given.status_code, len(given.content)) == (200, file["size"])
    assert given.headers["content-type"] == "image/jpeg"
    assert given.headers["x-content-type-options"] == "nosniff"
    assert given.headers["cache-control"].startswith("private")
    assert given.headers["content-disposition"].startswith("inline")
    clean = Image.open(io.BytesIO(given.content))
    assert not clean.getexif()
    assert b"GEHEIM" not in given.content
    left, right = clean.convert("RGB").getpixel((200, 20)), clean.convert("RGB").getpixel((200, 620))
    assert left != right, "what lay left and right now stands above and below"
    small = technician.get(f"/files/{file['id']}/thumbnail")
    assert (small.headers["content-type"], Image.open(io.BytesIO(small.content)).size) == (
        "image/webp",
        (200, 320),
    )


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (picture("PNG"), "plan.png", "image/png"),
        (picture("WEBP"), "image", "image/webp"),
        (picture("PNG"), "really-a-png.jpg", "image/png"),
        (b"%PDF-1.7\n%...", "合同.pdf", "application/pdf"),
        (
            archive("xl/workbook.xml"),
            "台账.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (archive("a.txt"), "all.zip", "application/zip"),
        ("房号,业主\n".encode("gb18030"), "台账.csv", "text/csv"),
    ],
    ids=_short,
)
def test_what_is_taken_in(world: World, content: bytes, name: str, media_type: str) -> None:
    desk = world.client("customer_service")
    answer = send(desk, content, name, at=world.sites["A1"].project_id)
    assert (answer.status_code, answer.json()["media_type"]) == (201, media_type)
    given = desk.get(f"/files/{answer.json()['id']}")
    assert given.headers["content-type"].split(";")[0] == media_type
    shown = "inline" if media_type.startswith("image/") else "attachment"
    assert given.headers["content-disposition"].startswith(shown)


def bomb(side: int) -> bytes:
    """A small PNG that says it is a very large one."""
    made = bytearray(picture("PNG", (10, 10)))
    made[16:24] = side.to_bytes(4, "big") * 2
    made[29:33] = zlib.crc32(made[12:29]).to_bytes(4, "big")
    return bytes(made)


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"#!/bin/sh\necho hello", "photo.jpg", "file_type_refused"),
        (b"<svg onload='x()'/>", "drawing.svg", "file_type_refused"),
        (b"MZ\x90\x00", "setup.exe", "file_type_refused"),
        (b"", "photo.jpg", "file_empty"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "IMG_0001.HEIC", "heic_refused"),
        (picture()[:900], "photo.jpg", "file_broken"),
        (picture("PNG", (5_001, 5_000)), "photo.png", "picture_too_large"),
        (picture("WEBP", (5_001, 5_000)), "photo.webp", "picture_too_large"),
        (bomb(8_000), "photo.png", "picture_too_large"),
        (bomb(40_000), "photo.png", "picture_too_large"),
        (archive("xl/workbook.xml", "xl/vbaProject.bin"), "macros.xlsx", "file_type_refused"),
        (archive("xl/workbook.xml"), "hidden.jpg", "file_type_differs"),
        (b"PK\x03\x04garbage", "all.zip", "file_broken"),
        (b"a\0b", "notes.txt", "file_type_refused"),
    ],
    ids=_short,
)
def test_what_is_refused(world: World, content: bytes, name: str, code: str) -> None:
    answer = send(world.client("technician"), content, name, at=world.sites["A1"].project_id)
    assert answer.status_code == 422, answer.text
    assert [(fault["field"], fault["code"]) for fault in answer.json()["errors"]] == [("file", code)]
    assert kept(world) == []


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_large_picture_is_shrunk_and_turned(form: str) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    made = cleaned(picture(form, (5_000, 2_500), exif=exif), f"image/{form.lower()}")
    assert (made.width, made.height) == (2_048, 4_096)
    assert Image.open(io.BytesIO(made.content)).size == (2_048, 4_096)
    assert not Image.open(io.BytesIO(made.content)).getexif()


def test_pictures_are_decoded_by_turns(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    monkeypatch.setattr(pictures, "_turns", Turns("reading_busy", at_once=1, at_most=1))
    desk, at = world.client("technician"), world.sites["A1"].project_id
    with pictures._turns.one():
        answer = send(desk, picture(), at=at)
        assert (answer.status_code, answer.json()["code"]) == (429, "reading_busy")
    assert send(desk, picture(), at=at).status_code == 201


def test_a_file_has_a_limit(world: World) -> None:
    technician, at = world.client("technician"), world.sites["A1"].project_id
    answer = send(technician, b"%PDF-" + bytes(20 * 1024 * 1024), "big.pdf", at=at)
    assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")
    answer = send(technician, b"%PDF-" + bytes(22 * 1024 * 1024), "big.pdf", at=at)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    endless = technician.post(
        "/files",
        params={"project_id": at, "purpose": "files.shared"},
        content=(b"x" * 1024 * 1024 for _ in range(30)),
        headers={"content-type": "multipart/form-data; boundary=x"},
    )
    assert endless.status_code in {400, 413}
    assert (
        world.client("project_manager")
        .post("/parties", content=b"[" * 5 * 1024 * 1024, headers={"content-type": "application/json"})
        .status_code
        == 413
    )


def test_a_form_without_its_file_or_purpose(world: World) -> None:
    technician, at = world.client("technician"), world.sites["A1"].project_id
    missing = technician.post(
        "/files", params={"project_id": at, "purpose": "files.shared"}, files={"x": b"y"}
    )
    assert (missing.status_code, missing.json()["errors"][0]["field"]) == (422, "file")
    unknown = send(technician, picture(), at=at, purpose="no.such")
    assert (unknown.status_code, unknown.json()["errors"][0]["code"]) == (422, "unknown_purpose")


def test_the_same_content_is_kept_once(world: World) -> None:
    technician, at = world.client("technician"), world.sites["A1"].project_id
    one = send(technician, picture(), "one.jpg", at=at).json()
    two = send(world.client("customer_service"), picture(), "two.jpg", at=at).json()
    assert one["id"] != two["id"]
    assert len(kept(world)) == 2, "the picture and its thumbnail"
    assert not [path for path in kept(world) if path.name.startswith("new-")]


def test_contents_are_written_outside_of_any_transaction(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []
    put = FileStore.put

    def watched(self: FileStore, *given: Any, **named: Any) -> str:
        seen.append(is_writing())
        return put(self, *given, **named)

    monkeypatch.setattr(FileStore, "put", watched)
    assert send(world.client("technician"), picture(), at=world.sites["A1"].project_id).status_code == 201
    assert seen == [False]


def test_three_askers(world: World) -> None:
    at = world.sites["A1"].project_id
    file = send(world.client("technician"), picture(), at=at).json()
    for path in (f"/files/{file['id']}", f"/files/{file['id']}/thumbnail"):
        assert world.nobody().get(path).status_code == 401
        assert world.client("project_manager", "A2").get(path).status_code == 404
        assert world.client("group_administrator", "B1").get(path).status_code == 404
        assert world.client("cashier").get(path).status_code == 200
    assert send(world.nobody(), picture(), at=at).status_code == 401
    outside = send(world.client("project_manager", "A2"), picture(), at=at)
    assert (outside.status_code, outside.json()["errors"][0]["field"]) == (422, "project_id")
    foreign = send(world.client("technician"), picture(), at=at, space_id=world.sites["B1"].room_ids[0])
    assert (foreign.status_code, foreign.json()["errors"][0]["field"]) == (422, "space_id")


def test_a_document_is_read_by_those_for_whom_it_is(world: World) -> None:
    desk, at = world.client("customer_service"), world.sites["A1"].project_id
    file = send(desk, b"%PDF-1.7", "身份证.pdf", at=at, purpose="parties.document").json()
    assert desk.get(f"/files/{file['id']}").status_code == 200
    assert world.client("housekeeper").get(f"/files/{file['id']}").status_code == 200
    for role in ("technician", "cleaner", "contractor", "cashier"):
        assert world.client(role).get(f"/files/{file['id']}").status_code == 404


def test_a_housekeeper_of_a_building_reads_what_lies_in_it(world: World) -> None:
    site = world.sites["A1"]
    housekeeper, technician = (
        world.client("housekeeper", zones=[site.building_id]),
        world.client("technician"),
    )
    without = send(housekeeper, picture(), at=site.project_id)
    assert (without.status_code, without.json()["errors"][0]["code"]) == (422, "space_missing")
    own = send(housekeeper, picture(), at=site.project_id, space_id=site.room_ids[0])
    assert own.status_code == 201, own.text
    inside = send(technician, picture(), at=site.project_id, space_id=site.room_ids[1]).json()
    outside = send(technician, picture(), at=site.project_id, space_id=site.parking_id).json()
    nowhere = send(technician, picture(), at=site.project_id).json()
    seen = [
        housekeeper.get(f"/files/{file['id']}").status_code for file in (own.json(), inside, outside, nowhere)
    ]
    assert seen == [200, 200, 404, 404]


def test_a_lost_content_is_said(world: World) -> None:
    technician = world.client("technician")
    file = send(technician, b"%PDF-1.7", "x.pdf", at=world.sites["A1"].project_id).json()
    none = technician.get(f"/files/{file['id']}/thumbnail")
    assert (none.status_code, none.json()["code"]) == (404, "thumbnail_missing")
    [path] = kept(world)
    path.unlink()
    lost = technician.get(f"/files/{file['id']}")
    assert (lost.status_code, lost.json()["code"]) == (404, "content_missing")


def test_contents_without_a_row_are_swept_away(world: World) -> None:
    at = world.sites["A1"].project_id
    send(world.client("technician"), picture(), at=at)
    store, group_id = FileStore(world.runtime.contents), world.sides["A"].group_id
    place = lambda sha256: world.settings.data / content_key(group_id, sha256)
    orphan, fresh = store.put(group_id, b"orphan"), store.put(group_id, b"fresh")
    now = world.clock.now().timestamp()
    half = place(orphan).with_name("new-half")
    half.write_bytes(b"half")
    for path in kept(world):
        os.utime(path, (now - 90_000, now - 90_000))
    os.utime(place(fresh), (now, now))
    ctx = world.context("A1", "A2", group_wide=True)
    start(ctx, "files.sweep", {})
    ctx.session.commit()
    ctx.session.close()
    world.work()
    assert not place(orphan).exists()
    assert not half.exists()
    assert place(fresh).exists()
    with SystemSession(world.runtime.database, writes=False) as session:
        [file] = session.scalars(select(StoredFile))
        done = session.scalars(select(Job).where(Job.name == "files.sweep")).all()
    assert {job.state for job in done} == {"done"}
    assert place(file.sha256).exists()
    assert (world.settings.data / thumbnail_key(group_id, file.sha256)).exists()
