"""Saved views: how a person, a project or the group likes to look at a list."""

from manyhold.foundation.organisation.roles import (
    ACCOUNTANT,
    CUSTOMER_SERVICE,
    DUTY_MANAGER,
    GROUP_ADMINISTRATOR,
    MANAGERS,
)
from manyhold.kernel.modules import Manifest, Permission

HERE = "manyhold.foundation.views"

MANIFEST = Manifest(
    name="views",
    zh="列表视图",
    en="List views",
    permissions=(
        Permission(
            "views.share",
            "与项目共享列表视图",
            "Share list views with a project",
            roles=(*MANAGERS, DUTY_MANAGER, CUSTOMER_SERVICE, ACCOUNTANT),
            needs_whole_project=True,
        ),
        Permission(
            "views.share_group",
            "与全集团共享列表视图",
            "Share list views with the whole group",
            level="group",
            roles=(GROUP_ADMINISTRATOR,),
        ),
    ),
    routers=(f"{HERE}.api:routes",),
    models=(f"{HERE}.models",),
)
