"""Standards: what headquarters lays down once for all projects; the calendar of working days, numbering, dictionaries, fields."""

from manyhold.foundation.organisation.roles import (
    AUDITOR,
    EVERYBODY,
    GROUP_ADMINISTRATOR,
    MANAGERS,
    SECURITY_ADMINISTRATOR,
)
from manyhold.kernel.modules import Manifest, Permission, Schedule

HERE = "manyhold.foundation.standards"

MANIFEST = Manifest(
    name="standards",
    zh="集团标准",
    en="Standards",
    permissions=(
        Permission(
            "standards.read_calendar",
            "查看节假日",
            "See holidays",
            roles=(*EVERYBODY, SECURITY_ADMINISTRATOR, AUDITOR),
        ),
        Permission(
            "standards.manage_calendar",
            "维护节假日",
            "Manage holidays",
            level="group",
            roles=(GROUP_ADMINISTRATOR,),
        ),
        Permission(
            "standards.read",
            "查看集团标准",
            "See the group's standards",
            roles=(*EVERYBODY, SECURITY_ADMINISTRATOR, AUDITOR),
            for_clients=True,
        ),
        Permission(
            "standards.extend",
            "补充项目标准",
            "Add a project's own entries to the standards",
            roles=MANAGERS,
            needs_whole_project=True,
        ),
        Permission(
            "standards.manage",
            "维护集团标准",
            "Manage the group's standards",
            level="group",
            roles=(GROUP_ADMINISTRATOR,),
        ),
    ),
    routers=(
        f"{HERE}.calendar.api:routes",
        f"{HERE}.numbering.api:routes",
        f"{HERE}.dictionaries.api:routes",
    ),
    models=(f"{HERE}.calendar.models", f"{HERE}.numbering.models", f"{HERE}.dictionaries.models"),
    messages={
        "standards.year_missing": (
            "{year} 年的节假日还没有导入，工作日暂按周末推算",
            "The holidays of {year} are not imported; working days are guessed from weekends",
        ),
    },
    jobs={"standards.warn_of_missing_year": "manyhold.foundation.standards.calendar.jobs:warn"},
    schedules=(Schedule("standards.warn_of_missing_year", every_seconds=24 * 3600),),
)
