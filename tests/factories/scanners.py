"""A simulated ClamAV daemon: speaks INSTREAM over TCP, finds the EICAR test file, and can be away or full."""

from __future__ import annotations

import socketserver
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The test file that every scanner must find (eicar.org); harmless."""


class Clamd(socketserver.ThreadingTCPServer):
    """The daemon: `most` is its StreamMaxLength."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, *, most: int = 25 * 1024 * 1024) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.most = most
        self.asked = 0

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.server_address[1]}"


class _Session(socketserver.StreamRequestHandler):
    server: Clamd

    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command == b"zVERSION\0":
            self.wfile.write(b"ClamAV 1.4.2/27500\0")
            return
        assert command == b"zINSTREAM\0", command
        self.server.asked += 1
        content = b""
        while (length := struct.unpack("!I", self.rfile.read(4))[0]) > 0:
            content += self.rfile.read(length)
            if len(content) > self.server.most:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.wfile.write(b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0")


@contextmanager
def clamd(**options: Any) -> Iterator[Clamd]:
    """The daemon, for as long as the test lasts."""
    with Clamd(**options) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
