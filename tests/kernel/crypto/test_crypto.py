import base64
import stat
import threading
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manyhold.kernel.crypto import keys
from manyhold.kernel.crypto.keyring import DataKeyError, Keyring, SealBroken
from manyhold.kernel.crypto.keys import LocalMasterKey, MasterKeyError, new_data_key, rewrap
from manyhold.kernel.crypto.tokens import random_token, token_digest

MASTER = LocalMasterKey(bytes(range(32)))
AT = datetime(2026, 11, 22, tzinfo=UTC)
PLACE = "parties_party.name"


class Store:
    def __init__(self, *stored):
        self.stored = list(stored)
        self.asked = 0

    def data_keys(self, group_id):
        self.asked += 1
        return [key for key in self.stored if key.group_id == group_id]


def data_key(number, group_id=7, created_at=AT):
    return new_data_key(MASTER, id=number, group_id=group_id, created_at=created_at)


def ring(*stored, group_id=7):
    return Keyring(MASTER, Store(*stored), group_id)


RING = ring(data_key(1))

# --- the master key -----------------------------------------------------------------------------------------


def test_a_new_master_key_is_the_owners_alone_and_comes_back(tmp_path):
    path = tmp_path / "master.key"
    created = keys.create_master_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert keys.load_master_key(path, {}).key_id == created.key_id
    assert [file.name for file in tmp_path.iterdir()] == ["master.key"]


def test_a_master_key_is_never_overwritten(tmp_path):
    path = tmp_path / "master.key"
    first = keys.create_master_key(path)
    with pytest.raises(MasterKeyError, match="exists"):
        keys.create_master_key(path)
    assert keys.read_master_key(path).key_id == first.key_id
    assert [file.name for file in tmp_path.iterdir()] == ["master.key"]


def test_one_of_many_creators_wins(tmp_path):
    path, made = tmp_path / "master.key", []

    def create():
        with suppress(MasterKeyError):
            made.append(keys.create_master_key(path).key_id)

    threads = [threading.Thread(target=create) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [keys.read_master_key(path).key_id]


def test_a_key_that_others_can_read_is_refused(tmp_path):
    path = tmp_path / "master.key"
    keys.create_master_key(path)
    path.chmod(0o640)
    with pytest.raises(MasterKeyError, match="others"):
        keys.read_master_key(path)


def test_the_environment_comes_before_the_file(tmp_path):
    path = tmp_path / "master.key"
    keys.create_master_key(path)
    loaded = keys.load_master_key(path, {keys.MASTER_KEY_VARIABLE: MASTER.to_text()})
    assert loaded.key_id == MASTER.key_id


@pytest.mark.parametrize("text", ["", "no base64!", base64.b64encode(b"short").decode(), "é"])
def test_a_malformed_master_key_is_named(tmp_path, text):
    path = tmp_path / "master.key"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(MasterKeyError):
        keys.read_master_key(path)


def test_a_missing_master_key_is_named(tmp_path):
    with pytest.raises(MasterKeyError, match="no master key"):
        keys.load_master_key(tmp_path / "master.key", {})


def test_secrets_do_not_show_in_representations():
    secret = MASTER.to_text()
    assert secret not in repr(MASTER)
    assert MASTER.key_id in repr(MASTER)
    assert not MASTER.key_id.startswith(bytes(range(4)).hex())


# --- data keys ----------------------------------------------------------------------------------------------


def test_a_data_key_opens_under_its_own_master_key_and_name_only():
    key = data_key(1)
    assert len(MASTER.unwrap(key.wrapped, key.context)) == 32
    for other in (replace(key, id=2), replace(key, group_id=8), replace(key, group_id=None)):
        with pytest.raises(MasterKeyError):
            MASTER.unwrap(other.wrapped, other.context)
    for damaged in (b"", key.wrapped[:-1], b"\x02" + key.wrapped[1:], key.wrapped[:5]):
        with pytest.raises(MasterKeyError):
            MASTER.unwrap(damaged, key.context)
    with pytest.raises(MasterKeyError):
        LocalMasterKey(bytes(32)).unwrap(key.wrapped, key.context)


def test_a_new_master_key_changes_no_sealed_field():
    key, new = data_key(1), LocalMasterKey(bytes(32))
    sealed = ring(key).seal(PLACE, 1, "张三丰")
    moved = rewrap(key, old=MASTER, new=new)
    assert moved.master_key_id == new.key_id != key.master_key_id
    assert Keyring(new, Store(moved), 7).open(PLACE, 1, sealed) == "张三丰"
    with pytest.raises(MasterKeyError):
        Keyring(MASTER, Store(moved), 7).open(PLACE, 1, sealed)


# --- sealed fields ------------------------------------------------------------------------------------------


@given(text=st.text(), row_id=st.integers(0, 2**53))
def test_what_is_sealed_opens(text, row_id):
    sealed = RING.seal(PLACE, row_id, text)
    assert RING.open(PLACE, row_id, sealed) == text
    assert RING.seal(PLACE, row_id, text) != sealed
    assert len(sealed) == 36 + len(text.encode())


@given(text=st.text(), data=st.data())
def test_any_changed_byte_breaks_the_seal(text, data):
    sealed = bytearray(RING.seal(PLACE, 5, text))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealBroken):
        RING.open(PLACE, 5, bytes(sealed))


