"""The master key in a key management service: wrap, unwrap, refusals, and the whole installation under it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from factories.kms import KEY, Kms, kms
from manyhold.app import build_runtime, master_key
from manyhold.cli import main
from manyhold.drivers.kms.aliyun import AliyunKms
from manyhold.kernel.clock import SystemClock
from manyhold.kernel.crypto.keys import LocalMasterKey, MasterKeyError
from manyhold.kernel.settings import Settings
from manyhold.operations import doctor
from manyhold.operations.backup import BackupFault, back_up
from manyhold.operations.restore import restore
from manyhold.operations.rotation import move_data_keys
from operations.test_drills import elsewhere, filled, staff_name
from worlds.world import World

__all__ = ("elsewhere", "filled")
CONTEXT = b"data key 1 of group None"


@pytest.fixture
def service() -> Iterator[Kms]:
    with kms() as running:
        yield running


@pytest.fixture
def key(service: Kms, tmp_path: Path) -> AliyunKms:
    return AliyunKms(service.settings(Settings(data=tmp_path)), SystemClock())


def test_what_it_wraps_it_unwraps_for_the_same_context_alone(key: AliyunKms, service: Kms) -> None:
    wrapped = key.wrap(b"k" * 33, CONTEXT)
    assert key.unwrap(wrapped, CONTEXT) == b"k" * 33
    assert service.asked == ["Encrypt", "Decrypt"]
    for wrong, context in ((wrapped, b"data key 2 of group None"), (wrapped[:-4], CONTEXT)):
        with pytest.raises(MasterKeyError, match="InvalidCiphertext"):
            key.unwrap(wrong, context)
    assert key.key_id == f"kms:{KEY}"


def test_what_a_local_key_wrapped_is_no_business_of_the_service(key: AliyunKms, service: Kms) -> None:
    with pytest.raises(MasterKeyError, match="rotate-keys"):
        key.unwrap(LocalMasterKey(bytes(32)).wrap(b"k" * 32, CONTEXT), CONTEXT)
    with pytest.raises(MasterKeyError):
        LocalMasterKey(bytes(32)).unwrap(key.wrap(b"k" * 32, CONTEXT), CONTEXT)
    assert service.asked == ["Encrypt"]


def test_what_passes_is_tried_again_and_what_does_not_is_said(key: AliyunKms, service: Kms) -> None:
    service.faults = ["Rejected.Throttling", "InternalFailure"]
    key.wrap(b"k" * 32, CONTEXT)
    assert len(service.asked) == 3
    service.faults = ["Forbidden.NoPermission"]
    with pytest.raises(MasterKeyError, match="said Forbidden.NoPermission to Encrypt"):
        key.wrap(b"k" * 32, CONTEXT)
    assert len(service.asked) == 4


def test_a_wrong_secret_and_a_service_that_is_away_are_said(service: Kms, tmp_path: Path) -> None:
    settings = service.settings(Settings(data=tmp_path), kms_secret_key="wrong")
    with pytest.raises(MasterKeyError, match="SignatureDoesNotMatch"):
        AliyunKms(settings, SystemClock()).wrap(b"k" * 32, CONTEXT)
    gone = service.settings(Settings(data=tmp_path), kms_endpoint="http://127.0.0.1:9")
    with pytest.raises(MasterKeyError, match="not_reached"):
        AliyunKms(gone, SystemClock()).wrap(b"k" * 32, CONTEXT)


def test_an_installation_moves_to_the_service_and_back(
    filled: World, service: Kms, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    local = master_key(filled.settings)
    kept = service.settings(filled.settings)
    with pytest.raises(MasterKeyError, match="rotate-keys"):
        build_runtime(kept, clock=filled.clock).keys.refresh()
    for name, value in kept.model_dump(mode="json").items():
        if value != Settings.model_fields[name].default:
            monkeypatch.setenv(f"MANYHOLD_{name.upper()}", str(value))
    assert main(["rotate-keys"]) == 0
    assert f"1 data keys have moved to kms:{KEY}" in capsys.readouterr().out
    assert staff_name(filled, kept) == "金丝雀A1员工"
    with pytest.raises(MasterKeyError, match="did not wrap"):
        build_runtime(filled.settings, management=local, clock=filled.clock).keys.refresh()
    (kept.data / "master.key").rename(kept.data / "master.key.old")
    assert staff_name(filled, kept) == "金丝雀A1员工"
    assert main(["rotate-keys", "--to-file"]) == 0
    assert staff_name(filled, filled.settings) == "金丝雀A1员工"
    assert not (kept.data / "master.key.new").exists()


def test_a_data_key_is_unwrapped_once_in_a_process(filled: World, service: Kms) -> None:
    kept = service.settings(filled.settings)
    move(filled, kept)
    service.asked.clear()
    runtime = build_runtime(kept, clock=filled.clock)
    for _ in range(3):
        runtime.keys.open("a.b", 1, runtime.keys.seal("a.b", 1, "众园"))
    assert service.asked == ["Decrypt"]
    runtime.database.dispose()


def test_doctor_says_who_keeps_the_master_key(filled: World, service: Kms) -> None:
    local = {one.name: one for one in doctor.examine(filled.settings, lambda: build_runtime(filled.settings))}
    assert local["master key"].note == f"in {filled.settings.data / 'master.key'}"
    assert local["keys"].note.startswith("AES-256-GCM, HMAC-SHA-256; master key ")
    kept = service.settings(filled.settings)
    move(filled, kept)
    found = {one.name: one for one in doctor.examine(kept, lambda: build_runtime(kept))}
    assert found["master key"].note == f"kept by aliyun at {kept.kms_endpoint}, {KEY}"
    assert found["keys"].note.endswith(f"master key kms:{KEY}")
    service.faults = ["Forbidden.NoPermission"] * 9
    broken = {one.name: one for one in doctor.examine(kept, lambda: build_runtime(kept))}
    assert "Forbidden.NoPermission" in broken["keys"].fault


def test_a_backup_under_the_service_comes_back_with_it_alone(
    filled: World, service: Kms, elsewhere: Settings, tmp_path: Path
) -> None:
    kept = service.settings(filled.settings)
    move(filled, kept)
    archive = back_up(kept, master_key(kept), tmp_path / "copy.tar.gz")
    (elsewhere.data / "stranger").mkdir()
    with pytest.raises(BackupFault, match=f"needs master key kms:{KEY}"):
        restore(elsewhere, LocalMasterKey(bytes(32)), archive)
    (elsewhere.data / "stranger").rmdir()
    there = service.settings(elsewhere)
    restore(there, master_key(there), archive)
    assert staff_name(filled, there) == "金丝雀A1员工"


def move(world: World, kept: Settings) -> None:
    """What `manyhold rotate-keys` does with the service set up."""
    assert move_data_keys(world.runtime.database, [master_key(world.settings)], master_key(kept)) == 1
