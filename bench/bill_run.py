"""A month's bills of whole projects, 1,000,000 lines in all, against the bare INSERT … SELECT.

Ours is what a posted run costs in full: the draft, who pays for each room on that day, the exact sums, the scope and
its second wall, audit and event, the commit. The limit makes the very same lines by one statement as a hand would
write it for this data, run by the owner of the tables: rooms joined with their holder and that party, plain integer
arithmetic, constants for the rest, no scope and no second wall, no choice among several holders, no guard against
overflow; into a twin of the table with the same indexes, checks and foreign keys. Rounds alternate, so that both
tables are always of one size; the ratio is the median of the rounds'. Goal: at least 60 % of the limit's rate.
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from decimal import Decimal
from statistics import median
from typing import Any

from sqlalchemy import Connection, Engine, Table, insert, text

from bench.harness import Figure
from bench.installation import START, context, found, installation, raw
from manyhold.foundation.parties.models import Holding, Link, Party, PartyVersion
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.clock import add_months, days_in, first_day, last_day
from manyhold.kernel.database import make_engine
from manyhold.kernel.runtime import Runtime
from manyhold.modules.billing.bills.models import RunItem
from manyhold.modules.billing.fees.schemas import FeeItemIn, PriceIn
from manyhold.modules.billing.fees.service import define_fee_item, set_price
from manyhold.modules.billing.runs.schemas import RunIn
from manyhold.modules.billing.runs.service import post_month

GOAL = 0.60
ROOMS = 50_000
NOW = datetime(2026, 1, 1, tzinfo=UTC)
FIRST_PERIOD = 202601
BARE = """
    INSERT INTO bench_bill (id, project_id, space_id, run_item_id, fee_item_id, price_version_id, legal_entity_id,
        liable_version_id, is_joint, period, service_from, service_to, days, month_days, basis, units, price,
        amount_fen, settled_fen, tax_rate_bp, due_on, business_date)
    SELECT {first_id} + room.id, room.project_id, room.id, {run_item}, {fee}, {price_version}, {entity},
        party.version_id, false, {period}, '{first}', '{last}', {days}, {days}, 'billing', room.billing_area, 28000,
        (room.billing_area * 28000 + 5000) / 10000, 0, 600, '{last}', '{first}'
    FROM spaces_space room
    JOIN parties_holding holding ON holding.project_id = room.project_id AND holding.space_id = room.id
    JOIN parties_party party ON party.id = holding.party_id
    WHERE room.project_id = {project} AND room.kind = 'room' AND holding.is_payer
        AND holding.starts_on <= '{last}' AND (holding.ends_on IS NULL OR holding.ends_on >= '{last}')
"""
SAME = """
    SELECT count(*) FROM bench_bill bare JOIN billing_bill ours
        ON ours.project_id = bare.project_id AND ours.fee_item_id = bare.fee_item_id
        AND ours.period = bare.period AND ours.space_id = bare.space_id
        AND ours.amount_fen = bare.amount_fen AND ours.liable_version_id = bare.liable_version_id
        AND ours.service_from = bare.service_from AND ours.units = bare.units AND ours.basis = bare.basis
"""


def measure(engine: str, quick: bool) -> list[Figure]:
    """Make the data, then the rounds of one project's month each."""
    projects, months = (1, 6) if quick else (4, 5)
    with installation(engine) as runtime:
        group_id, project_ids = found(runtime, projects=projects)
        fee_item_id = _price(runtime, group_id, project_ids)
        with raw(runtime) as connection:
            for place, project_id in enumerate(project_ids, start=1):
                _fill(connection, group_id, project_id, place * 1_000_000_000)
            _make_twin(connection)
        settings = runtime.settings
        owner = make_engine(
            settings.resolved_database_url() if settings.is_embedded else settings.owner_database_url
        )
        rounds: list[tuple[float, float]] = []
        for month in range(months):
            for project_id in project_ids:
                wanted = RunIn(
                    project_id=project_id,
                    period=add_months(FIRST_PERIOD, month),
                    fee_item_ids=[fee_item_id],
                )
                rounds.append((_post(runtime, group_id, wanted), _insert_bare(owner, wanted)))
        with owner.begin() as connection:
            same = connection.execute(text(SAME)).scalar_one()
        owner.dispose()
    if same != len(rounds) * ROOMS:
        raise RuntimeError(f"of {len(rounds) * ROOMS} lines {same} are the same in both tables")
    limit = ROOMS / median(bare for _, bare in rounds)
    ratio = median(bare / posted for posted, bare in rounds)
    return [Figure(f"bill-run, {same:,} lines", limit * ratio, limit, "lines/s", GOAL, is_floor=True)]


