"""Who holds the spaces of a site: owners and their families, tenants, companies, the developer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from manyhold.demo.names import Human, Names
from manyhold.demo.places import SitePlan
from manyhold.demo.sizes import INDUSTRIAL
from manyhold.foundation.parties.drafts import HoldingDraft, PartyDraft

HALF = Decimal("0.5000")


class Households:
    """Drafts of the parties of one site; `ids` are its spaces by the keys of the plan."""

    def __init__(
        self, random: Random, names: Names, plan: SitePlan, ids: Mapping[str, int], since: date, city: str
    ) -> None:
        self._random = random
        self._names = names
        self._plan = plan
        self._ids = ids
        self._since = since
        self._city = city
        self._parking = [ids[key] for key in plan.parking]

    def drafts(self, kind: str) -> Iterator[PartyDraft]:
        """Every party of the site; the developer, who holds what is unsold and the parking left over, is the last."""
        for key in self._plan.homes:
            if key not in self._plan.unsold:
                yield from self._home(key)
        for key in self._plan.shops:
            if key not in self._plan.unsold:
                yield from self._let_or_own(key, "shop")
        for key in self._plan.offices:
            if key not in self._plan.unsold:
                yield from self._let_or_own(key, "plant" if kind == INDUSTRIAL else "office")
        rest = [self._ids[key] for key in sorted(self._plan.unsold)] + self._parking
        yield PartyDraft(
            kind="company",
            name=self._names.company("developer", self._city),
            phones=(self._names.mobile(),),
            holdings=tuple(self._holding(space_id, "developer", self._since) for space_id in rest),
        )

    def _home(self, key: str) -> Iterator[PartyDraft]:
        random, names, space_id = self._random, self._names, self._ids[key]
        since = self._since + timedelta(days=random.randint(0, 120))
        owner = names.human()
        is_shared = random.random() < 0.3
        is_let = key in self._plan.let
        tenant_pays = is_let and random.random() < 0.35
        own = self._holding(
            space_id,
            "owner",
            since,
            share=HALF if is_shared else None,
            is_payer=not tenant_pays,
            is_contact=not is_let,
            is_vote_representative=True,
        )
        parking = (
            [self._holding(self._parking.pop(), "owner", since, is_payer=True)]
            if self._parking and random.random() < 0.3
            else []
        )
        yield self._person(owner, own, *parking, has_phone=random.random() < 0.97)
        if is_shared:
            other = "female" if owner.gender == "male" else "male"
            spouse = names.human(gender=other)
            yield self._person(spouse, self._holding(space_id, "co_owner", since, share=HALF))
        if is_let:
            begun = date(since.year + 1, random.randint(1, 12), 1)
            lives_in = self._holding(space_id, "tenant", begun, is_payer=tenant_pays, is_contact=True)
            yield self._person(names.human(), lives_in)
        else:
            yield from self._family(owner, space_id, since)

    def _family(self, owner: Human, space_id: int, since: date) -> Iterator[PartyDraft]:
        for _ in range(self._random.choices((0, 1, 2), (45, 38, 17))[0]):
            surname = owner.surname if owner.gender == "male" else ""
            member = self._names.human(surname=surname)
            is_grown = self._random.random() < 0.5
            yield self._person(member, self._holding(space_id, "family", since), has_phone=is_grown)

    def _let_or_own(self, key: str, trade: str) -> Iterator[PartyDraft]:
        space_id = self._ids[key]
        if key not in self._plan.let:
            own = self._holding(space_id, "owner", self._since, is_payer=True, is_contact=True)
            yield self._company(trade, own)
            return
        own = self._holding(space_id, "owner", self._since, is_vote_representative=True)
        yield self._person(self._names.human(), own) if trade == "shop" else self._company(trade, own)
        begun = date(self._since.year + 1, self._random.randint(1, 12), 1)
        yield self._company(trade, self._holding(space_id, "tenant", begun, is_payer=True, is_contact=True))

    def _person(self, human: Human, *holdings: HoldingDraft, has_phone: bool = True) -> PartyDraft:
        phones = (self._names.mobile(),) if has_phone else ()
        gender = "male" if human.gender == "male" else "female"
        return PartyDraft(kind="person", name=human.name, phones=phones, gender=gender, holdings=holdings)

    def _company(self, trade: str, *holdings: HoldingDraft) -> PartyDraft:
        name = self._names.company(trade, self._city if self._random.random() < 0.6 else "")
        return PartyDraft(kind="company", name=name, phones=(self._names.mobile(),), holdings=holdings)

    def _holding(
        self,
        space_id: int,
        role: str,
        since: date,
        *,
        share: Decimal | None = None,
        is_payer: bool = False,
        is_contact: bool = False,
        is_vote_representative: bool = False,
    ) -> HoldingDraft:
        return HoldingDraft(
            space_id=space_id,
            role=role,
            starts_on=since,
            share=share,
            is_payer=is_payer,
            is_contact=is_contact,
            is_vote_representative=is_vote_representative,
        )
