"""Drills: what was backed up comes back whole, only with its key; keys change under a living database."""

from __future__ import annotations

import tarfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from factories.takeovers import HEADINGS, room, upload
from factories.workbooks import xlsx_of
from manyhold import app as application
from manyhold.app import build_runtime, master_key, run_system_job
from manyhold.cli import main
from manyhold.foundation.identity.models import Person
from manyhold.foundation.identity.names import name_of
from manyhold.foundation.imports import store
from manyhold.kernel import master_key_file
from manyhold.kernel.contents import CONTENT_FOLDERS
from manyhold.kernel.crypto.keys import LocalMasterKey, create_master_key
from manyhold.kernel.crypto.suites import INTERNATIONAL, NATIONAL
from manyhold.kernel.data_keys import DataKey
from manyhold.kernel.runtime import Runtime
from manyhold.kernel.scoping.session import SystemSession
from manyhold.kernel.settings import Settings
from manyhold.migrations.roles import prepare_database
from manyhold.operations import rotation
from manyhold.operations.backup import BackupFault, back_up, describe
from manyhold.operations.restore import restore
from manyhold.operations.rotation import add_current_data_key, rotate_master_key
from worlds.databases import postgres_server, postgres_settings
from worlds.world import Client, World

WORKBOOK = xlsx_of([HEADINGS, room("1801", 89.5, "张三", "13900001234")])


def staff_name(world: World, settings: Settings) -> str:
    """A sealed name, opened by an installation that was started afresh."""
    runtime = build_runtime(settings, clock=world.clock)
    try:
        with SystemSession(runtime.database, writes=False) as session:
            person = session.scalars(select(Person).order_by(Person.id)).first()
            assert person is not None
            return name_of(runtime.keys, person)
    finally:
        runtime.database.dispose()


def set_again(client: Client, row: dict[str, Any]) -> Any:
    """Have the first sheet of an import read anew from its workbook."""
    sheet = client.get(f"/imports/{row['id']}").json()["sheets"][0]
    match = {"If-Match": f'"{sheet["revision"]}"'}
    return client.put(f"/imports/{row['id']}/sheets/1", json={"target": "room"}, headers=match)


@pytest.fixture
def filled(world: World) -> World:
    """A world in which somebody has a sealed name and a file is stored."""
    world.client("project_manager")
    stored = world.settings.data / "files" / "ab" / "abcd"
    stored.parent.mkdir(parents=True)
    stored.write_bytes(b"a photo")
    return world


@pytest.fixture
def elsewhere(world: World, tmp_path: Path) -> Settings:
    """An empty place of the same engine."""
    data = tmp_path / "elsewhere"
    data.mkdir()
    if world.engine == "sqlite":
        return Settings(data=data, threads=4)
    name = f"manyhold_restore_{world.settings.database_url.rsplit('_', 2)[1]}_{tmp_path.name[-1]}"
    with postgres_server().connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        prepare_database(connection, name)
    return postgres_settings(name, data)


def test_a_backup_comes_back_whole(filled: World, elsewhere: Settings, tmp_path: Path) -> None:
    key = master_key(filled.settings)
    archive = back_up(filled.settings, key, tmp_path / "copy.tar.gz")
    restore(elsewhere, key, archive)
    (elsewhere.data / "master.key").write_text(key.to_text())
    (elsewhere.data / "master.key").chmod(0o600)
    assert staff_name(filled, elsewhere) == "金丝雀A1员工"
    assert (elsewhere.data / "files" / "ab" / "abcd").read_bytes() == b"a photo"


def test_an_import_goes_on_after_the_restore(filled: World, elsewhere: Settings, tmp_path: Path) -> None:
    manager = filled.client("project_manager")
    row = upload(manager, filled.sites["A1"].project_id, WORKBOOK)
    key = master_key(filled.settings)
    restore(elsewhere, key, back_up(filled.settings, key, tmp_path / "copy.tar.gz"))
    (elsewhere.data / "master.key").write_text(key.to_text())
    (elsewhere.data / "master.key").chmod(0o600)
    restored = World(elsewhere)
    restored.learn(filled)
    try:
        assert set_again(restored.client("project_manager"), row).status_code == 200
    finally:
        restored.close()


