"""Parties: owners, tenants, households, companies."""

from manyhold.foundation.organisation.roles import (
    CALL_CENTRE_AGENT,
    CUSTOMER_SERVICE,
    DESK,
    FINANCE,
    HOUSEKEEPER,
    MANAGERS,
)
from manyhold.kernel.modules import (
    DataObject,
    Document,
    Export,
    Fact,
    Manifest,
    Permission,
    PersonalData,
    Search,
)

MANIFEST = Manifest(
    name="parties",
    zh="客户",
    en="Parties",
    permissions=(
        Permission(
            "parties.read", "查看客户", "See parties", roles=(*MANAGERS, *DESK, *FINANCE), for_clients=True
        ),
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
            for_clients=True,
        ),
    ),
    routers=(
        "manyhold.foundation.parties.register.api:routes",
        "manyhold.foundation.parties.holdings.api:routes",
        "manyhold.foundation.parties.lineage.api:routes",
        "manyhold.foundation.parties.reveals.api:routes",
    ),
    lists={"parties": ("role", "own")},
    models=("manyhold.foundation.parties.models",),
    searches=(Search("parties.read", "manyhold.foundation.parties.register.search:hits"),),
    file_purposes={"parties.document": "parties.reveal"},
    subscriptions={
        "parties.reveal_more_decided": "manyhold.foundation.parties.reveals.handlers:on_reveal_more_decided"
    },
    documents=(
        Document(
            "parties.reveal_more",
            "超额查看完整个人信息",
            "More looks at full personal data",
            permission="parties.reveal",
            decision="manyhold.foundation.parties.contract:RevealMoreDecided",
            facts=(Fact("fields", "增加次数", "More looks", "count"),),
        ),
    ),
    objects=(
        DataObject(
            "party",
            "客户",
            "Party",
            "manyhold.foundation.parties.models:Party",
            "manyhold.foundation.parties.described:PARTY",
            owner=CUSTOMER_SERVICE,
            own="manyhold.foundation.parties.own:PARTIES",
        ),
        DataObject(
            "occupancy",
            "持有关系",
            "Occupancy",
            "manyhold.foundation.parties.models:Holding",
            "manyhold.foundation.parties.described:OCCUPANCY",
            owner=CUSTOMER_SERVICE,
        ),
    ),
    streams={"parties.ownership_transferred": "parties.read"},
    exports=(Export("holders", "客户与房屋关系", "Holders", "manyhold.foundation.parties.leaving:holders"),),
    personal_data=(
        PersonalData(
            "parties.holdings",
            "房屋与车位持有关系",
            "Spaces held",
            "履行物业服务合同，确认收费与通知对象",
            "Performance of the service contract: whom to bill and to tell",
            "contract",
            (
                "parties_holding.party_id",
                "parties_link.party_id",
                "parties_ownership_transfer.note",
                "spaces_own_value.sealed",
            ),
            collect="manyhold.foundation.parties.personal_data:collect_holdings",
            erase="manyhold.foundation.parties.personal_data:erase_what_spaces_tell",
            holds="manyhold.foundation.parties.personal_data:holdings_that_hold",
        ),
        PersonalData(
            "parties.names",
            "曾用名称",
            "Former names",
            "账单与收据按当时名称出具",
            "Bills and receipts bear the name of their day",
            "legal_duty",
            ("parties_version.name_sealed",),
            collect="manyhold.foundation.parties.personal_data:collect_names",
        ),
        PersonalData(
            "parties.identity",
            "客户身份与联系方式",
            "Identity and contact of customers",
            "履行物业服务合同：联系、收费、身份核实",
            "Performance of the service contract: contact, billing, verification",
            "contract",
            (
                "parties_party.name_sealed",
                "parties_party.id_number_sealed",
                "parties_party.gender",
                "parties_phone.number_sealed",
                "parties_token.token",
                "parties_own_value.sealed",
            ),
            months=36,
            collect="manyhold.foundation.parties.personal_data:collect_identity",
            erase="manyhold.foundation.parties.personal_data:erase_identity",
            due="manyhold.foundation.parties.personal_data:former",
        ),
    ),
)
