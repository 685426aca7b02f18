"""The port that the product is to listen on: checked before anything is set up."""

import errno
import socket

from machine.steps import SetupError

HOST = "127.0.0.1"


def require_free(port: int) -> None:
    """Raise SetupError, saying what to do, unless `http://localhost:PORT` can be ours."""
    for family, host in ((socket.AF_INET, HOST), (socket.AF_INET6, "::1")):
        try:
            claim(family, host, port)
        except OSError as reason:
            if reason.errno == errno.EADDRINUSE:
                raise SetupError(taken(port)) from None
            if reason.errno == errno.EACCES:
                raise SetupError(
                    f"Port {port} is for the administrator alone. Try: ./run --port 8000"
                ) from None
            # A machine without IPv6 has no ::1, and then `localhost` cannot mean it.
            if family == socket.AF_INET:
                raise


def claim(family: socket.AddressFamily, host: str, port: int) -> None:
    """Hold the port for a moment, as a server would: connections that are only winding down do not count."""
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen()


def taken(port: int) -> str:
    return (
        f"Port {port} is in use by another program (perhaps Manyhold runs already: http://localhost:{port}).\n"
        f"Stop that program, or choose another port: ./run --port {next_free(port)}"
    )


def next_free(port: int) -> int:
    """The first free port above `port`."""
    for candidate in range(port + 1, 65536):
        try:
            claim(socket.AF_INET, HOST, candidate)
        except OSError:
            continue
        return candidate
    raise SetupError(f"Port {port} is in use, and so is every port above it.")
