"""Logs: a line that cannot be written is lost, not the request that wrote it."""

from __future__ import annotations

import io

import pytest
import structlog

from manyhold.kernel.observability import configure_logging
from manyhold.kernel.settings import Settings


def test_a_closed_standard_error_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    closed, open_again = io.StringIO(), io.StringIO()
    monkeypatch.setattr("sys.stderr", closed)
    configure_logging(Settings(log_level="INFO"))
    try:
        log = structlog.get_logger()
        log.info("first")
        assert "first" in closed.getvalue()
        closed.close()
        log.error("lost")
        monkeypatch.setattr("sys.stderr", open_again)
        log.warning("heard_again")
        assert "heard_again" in open_again.getvalue()
    finally:
        configure_logging(Settings(log_level="WARNING"))
