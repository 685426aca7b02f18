"""Logs with request ids, metrics, and whether this process is alive and ready. Nothing personal is logged."""

from __future__ import annotations

import logging
import secrets
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import structlog
from fastapi import APIRouter, FastAPI, Request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from manyhold.kernel.settings import Settings

router = APIRouter(include_in_schema=False)
log = structlog.get_logger()


SLOW_SECONDS = 1.0
"""A successful read that is quicker leaves no log line; the metrics count it."""


class Metrics:
    """The figures of one process, in a registry of its own so that two apps in one test do not collide."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "manyhold_requests_total", "Requests", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "manyhold_request_seconds", "Seconds a request took", ["route"], registry=self.registry
        )


class StandardError:
    """Prints lines to standard error as it is now; a log that nobody can take any more stops no request."""

    def msg(self, line: str) -> None:
        """Print one line."""
        with suppress(OSError, ValueError):
            print(line, file=sys.stderr, flush=True)

    debug = info = warning = error = critical = msg


def configure_logging(settings: Settings) -> None:
    """One line per event, to standard error; JSON when asked for."""
    # A traceback without the values of variables: those may be somebody's name or number.
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    renderer: Any = structlog.processors.JSONRenderer() if settings.log_json else plain
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[settings.log_level]
        ),
        logger_factory=lambda *_: StandardError(),
        cache_logger_on_first_use=True,
    )


class RequestRecord:
    """Plain ASGI: gives each request its id, measures it, and writes one log line that names no person."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        scope["request_id"] = request_id
        started, status = time.perf_counter(), 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message["headers"],
                    (b"x-request-id", request_id.encode()),
                    *SECURITY_HEADERS,
                ]
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        finally:
            route = getattr(scope.get("route"), "path", "none")
            elapsed = time.perf_counter() - started
            self.metrics.requests.labels(scope["method"], route, str(status)).inc()
            self.metrics.seconds.labels(route).observe(elapsed)
            if status >= 400 or elapsed > SLOW_SECONDS or scope["method"] not in ("GET", "HEAD"):
                log.info(
                    "request",
                    id=request_id,
                    method=scope["method"],
                    route=route,
                    status=status,
                    ms=round(elapsed * 1000, 1),
                )


SECURITY_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
)


def install(app: FastAPI, readiness: Callable[[], list[str]]) -> None:
    """Add the record of requests and the three pages of operation."""
    metrics = Metrics()
    app.state.metrics = metrics
    app.state.readiness = readiness
    app.add_middleware(RequestRecord, metrics=metrics)
    app.include_router(router)


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """Prometheus text."""
    return Response(generate_latest(request.app.state.metrics.registry), media_type=CONTENT_TYPE_LATEST)


@router.get("/healthz")
def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


@router.get("/readyz")
def readyz(request: Request) -> Response:
    """Whether this process may be sent work, and if not, why."""
    faults: list[str] = request.app.state.readiness()
    return JSONResponse(
        {"status": "not ready" if faults else "ready", "faults": faults}, 503 if faults else 200
    )
