"""ClamAV's daemon, asked by the documented INSTREAM command (man clamd): nothing of it is installed here.

`zINSTREAM\\0`, then chunks, each behind its length as four bytes in network order, then a length of zero; it answers
`stream: OK\\0`, `stream: <name> FOUND\\0` or `… ERROR\\0`.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable
from urllib.parse import urlsplit

from manyhold.kernel.scanning import ScannerAway

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 60.0
CHUNK = 64 * 1024
LONGEST_ANSWER = 4096
PORT = 3310


class ClamAv:
    """The kernel's Scanner by way of clamd, at `tcp://host:3310` or `unix:///run/clamav/clamd.ctl`."""

    def __init__(self, address: str) -> None:
        """Raises ValueError for an address of another form."""
        parts = urlsplit(address)
        if parts.scheme == "unix" and parts.path:
            self._family, self._at = socket.AF_UNIX, parts.path
        elif parts.scheme == "tcp" and parts.hostname:
            self._family, self._at = None, (parts.hostname, parts.port or PORT)
        else:
            raise ValueError(f"a scanner is named tcp://host:port or unix:///path, not {address!r}")

    def verdict(self, content: bytes) -> str:
        said = self._ask(b"zINSTREAM\0", _streamed(content))
        if said.endswith(" FOUND"):
            return said.removeprefix("stream: ").removesuffix(" FOUND")
        if said != "stream: OK":
            raise ScannerAway(said or "an empty answer")
        return ""

    def version(self) -> str:
        return self._ask(b"zVERSION\0", ())

    def _ask(self, command: bytes, parts: Iterable[bytes]) -> str:
        try:
            with self._connected() as line:
                line.sendall(command)
                try:
                    for part in parts:
                        line.sendall(part)
                except (BrokenPipeError, ConnectionResetError):
                    pass  # it has said already why it listens no longer
                return _answer(line)
        except OSError as error:
            raise ScannerAway(str(error)) from error

    def _connected(self) -> socket.socket:
        if self._family is None:
            line = socket.create_connection(self._at, timeout=CONNECT_SECONDS)  # pyright: ignore[reportArgumentType]
        else:
            line = socket.socket(self._family, socket.SOCK_STREAM)
            line.settimeout(CONNECT_SECONDS)
            try:
                line.connect(self._at)
            except OSError:
                line.close()
                raise
        line.settimeout(ANSWER_SECONDS)
        return line


def _streamed(content: bytes) -> Iterable[bytes]:
    for start in range(0, len(content), CHUNK):
        part = content[start : start + CHUNK]
        yield struct.pack("!I", len(part)) + part
    yield struct.pack("!I", 0)


def _answer(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < LONGEST_ANSWER:
        part = line.recv(LONGEST_ANSWER)
        if not part:
            break
        said += part
    return said.rstrip(b"\0\n").decode("utf-8", "replace")
