"""The holders of a row: names, telephones, documents of one cell each, laid beside one another."""

from collections.abc import Mapping
from typing import Any

from manyhold.foundation.imports.cells.identities import Identity, IdentityKind
from manyhold.foundation.imports.cells.names import PartyName
from manyhold.foundation.imports.cells.phones import Phone
from manyhold.foundation.imports.problem import Code, error, warning
from manyhold.foundation.imports.rows.drafts import Finding, OwnerDraft

OWNER_FIELDS = frozenset(
    {"owner.name", "owner.phone", "owner.id_kind", "owner.id_number", "owner.role", "owner.gender"}
)
_TOLD_BY_FORM = frozenset({IdentityKind.RESIDENT, IdentityKind.CREDIT_CODE})


def owners_of(
    values: Mapping[str, Any], *, phone_expected: bool
) -> tuple[tuple[OwnerDraft, ...], list[Finding]]:
    """Return one draft per name, with the telephone and document of the same place in their cells.

    One name takes all telephones. Telephones that cannot be paired go to the first name with a warning;
    documents that cannot be paired are an error, for an identity must never land on another person.
    """
    names: tuple[PartyName, ...] = values.get("owner.name") or ()
    phones: tuple[Phone, ...] = values.get("owner.phone") or ()
    identities: tuple[Identity, ...] = values.get("owner.id_number") or ()
    found: list[Finding] = []
    if not names:
        if phones or identities:
            found.append(Finding("owner.name", warning(Code.NAME_MISSING)))
        return (), found
    if phone_expected and not phones:
        found.append(Finding("owner.phone", warning(Code.PHONE_EMPTY)))
    genders: tuple[str, ...] = values.get("owner.gender") or ()
    role: str | None = values.get("owner.role")
    count = len(names)
    phones_by_name = _phones(phones, count, found)
    identities_by_name = _identities(identities, values.get("owner.id_kind"), count, found)
    genders_by_name: tuple[str | None, ...] = genders if len(genders) == count else (None,) * count
    owners = tuple(
        OwnerDraft(
            names[place],
            phones_by_name[place],
            identities_by_name[place],
            role or ("owner" if place == 0 else "co_owner"),
            _gender(genders_by_name[place], identities_by_name[place], found),
        )
        for place in range(count)
    )
    return owners, found


def _phones(phones: tuple[Phone, ...], count: int, found: list[Finding]) -> list[tuple[Phone, ...]]:
    if count == 1:
        return [phones if len(phones) < 2 else tuple(dict.fromkeys(phones))]
    if len(phones) == count:
        return [(phone,) for phone in phones]
    if phones:
        unpaired = warning(Code.NAMES_UNPAIRED, names=count, values=len(phones))
        found.append(Finding("owner.phone", unpaired))
    return [tuple(dict.fromkeys(phones)), *([()] * (count - 1))]


def _identities(
    identities: tuple[Identity, ...], kind: str | None, count: int, found: list[Finding]
) -> list[Identity | None]:
    if not identities:
        return [None] * count
    if len(identities) != count:
        unpaired = error(Code.NAMES_UNPAIRED, names=count, values=len(identities))
        found.append(Finding("owner.id_number", unpaired))
        return [None] * count
    return [_of_kind(identity, kind, found) for identity in identities]


def _of_kind(identity: Identity, kind: str | None, found: list[Finding]) -> Identity:
    """Take the kind that the ledger gives, except against a form that only one kind of document has."""
    if kind is None or kind == identity.kind:
        return identity
    if identity.kind in _TOLD_BY_FORM or kind in _TOLD_BY_FORM:
        disagrees = warning(Code.IDENTITY_KIND_DISAGREES, given=kind, read=identity.kind)
        found.append(Finding("owner.id_kind", disagrees))
        return identity
    return identity._replace(kind=IdentityKind(kind))


def _gender(given: str | None, identity: Identity | None, found: list[Finding]) -> str | None:
    told = identity.gender if identity else None
    if given and told and given != told:
        found.append(Finding("owner.gender", warning(Code.GENDER_DISAGREES, given=given, told=told)))
    return given or told
