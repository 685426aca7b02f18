"""Takeovers: a project on its way to us, from the survey to the first day of service."""

from manyhold.foundation.organisation.roles import (
    ACCOUNTANT,
    CUSTOMER_SERVICE,
    GROUP_ADMINISTRATOR,
    MANAGERS,
    REGION_MANAGER,
)
from manyhold.kernel.modules import Manifest, Permission

HERE = "manyhold.modules.takeovers"

MANIFEST = Manifest(
    name="takeovers",
    zh="项目承接",
    en="Takeovers",
    needs=("billing",),
    # What is signed for is what billing held at that moment: both in one transaction.
    beside=("billing",),
    is_optional=True,
    permissions=(
        Permission(
            "takeovers.read",
            "查看项目承接",
            "See takeovers",
            roles=(*MANAGERS, CUSTOMER_SERVICE, ACCOUNTANT),
            needs_whole_project=True,
        ),
        Permission(
            "takeovers.prepare",
            "办理项目承接",
            "Prepare takeovers",
            roles=(*MANAGERS, ACCOUNTANT),
            needs_whole_project=True,
        ),
        Permission(
            "takeovers.agree",
            "认定承接差异",
            "Agree to differences",
            roles=(GROUP_ADMINISTRATOR, REGION_MANAGER),
            needs_whole_project=True,
        ),
        Permission(
            "takeovers.sign",
            "签署项目承接",
            "Sign takeovers",
            roles=MANAGERS,
            needs_whole_project=True,
        ),
    ),
    routers=(f"{HERE}.api:routes",),
    models=(f"{HERE}.models",),
    file_purposes={"takeovers.sheet": "takeovers.read", "takeovers.sign_off": "takeovers.read"},
    jobs={"takeovers.draw": f"{HERE}.jobs:draw"},
    streams={"takeovers.signed": "takeovers.read"},
)
