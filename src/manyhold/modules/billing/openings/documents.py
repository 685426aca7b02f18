"""The imports' port: how rows of hand-over ledgers become opening documents, and are taken back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, or_, select

from manyhold.foundation.imports.catalogue.headings import comparable
from manyhold.foundation.imports.checks.documents import staged
from manyhold.foundation.imports.kinds.port import DocumentRow, Fault, Resting
from manyhold.foundation.imports.models import LOADED, Import
from manyhold.foundation.imports.problem import Code, Problem, error
from manyhold.foundation.organisation.models import Project, ProjectEntity
from manyhold.foundation.organisation.queries import today
from manyhold.foundation.organisation.rules import in_force
from manyhold.foundation.parties.queries import payer_on
from manyhold.foundation.spaces.lineage.kin import ancestry
from manyhold.foundation.spaces.models import Space, SpaceAlias
from manyhold.kernel import bulk
from manyhold.kernel.clock import last_day
from manyhold.kernel.context import Context
from manyhold.modules.billing.fees.models import FeeItem
from manyhold.modules.billing.ledger.models import Entry
from manyhold.modules.billing.openings.ledger import BALANCE, CATALOGUE
from manyhold.modules.billing.openings.models import ARREARS, US, Opening, OpeningAct

SPACES_AT_ONCE = 1_000
LEGACY = "place.legacy_code"


class OpeningChecker:
    """Judges the rows of one check against the catalogue of fees, the project's companies, and one another."""

    def __init__(self, ctx: Context, project_id: int) -> None:
        self.today = today(ctx, ctx.get(Project, project_id))
        fees = ctx.session.scalars(select(FeeItem).where(FeeItem.is_active).order_by(FeeItem.id)).all()
        entities = ctx.session.scalars(
            select(ProjectEntity).where(ProjectEntity.project_id == project_id)
        ).all()
        self._names = " / ".join(fee.name for fee in fees[:8])
        self._fees = {
            comparable(text): (fee.id, _entity(entities, fee.business, self.today))
            for fee in fees
            for text in (fee.code, fee.name_en, fee.name)
        }
        known = ctx.session.execute(
            select(
                Opening.space_id,
                Opening.kind,
                Opening.item,
                Opening.first_period,
                Opening.period,
                Opening.meter,
            ).where(Opening.project_id == project_id)
        )
        heirs: dict[int, list[int]] = defaultdict(list)
        for heir, before in ancestry(ctx, project_id).items():
            for one in before:
                heirs[one].append(heir)
        # What stands open at a space that was split or merged is told at its heirs: it is not loaded there again.
        self._seen: dict[tuple[Any, ...], int] = {
            (space_id, *rest): 0 for first, *rest in known for space_id in (first, *heirs.get(first, ()))
        }
        self._totals: Counter[str] = Counter()

    def judge(self, rows: Sequence[DocumentRow]) -> Iterator[Fault]:
        """Complete each row, or say what is wrong with it."""
        for row in rows:
            faults = list(self._balance(row) if row.target == BALANCE else self._term(row))
            if not faults:
                faults = list(self._repeated(row))
            if not faults:
                self._totals[row.values["kind"]] += 1
                self._totals[f"{row.values['kind']}_fen"] += row.values["amount_fen"]
            yield from faults

    def totals(self) -> dict[str, int]:
        """Number and fen of each kind."""
        return dict(sorted(self._totals.items()))

    def _balance(self, row: DocumentRow) -> Iterator[Fault]:
        values = row.values
        amount: int | None = values.get("opening.amount")
        if amount is None:
            yield Fault(row, "opening.amount", error(Code.MONEY_UNREADABLE, value=""))
            return
        if amount <= 0:
            yield Fault(row, "opening.amount", error(Code.DOCUMENT_SIGN, value=f"{amount / 100:.2f}"))
        kind = values.get("opening.kind") or ARREARS
        # Whose claim it is must be said to be ours: what fell due under another stays theirs unless it was assigned.
        creditor = values.get("opening.creditor") or "former_manager"
        item = str(values.get("opening.item") or "")
        fee_id, entity_id = self._fees.get(comparable(item), (None, None))
        if kind == ARREARS and creditor == US:
            yield from self._ours(row, item, fee_id, entity_id)
        months = values.get("opening.period")
        if kind == ARREARS and months is None:
            yield Fault(row, "opening.period", error(Code.MONTH_UNREADABLE, value=""))
        first, last = months or (0, 0)
        values.update(
            kind=kind, creditor=creditor, item=item[:60], fee_item_id=fee_id, legal_entity_id=entity_id,
            first_period=first, period=last, amount_fen=amount, meter="",
        )  # fmt: skip

    def _ours(
        self, row: DocumentRow, item: str, fee_id: int | None, entity_id: int | None
    ) -> Iterator[Fault]:
        if fee_id is None:
            yield Fault(
                row, "opening.item", error(Code.FEE_UNKNOWN, value=item[:40], allowed=self._names or "—")
            )
        elif entity_id is None:
            yield Fault(row, "opening.item", error(Code.COMPANY_UNKNOWN, value=item[:40]))

    def _term(self, row: DocumentRow) -> Iterator[Fault]:
        values = row.values
        reading = values.get("term.reading")
        default = (
            "reading"
            if reading is not None
            else "parking_term"
            if values.get("parking.code")
            else "lease_term"
        )
        kind = values.get("term.kind") or default
        starts_on: date | None = values.get("term.starts_on")
        ends_on: date | None = values.get("term.ends_on")
        price: int = values.get("term.price") or 0
        problem: tuple[str, Problem] | None = None
        if kind == "reading" and reading is None:
            problem = "term.reading", error(Code.MONEY_UNREADABLE, value="")
        elif kind != "reading" and ends_on is None:
            problem = "term.ends_on", error(Code.DATE_UNREADABLE, value="")
        elif starts_on is not None and ends_on is not None and ends_on < starts_on:
            later, earlier = starts_on.isoformat(), ends_on.isoformat()
            problem = "term.ends_on", error(Code.DATE_ORDER, earlier=earlier, later=later)
        elif price < 0:
            problem = "term.price", error(Code.DOCUMENT_SIGN, value=f"{price / 100:.2f}")
        if problem is not None:
            yield Fault(row, *problem)
            return
        values.update(
            kind=kind, creditor=US, item="", fee_item_id=None, legal_entity_id=None, first_period=0, period=0,
            amount_fen=price, meter=str(values.get("term.meter") or "")[:40],
        )  # fmt: skip

    def _repeated(self, row: DocumentRow) -> Iterator[Fault]:
        parts = ("kind", "item", "first_period", "period", "meter")
        key = (row.space_id, *(row.values[name] for name in parts))
        if (before := self._seen.setdefault(key, row.row_no)) != row.row_no:
            at = "opening.amount" if row.target == BALANCE else "term.ends_on"
            yield Fault(row, at, error(Code.DOCUMENT_REPEATED, row=before))


