"""The two commands: what they refuse, what they skip, and what they tell uv, without installing anything."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import front_door
from machine import pip_settings, ports, postgresql, stamps, steps, web_side

TOOLS = Path(front_door.__file__).parent


# --- which Python ---


def front_door_with(folder: Path, python_script: str | None) -> subprocess.CompletedProcess[str]:
    """Run the sh half on a machine whose only `python3` is the given script."""
    (folder / "dirname").symlink_to(shutil.which("dirname") or "")
    if python_script is not None:
        (folder / "python3").write_text(f"#!/bin/sh\n{python_script}\n")
        (folder / "python3").chmod(0o755)
    return subprocess.run(
        ["/bin/sh", TOOLS / "front_door.sh", "run", "--help"],
        env={"PATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_old_python_is_named_with_the_command_to_type(tmp_path: Path) -> None:
    outcome = front_door_with(tmp_path, 'case "$1" in --version) echo "Python 3.9.2" ;; *) exit 1 ;; esac')
    assert outcome.returncode == 1
    assert "needs Python 3.11 or newer; this machine has Python 3.9.2" in outcome.stderr
    assert "apt-get install -y python3 python3-venv" in outcome.stderr


def test_a_machine_without_python_is_told_so(tmp_path: Path) -> None:
    outcome = front_door_with(tmp_path, None)
    assert outcome.returncode == 1
    assert "this machine has no Python" in outcome.stderr


def test_a_new_enough_python_is_handed_the_arguments(tmp_path: Path) -> None:
    outcome = front_door_with(tmp_path, f'exec {sys.executable} "$@"')
    assert outcome.returncode == 0
    assert "usage: ./run" in outcome.stdout
    assert "macOS should work and is untested" in outcome.stdout


# --- options ---


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "8000.5", ""])
def test_a_port_that_is_none_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        front_door.parse(["run", f"--port={port}"])
    assert "a port is a number from 1 to 65535" in capsys.readouterr().err


def test_run_takes_no_unknown_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        front_door.parse(["run", "--emtpy"])
    assert "unknown: --emtpy" in capsys.readouterr().err


def test_what_test_does_not_know_goes_to_pytest_in_order() -> None:
    options = front_door.parse(["test", "tests/kernel", "-k", "fixed or ids", "--quick", "-x"])
    assert options.quick
    assert options.pytest == ["tests/kernel", "-k", "fixed or ids", "-x"]


# --- the port ---


def test_a_taken_port_is_refused_with_a_free_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(steps.SetupError, match=f"Port {port} is in use") as refused:
            ports.require_free(port)
    suggested = int(str(refused.value).rpartition("--port ")[2])
    ports.require_free(suggested)


def test_a_port_taken_on_all_addresses_is_refused() -> None:
    with socket.create_server(("0.0.0.0", 0)) as listener, pytest.raises(steps.SetupError, match="in use"):
        ports.require_free(listener.getsockname()[1])


def test_a_port_whose_connections_wind_down_is_free() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    client = socket.create_connection(("127.0.0.1", port))
    served, _ = listener.accept()
    for end in (served, client, listener):  # the serving end closes first and is left in TIME_WAIT
        end.close()
    ports.require_free(port)


# --- stamps ---


def test_a_step_is_done_once_per_input(tmp_path: Path) -> None:
    lock, stamp, done = tmp_path / "lock.txt", tmp_path / "stamps" / "lock", []
    for content in ("one", "one", "two", "two", "one"):
        lock.write_text(content)
        stamps.unless_fresh("lock", stamp, stamps.fingerprint([lock]), lambda: done.append(lock.read_text()))
    assert done == ["one", "two", "one"]


def test_a_step_cut_off_is_done_again_even_for_the_old_input(tmp_path: Path) -> None:
    stamp, done = tmp_path / "stamp", []

    def cut_off() -> None:
        raise KeyboardInterrupt

    stamps.unless_fresh("step", stamp, "old", lambda: done.append("old"))
    with pytest.raises(KeyboardInterrupt):
        stamps.unless_fresh("step", stamp, "new", cut_off)
    stamps.unless_fresh("step", stamp, "old", lambda: done.append("old again"))
    assert done == ["old", "old again"]


def test_a_fingerprint_tells_names_contents_and_facts_apart(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_text("x")
    seen = {
        stamps.fingerprint([]),
        stamps.fingerprint([one]),
        stamps.fingerprint([other]),
        stamps.fingerprint([one], "3.11"),
        stamps.fingerprint([one], "3.1", "1"),
    }
    one.write_text("y")
    seen.add(stamps.fingerprint([one]))
    assert len(seen) == 6
    assert stamps.fingerprint([one, other]) == stamps.fingerprint([other, one])


def test_made_folders_are_no_source(tmp_path: Path) -> None:
    for name in ("src/app.ts", "node_modules/vue/index.js", "apps/console/dist/index.html"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).touch()
    assert [file.name for file in stamps.files_below(tmp_path, without=web_side.MADE)] == ["app.ts"]


# --- pip's settings for uv ---

CONFIG_LIST = r"""
:env:.cert='/etc/own.pem'
:env:.default-timeout='180'
download.index-url='https://not.for.install.example/simple'
global.cert='/etc/other.pem'
global.extra-index-url='file:///srv/one/simple\nhttps://two.example/simple'
global.index-url='https://global.example/simple'
install.index-url='https://me:s%3Dcret@install.example/simple'
global.find-links='/srv/wheels /srv/more'
global.trusted-host='two.example'
"""


def test_pip_settings_reach_uv() -> None:
    settings = pip_settings.parse_config_list(CONFIG_LIST)
    assert pip_settings.as_uv_environment(settings) == {
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_DEFAULT_INDEX": "https://me:s%3Dcret@install.example/simple",
        "UV_EXTRA_INDEX_URL": "file:///srv/one/simple https://two.example/simple",
        "UV_FIND_LINKS": "/srv/wheels,/srv/more",
        "UV_INSECURE_HOST": "two.example",
        "SSL_CERT_FILE": "/etc/own.pem",
        "UV_HTTP_TIMEOUT": "180",
    }
    assert pip_settings.as_uv_flags(settings) == []
    assert pip_settings.as_node_environment(settings) == {"NODE_EXTRA_CA_CERTS": "/etc/own.pem"}


def test_a_machine_without_pip_settings_leaves_uv_its_own() -> None:
    settings = pip_settings.parse_config_list("\n")
    assert pip_settings.as_uv_environment(settings) == {"UV_INDEX_STRATEGY": "unsafe-best-match"}
    assert pip_settings.as_node_environment(settings) == {}


def test_an_offline_pip_means_an_offline_uv() -> None:
    settings = pip_settings.parse_config_list("global.no-index='true'\nglobal.timeout='0.2'")
    assert pip_settings.as_uv_flags(settings) == ["--no-index"]
    assert pip_settings.as_uv_environment(settings)["UV_HTTP_TIMEOUT"] == "1"


# --- commands ---


def test_a_failing_command_shows_its_end_without_addresses() -> None:
    script = (
        "print('first'); print('no match at https://me:secret@index.example/simple/uv'); raise SystemExit(3)"
    )
    with pytest.raises(steps.CommandError) as failed:
        steps.command_output([sys.executable, "-c", script])
    assert "ended with 3" in str(failed.value)
    assert "no match at <address>" in str(failed.value)
    assert "secret" not in str(failed.value)


def test_a_long_output_is_cut_to_its_end() -> None:
    shown = steps.last_lines("\n".join(map(str, range(1000))))
    assert shown.splitlines()[-1] == "999"
    assert len(shown.splitlines()) == 40


# --- Node ---


@pytest.mark.parametrize(
    ("version", "suitable"),
    [
        ("v20.19.0\n", True),
        ("v20.20.2", True),
        ("v22.12.0", True),
        ("v24.19.0", True),
        ("v100.0.0", True),
        ("v20.18.3", False),
        ("v21.7.3", False),
        ("v22.11.0", False),
        ("v18.19.0", False),
        ("", False),
    ],
)
def test_only_a_node_that_vite_supports_is_used(version: str, suitable: bool) -> None:
    assert web_side.is_suitable(version) is suitable


def test_scripts_find_the_chosen_node_first() -> None:
    node = web_side.Node("/opt/node/bin/node", ("npm",), {"NODE_EXTRA_CA_CERTS": "/etc/own.pem"})
    assert node.environment()["PATH"].split(os.pathsep)[0] == "/opt/node/bin"
    assert node.environment()["NODE_EXTRA_CA_CERTS"] == "/etc/own.pem"


# --- PostgreSQL for one run ---


@pytest.mark.skipif(postgresql.binaries() is None, reason="no PostgreSQL binaries on this machine")
def test_a_throw_away_cluster_answers_and_leaves_nothing() -> None:
    folder = postgresql.binaries()
    assert folder is not None
    with postgresql.throw_away_cluster(folder) as url:
        assert postgresql.answers(url, Path(sys.executable))
    assert not postgresql.answers(url, Path(sys.executable))