def test_a_workbook_that_is_lost_is_told_of(filled: World) -> None:
    manager = filled.client("project_manager")
    row = upload(manager, filled.sites["A1"].project_id, WORKBOOK)
    for one in store.kept(filled.runtime):
        filled.runtime.contents.remove(one.key)
    lost = set_again(manager, row)
    assert (lost.status_code, lost.json()["code"]) == (404, "content_missing")
    manager.post(f"/imports/{row['id']}/check", json={})
    filled.work()
    assert manager.get(f"/imports/{row['id']}").json()["job"]["error"] == "content_missing"


@pytest.mark.parametrize("folder", CONTENT_FOLDERS)
def test_a_restore_refuses_over_stored_contents(
    filled: World, elsewhere: Settings, tmp_path: Path, folder: str
) -> None:
    key = master_key(filled.settings)
    archive = back_up(filled.settings, key, tmp_path / "copy.tar.gz")
    (elsewhere.data / folder).mkdir()
    (elsewhere.data / folder / "theirs").write_bytes(b"theirs")
    with pytest.raises(BackupFault, match="holds files already"):
        restore(elsewhere, key, archive)
    assert [path.name for path in elsewhere.data.iterdir()] == [folder]


def test_a_backup_never_contains_the_master_key(filled: World, tmp_path: Path) -> None:
    key = master_key(filled.settings)
    archive = back_up(filled.settings, key, tmp_path / "copy.tar.gz")
    assert describe(archive)["master_key_id"] == key.key_id
    assert key.to_text().encode() not in archive.read_bytes()
    assert not list(tmp_path.glob("*.part"))


def test_a_restore_refuses_another_key_and_leaves_nothing(
    filled: World, elsewhere: Settings, tmp_path: Path
) -> None:
    archive = back_up(filled.settings, master_key(filled.settings), tmp_path / "copy.tar.gz")
    stranger = create_master_key(tmp_path / "stranger.key")
    for wrong in (stranger, None):
        with pytest.raises(BackupFault, match="needs master key"):
            restore(elsewhere, wrong, archive)
    assert list(elsewhere.data.iterdir()) == []


def test_a_restore_refuses_a_place_that_holds_something(filled: World, tmp_path: Path) -> None:
    key = master_key(filled.settings)
    archive = back_up(filled.settings, key, tmp_path / "copy.tar.gz")
    with pytest.raises(BackupFault, match="already"):
        restore(filled.settings, key, archive)


@pytest.mark.parametrize("left", ["manyhold.db-wal", "manyhold.db-shm", "manyhold.db-journal"])
def test_a_restore_refuses_beside_the_log_of_another_database(
    filled: World, elsewhere: Settings, tmp_path: Path, left: str
) -> None:
    """SQLite would play it into the restored file."""
    if not elsewhere.is_embedded:
        pytest.skip("PostgreSQL keeps no files in the data folder")
    key = master_key(filled.settings)
    archive = back_up(filled.settings, key, tmp_path / "copy.tar.gz")
    (elsewhere.data / left).write_bytes(b"the changes of another database")
    with pytest.raises(BackupFault, match=left):
        restore(elsewhere, key, archive)
    assert [one.name for one in elsewhere.data.iterdir()] == [left]