def _post(runtime: Runtime, group_id: int, wanted: RunIn) -> float:
    """Seconds to post one project's month."""
    start = time.perf_counter()
    with (ctx := context(runtime, group_id, [wanted.project_id], writes=True)).session as session:
        post_month(ctx, wanted, first_day(wanted.period))
        session.commit()
    return time.perf_counter() - start


def _insert_bare(owner: Engine, wanted: RunIn) -> float:
    """Seconds to make the same lines by hand."""
    table: Any = RunItem.__table__
    with owner.begin() as connection:
        item = connection.execute(
            table.select().where(
                table.c.project_id == wanted.project_id,
                table.c.period == wanted.period,
            )
        ).one()
    statement = BARE.format(
        first_id=wanted.period * 10_000_000_000,
        run_item=item.id,
        fee=item.fee_item_id,
        price_version=item.price_version_id,
        entity=item.legal_entity_id,
        period=wanted.period,
        first=first_day(wanted.period),
        last=last_day(wanted.period),
        days=days_in(wanted.period),
        project=wanted.project_id,
    )
    start = time.perf_counter()
    with owner.begin() as connection:
        connection.exec_driver_sql(statement)
    return time.perf_counter() - start


def _price(runtime: Runtime, group_id: int, project_ids: list[int]) -> int:
    """A fee by area at 2.80 yuan in every project."""
    with (ctx := context(runtime, group_id, project_ids, writes=True)).session as session:
        fee = define_fee_item(ctx, FeeItemIn(code="WYF", name="物业服务费", name_en="Property fee"))
        session.flush()
        for project_id in project_ids:
            set_price(
                ctx,
                PriceIn(
                    project_id=project_id,
                    fee_item_id=fee.id,
                    price=Decimal("2.80"),
                    starts_on=date(2026, 1, 1),
                    basis="contract",
                    rests_on="bench",
                ),
            )
        session.commit()
        return fee.id


def _fill(connection: Connection, group_id: int, project_id: int, first: int) -> None:
    """Rooms with one owner each; ids from `first` on."""
    places = range(ROOMS)
    group = {"group_id": group_id, "name_sealed": b"x" * 40, "created_at": NOW}
    held = [
        {"project_id": project_id, "space_id": first + place, "party_id": first + ROOMS + place}
        for place in places
    ]
    party = {**group, "kind": "person", "id_kind": "", "gender": "", "revision": 1}
    holding = {
        "role": "owner",
        "starts_on": START,
        "is_payer": True,
        "is_contact": True,
        "is_vote_representative": False,
        "revision": 1,
    }
    _put(connection, Space, [_room(project_id, first + place, place) for place in places])
    _put(
        connection,
        Party,
        [{**party, "id": row["party_id"], "version_id": row["party_id"] + ROOMS} for row in held],
    )
    _put(
        connection,
        PartyVersion,
        [{**group, "id": row["party_id"] + ROOMS, "party_id": row["party_id"]} for row in held],
    )
    _put(connection, Link, [{**row, "id": row["space_id"]} for row in held])
    _put(connection, Holding, [{**row, **holding, "id": row["space_id"]} for row in held])


def _put(connection: Connection, kind: type[Any], rows: list[dict[str, Any]]) -> None:
    table: Table = kind.__table__
    connection.execute(insert(table), rows)


def _room(project_id: int, room_id: int, number: int) -> dict[str, Any]:
    return {
        "id": room_id,
        "project_id": project_id,
        "kind": "room",
        "code": f"R{number}",
        "name": str(number),
        "label": f"{number}室",
        "sort_key": f"{number:08d}",
        "floor_label": "",
        "billing_area": Decimal(6000 + number * 7919 % 12_000).scaleb(-2),
        "use": "",
        "layout": "",
        "parking_kind": "",
        "delivered_on": START,
        "sale_state": "sold",
        "delivery_state": "delivered",
        "fit_out_state": "",
        "occupancy_state": "",
        "is_active": True,
        "revision": 1,
    }


def _make_twin(connection: Connection) -> None:
    """An empty `bench_bill` with all that `billing_bill` is held by."""
    if connection.dialect.name == "sqlite":
        made = connection.execute(
            text("SELECT sql FROM sqlite_master WHERE tbl_name = 'billing_bill' AND sql IS NOT NULL")
        )
        for statement in made.scalars().all():
            connection.exec_driver_sql(statement.replace("billing_bill", "bench_bill"))
    else:
        connection.exec_driver_sql("CREATE TABLE bench_bill (LIKE billing_bill INCLUDING ALL)")
        keys = connection.execute(
            text(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
                " WHERE conrelid = 'billing_bill'::regclass AND contype = 'f'"
            )
        )
        for key in keys.scalars().all():
            connection.exec_driver_sql(f"ALTER TABLE bench_bill ADD {key}")