@given(cut=st.integers(0, 44))
def test_a_cut_seal_is_broken(cut):
    sealed = RING.seal(PLACE, 5, "13800138")
    with pytest.raises(SealBroken):
        RING.open(PLACE, 5, sealed[: min(cut, len(sealed) - 1)])


def test_a_seal_opens_nowhere_else():
    sealed = RING.seal(PLACE, 12, "张三丰")
    other_group = ring(data_key(1, group_id=8), group_id=8)
    for keyring, place, row_id in (
        (RING, PLACE, 1),
        (RING, PLACE, 2),
        (RING, "parties_party.phone", 12),
        (other_group, PLACE, 12),
        (ring(data_key(1)), PLACE, 12),
    ):
        with pytest.raises(SealBroken):
            keyring.open(place, row_id, sealed)


@pytest.mark.parametrize("place", ["", "name", "a.b.c", "A.b", "a.b:1", "a. b"])
def test_a_place_is_a_table_and_a_column(place):
    with pytest.raises(ValueError, match=r"table\.column"):
        RING.seal(place, 1, "x")


def test_rotation_reseals_once_and_old_seals_open_meanwhile():
    old = data_key(1)
    keyring = ring(old)
    sealed = keyring.seal(PLACE, 1, "张三丰")
    store = keyring._store
    store.stored.append(data_key(2, created_at=AT + timedelta(days=1)))
    keyring.refresh()
    assert keyring.current_key_id == 2
    assert not keyring.is_current(sealed)
    assert keyring.open(PLACE, 1, sealed) == "张三丰"
    renewed = keyring.reseal(PLACE, 1, sealed)
    assert keyring.is_current(renewed)
    assert keyring.reseal(PLACE, 1, renewed) == renewed
    store.stored[0] = replace(old, retired_at=AT)
    with pytest.raises(SealBroken):
        keyring.reseal(PLACE, 2, sealed)


def test_a_keyring_learns_of_a_new_key_when_it_meets_one():
    store = Store(data_key(1))
    here, there = Keyring(MASTER, store, 7), Keyring(MASTER, store, 7)
    here.seal(PLACE, 1, "x")
    store.stored.append(data_key(2, created_at=AT + timedelta(days=1)))
    sealed = there.seal(PLACE, 1, "新钥匙")
    assert here.open(PLACE, 1, sealed) == "新钥匙"
    asked = store.asked
    for _ in range(10):
        here.open(PLACE, 1, sealed)
    assert store.asked == asked


def test_without_a_key_in_use_nothing_is_sealed():
    for keyring in (ring(), ring(replace(data_key(1), retired_at=AT))):
        with pytest.raises(DataKeyError):
            keyring.seal(PLACE, 1, "x")


# --- derived keys, signatures and tokens --------------------------------------------------------------------


def test_derived_keys_differ_by_purpose_group_and_root():
    first, second = data_key(1, None), data_key(2, None)
    root = ring(first, second, group_id=None)
    made = {
        root.derive(purpose, group_id, key_id=key_id)
        for purpose in ("names", "cursors")
        for group_id in (None, 1, 2)
        for key_id in (1, 2)
    }
    assert len(made) == 12
    assert root.derive("names", 1) == ring(first, second, group_id=None).derive("names", 1, key_id=2)
    with pytest.raises(DataKeyError):
        root.derive("names", key_id=3)


@given(message=st.binary(), other=st.binary())
def test_a_signature_is_for_one_message_and_purpose(message, other):
    signature = RING.sign("cursor", message)
    assert len(signature) == 40
    assert RING.verify("cursor", message, signature)
    assert RING.verify("cursor", other, signature) == (message == other)
    assert not RING.verify("session", message, signature)
    assert not RING.verify("cursor", message, signature[:-1])
    assert not RING.verify("cursor", message, other[:40])


def test_a_signature_outlives_a_rotation():
    keyring = ring(data_key(1))
    signature = keyring.sign("cursor", b"page 2")
    keyring._store.stored.append(data_key(2, created_at=AT + timedelta(days=1)))
    keyring.refresh()
    assert keyring.verify("cursor", b"page 2", signature)
    assert keyring.sign("cursor", b"page 2") != signature


def test_random_tokens():
    assert len({random_token() for _ in range(1000)}) == 1000
    assert len(random_token(24)) == 32
    assert random_token(16).replace("-", "").replace("_", "").isalnum()
    assert len(token_digest(random_token())) == 32
    with pytest.raises(ValueError, match="guessed"):
        random_token(8)


def test_what_is_derived_to_be_compared_outlives_a_rotation():
    store = Store(data_key(3, created_at=AT - timedelta(days=1)))
    before = Keyring(MASTER, store, 7)
    key = before.derive("name tokens", 7, key_id=before.oldest_key_id)
    store.stored = [replace(store.stored[0], retired_at=AT), data_key(9)]
    after = Keyring(MASTER, store, 7)
    assert (after.oldest_key_id, after.current_key_id) == (3, 9)
    assert after.derive("name tokens", 7, key_id=after.oldest_key_id) == key
    with pytest.raises(DataKeyError):
        _ = ring().oldest_key_id
