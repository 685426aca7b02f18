"""What every test may ask for: the two-group world on both engines.

What a machine cannot give, `./test` names in MANYHOLD_TEST_WITHOUT: tests marked for it are skipped.
"""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import hypothesis
import pytest
from argon2 import PasswordHasher
from sqlalchemy.engine import make_url

from manyhold.foundation.identity import passwords
from manyhold.kernel.observability import configure_logging
from manyhold.kernel.scoping.session import is_writing
from manyhold.kernel.settings import Settings
from worlds.databases import fresh_database
from worlds.split import IS_ASKED, SplitWorld
from worlds.world import World

CopiedWorld = Callable[[str, Path], AbstractContextManager[World]]
BOTH_ENGINES = [pytest.param("sqlite"), pytest.param("postgresql", marks=pytest.mark.postgresql)]

# Loaded, so imported, at the start: pytest's own first import of it, at the very end, can fail in CPython 3.11
# ("recursion depth mismatch") when the garbage of a test is collected meanwhile.
hypothesis.settings.register_profile("manyhold", deadline=None)
hypothesis.settings.load_profile("manyhold")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for name in filter(None, os.environ.get("MANYHOLD_TEST_WITHOUT", "").split(",")):
        without = pytest.mark.skip(reason=f"this machine has no {name} (MANYHOLD_TEST_WITHOUT)")
        for item in items:
            if item.get_closest_marker(name):
                item.add_marker(without)


@pytest.fixture(scope="session")
def world_templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, tuple[Settings, World]]]:
    """One built world per engine, made when first asked for, copied for each test."""
    with ExitStack() as stack:
        yield _Templates(tmp_path_factory, stack)


@pytest.fixture(params=BOTH_ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Each database engine in turn."""
    return request.param


@pytest.fixture(scope="session")
def copied_world(world_templates: dict[str, tuple[Settings, World]]) -> CopiedWorld:
    """Opens a copy of the two-group world on one engine, in a folder of its own."""

    @contextmanager
    def copied(engine: str, folder: Path) -> Iterator[World]:
        settings, built = world_templates[engine]
        template = settings.data if engine == "sqlite" else make_url(settings.database_url).database
        with fresh_database(engine, folder, template) as own:
            if engine == "postgresql":
                shutil.copy(settings.data / "master.key", own.data / "master.key")
            copy = SplitWorld(own) if IS_ASKED else World(own)
            copy.learn(built)
            yield copy
            copy.close()

    return copied


@pytest.fixture
def world(engine: str, copied_world: CopiedWorld, tmp_path: Path) -> Iterator[World]:
    """The two-group world, fresh for this test, on each engine."""
    with copied_world(engine, tmp_path / "data") as copy:
        yield copy


class _Templates(dict[str, tuple[Settings, World]]):
    def __init__(self, folders: pytest.TempPathFactory, stack: ExitStack) -> None:
        super().__init__()
        self._folders = folders
        self._stack = stack

    def __missing__(self, engine: str) -> tuple[Settings, World]:
        settings = self._stack.enter_context(
            fresh_database(engine, self._folders.mktemp(f"template-{engine}"))
        )
        built = World(settings)
        built.build()
        built.close()
        self[engine] = (settings, built)
        return self[engine]


@pytest.fixture(autouse=True, scope="session")
def _plain_logs() -> None:
    configure_logging(Settings(log_level="WARNING"))


@pytest.fixture(autouse=True)
def _no_transaction_is_left_open() -> Iterator[None]:
    yield
    if is_writing():
        gc.collect()
        assert not is_writing(), "a write transaction was left open in the thread of the tests"


@pytest.fixture(autouse=True, scope="session")
def _cheap_passwords() -> Iterator[None]:
    """Hashing at the least cost that the algorithm allows: some tests set a dozen passwords."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(scope="module", params=BOTH_ENGINES)
def shared_world(
    request: pytest.FixtureRequest, copied_world: CopiedWorld, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The two-group world on each engine, shared by all tests of a file: for those that put back what they change."""
    with copied_world(request.param, tmp_path_factory.mktemp("shared") / "data") as copy:
        yield copy