class OpeningDocuments:
    """Opening documents as a kind of import."""

    catalogue = CATALOGUE

    def checker(self, ctx: Context, project_id: int) -> OpeningChecker:
        """What judges the rows of one check."""
        return OpeningChecker(ctx, project_id)

    def load(self, ctx: Context, project_id: int, import_id: int, rows: Sequence[DocumentRow]) -> None:
        """Make the documents in the name of whoever pays for the place today, and keep the legacy codes as aliases."""
        day = today(ctx, ctx.get(Project, project_id))
        ids = sorted({row.space_id for row in rows})
        payers: dict[int, Any] = {}
        for start in range(0, len(ids), SPACES_AT_ONCE):
            payers |= payer_on(ctx, ids[start : start + SPACES_AT_ONCE], day)
        made = [_columns(row, payers.get(row.space_id), day) for row in rows]
        walls = {
            "project_id": project_id,
            "import_id": import_id,
            "settled_fen": 0,
            "loaded_at": ctx.now,
            "handed_over_on": None,
        }
        bulk.insert_rows(ctx.session, Opening, [{**walls, **one} for one in made])
        _keep_aliases(ctx, project_id, import_id, rows)

    def resting(self, ctx: Context, import_id: int) -> Iterable[Resting]:
        """Payments: an opening that money was taken for stays, also after their reversal, for entries name it."""
        paid = select(Space.label).join(Opening, Opening.space_id == Space.id)
        paid = paid.where(Opening.import_id == import_id, _is_named())
        labels = ctx.session.scalars(paid.order_by(Space.id).limit(5)).all()
        count = ctx.session.scalar(
            select(func.count(Opening.id)).where(Opening.import_id == import_id, _is_named())
        )
        yield Resting("billing_entry", count or 0, tuple(labels))

    def take_back(self, ctx: Context, import_id: int) -> None:
        """Remove the documents, and the aliases that came with them unless another loaded ledger names them too."""
        bulk.delete_where(ctx.session, Opening, [Opening.import_id == import_id])
        _forget_aliases(ctx, import_id)


