"""Webhooks: other programs hear of what happens, as signed messages to an address of theirs."""

from manyhold.foundation.organisation.roles import GROUP_ADMINISTRATOR
from manyhold.kernel.modules import Handover, Manifest, Permission, Schedule

HERE = "manyhold.foundation.webhooks"

MANIFEST = Manifest(
    name="webhooks",
    zh="事件推送",
    en="Webhooks",
    permissions=(
        Permission(
            "webhooks.manage", "管理事件推送", "Manage webhooks", level="group", roles=(GROUP_ADMINISTRATOR,)
        ),
    ),
    routers=(f"{HERE}.api:routes",),
    lists={"webhooks": ()},
    models=(f"{HERE}.models",),
    background=(f"{HERE}.sender:Sender",),
    subscriptions={"identity.person_left": f"{HERE}.handlers:on_person_left"},
    handovers=(Handover("名下的事件推送", "Webhooks owned", f"{HERE}.handlers:count_owned"),),
    messages={
        "webhooks.switched_off": (
            "事件推送“{name}”连续一天未能送达，已停用",
            "The webhook “{name}” could not be delivered for a day and is switched off",
        )
    },
    jobs={"webhooks.forget": f"{HERE}.jobs:forget"},
    schedules=(Schedule("webhooks.forget", every_seconds=24 * 3600),),
)
