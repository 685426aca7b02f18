"""The road to providers: whatever they answer is a dictionary or a refusal, within the time of a call."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from manyhold.drivers import road
from manyhold.drivers.mail import driver as mail
from manyhold.drivers.road import Road
from manyhold.drivers.tokens import Tokens, called
from manyhold.foundation.messaging.channels.port import Outgoing, Refused
from manyhold.kernel.clock import FixedClock
from manyhold.kernel.settings import Settings
from worlds.world import NOW

HEAD = b"HTTP/1.1 200 OK\r\n"


@contextmanager
def server(say: Callable[[socket.socket], None]) -> Generator[int, None, None]:
    """A server that says something to each that connects; gives its port."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                here, _ = listening.accept()
            except OSError:
                return
            with here:
                try:
                    say(here)
                except OSError:
                    pass

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.close()


def answering(head: bytes, body: bytes) -> Callable[[socket.socket], None]:
    def say(here: socket.socket) -> None:
        here.recv(65536)
        here.sendall(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        here.shutdown(socket.SHUT_WR)
        while here.recv(65536):  # a close before all that was sent is read would be a reset
            pass

    return say


def trickling(before: bytes) -> Callable[[socket.socket], None]:
    """First something, then a byte now and then, for half a minute."""

    def say(here: socket.socket) -> None:
        here.sendall(before)
        for _ in range(300):
            here.sendall(b"x")
            time.sleep(0.1)

    return say


def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, webhooks_may_be_private=True)


@pytest.mark.parametrize(
    ("head", "body", "code"),
    [
        (HEAD, b"[]", "answer_unknown"),
        (HEAD, b'"words"', "answer_unknown"),
        (HEAD, b"[" * 100_000, "answer_unknown"),
        (HEAD, b'{"n": ' + b"9" * 10_000 + b"}", "answer_unknown"),
        (HEAD, b"\xff\xfe\x00", "answer_unknown"),
        (HEAD + b"Content-Type: image/png\r\nContent-Encoding: gzip\r\n", b"\x1f\x8b\x08", "answer_unknown"),
        (b"HTTP/1.1 502 Bad Gateway\r\n", b"<html>", "http_502"),
        (HEAD, b"{}" + b" " * road.READ_AT_MOST, "answer_too_long"),
        (b"nonsense\r\n", b"", "not_reached"),
    ],
)
def test_an_odd_answer_is_a_refusal(tmp_path: Path, head: bytes, body: bytes, code: str) -> None:
    with server(answering(head, body)) as port, pytest.raises(Refused) as refused:
        Road(settings(tmp_path)).post(f"http://127.0.0.1:{port}/", {})
    assert refused.value.code == code


def test_an_address_that_cannot_be_written_is_a_refusal(tmp_path: Path) -> None:
    long = f"https://{'a' * 64}.com/"
    for url, headers in (("https://例子.中国/", {}), ("http://127.0.0.1:9/", {"x-name": "名"}), (long, {})):
        with pytest.raises(Refused) as refused:
            Road(settings(tmp_path)).post(url, {}, headers=headers)
        assert refused.value.code == "invalid_url"


@pytest.mark.parametrize("before", [b"", HEAD + b"Content-Length: 1000\r\n\r\n"], ids=["head", "body"])
def test_a_provider_that_trickles_holds_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: bytes
) -> None:
    monkeypatch.setattr(road, "WHOLE_SECONDS", 1.0)
    begun = time.monotonic()
    with server(trickling(before)) as port, pytest.raises(Refused) as refused:
        Road(settings(tmp_path)).post(f"http://127.0.0.1:{port}/", {})
    assert (refused.value.code, refused.value.may_retry) == ("timed_out", True)
    assert time.monotonic() - begun < 10


def test_a_mail_server_that_trickles_holds_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "WHOLE_SECONDS", 1.0)
    letter = Outgoing("mh7", "a@example.com", "t", "t", "", "", NOW, 1)
    begun = time.monotonic()
    with server(trickling(b"220-")) as port, pytest.raises(Refused) as refused:
        terms = {"host": "127.0.0.1", "port": str(port), "security": "starttls", "sender": "b@example.com"}
        mail.SmtpMail(Road(settings(tmp_path)), FixedClock(NOW)).deliver(terms, letter)
    assert (refused.value.code, refused.value.may_retry) == ("not_reached", True)
    assert time.monotonic() - begun < 10


def test_one_provider_that_is_slow_with_its_token_holds_no_other() -> None:
    tokens, may_answer, asked = Tokens(FixedClock(NOW)), threading.Event(), threading.Event()

    def slow() -> dict[str, str]:
        asked.set()
        assert may_answer.wait(20)
        return {"access_token": "one"}

    waiting = threading.Thread(target=tokens.token, args=(("a", "1"), slow))
    waiting.start()
    assert asked.wait(10)
    other: list[str] = []
    beside = threading.Thread(
        target=lambda: other.append(tokens.token(("b", "2"), lambda: {"access_token": "two"})), daemon=True
    )
    beside.start()
    beside.join(5)
    was_held = beside.is_alive()
    may_answer.set()
    waiting.join(10)
    assert not was_held
    assert other == ["two"]
    assert tokens.token(("a", "1"), slow) == "one", "fetched once"


@pytest.mark.parametrize("odd", [{"errcode": [1]}, {"errcode": "no"}, {"errcode": None}])
def test_an_odd_code_of_a_provider_is_a_refusal(odd: dict[str, object]) -> None:
    with pytest.raises(Refused) as refused:
        called(
            Tokens(FixedClock(NOW)),
            ("a",),
            lambda: {"access_token": "t"},
            lambda _: odd,
            stale=frozenset({42001}),
        )
    assert refused.value.code == "answer_unknown"


@pytest.mark.parametrize("lasts", ["soon", None, [], 10**30])
def test_a_token_of_odd_duration_is_a_refusal(lasts: object) -> None:
    with pytest.raises(Refused) as refused:
        Tokens(FixedClock(NOW)).token(("a",), lambda: {"access_token": "t", "expires_in": lasts})
    assert refused.value.code == "answer_unknown"
