"""Fields: what is recorded of the main objects, and the fields that a group or a project adds of its own."""

from manyhold.foundation.organisation.roles import DESK, MANAGERS
from manyhold.kernel.modules import Manifest, Permission

HERE = "manyhold.foundation.fields"

MANIFEST = Manifest(
    name="fields",
    zh="字段",
    en="Fields",
    permissions=(
        Permission(
            "fields.reveal",
            "查看自定义字段中的完整个人信息",
            "Reveal personal data in own fields",
            roles=(*MANAGERS, *DESK),
        ),
    ),
    routers=(f"{HERE}.catalogue.api:routes", f"{HERE}.own.api:routes"),
    lists={"field-catalogue": ("object", "sensitivity")},
    models=(f"{HERE}.catalogue.models", f"{HERE}.own.models"),
)
