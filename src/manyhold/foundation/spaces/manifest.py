"""Spaces: buildings, rooms, parking, public areas."""

from manyhold.foundation.organisation.roles import (
    CALL_CENTRE_AGENT,
    CONTRACTOR,
    CUSTOMER_SERVICE,
    EVERYBODY,
    MANAGERS,
)
from manyhold.kernel.modules import Manifest, Permission, Search

AT_THE_SITE = tuple(role for role in (*EVERYBODY, CONTRACTOR) if role != CALL_CENTRE_AGENT)

MANIFEST = Manifest(
    name="spaces",
    zh="空间",
    en="Spaces",
    permissions=(
        # A call-centre agent finds and opens any one space of the group, and has no list of them.
        Permission("spaces.find", "查找空间", "Find a space", roles=(*EVERYBODY, CONTRACTOR)),
        Permission("spaces.read", "查看空间", "See spaces", roles=AT_THE_SITE),
        Permission("spaces.edit", "维护空间", "Edit spaces", roles=(*MANAGERS, CUSTOMER_SERVICE)),
    ),
    routers=("manyhold.foundation.spaces.api:routes",),
    models=("manyhold.foundation.spaces.models",),
    searches=(Search("spaces.find", "manyhold.foundation.spaces.queries:search"),),
)
