"""Identity: people who sign in, and the programs that do."""

from manyhold.foundation.organisation.roles import GROUP_ADMINISTRATOR, MANAGERS, SECURITY_ADMINISTRATOR
from manyhold.kernel.modules import Manifest, Permission, PersonalData

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
    routers=(
        "manyhold.foundation.identity.account_api:routes",
        "manyhold.foundation.identity.passkeys.api:routes",
        "manyhold.foundation.identity.bindings.api:routes",
    ),
    pages=("manyhold.foundation.identity.clients.oauth_api:routes",),
    models=(
        "manyhold.foundation.identity.models",
        "manyhold.foundation.identity.clients.models",
        "manyhold.foundation.identity.passkeys.models",
        "manyhold.foundation.identity.bindings.models",
    ),
    personal_data=(
        PersonalData(
            "identity.people",
            "登录人员",
            "People who sign in",
            "账号登录与操作留痕",
            "Signing in, and knowing who did what",
            "staff",
            (
                "identity_person.name_sealed",
                "identity_person.phone_sealed",
                "identity_person.sign_in_name",
                "identity_binding.account_sealed",
            ),
        ),
    ),
)
