"""What the tests of printing set up: payments to print, templates, marks; and what a PDF says where."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

from PIL import Image
from pypdf import PdfReader

from modules.billing import desk
from worlds.world import Client, World

RECEIPT, LABEL = "billing.receipt", "workorders.space_label"
TODAY = "2026-11-22"
POINTS_PER_MM = 72 / 25.4


def paid(world: World, *, at: str = "A1", count: int = 1) -> list[int]:
    """Payments of a project's first room, without bills: all of them prepayment."""
    room, company = world.sites[at].room_ids[0], world.sides[at[0]].legal_entity_id
    cashier = world.client("cashier", at)
    return [
        desk.good(desk.pay(cashier, room, 10000 + one, legal_entity_id=company))["id"] for one in range(count)
    ]


def layout(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Blocks with their usual box."""
    box = {"x_mm": 20, "y_mm": 20, "width_mm": 60, "height_mm": 8}
    return {"blocks": [{**box, **one} for one in blocks], **more}


NUMBERED = layout(
    {"type": "title", "text": "收据 {number}", "x_mm": 30, "y_mm": 15, "width_mm": 90, "size_pt": 12},
    {"type": "text", "text": "交款人 {payer}，共 {total} 元", "y_mm": 26, "width_mm": 120},
    {
        "type": "table",
        "y_mm": 36,
        "width_mm": 150,
        "height_mm": 18,
        "row_height_mm": 6,
        "cells": [{"label": "项目", "field": "fee", "share": 2}, {"field": "months"}, {"field": "amount"}],
    },
)


def body(
    kind: str = RECEIPT, paper: str = "c93", at: dict[str, Any] = NUMBERED, **more: Any
) -> dict[str, Any]:
    return {"kind": kind, "name": "三联收据", "paper": paper, "layout": at, **more}


def published(world: World, *, group: str = "A", starts_on: str = TODAY, **more: Any) -> dict[str, Any]:
    """A template in force."""
    head = world.client("group_administrator", f"{group}1")
    draft = desk.good(head.post("/print-templates", json=body(**more)))
    return desk.good(head.post(f"/print-templates/{draft['id']}/publish", json={"starts_on": starts_on}), 200)


def run(client: Client, ids: list[int], project_id: int, **more: Any) -> Any:
    wanted = {"kind": RECEIPT, "project_id": project_id, "document_ids": ids, **more}
    return client.post("/print-runs", json=wanted)


def pages(client: Client, made: dict[str, Any]) -> bytes:
    answer = client.get(f"/print-runs/{made['id']}/pages.pdf")
    assert answer.status_code == 200, answer.text
    return answer.content


def mark(client: Client, project_id: int, *, purpose: str = "printing.mark") -> int:
    """A logo, uploaded."""
    drawn = io.BytesIO()
    Image.new("RGBA", (80, 40), (200, 30, 30, 160)).save(drawn, "PNG")
    sent = client.post(
        "/files",
        params={"purpose": purpose, "project_id": project_id},
        files={"file": ("logo.png", drawn.getvalue(), "image/png")},
    )
    return desk.good(sent)["id"]


def words(page: bytes) -> list[str]:
    """What each page says, without spaces."""
    return ["".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(page)).pages]


def sizes(page: bytes) -> list[tuple[float, float]]:
    """Width and height of each page in millimetres."""
    boxes = [one.mediabox for one in PdfReader(io.BytesIO(page)).pages]
    return [
        (round(float(one.width) / POINTS_PER_MM, 1), round(float(one.height) / POINTS_PER_MM, 1))
        for one in boxes
    ]


def where(page: bytes, wanted: str, number: int = 0) -> tuple[float, float]:
    """Millimetres from the left and from the top at which a text of one script begins, on its base line."""
    one = PdfReader(io.BytesIO(page)).pages[number]
    found: list[tuple[float, float]] = []

    def look(text: str, page: list[float], line: list[float], *_: Any) -> None:
        if wanted in text:
            x = line[4] * page[0] + line[5] * page[2] + page[4]
            y = line[4] * page[1] + line[5] * page[3] + page[5]
            found.append((x / POINTS_PER_MM, (float(one.mediabox.height) - y) / POINTS_PER_MM))

    one.extract_text(visitor_text=look)
    return found[0]


DAY = timedelta(days=1)
