"""The pure rules of sign-in."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manyhold.foundation.identity import rules, second_factor

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@given(st.text(max_size=140))
def test_an_accepted_password_keeps_every_promise(password: str) -> None:
    if rules.password_fault(password, sign_in_name="wang") is None:
        assert rules.SHORTEST <= len(password) <= rules.LONGEST
        assert "wang" not in password.lower()


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_one_customer_is_one_network(address: str, network: str) -> None:
    assert rules.network(address) == network


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_this_machine_is_known(address: str) -> None:
    assert rules.is_this_machine(address)


@pytest.mark.parametrize("address", ["", "localhost", "10.0.0.1", "::2", "testclient"])
def test_anything_else_is_not_this_machine(address: str) -> None:
    assert not rules.is_this_machine(address)


@given(st.integers(min_value=-3, max_value=3))
def test_a_code_holds_for_its_step_and_one_beside(steps: int) -> None:
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    code = second_factor.TOTP(secret).at(int(NOW.timestamp()) + 30 * steps)
    taken = second_factor.matching_step(secret, code, NOW, after=0)
    assert bool(taken) == (abs(steps) <= 1)
    assert second_factor.matching_step(secret, code, NOW, after=int(NOW.timestamp()) // 30 + 1) == 0


def test_recovery_codes_are_long_distinct_and_typed_freely() -> None:
    codes = second_factor.new_recovery_codes()
    assert len(set(codes)) == second_factor.RECOVERY_CODES
    assert all(len(code.replace("-", "")) == 16 for code in codes)
    assert second_factor.recovery_digest(codes[0]) == second_factor.recovery_digest(
        codes[0].upper().replace("-", " ")
    )


def test_a_password_is_old_after_ninety_days() -> None:
    done = {"must_change": False, "now": NOW}
    assert rules.missing_step("done", changed_at=NOW - timedelta(days=90), **done) == ""
    assert rules.missing_step("done", changed_at=NOW - timedelta(days=91), **done) == "password_must_change"
    assert rules.missing_step("enrol", changed_at=NOW, **done) == "second_factor_missing"