def test_a_backup_passes_over_what_is_removed_meanwhile(
    filled: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A draft of an upload gets its name while the folder is read: neither is missed by a row of the copy."""
    folder, real = filled.settings.data / "files" / "ab", Path.rglob
    (folder / "new-1").write_bytes(b"half a photo")

    def listed(self: Path, pattern: str) -> list[Path]:
        found = list(real(self, pattern))
        if (folder / "new-1").exists():
            (folder / "new-1").rename(folder / "abce")
        return found

    monkeypatch.setattr(Path, "rglob", listed)
    archive = back_up(filled.settings, master_key(filled.settings), tmp_path / "copy.tar.gz")
    with tarfile.open(archive) as opened:
        assert [name for name in opened.getnames() if name.startswith("files/")] == ["files/ab/abcd"]
    assert [one.name for one in archive.parent.iterdir() if "copy.tar.gz" in one.name] == ["copy.tar.gz"]


def test_a_backup_that_fails_leaves_nothing(
    filled: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("manyhold.operations.backup._add_contents", broken)
    with pytest.raises(OSError, match="disk is full"):
        back_up(filled.settings, master_key(filled.settings), tmp_path / "backups" / "copy.tar.gz")
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_file_that_is_no_backup_is_named(filled: World, tmp_path: Path) -> None:
    (tmp_path / "photo.tar.gz").write_bytes(b"no archive")
    with pytest.raises(BackupFault, match="not a backup"):
        restore(filled.settings, None, tmp_path / "photo.tar.gz")


def test_the_master_key_changes_at_once(filled: World) -> None:
    old = master_key(filled.settings)
    fresh = rotate_master_key(filled.runtime.database, filled.settings.data, old)
    assert master_key(filled.settings).key_id == fresh.key_id != old.key_id
    assert staff_name(filled, filled.settings) == "金丝雀A1员工"
    with pytest.raises(Exception, match="did not wrap"):
        build_runtime(filled.settings, management=old).keys.refresh()


def stop(*_: Any, **__: Any) -> None:
    raise OSError("the power fails")


def after(step: Callable[..., Any]) -> Callable[..., Any]:
    """The step, and then the power fails."""

    def stopped(*given: Any) -> None:
        step(*given)
        stop()

    return stopped


@pytest.mark.parametrize("by", ["start", "command"])
@pytest.mark.parametrize("at", ["made", "moving", "moved", "kept", "placed"])
def test_a_turn_of_the_master_key_that_stops_anywhere_is_finished(
    filled: World, monkeypatch: pytest.MonkeyPatch, at: str, by: str
) -> None:
    folder, database = filled.settings.data, filled.runtime.database
    old = present = master_key(filled.settings)
    stops: dict[str, tuple[Any, str, Any]] = {
        "made": (rotation, "create_master_key", after(rotation.create_master_key)),
        "moving": (rotation, "rewrap", stop),
        "moved": (rotation, "move_data_keys", after(rotation.move_data_keys)),
        "kept": (Path, "hardlink_to", after(Path.hardlink_to)),
        "placed": (master_key_file, "sync_folder", stop),
    }
    with monkeypatch.context() as power:
        if at == "kept":
            power.setattr(rotation, "create_master_key", made_apart(folder))
        power.setattr(*stops[at])
        with pytest.raises(OSError, match="the power fails"):
            rotate_master_key(database, folder, old)
    has_moved = at not in ("made", "moving")
    if by == "command":
        master_key_file.finish_turn(database, folder)
        present = rotate_master_key(database, folder, master_key(filled.settings))
        assert not (folder / "master.key.new").exists()
    assert staff_name(filled, filled.settings) == "金丝雀A1员工"
    now = master_key(filled.settings)
    assert (now.key_id != old.key_id) == (has_moved or by == "command")
    if by == "command":
        assert now.key_id == present.key_id
    if now.key_id != old.key_id:
        assert (folder / f"master.key.{old.key_id}").exists(), "the former key is kept"


def made_apart(folder: Path) -> Callable[..., LocalMasterKey]:
    """Makes the fresh key before the power is about to fail at a link, by which it would be made too."""
    fresh = create_master_key(folder / "made.apart")

    def made(path: Path, *_: Any) -> LocalMasterKey:
        (folder / "made.apart").rename(path)
        return fresh

    return made


def test_a_turn_that_an_earlier_release_left_without_a_key_in_place_is_finished(filled: World) -> None:
    folder = filled.settings.data
    rotate_master_key(filled.runtime.database, folder, master_key(filled.settings))
    (folder / "master.key").rename(folder / "master.key.new")
    assert staff_name(filled, filled.settings) == "金丝雀A1员工"
    assert (folder / "master.key").exists()


def test_a_new_data_key_takes_over_every_sealed_value(filled: World) -> None:
    key = master_key(filled.settings)
    assert isinstance(key, LocalMasterKey)
    before = filled.runtime.keys.current_key_id
    upload(filled.client("project_manager"), filled.sites["A1"].project_id, WORKBOOK)
    (kept,) = store.kept(filled.runtime)
    path = filled.settings.data / kept.key
    sealed_before = path.read_bytes()
    add_current_data_key(filled.runtime.database, key, filled.clock.now())
    runtime = build_runtime(filled.settings, clock=filled.clock)
    done = run_system_job(runtime, "keys.reseal")
    assert done["changed"] >= 1
    assert run_system_job(runtime, "keys.reseal")["changed"] == 0
    assert runtime.keys.current_key_id != before
    assert not runtime.keys.is_current(sealed_before)
    assert runtime.keys.is_current(path.read_bytes())
    assert store.content_of(runtime, filled.sides["A"].group_id, path.name) == WORKBOOK
    assert staff_name(filled, filled.settings) == "金丝雀A1员工"


def test_the_doctor_finds_a_lost_key(filled: World, capsys: pytest.CaptureFixture[str]) -> None:
    if filled.engine != "sqlite":
        pytest.skip("the command reads its PostgreSQL from the environment")
    path = filled.settings.data / "master.key"
    kept = path.read_text()
    path.unlink()
    assert main(["doctor", "--data", str(filled.settings.data)]) == 1
    assert "master key: " in capsys.readouterr().out
    path.write_text(kept)
    path.chmod(0o600)


def test_the_data_keys_move_between_the_families_of_algorithms(filled: World) -> None:
    """International to national and back; everything stays readable throughout."""
    upload(filled.client("project_manager"), filled.sites["A1"].project_id, WORKBOOK)
    (kept,) = store.kept(filled.runtime)
    path = filled.settings.data / kept.key
    for suite in (NATIONAL, INTERNATIONAL):
        settings = filled.settings.model_copy(update={"crypto": suite.name})
        add_current_data_key(filled.runtime.database, master_key(settings), filled.clock.now(), suite)
        runtime = build_runtime(settings, clock=filled.clock)
        assert staff_name(filled, settings) == "金丝雀A1员工", "before anything was sealed anew"
        assert run_system_job(runtime, "keys.reseal")["changed"] >= 2
        assert run_system_job(runtime, "keys.reseal")["changed"] == 0
        assert path.read_bytes()[0] == runtime.keys.suite().number == suite.number
        assert sealed_by(runtime) == {suite.number}
        assert store.content_of(runtime, filled.sides["A"].group_id, path.name) == WORKBOOK
        assert staff_name(filled, settings) == "金丝雀A1员工"
        runtime.database.dispose()
        filled.clock.advance(timedelta(days=1))


def test_the_master_key_changes_at_once_under_sm4(filled: World) -> None:
    settings = filled.settings.model_copy(update={"crypto": "national"})
    fresh = rotate_master_key(filled.runtime.database, settings.data, master_key(settings), NATIONAL)
    assert master_key(settings).key_id == fresh.key_id
    with SystemSession(filled.runtime.database, writes=False) as session:
        assert {row.wrapped[0] for row in session.scalars(select(DataKey))} == {NATIONAL.number}
    assert staff_name(filled, settings) == "金丝雀A1员工"


def test_a_backup_of_what_sm4_sealed_comes_back_whole(
    filled: World, elsewhere: Settings, tmp_path: Path
) -> None:
    settings = filled.settings.model_copy(update={"crypto": "national"})
    key = application.local_master_key(settings)
    add_current_data_key(filled.runtime.database, key, filled.clock.now(), NATIONAL)
    runtime = build_runtime(settings, clock=filled.clock)
    run_system_job(runtime, "keys.reseal")
    assert sealed_by(runtime) == {NATIONAL.number}
    runtime.database.dispose()
    archive = back_up(settings, key, tmp_path / "copy.tar.gz")
    restore(elsewhere, key, archive)
    (elsewhere.data / "master.key").write_text(key.to_text())
    (elsewhere.data / "master.key").chmod(0o600)
    assert staff_name(filled, elsewhere) == "金丝雀A1员工", "whatever the place itself would seal with"


def sealed_by(runtime: Runtime) -> set[int]:
    """The families under which the names of people are sealed."""
    with SystemSession(runtime.database, writes=False) as session:
        return {sealed[0] for sealed in session.scalars(select(Person.name_sealed)) if sealed}
