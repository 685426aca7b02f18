"""Approvals: documents of any module, along chains that headquarters design."""

from manyhold.foundation.organisation.roles import EVERYBODY, GROUP_ADMINISTRATOR, MANAGERS
from manyhold.kernel.modules import Handover, Manifest, Permission, PersonalData, Schedule

MANIFEST = Manifest(
    name="approvals",
    zh="审批",
    en="Approvals",
    permissions=(
        Permission("approvals.take_part", "提交与审批", "Submit and approve", roles=EVERYBODY),
        Permission(
            "approvals.oversee",
            "查看全部审批",
            "See all approvals",
            roles=MANAGERS,
            needs_whole_project=True,
        ),
        Permission(
            "approvals.design",
            "设计审批流程",
            "Design approval chains",
            level="group",
            roles=(GROUP_ADMINISTRATOR,),
        ),
    ),
    routers=(
        "manyhold.foundation.approvals.chains.api:routes",
        "manyhold.foundation.approvals.requests.api:routes",
        "manyhold.foundation.approvals.delegations.api:routes",
        "manyhold.foundation.approvals.outside.api:routes",
        "manyhold.foundation.approvals.outside.api:calls",
    ),
    lists={"approvals": ("view", "state", "document_type", "project_id")},
    models=(
        "manyhold.foundation.approvals.chains.models",
        "manyhold.foundation.approvals.delegations.models",
        "manyhold.foundation.approvals.requests.models",
        "manyhold.foundation.approvals.handovers.models",
    ),
    background=("manyhold.foundation.approvals.outside.courier:Courier",),
    streams={"approvals.moved": "approvals.take_part"},
    messages={
        "approvals.your_turn": ("{what} {title} 待您审批", "{what} {title} waits for your approval"),
        "approvals.reminded": ("{by} 催办：{what} {title}", "{by} reminds you of {what} {title}"),
        "approvals.approved": ("{what} {title} 已通过审批", "{what} {title} is approved"),
        "approvals.refused": ("{what} {title} 未通过审批", "{what} {title} is refused"),
        "approvals.returned": (
            "{what} {title} 已退回，请修改后重新提交",
            "{what} {title} was returned to you to mend",
        ),
        "approvals.own_outside": (
            "{what} {title} 在外部系统由申请人本人审批，不予认可，已按未通过处理",
            "{what} {title} was approved outside by the applicant himself: that does not count, it is refused",
        ),
        "approvals.withdraw_there": (
            "{what} {title} 已在此撤回，请同时在外部审批系统中撤销单据 {number}",
            "{what} {title} was withdrawn here: please withdraw {number} in the outside approvals as well",
        ),
        "approvals.not_handed_over": (
            "{what} {title} 未能提交到外部审批系统（{code}），请检查流程设置",
            "{what} {title} could not be handed to the outside approvals ({code}); please see to its chain",
        ),
        "approvals.unfilled": (
            "{what} {title} 的审批步骤“{step}”无人可审，请设置",
            "Nobody can approve {what} {title} at the step “{step}”; please see to it",
        ),
    },
    subscriptions={"identity.person_left": "manyhold.foundation.approvals.handlers:on_person_left"},
    handovers=(
        Handover(
            "待其审批的事项", "Approvals waiting", "manyhold.foundation.approvals.handlers:count_waiting"
        ),
    ),
    jobs={
        "approvals.look_again": "manyhold.foundation.approvals.requests.jobs:look_again",
        "approvals.hand_over": "manyhold.foundation.approvals.requests.jobs:hand_over_all",
    },
    schedules=(Schedule("approvals.look_again", every_seconds=1800),),
    personal_data=(
        PersonalData(
            "approvals.comments",
            "审批意见",
            "Comments of approvals",
            "内部审批留痕",
            "The record of internal approvals",
            "staff",
            ("approvals_entry.comment_sealed",),
        ),
    ),
)
