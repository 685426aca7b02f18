"""Jobs as something people see: their progress, their end, the dead letters."""

from manyhold.kernel.modules import Manifest, Permission, Schedule

MANIFEST = Manifest(
    name="jobs",
    zh="任务",
    en="Jobs",
    permissions=(
        Permission(
            "jobs.read",
            "查看任务",
            "See jobs",
            roles=(
                "group_administrator",
                "region_manager",
                "project_manager",
                "customer_service",
                "dispatcher",
                "cashier",
                "accountant",
            ),
        ),
        Permission(
            "jobs.manage_deliveries",
            "处理失败的事件",
            "Replay failed deliveries",
            level="group",
            roles=("group_administrator",),
        ),
    ),
    routers=("manyhold.kernel.jobs.api:routes",),
    jobs={
        "keys.reseal": "manyhold.operations.rotation:reseal",
        "jobs.upkeep": "manyhold.kernel.jobs.upkeep:upkeep",
    },
    schedules=(Schedule("jobs.upkeep", every_seconds=24 * 3600),),
    lists={"jobs": ("state",)},
    models=("manyhold.kernel.jobs.models",),
)
