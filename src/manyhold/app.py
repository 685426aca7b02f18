"""The one place where things are wired: modules, ports, routes, the worker and the screens."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from anyio import CapacityLimiter
from fastapi import FastAPI

from manyhold.drivers.all import drivers
from manyhold.drivers.contents import content_store, key_service, scanner
from manyhold.foundation.access.resolver import Grants
from manyhold.foundation.audit.service import AuditTrail
from manyhold.foundation.fields.own.port import FieldsOfOnesOwn
from manyhold.foundation.identity.authenticator import SignIns
from manyhold.foundation.organisation.founding import is_demo_installation
from manyhold.kernel import observability, stream
from manyhold.kernel.clock import Clock, SystemClock
from manyhold.kernel.context import Context
from manyhold.kernel.crypto.keys import (
    KeyManagement,
    LocalMasterKey,
    MasterKeyError,
    create_master_key,
    master_key_from_text,
    read_master_key,
)
from manyhold.kernel.crypto.suites import BY_NAME
from manyhold.kernel.data_keys import DataKeyTable, open_keyring
from manyhold.kernel.database import Database
from manyhold.kernel.garbage import look_less_often
from manyhold.kernel.jobs.models import DONE, Job
from manyhold.kernel.jobs.run import start
from manyhold.kernel.jobs.worker import Worker
from manyhold.kernel.master_key_file import FILE, finish_turn
from manyhold.kernel.modules import Manifest, Registry, resolve
from manyhold.kernel.readiness import faults
from manyhold.kernel.runtime import Actor, Runtime
from manyhold.kernel.scoping.session import ScopedSession, SystemSession
from manyhold.kernel.services import api as services
from manyhold.kernel.services import layout
from manyhold.kernel.services.peers import Peers
from manyhold.kernel.settings import Settings
from manyhold.kernel.web import problems, screens
from manyhold.kernel.web.door import Door

ROOT = Path(__file__).parent
API = "/api/v1"
FOUNDATION = (
    "organisation",
    "audit",
    "spaces",
    "identity",
    "access",
    "files",
    "messaging",
    "approvals",
    "standards",
    "printing",
    "parties",
    "imports",
    "fields",
    "staff",
    "privacy",
    "search",
    "webhooks",
    "views",
)


def manifests() -> list[Manifest]:
    """Every installed manifest: the foundation's in its layer order, then the product modules'."""
    foundation = [
        path for name in FOUNDATION if (path := ROOT / "foundation" / name / "manifest.py").exists()
    ]
    paths = [
        *foundation,
        ROOT / "kernel" / "jobs" / "manifest.py",
        *sorted(ROOT.glob("modules/*/manifest.py")),
    ]
    return [
        import_module(".".join(("manyhold", *path.relative_to(ROOT).with_suffix("").parts))).MANIFEST
        for path in paths
    ]


def load_models() -> None:
    """Import every table of the installation: scope, policies and migrations are made from all of them."""
    for name in (
        "kernel.ids",
        "kernel.events",
        "kernel.data_keys",
        "kernel.jobs.models",
        "kernel.web.answers",
    ):
        import_module(f"manyhold.{name}")
    for manifest in manifests():
        for name in manifest.models:
            import_module(name)


def build_runtime(
    settings: Settings,
    *,
    clock: Clock | None = None,
    management: KeyManagement | None = None,
) -> Runtime:
    """Open the database and plug the foundation into the kernel's ports."""
    load_models()
    clock = clock or SystemClock()
    installed = manifests()
    registry = Registry(installed, running=layout.running(settings.services, installed))
    reached = layout.addresses(settings.service_addresses, installed)
    layout.check(registry, reached)
    database = Database.open(settings)
    ScopedSession.change_sink = AuditTrail()
    look_less_often()
    return Runtime(
        settings=settings,
        database=database,
        clock=clock,
        keys=open_keyring(
            database,
            management or first_master_key(settings, database),
            clock.now(),
            BY_NAME[settings.crypto],
        ),
        registry=registry,
        authenticator=SignIns(database, clock),
        grants=Grants(database, clock, registry),
        own_fields=FieldsOfOnesOwn(),
        contents=content_store(settings),
        scanner=scanner(settings),
        is_demo=is_demo_installation(database),
        drivers=drivers(settings, clock),
        peers=Peers(reached, seconds=settings.service_seconds),
    )


def master_key(settings: Settings) -> KeyManagement:
    """What keeps the master key: a service, or this machine. Raises MasterKeyError when there is none."""
    return key_service(settings, SystemClock()) or local_master_key(settings)


def local_master_key(settings: Settings) -> LocalMasterKey:
    """The master key of the environment or of the data folder. Raises MasterKeyError when there is none."""
    suite = BY_NAME[settings.crypto]
    if settings.master_key:
        return master_key_from_text(settings.master_key, suite)
    return read_master_key(settings.data / FILE, suite)


def first_master_key(settings: Settings, database: Database) -> KeyManagement:
    """The master key; the very first start of an installation makes one, a later one never does.

    What a turn of the key that was cut short has left is put in its place first.
    """
    path = settings.data / FILE
    finish_turn(database, settings.data)
    if settings.kms or settings.master_key or path.exists():
        return master_key(settings)
    if sealed_by := DataKeyTable(database).data_keys(None):
        raise MasterKeyError(
            f"the database is sealed by master key {sealed_by[-1].master_key_id}, and {path} is not there:"
            " put the exported key back (mode 600)"
        )
    settings.data.mkdir(parents=True, exist_ok=True)
    return create_master_key(path, BY_NAME[settings.crypto])


def run_system_job(runtime: Runtime, name: str) -> dict[str, Any]:
    """Queue a job of the system itself and do it here and now; gives its result."""
    group_id = runtime.grants.groups()[0]
    with ScopedSession(runtime.database, runtime.grants.system_scope(group_id, None), writes=True) as session:
        job = start(Context(runtime, session, Actor.system(group_id)), name, {})
        session.commit()
    worker = Worker(runtime)
    while worker.run_next_job():
        pass
    with SystemSession(runtime.database, writes=False) as session:
        done = session.get_one(Job, job.id)
    if done.state != DONE:
        raise RuntimeError(f"{name} ended as {done.state}: {done.error}")
    return done.result


def create_app(runtime: Runtime, *, with_worker: bool = True) -> FastAPI:
    """The ASGI application of the modules that run here."""
    worker = Worker(runtime)
    has_screens = layout.runs_foundation(runtime.registry)
    feed = stream.EventFeed(runtime)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None, None]:
        app.state.threads = CapacityLimiter(runtime.settings.threads)
        if has_screens:
            feed.start()
        if with_worker:
            worker.start()
        yield
        worker.stop()
        if has_screens:
            feed.stop()
        runtime.peers.close()
        runtime.database.dispose()

    app = FastAPI(
        title="Manyhold",
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{API}/openapi.json",
    )
    app.state.runtime = runtime
    app.state.feed = feed
    app.state.threads = CapacityLimiter(runtime.settings.threads)
    problems.install(app)
    app.add_middleware(Door, settings=runtime.settings)
    observability.install(app, lambda: faults(runtime))
    for name in runtime.registry.manifests:
        if name in runtime.registry.running:
            for router in runtime.registry.manifests[name].routers:
                app.include_router(resolve(router), prefix=API)
            for router in runtime.registry.manifests[name].pages:
                app.include_router(resolve(router))
    if layout.is_split(runtime.registry, runtime.peers.addresses):
        app.include_router(services.router)
    if has_screens:
        app.include_router(stream.router)
        screens.install(app)
    return app
