"""Insights: the group's report of money and work, by whatever the other modules know."""

from manyhold.foundation.organisation.roles import ACCOUNTANT, MANAGERS
from manyhold.kernel.modules import Manifest, Permission

MANIFEST = Manifest(
    name="insights",
    zh="经营分析",
    en="Insights",
    is_optional=True,
    needs=("workorders", "billing"),
    permissions=(
        Permission(
            "insights.read",
            "查看经营报表",
            "See the group report",
            roles=(*MANAGERS, ACCOUNTANT),
            reaches_left=True,
            for_clients=True,
        ),
        Permission(
            "insights.export",
            "导出经营报表",
            "Export the group report",
            roles=(*MANAGERS, ACCOUNTANT),
            reaches_left=True,
        ),
    ),
    routers=("manyhold.modules.insights.api:routes",),
)
