"""The organisation: group, legal entities, tree, projects."""

from manyhold.foundation.organisation.roles import (
    ACCOUNTANT,
    AUDITOR,
    EVERYBODY,
    GROUP_ADMINISTRATOR,
    MANAGERS,
    SECURITY_ADMINISTRATOR,
)
from manyhold.kernel.modules import Manifest, Permission

MANIFEST = Manifest(
    name="organisation",
    zh="组织",
    en="Organisation",
    permissions=(
        Permission(
            "organisation.read",
            "查看项目",
            "See projects",
            roles=(*EVERYBODY, SECURITY_ADMINISTRATOR, AUDITOR),
            for_clients=True,
        ),
        Permission(
            "organisation.configure_project",
            "设置项目",
            "Configure projects",
            roles=MANAGERS,
            needs_whole_project=True,
        ),
        Permission(
            "organisation.read_left",
            "查阅已退场项目的档案",
            "Read the records of left projects",
            roles=(GROUP_ADMINISTRATOR, AUDITOR),
        ),
        Permission(
            "organisation.manage",
            "管理组织架构",
            "Manage the organisation",
            level="group",
            roles=(GROUP_ADMINISTRATOR,),
        ),
        Permission(
            "organisation.read_entities",
            "查看法人主体",
            "See legal entities",
            level="group",
            roles=(GROUP_ADMINISTRATOR, ACCOUNTANT),
        ),
    ),
    routers=("manyhold.foundation.organisation.api:routes",),
    lists={"legal-entities": (), "projects": ("stage", "kind")},
    models=("manyhold.foundation.organisation.models",),
)
