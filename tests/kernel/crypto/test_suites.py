"""SM4 and SM3 by the standards' own figures, and both families side by side in one keyring."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import ECB
from cryptography.hazmat.primitives.hashes import SM3, Hash

from manyhold.kernel.crypto.keyring import Keyring, SealBroken
from manyhold.kernel.crypto.keys import (
    LocalMasterKey,
    MasterKeyError,
    WrappedDataKey,
    new_data_key,
    unwrapped,
)
from manyhold.kernel.crypto.suites import INTERNATIONAL, NATIONAL, SUITES, Sm4Gcm, Suite
from manyhold.kernel.nametokens import NameTokens

MASTER = LocalMasterKey(bytes(range(32)))
NATIONAL_MASTER = LocalMasterKey(bytes(range(32)), NATIONAL)
PLACE = "parties_party.name_sealed"
BOTH = pytest.mark.parametrize("suite", [INTERNATIONAL, NATIONAL], ids=lambda suite: suite.name)


class Store:
    """Data keys in memory."""

    def __init__(self, *keys: WrappedDataKey) -> None:
        self.keys = list(keys)

    def data_keys(self, group_id: int | None) -> list[WrappedDataKey]:
        return [key for key in self.keys if key.group_id == group_id]


def data_key(number: int, suite: Suite, master: LocalMasterKey = MASTER) -> WrappedDataKey:
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number)
    return new_data_key(master, id=number, group_id=None, created_at=at, suite=suite)


def ring(*keys: WrappedDataKey, master: LocalMasterKey = MASTER) -> Keyring:
    return Keyring(master, Store(*keys), None)


def digest(message: bytes) -> str:
    made = Hash(SM3())
    made.update(message)
    return made.finalize().hex()


def test_sm4_by_gb_t_32907() -> None:
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    sealing = Cipher(SM4(key), ECB()).encryptor()
    assert (sealing.update(key) + sealing.finalize()).hex() == "681edf34d206965e86b3e94f536e4246"


def test_sm3_by_gb_t_32905() -> None:
    assert digest(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert digest(b"abcd" * 16) == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"


def test_sm4_gcm_by_rfc_8998_a_1() -> None:
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    nonce = bytes.fromhex("00001234567800000000abcd")
    known = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    plain = bytes.fromhex("".join(one * 16 for one in "abcdefea"))
    sealed = bytes.fromhex(
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
        "83de3541e4c2b58177e065a9bf7b62ec"
    )
    assert Sm4Gcm(key).encrypt(nonce, plain, known) == sealed
    assert Sm4Gcm(key).decrypt(nonce, sealed, known) == plain
    for damaged in (sealed[:-1] + b"\x00", b"\x00" + sealed[1:], sealed[:20]):
        with pytest.raises(InvalidTag):
            Sm4Gcm(key).decrypt(nonce, damaged, known)
    with pytest.raises(InvalidTag):
        Sm4Gcm(key).decrypt(nonce, sealed, b"")
    with pytest.raises((InvalidTag, ValueError)):
        Sm4Gcm(key).decrypt(nonce, b"short", known)


def test_the_families_keep_their_numbers() -> None:
    """Stored values begin with them."""
    assert {number: suite.name for number, suite in SUITES.items()} == {1: "international", 2: "national"}


def test_hmac_sm3_is_hmac_over_sm3() -> None:
    """By the definition of RFC 2104, block of 64 bytes."""
    key, message = b"k" * 32, "众园".encode()
    padded = key.ljust(64, b"\x00")
    inner = bytes.fromhex(digest(bytes(one ^ 0x36 for one in padded) + message))
    assert NATIONAL.mac(key, message).hex() == digest(bytes(one ^ 0x5C for one in padded) + inner)


@BOTH
def test_what_is_sealed_opens_and_nothing_else(suite: Suite) -> None:
    keys = ring(data_key(1, suite))
    sealed = keys.seal(PLACE, 5, "张三丰")
    assert sealed[0] == suite.number
    assert keys.open(PLACE, 5, sealed) == "张三丰"
    assert len(sealed) == 36 + len("张三丰".encode())
    for place in range(len(sealed)):
        damaged = bytearray(sealed)
        damaged[place] ^= 3
        with pytest.raises(SealBroken):
            keys.open(PLACE, 5, bytes(damaged))
    with pytest.raises(SealBroken):
        keys.open(PLACE, 6, sealed)


@BOTH
def test_a_signature_holds(suite: Suite) -> None:
    keys = ring(data_key(1, suite))
    proof = keys.sign("cursor", b"message")
    assert len(proof) == 40
    assert keys.verify("cursor", b"message", proof)
    other = bytes([3 - proof[0]]) + proof[1:]
    for wrong in (proof[:-1], other, b"", proof + b"x"):
        assert not keys.verify("cursor", b"message", wrong)
    assert not keys.verify("cursor", b"other", proof)
    assert not keys.verify("session", b"message", proof)


def test_both_are_read_and_the_newest_key_says_what_is_written() -> None:
    one, two = data_key(1, INTERNATIONAL), data_key(2, NATIONAL)
    before = ring(one)
    old, proof = before.seal(PLACE, 5, "张三丰"), before.sign("cursor", b"message")
    both = ring(one, two)
    assert both.open(PLACE, 5, old) == "张三丰"
    assert both.verify("cursor", b"message", proof)
    assert not both.is_current(old)
    moved = both.reseal(PLACE, 5, old)
    assert (moved[0], both.open(PLACE, 5, moved)) == (NATIONAL.number, "张三丰")


def test_a_move_back_reads_what_was_moved() -> None:
    one, two, three = data_key(1, INTERNATIONAL), data_key(2, NATIONAL), data_key(3, INTERNATIONAL)
    moved = ring(one, two).seal(PLACE, 5, "张三丰")
    back = ring(one, two, three)
    assert back.reseal(PLACE, 5, moved)[0] == INTERNATIONAL.number
    assert back.open(PLACE, 5, back.reseal(PLACE, 5, moved)) == "张三丰"


def test_the_families_share_no_derived_key() -> None:
    keys = ring(data_key(1, INTERNATIONAL), data_key(2, NATIONAL))
    assert keys.suite(1) == INTERNATIONAL
    assert keys.suite() == NATIONAL
    secret = bytes(32)
    assert INTERNATIONAL.derived(secret, "index") != NATIONAL.derived(secret, "index")


def test_a_master_key_of_either_family_opens_what_the_other_wrapped() -> None:
    """One secret, one id: only what it wraps with from now on differs."""
    assert MASTER.key_id == NATIONAL_MASTER.key_id
    for wraps, opens in ((MASTER, NATIONAL_MASTER), (NATIONAL_MASTER, MASTER)):
        key = data_key(1, NATIONAL, wraps)
        assert unwrapped(opens, key) == unwrapped(wraps, key)
        assert unwrapped(opens, key)[0] == NATIONAL
    assert {data_key(1, NATIONAL, one).wrapped[0] for one in (MASTER, NATIONAL_MASTER)} == {1, 2}


@pytest.mark.parametrize("secret", [b"", bytes(31), b"\x03" + bytes(32), bytes(34)])
def test_a_data_key_of_an_unknown_kind_is_refused(secret: bytes) -> None:
    key = data_key(1, INTERNATIONAL)
    strange = WrappedDataKey(1, None, MASTER.wrap(secret, key.context), MASTER.key_id, key.created_at)
    with pytest.raises(MasterKeyError, match="does not know"):
        ring(strange).refresh()


@BOTH
def test_names_are_found_by_tokens_of_either_family(suite: Suite) -> None:
    tokens = NameTokens(bytes(32), suite)
    stored = tokens.tokens_for("欧阳建国", ["13800138000"])
    for text in ("欧阳", "建国", "ouyangjianguo", "oyjg", "8000", "13800138000"):
        assert any(wanted <= stored for wanted in tokens.query_tokens(text)), text
    other = NameTokens(bytes(32), NATIONAL if suite == INTERNATIONAL else INTERNATIONAL)
    assert not stored & other.tokens_for("欧阳建国", ["13800138000"])
