"""Three messy ledgers become signed opening balances: how many minutes, clicks and left-over rows it takes.

The large compound is walked on SQLite alone, a small one on both engines.
"""

from __future__ import annotations

from time import perf_counter

from factories.ledgers import ledgers
from modules.billing import desk
from modules.takeovers.road import walk
from worlds.world import World

SECONDS_OF_A_CLICK = 15
"""What a person takes to read a page and click; the minutes stated are these and the machine's together."""


def test_three_messy_ledgers_become_signed_opening_balances(world: World) -> None:
    households = 2_000 if world.engine == "sqlite" else 60
    made = ledgers(households, seed=20261031)
    desk.fee_item(world)
    begun = perf_counter()
    step, signed = walk(world, made)
    seconds = perf_counter() - begun
    assert signed["stage"] == "signed"
    assert signed["missing"] == []
    assert {line["key"]: line["difference"] for line in signed["lines"]} == dict.fromkeys(
        (line["key"] for line in signed["lines"]), 0
    )
    assert step.left_over == {
        "rooms": made.bad["rooms"],
        "balances": made.bad["balances"],
        "parking": 0,
        "terms": made.bad["parking"],
    }
    kept = step.client.get(f"/takeovers/{signed['id']}").json()
    page = step.client.get(f"/files/{kept['sign_off_file_id']}")
    assert page.content.startswith(b"%PDF")
    assert step.clicks == 18
    minutes = (seconds + step.clicks * SECONDS_OF_A_CLICK) / 60
    print(
        f"\nstopwatch [{world.engine}]: {households} households, {sum(step.rows.values())} rows in 4 uploads,"
        f" {step.clicks} clicks, {seconds:.1f} s of machine, {minutes:.1f} min with {SECONDS_OF_A_CLICK} s a click,"
        f" left over {sum(step.left_over.values())} rows {step.left_over}"
    )
