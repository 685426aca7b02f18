"""Parties: owners, tenants, households, companies."""

from manyhold.foundation.organisation.roles import (
    CALL_CENTRE_AGENT,
    CUSTOMER_SERVICE,
    DESK,
    FINANCE,
    HOUSEKEEPER,
    MANAGERS,
)
from manyhold.kernel.modules import Manifest, Permission, Search

MANIFEST = Manifest(
    name="parties",
    zh="客户",
    en="Parties",
    permissions=(
        Permission("parties.read", "查看客户", "See parties", roles=(*MANAGERS, *DESK, *FINANCE)),
        Permission(
            "parties.edit", "维护客户", "Edit parties", roles=(*MANAGERS, CUSTOMER_SERVICE, HOUSEKEEPER)
        ),
        Permission("parties.transfer", "办理过户", "Transfer ownership", roles=(*MANAGERS, CUSTOMER_SERVICE)),
        Permission("parties.reveal", "查看完整个人信息", "Reveal personal data", roles=(*MANAGERS, *DESK)),
        Permission(
            "parties.look_up",
            "按来电查询一户",
            "Look up one household for a caller",
            roles=(CALL_CENTRE_AGENT,),
        ),
    ),
    routers=(
        "manyhold.foundation.parties.register.api:routes",
        "manyhold.foundation.parties.holdings.api:routes",
    ),
    models=("manyhold.foundation.parties.models",),
    searches=(Search("parties.read", "manyhold.foundation.parties.register.search:hits"),),
    file_purposes={"parties.document": "parties.reveal"},
    streams={"parties.ownership_transferred": "parties.read"},
)
