"""Who may give whom which role, as pure rules."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manyhold.app import manifests
from manyhold.foundation.access import rules
from manyhold.foundation.access.rules import ADMINISTRATORS, Place
from manyhold.foundation.organisation.roles import BUILT_IN
from manyhold.kernel.modules import Registry

PERMISSIONS = Registry(manifests()).permissions
TODAY = date(2026, 11, 22)
PLACES = st.builds(Place, node_id=st.none() | st.just(5), project_id=st.none() | st.just(6))
ROLES = st.sampled_from([role.code for role in BUILT_IN])


def fault(**given_values):
    usual = {
        "role": "cashier",
        "place": Place(project_id=6),
        "person_id": 1,
        "actor_id": 2,
        "has_zones": False,
        "starts_on": TODAY,
        "ends_on": None,
        "today": TODAY,
        "roles_held": (),
        "stands_in_for": None,
    }
    return rules.grant_fault(**{**usual, **given_values})


@given(ROLES, PLACES)
def test_nobody_grants_himself(role: str, place: Place) -> None:
    assert fault(role=role, place=place, actor_id=1) == ("person_id", "self_grant")


@given(ROLES, st.sets(ROLES))
def test_no_grant_joins_two_administrators(role: str, held: set[str]) -> None:
    accepted = fault(role=role, place=Place(), roles_held=held) is None
    assert accepted == (role not in ADMINISTRATORS or not held & (ADMINISTRATORS - {role}))


@given(st.sampled_from(sorted(ADMINISTRATORS)), PLACES)
def test_administrators_are_of_the_whole_group(role: str, place: Place) -> None:
    assert (fault(role=role, place=place) is None) == place.is_group


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"place": Place(5, 6)}, ("node_id", "one_place_only")),
        ({"has_zones": True, "place": Place(node_id=5)}, ("zones", "zones_need_project")),
        ({"ends_on": TODAY - timedelta(days=1)}, ("ends_on", "ends_before")),
        ({"starts_on": TODAY - timedelta(9), "ends_on": TODAY - timedelta(1)}, ("ends_on", "ends_before")),
        ({"stands_in_for": 3}, ("ends_on", "stand_in_ends")),
        ({"stands_in_for": 1, "ends_on": TODAY}, ("stands_in_for", "stands_in_for_self")),
        ({"stands_in_for": 3, "ends_on": TODAY, "has_zones": True}, None),
    ],
)
def test_a_grant_that_cannot_be(values: dict, expected: tuple[str, str] | None) -> None:
    assert fault(**values) == expected


def test_the_administrators_rights_are_reserved() -> None:
    reserved = rules.reserved(PERMISSIONS)
    assert {"access.grant", "audit.read", "identity.manage", "organisation.manage"} <= reserved
    assert "spaces.read" not in reserved


@given(st.sets(st.sampled_from(sorted(PERMISSIONS))))
def test_an_own_role_raises_nobody(wanted: set[str]) -> None:
    found = rules.role_fault(wanted, PERMISSIONS, is_held_by_editor=False)
    assert (found is None) == (not wanted & rules.reserved(PERMISSIONS))


def test_an_editor_does_not_change_the_own_role() -> None:
    assert rules.role_fault((), PERMISSIONS, is_held_by_editor=True) == ("own_role_held", "")
    assert rules.role_fault(["no.such"], PERMISSIONS, is_held_by_editor=False) == (
        "unknown_permission",
        "no.such",
    )


def test_in_a_project_nobody_gives_roles_that_give_roles() -> None:
    by_code = {
        role.code: {right.name for right in PERMISSIONS.values() if role.code in right.roles}
        for role in BUILT_IN
    }
    refused = {code for code, rights in by_code.items() if not rules.may_be_granted_in_project(code, rights)}
    assert refused == {*ADMINISTRATORS, "region_manager", "project_manager"}
