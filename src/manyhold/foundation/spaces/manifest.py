"""Spaces: buildings, rooms, parking, public areas."""

from manyhold.foundation.organisation.roles import (
    CALL_CENTRE_AGENT,
    CONTRACTOR,
    CUSTOMER_SERVICE,
    EVERYBODY,
    MANAGERS,
)
from manyhold.kernel.modules import DataObject, Export, Manifest, Permission, Search

AT_THE_SITE = tuple(role for role in (*EVERYBODY, CONTRACTOR) if role != CALL_CENTRE_AGENT)

MANIFEST = Manifest(
    name="spaces",
    zh="空间",
    en="Spaces",
    permissions=(
        # A call-centre agent finds and opens any one space of the group, and has no list of them.
        Permission(
            "spaces.find", "查找空间", "Find a space", roles=(*EVERYBODY, CONTRACTOR), for_clients=True
        ),
        Permission("spaces.read", "查看空间", "See spaces", roles=AT_THE_SITE, for_clients=True),
        Permission("spaces.edit", "维护空间", "Edit spaces", roles=(*MANAGERS, CUSTOMER_SERVICE)),
        Permission(
            "spaces.recut",
            "拆分与合并空间",
            "Split and merge spaces",
            roles=MANAGERS,
            needs_whole_project=True,
        ),
    ),
    routers=(
        "manyhold.foundation.spaces.api:routes",
        "manyhold.foundation.spaces.lineage.api:routes",
        "manyhold.foundation.spaces.editor.api:routes",
        "manyhold.foundation.spaces.plan.api:routes",
    ),
    lists={"spaces": ("kind", "occupancy_state", "delivery_state", "own")},
    models=(
        "manyhold.foundation.spaces.models",
        "manyhold.foundation.spaces.lineage.models",
        "manyhold.foundation.spaces.plan.models",
    ),
    file_purposes={"spaces.plan": "spaces.read"},
    streams={"spaces.recut": "spaces.read", "spaces.recut_reversed": "spaces.read"},
    objects=(
        DataObject(
            "space",
            "空间",
            "Space",
            "manyhold.foundation.spaces.models:Space",
            "manyhold.foundation.spaces.described:FIELDS",
            owner=CUSTOMER_SERVICE,
            own="manyhold.foundation.spaces.own:SPACES",
        ),
    ),
    searches=(Search("spaces.find", "manyhold.foundation.spaces.queries:search"),),
    exports=(Export("spaces", "空间", "Spaces", "manyhold.foundation.spaces.leaving:spaces"),),
)
