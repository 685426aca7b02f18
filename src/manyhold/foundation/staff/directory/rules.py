"""What is different between a directory and the register: pure, without a database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from manyhold.foundation.staff.directory.port import Outsider

Kind = Literal["new", "changed", "gone"]


@dataclass(frozen=True, slots=True)
class Known:
    """A member who has not left, as the register has them; `account` where the directory's is known."""

    id: int
    number: str
    name: str
    phone: str
    department: str
    account: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference; `fields` are what would be changed, with `account` where the link is new."""

    kind: Kind
    member_id: int | None
    found: Outsider
    fields: tuple[str, ...] = ()


def merged(pages: Iterable[Iterable[Outsider]]) -> dict[str, Outsider]:
    """Everybody once, by account in small letters; who stands in several departments has the first one's."""
    people: dict[str, Outsider] = {}
    for page in pages:
        for one in page:
            people.setdefault(one.account.casefold(), one)
    return people


def digits(phone: str) -> str:
    """The eleven digits by which telephones are compared: without country code, blanks and dashes."""
    said = "".join(filter(str.isdecimal, phone))
    return said[-11:] if len(said) in (13, 15) and said[:-11] in ("86", "0086") else said


def differences(
    people: Mapping[str, Outsider], register: Collection[Known], departments: Collection[str]
) -> list[Difference]:
    """What applying would change, in the order: new, changed, gone.

    An account that is not linked is matched by staff number, then by telephone and name, and by neither where two
    would fit: a wrong match hands somebody another's account. Departments that the register does not know change
    nothing.
    """
    linked = {one.account.casefold(): one for one in register if one.account}
    free = [one for one in register if not one.account]
    by_number = {one.number.casefold(): one for one in free if one.number}
    phones = Counter(digits(one.phone) for one in free if one.phone)
    by_phone = {
        (digits(one.phone), one.name): one for one in free if one.phone and phones[digits(one.phone)] == 1
    }
    taken: set[int] = set()
    found: list[Difference] = []
    for account, one in people.items():
        if not one.is_active:
            continue
        member = linked.get(account)
        if member is None:
            match = by_number.get(one.number.casefold()) if one.number else None
            match = match or (by_phone.get((digits(one.phone), one.name)) if one.phone else None)
            member = None if match is None or match.id in taken else match
        if member is None:
            found.append(Difference("new", None, one))
            continue
        taken.add(member.id)
        if fields := _fields(one, member, departments):
            found.append(Difference("changed", member.id, one, fields))
    for account, member in linked.items():
        here = people.get(account)
        if here is None or not here.is_active:
            gone = Outsider(member.account, member.name, member.phone, member.department, "", member.number)
            found.append(Difference("gone", member.id, gone))
    order = ("new", "changed", "gone")
    return sorted(found, key=lambda one: order.index(one.kind))


def _fields(one: Outsider, member: Known, departments: Collection[str]) -> tuple[str, ...]:
    changed = {
        "account": not member.account,
        "name": one.name.strip() != member.name,
        "phone": bool(one.phone) and digits(one.phone) != digits(member.phone),
        "department": one.department in departments and one.department != member.department,
    }
    return tuple(name for name, is_new in changed.items() if is_new)
