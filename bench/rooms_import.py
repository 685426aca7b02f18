"""A takeover workbook of 200,000 rooms with their owners: uploaded, checked and loaded.

Limit: reading the same file and a bare bulk insert of the very rows that the import makes, by the raw driver (tuples
on SQLite, COPY on PostgreSQL), with nothing parsed, sealed, compared or staged. Goal: at most three times the limit.
A second figure holds the longest write transaction against what the house allows: 1 s a step, 10 s the last one.
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import xlsxwriter
from python_calamine import CalamineWorkbook
from sqlalchemy import event, select
from sqlalchemy.engine import make_url

from bench.harness import Figure
from bench.installation import context, found, installation
from manyhold.foundation.imports import service
from manyhold.foundation.imports.models import LOADED, Import
from manyhold.foundation.imports.schemas import LoadIn
from manyhold.foundation.parties.models import Holding, Link, Party, PartyVersion, Phone, SearchToken
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.jobs.worker import Worker
from manyhold.kernel.observability import configure_logging
from manyhold.kernel.runtime import Runtime

ROOMS, QUICK_ROOMS = 200_000, 8_000
ROUNDS = 2
STEP_SECONDS, LAST_SECONDS = 1.0, 10.0
TABLES = (Space, Party, PartyVersion, Phone, SearchToken, Link, Holding)
IDS = {"id", "space_id", "party_id", "version_id", "parent_id", "phase_id", "building_id", "unit_id"}
HEADINGS = (
    "楼栋",
    "单元",
    "楼层",
    "房号",
    "建筑面积",
    "套内面积",
    "用途",
    "户型",
    "交付日期",
    "房屋状态",
    "业主姓名",
    "联系电话",
)
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰文辉建国志红嘉怡子涵浩宇欣思雨佳琪梓轩"


def measure(engine: str, quick: bool) -> list[Figure]:
    """Seconds from the file's bytes to loaded rooms, and the longest hold of the write lock."""
    rooms = QUICK_ROOMS if quick else ROOMS
    rounds = 1 if quick else ROUNDS
    with installation(engine) as runtime, tempfile.TemporaryDirectory() as folder:
        configure_logging(runtime.settings)
        group_id, projects = found(runtime, projects=1 + 2 * rounds)
        books = [Path(folder) / f"rooms-{number}.xlsx" for number in range(1 + rounds)]
        for book in books:
            _write_workbook(book, rooms)
        watch = _Watch(runtime)
        _import(runtime, group_id, projects.pop(), books[0])  # warms both up, and gives the rows of the limit
        bare = _Bare(runtime, rooms)
        times: list[tuple[float, float]] = []
        for book in books[1:]:
            ours = _import(runtime, group_id, projects.pop(), book)
            times.append((ours, bare.run(book, projects.pop())))
    ours, limit = (sorted(column)[len(times) // 2] for column in zip(*times, strict=True))
    longest = sorted(watch.seconds, reverse=True)
    lasts, steps = longest[: rounds + 1], longest[rounds + 1 :]
    return [
        Figure(f"rooms-import: {rooms:,} rooms with owners", ours, limit, "s", 3.0),
        Figure("rooms-import: the last transaction", max(lasts), LAST_SECONDS, "s", 1.0),
        Figure("rooms-import: the longest step", max(steps), STEP_SECONDS, "s", 1.0),
    ]


def _import(runtime: Runtime, group_id: int, project_id: int, book: Path) -> float:
    begun = time.perf_counter()
    ctx = context(runtime, group_id, [project_id], writes=True)
    with ctx.session as session:
        import_id = service.upload(ctx, project_id, book.name, book.read_bytes()).id
        session.commit()
    for start in ("check", "load"):
        ctx = context(runtime, group_id, [project_id], writes=True)
        with ctx.session as session:
            row = ctx.get(Import, import_id)
            if start == "check":
                service.start_check(ctx, row, None)
            else:
                service.start_load(ctx, row, LoadIn(accept_warnings=True))
            session.commit()
        Worker(runtime).run_until_idle()
    taken = time.perf_counter() - begun
    with context(runtime, group_id, [project_id], writes=False).session as session:
        assert session.scalar(select(Import.state).where(Import.id == import_id)) == LOADED
    return taken


@dataclass
class _Rows:
    table: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    def moved(self, by: int, project_id: int) -> list[tuple[Any, ...]]:
        """The same rows under other ids in another project."""
        shift = [name in IDS for name in self.columns]
        project = self.columns.index("project_id") if "project_id" in self.columns else -1
        return [
            tuple(
                project_id if place == project else value + by if moves and value is not None else value
                for place, (value, moves) in enumerate(zip(row, shift, strict=True))
            )
            for row in self.rows
        ]


class _Bare:
    """The rows of the import as the driver takes them, and their bare insertion."""

    def __init__(self, runtime: Runtime, rooms: int) -> None:
        self.runtime = runtime
        self.times = 0
        self.step = rooms * 40 + 1_000_000
        self.kept = [self._read(kind.__tablename__) for kind in TABLES]

    def run(self, book: Path, project_id: int) -> float:
        """Seconds for reading the file and inserting, once, under fresh ids."""
        self.times += 1
        by = (1 << 50) + self.times * self.step
        fresh = [(kept.table, kept.columns, kept.moved(by, project_id)) for kept in self.kept]
        begun = time.perf_counter()
        CalamineWorkbook.from_path(str(book)).get_sheet_by_index(0).to_python()
        if self.runtime.settings.is_embedded:
            self._tuples(fresh)
        else:
            self._copies(fresh)
        return time.perf_counter() - begun

    def _tuples(self, fresh: list[tuple[str, tuple[str, ...], list[tuple[Any, ...]]]]) -> None:
        connection = sqlite3.connect(self.runtime.settings.data / "manyhold.db", isolation_level=None)
        for pragma in ("synchronous=FULL", "foreign_keys=ON", "cache_size=-65536", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN IMMEDIATE")
        for table, columns, rows in fresh:
            marks = ", ".join("?" * len(columns))
            connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
        connection.execute("COMMIT")
        connection.close()

    def _copies(self, fresh: list[tuple[str, tuple[str, ...], list[tuple[Any, ...]]]]) -> None:
        with psycopg.connect(_owner(self.runtime)) as connection, connection.cursor() as cursor:
            for table, columns, rows in fresh:
                statement: Any = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
                with cursor.copy(statement) as copy:
                    for row in rows:
                        copy.write_row(row)

    def _read(self, table: str) -> _Rows:
        if self.runtime.settings.is_embedded:
            connection: Any = sqlite3.connect(self.runtime.settings.data / "manyhold.db")
        else:
            connection = psycopg.connect(_owner(self.runtime))
        cursor = connection.cursor()
        cursor.execute(f"SELECT * FROM {table}")
        columns = tuple(column[0] for column in cursor.description)
        rows = cursor.fetchall()
        connection.close()
        return _Rows(table, columns, rows)


class _Watch:
    """How long each write transaction of the application was open."""

    def __init__(self, runtime: Runtime) -> None:
        self.seconds: list[float] = []
        self._begun: dict[int, float] = {}
        event.listen(runtime.database.app_writer, "begin", self._begin)
        event.listen(runtime.database.app_writer, "commit", self._end)

    def _begin(self, connection: Any) -> None:
        self._begun[id(connection)] = time.perf_counter()

    def _end(self, connection: Any) -> None:
        self.seconds.append(time.perf_counter() - self._begun.pop(id(connection), time.perf_counter()))


def _owner(runtime: Runtime) -> str:
    url = make_url(runtime.settings.owner_database_url).set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


def _write_workbook(path: Path, rooms: int) -> None:
    dice = random.Random(path.stem)  # each project has people of its own
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("房屋")
        sheet.write_row(0, 0, HEADINGS)
        for number, row in enumerate(_rows(rooms, dice), start=1):
            sheet.write_row(number, 0, row)


def _rows(rooms: int, dice: random.Random) -> Iterator[tuple[Any, ...]]:
    for number in range(rooms):
        rest, place = divmod(number, 4)
        rest, floor = divmod(rest, 25)
        building, unit = divmod(rest, 2)
        area = dice.randint(5_000, 14_000) / 100
        name = dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=dice.choice((1, 2, 2))))
        yield (
            f"{building + 1}栋",
            f"{unit + 1}单元",
            floor + 1,
            f"{floor + 1}{place + 1:02}",
            area,
            round(area * 0.8, 2),
            "住宅",
            dice.choice(("两室一厅", "三室两厅", "四室两厅")),
            date(2015 + building % 8, 6, 10).isoformat(),
            dice.choice(("已入住", "空置", "已装修")),
            name,
            f"1{dice.choice('35789')}{dice.randrange(10**9):09}",
        )
