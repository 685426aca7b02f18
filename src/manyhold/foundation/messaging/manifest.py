"""Messaging: the inbox, channels beside it, alerts that climb a ladder, and the delivery log."""

from manyhold.foundation.organisation.roles import DUTY_MANAGER, GROUP_ADMINISTRATOR, MANAGERS
from manyhold.kernel.modules import Manifest, Permission, PersonalData, Schedule

HERE = "manyhold.foundation.messaging"

MANIFEST = Manifest(
    name="messaging",
    zh="消息",
    en="Messages",
    permissions=(
        Permission(
            "messaging.manage_channels",
            "管理消息通道",
            "Manage message channels",
            level="group",
            roles=(GROUP_ADMINISTRATOR,),
        ),
        Permission(
            "messaging.receive_unanswered",
            "接收无人确认的告警",
            "Hear of unanswered alerts",
            level="group",
            roles=(GROUP_ADMINISTRATOR,),
        ),
        Permission(
            "messaging.read_deliveries",
            "查看送达记录",
            "See the delivery log",
            roles=(*MANAGERS, DUTY_MANAGER),
            needs_whole_project=True,
        ),
    ),
    routers=(
        f"{HERE}.api:routes",
        f"{HERE}.sending.channels_api:routes",
        f"{HERE}.alerts.api:routes",
        f"{HERE}.alerts.api:alert_routes",
        f"{HERE}.deliveries.api:routes",
        f"{HERE}.recipients.api:routes",
        f"{HERE}.sending.push:routes",
        f"{HERE}.sign_in.api:routes",
    ),
    lists={"messages": ("unread",), "message-deliveries": ("alert_id", "channel", "state")},
    pages=(f"{HERE}.recipients.unsubscribe:routes",),
    models=(
        f"{HERE}.models",
        f"{HERE}.channels.models",
        f"{HERE}.recipients.models",
        f"{HERE}.deliveries.models",
        f"{HERE}.alerts.models",
        f"{HERE}.sign_in.models",
    ),
    background=(
        *(f"{HERE}.sending.sender:{one}" for one in ("Climber", "AlertSender", "Sender")),
        f"{HERE}.sign_in.sender:CodeSender",
    ),
    messages={
        "messaging.sign_in_code": (
            "验证码 {code}，{minutes} 分钟内有效，请勿告诉他人。",
            "Code {code}, {minutes} min. Tell nobody.",
        ),
        "messaging.test": (
            "这是一条测试消息（{number}），收到即表示通道可用",
            "This is a test ({number}): the channel works",
        ),
        "messaging.unanswered": (
            "一条告警已依次通知 {count} 人，仍无人确认，请立即处理",
            "An alert went to {count} people in turn and nobody answered: please see to it now",
        ),
    },
    jobs={"messaging.forget": f"{HERE}.sending.jobs:forget"},
    schedules=(Schedule("messaging.forget", every_seconds=24 * 3600),),
    personal_data=(
        PersonalData(
            "messaging.recipients",
            "员工消息接收方式",
            "Where staff are reached",
            "向员工发送待办与告警",
            "Sending tasks and alerts to staff",
            "staff",
            (
                "messaging_recipient.mail_sealed",
                "messaging_recipient.wecom_sealed",
                "messaging_recipient.dingtalk_sealed",
                "messaging_recipient.wechat_sealed",
            ),
        ),
        PersonalData(
            "messaging.sign_in_codes",
            "登录验证码",
            "Codes for signing in",
            "用短信验证码登录",
            "Signing in by a code that comes by SMS",
            "staff",
            ("messaging_sign_in_code.code_sealed",),
        ),
    ),
)
