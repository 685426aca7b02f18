"""Every driver, by what it serves; `app.py` plugs them in."""

from __future__ import annotations

from manyhold.drivers.dingtalk.approvals import DingtalkApprovals
from manyhold.drivers.dingtalk.calls import DingtalkCalls
from manyhold.drivers.dingtalk.directory import DingtalkDirectory
from manyhold.drivers.dingtalk.driver import Dingtalk
from manyhold.drivers.mail.driver import SmtpMail
from manyhold.drivers.road import Road
from manyhold.drivers.sms.driver import AliyunSms
from manyhold.drivers.voice.driver import AliyunVoice
from manyhold.drivers.wechat.driver import WechatAccount
from manyhold.drivers.wecom.approvals import WecomApprovals
from manyhold.drivers.wecom.calls import WecomCalls
from manyhold.drivers.wecom.directory import WecomDirectory
from manyhold.drivers.wecom.driver import Wecom
from manyhold.foundation.messaging.channels.port import Channel
from manyhold.kernel.clock import Clock
from manyhold.kernel.settings import Settings


def drivers(settings: Settings, clock: Clock) -> dict[str, object]:
    """The drivers of one process; none calls anybody before it is told to.

    A channel's name leads to what sends messages; `approvals/<channel>` and the like to what else that provider does.
    """
    road = Road(settings)
    wecom, dingtalk = WecomCalls(road, clock), DingtalkCalls(road, clock)
    channels: dict[str, Channel] = {
        "sms": AliyunSms(road, clock),
        "wecom": Wecom(wecom),
        "dingtalk": Dingtalk(dingtalk),
        "wechat": WechatAccount(road, clock),
        "mail": SmtpMail(road, clock),
        "voice": AliyunVoice(road, clock),
    }
    return {
        **channels,
        "approvals/wecom": WecomApprovals(wecom),
        "approvals/dingtalk": DingtalkApprovals(dingtalk),
        "directory/wecom": WecomDirectory(wecom),
        "directory/dingtalk": DingtalkDirectory(dingtalk),
    }
