"""Access: roles and grants; who I am and what I may do; the first-run wizard."""

from manyhold.foundation.organisation.roles import (
    AUDITOR,
    GROUP_ADMINISTRATOR,
    PROJECT_MANAGER,
    REGION_MANAGER,
    SECURITY_ADMINISTRATOR,
)
from manyhold.kernel.modules import Manifest, Permission

MANIFEST = Manifest(
    name="access",
    zh="权限",
    en="Rights",
    permissions=(
        Permission(
            "access.read",
            "查看角色与授权",
            "See roles and grants",
            roles=(SECURITY_ADMINISTRATOR, AUDITOR, REGION_MANAGER, PROJECT_MANAGER),
        ),
        Permission("access.grant", "授权", "Grant rights", level="group", roles=(SECURITY_ADMINISTRATOR,)),
        Permission(
            "access.grant_in_project",
            "在项目内授权",
            "Grant rights within a project",
            roles=(SECURITY_ADMINISTRATOR, REGION_MANAGER, PROJECT_MANAGER),
        ),
        Permission(
            "access.manage_clients",
            "管理开放接口",
            "Manage API clients",
            level="group",
            roles=(GROUP_ADMINISTRATOR,),
        ),
    ),
    routers=(
        "manyhold.foundation.access.clients.api:routes",
        "manyhold.foundation.access.setup_api:routes",
        "manyhold.foundation.access.people_api:routes",
        "manyhold.foundation.access.api:routes",
    ),
    lists={"people": ("is_active",), "roles": (), "api-clients": ("with_past",)},
    models=("manyhold.foundation.access.models",),
)
