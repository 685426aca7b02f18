"""The categories of personal data that run here, and what their functions say of one party."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from manyhold.kernel.context import Context
from manyhold.kernel.modules import PersonalData, Registry, UnknownName, resolve
from manyhold.kernel.personal_data import Hold, Record


def categories(registry: Registry) -> Iterator[PersonalData]:
    """Every installed category, the modules' before the foundation's: what leans on a party goes before the party."""
    for manifest in reversed(registry.manifests.values()):
        yield from manifest.personal_data


def category(registry: Registry, code: str) -> PersonalData:
    """The category of that code. Raises UnknownName."""
    for one in categories(registry):
        if one.code == code:
            return one
    raise UnknownName(f"no module keeps the personal data {code!r}")


def collected(ctx: Context, party_id: int) -> Iterator[tuple[PersonalData, list[Record]]]:
    """All that is kept of a party, category by category, the party itself first."""
    for one in reversed(list(categories(ctx.runtime.registry))):
        if one.collect:
            yield one, resolve(one.collect)(ctx, party_id)


def held(ctx: Context, party_id: int) -> list[Hold]:
    """Why nothing of the party may be erased yet, by all modules."""
    return [
        hold
        for one in categories(ctx.runtime.registry)
        if one.holds
        for hold in resolve(one.holds)(ctx, party_id)
    ]


def erased(ctx: Context, party_id: int, neutral_name: str) -> dict[str, int]:
    """Erase the party in every category; the rows of each."""
    done: dict[str, int] = {}
    for one in categories(ctx.runtime.registry):
        if one.erase:
            erase: Any = resolve(one.erase)
            done[one.code] = erase(ctx, party_id, neutral_name)
    return done
