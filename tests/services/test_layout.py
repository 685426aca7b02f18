"""What runs where, read from the settings and judged before anything starts."""

from __future__ import annotations

import pytest

from manyhold.app import manifests
from manyhold.cli import main
from manyhold.kernel.modules import Registry
from manyhold.kernel.services.layout import LayoutFault, addresses, check, running, runs_foundation

INSTALLED = manifests()
HOME = "http://127.0.0.1:9"


def registry(named: str) -> Registry:
    return Registry(INSTALLED, running=running(named, INSTALLED))


def test_everything_runs_where_nothing_is_named() -> None:
    assert registry("").running == {one.name for one in INSTALLED}


def test_the_foundation_runs_where_it_is_named() -> None:
    both = registry("foundation, workorders")
    assert runs_foundation(both)
    assert {"identity", "jobs", "workorders"} <= both.running
    assert not both.running & {"billing", "insights"}
    alone = registry("workorders")
    assert alone.running == {"workorders"}
    assert not runs_foundation(alone)


@pytest.mark.parametrize("named", ["money", "identity", "foundation,", "billing;insights"])
def test_an_unknown_service_is_named(named: str) -> None:
    with pytest.raises(LayoutFault, match="there is no service"):
        running(named, INSTALLED)


def test_an_address_stands_for_its_modules() -> None:
    known = addresses(f"billing={HOME},\n foundation={HOME}", INSTALLED)
    assert known.keys() == {"billing", *(one.name for one in INSTALLED if not one.is_optional)}
    assert set(known.values()) == {HOME}


@pytest.mark.parametrize(
    "written",
    ["billing", "billing=money:8000", "billing=http://", "billing=http://money/api", "bills=http://money"],
)
def test_a_wrong_address_is_named(written: str) -> None:
    with pytest.raises(LayoutFault):
        addresses(written, INSTALLED)


def test_what_a_module_needs_must_be_reached() -> None:
    with pytest.raises(LayoutFault, match="insights needs billing"):
        check(registry("foundation,insights,workorders"), {})
    check(registry("foundation,insights,workorders"), {"billing": HOME})


def test_what_is_asked_within_a_transaction_runs_beside_its_asker() -> None:
    with pytest.raises(LayoutFault, match="takeovers asks billing within its own transactions"):
        check(registry("takeovers"), {"billing": HOME})
    check(registry("takeovers,billing"), {})


def test_beside_is_needed_too() -> None:
    assert [one.name for one in INSTALLED if not set(one.beside) <= set(one.needs)] == []


def test_a_wrong_layout_ends_the_command(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path_factory.mktemp("data")
    assert main(["serve", "--data", str(data), "--services", "money"]) == 2
    assert "there is no service 'money': foundation, agreements, billing" in capsys.readouterr().err
