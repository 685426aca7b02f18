"""Identity: people who sign in."""

from manyhold.foundation.organisation.roles import GROUP_ADMINISTRATOR, MANAGERS, SECURITY_ADMINISTRATOR
from manyhold.kernel.modules import Manifest, Permission

MANIFEST = Manifest(
    name="identity",
    zh="人员与登录",
    en="People and sign-in",
    permissions=(
        Permission("identity.read", "查看人员", "See staff", roles=(*MANAGERS, SECURITY_ADMINISTRATOR)),
        Permission(
            "identity.manage",
            "管理登录账号",
            "Manage sign-ins",
            level="group",
            roles=(GROUP_ADMINISTRATOR, SECURITY_ADMINISTRATOR),
        ),
    ),
    routers=("manyhold.foundation.identity.account_api:routes",),
    models=("manyhold.foundation.identity.models",),
)
