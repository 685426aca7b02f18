"""Departures: a project on its way from us, from the notice to the day from which it is only read."""

from manyhold.foundation.organisation.roles import ACCOUNTANT, GROUP_ADMINISTRATOR, MANAGERS, REGION_MANAGER
from manyhold.kernel.modules import Manifest, Permission

HERE = "manyhold.modules.departures"

MANIFEST = Manifest(
    name="departures",
    zh="项目退场",
    en="Departures",
    needs=("billing",),
    is_optional=True,
    permissions=(
        Permission(
            "departures.read",
            "查看项目退场",
            "See departures",
            roles=(*MANAGERS, ACCOUNTANT),
            needs_whole_project=True,
        ),
        Permission(
            "departures.prepare",
            "办理项目退场",
            "Prepare departures",
            roles=(*MANAGERS, ACCOUNTANT),
            needs_whole_project=True,
        ),
        # The package holds names and numbers in full: it is made and fetched by managers alone.
        Permission(
            "departures.read_package",
            "制作与下载移交资料包",
            "Make and fetch hand-over packages",
            roles=(GROUP_ADMINISTRATOR, REGION_MANAGER),
            needs_whole_project=True,
        ),
        Permission(
            "departures.sign",
            "签署项目退场",
            "Sign departures",
            roles=MANAGERS,
            needs_whole_project=True,
        ),
    ),
    routers=(f"{HERE}.api:routes",),
    models=(f"{HERE}.models",),
    file_purposes={
        "departures.package": "departures.read_package",
        "departures.sign_off": "departures.read",
    },
    file_limits={"departures.package": 500},
    jobs={
        "departures.make_package": f"{HERE}.package.jobs:make",
        "departures.draw": f"{HERE}.jobs:draw",
    },
    streams={"departures.signed": "departures.read", "departures.packed": "departures.read"},
)