OPENINGS = OpeningDocuments()


def _is_named() -> Any:
    entry = select(Entry.id).where(or_(Entry.opening_id == Opening.id, Entry.drawn_id == Opening.id)).exists()
    return or_(entry, select(OpeningAct.id).where(OpeningAct.opening_id == Opening.id).exists())


def _entity(entities: Sequence[ProjectEntity], business: str, day: date) -> int | None:
    found = in_force([one for one in entities if one.business == business], day)
    return None if found is None else found.legal_entity_id


def _columns(row: DocumentRow, payer: Any, day: date) -> dict[str, Any]:
    values = row.values
    as_of = _day(values.get("opening.as_of")) or day
    period: int = values["period"]
    reading = values.get("term.reading")
    copied = (
        "kind",
        "creditor",
        "fee_item_id",
        "legal_entity_id",
        "item",
        "first_period",
        "amount_fen",
        "meter",
    )
    return {
        **{name: values[name] for name in copied},
        "space_id": row.space_id,
        "period": period,
        "starts_on": _day(values.get("term.starts_on")),
        "ends_on": _day(values.get("term.ends_on")),
        "quantity": None if reading is None else Decimal(reading),
        "party_version_id": None if payer is None else payer.party_version_id,
        "as_of": as_of,
        "due_on": min(as_of, last_day(period)) if period else as_of,
        "row_no": row.row_no,
    }


def _keep_aliases(ctx: Context, project_id: int, import_id: int, rows: Sequence[DocumentRow]) -> None:
    wanted = {str(row.values[LEGACY])[:120]: row.space_id for row in reversed(rows) if row.values.get(LEGACY)}
    known = set(ctx.session.scalars(select(SpaceAlias.alias).where(SpaceAlias.project_id == project_id)))
    known |= set(ctx.session.scalars(select(Space.code).where(Space.project_id == project_id)))
    fresh = [
        {"project_id": project_id, "alias": alias, "space_id": space_id, "import_id": import_id}
        for alias, space_id in sorted(wanted.items())
        if alias not in known
    ]
    bulk.insert_rows(ctx.session, SpaceAlias, fresh)


def _forget_aliases(ctx: Context, import_id: int) -> None:
    mine = ctx.session.scalars(select(SpaceAlias).where(SpaceAlias.import_id == import_id)).all()
    if not mine:
        return
    others = select(Import).where(
        Import.project_id == mine[0].project_id, Import.state == LOADED, Import.id != import_id
    )
    claims: dict[tuple[int, str], int] = {}
    for other in ctx.session.scalars(others.order_by(Import.id)):
        for row in staged(ctx, other.id, other.run):
            claims.setdefault((row.space_id, str(row.values.get(LEGACY) or "")[:120]), other.id)
    for alias in mine:
        alias.import_id = claims.get((alias.space_id, alias.alias))
        if alias.import_id is None:
            ctx.session.delete(alias)
    ctx.session.flush()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
