"""Privacy as a group keeps it: requests in every state, consents, the registers, a drill, a week of looks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from manyhold.demo.stage import Site, Stage
from manyhold.foundation.access.holders import role_holders
from manyhold.foundation.audit.service import note
from manyhold.foundation.organisation import roles
from manyhold.foundation.parties.models import Holding, Party
from manyhold.foundation.privacy.activities.models import Activity
from manyhold.foundation.privacy.activities.schemas import ActivityIn
from manyhold.foundation.privacy.activities.service import enter, prefill
from manyhold.foundation.privacy.assessments.models import Assessment
from manyhold.foundation.privacy.assessments.rules import QUESTIONS
from manyhold.foundation.privacy.assessments.schemas import AssessmentIn, Risk
from manyhold.foundation.privacy.assessments.service import begin, sign
from manyhold.foundation.privacy.consents.schemas import ConsentIn, PurposeIn
from manyhold.foundation.privacy.consents.service import give, open_purpose, withdraw
from manyhold.foundation.privacy.incidents.models import Incident
from manyhold.foundation.privacy.incidents.schemas import IncidentIn, ToldIn
from manyhold.foundation.privacy.incidents.service import close, log, open_incident, tell
from manyhold.foundation.privacy.requests import service as requests
from manyhold.foundation.privacy.requests.models import PersonRequest
from manyhold.foundation.privacy.requests.rules import Kind
from manyhold.foundation.privacy.requests.schemas import IdentityCheckIn, PersonRequestIn
from manyhold.foundation.privacy.settings.models import PrivacySetting
from manyhold.foundation.privacy.settings.rules import Settings
from manyhold.kernel.context import Context

_LIFT = (
    "我同意将本人的姓名和电话提供给电梯维保单位，仅用于困人救援时与我联系。可随时到前台或拨打客服电话撤回。"
)
_FACE = (
    "我同意使用人脸识别通行。人脸特征只存于门口机，本系统仅保存登记状态；"
    "不同意的可使用门禁卡通行。搬离后三十日内删除。"
)
_REASONS = ("电话催缴本月物业费", "回访维修结果", "通知停水安排", "核对过户资料", "业主来电核实")
_ANSWERS = {
    "purpose": "用于业主本人通行，目的明确，已在入口与小程序公示。",
    "basis": "取得本人单独同意；未满十四周岁的取得监护人同意。",
    "least": "只采集一张正面照片用于生成模板，不保存照片。",
    "retention": "搬离或撤回同意后三十日内删除模板。",
    "recipients": "设备厂家仅提供维护，不接触人脸数据，已签订保密协议。",
    "notice": "告知文本第一版已发布，前台与电话均可撤回。",
    "influence": "不同意的业主可刷卡，不影响出入。",
    "security": "门口机被盗可能导致模板泄露。",
    "measures": "模板加密存储，设备离线自动锁定，每季度检查一次。",
}


def keep(stage: Stage) -> None:
    """All of it, for the first site's people."""
    site = stage.sites[0]
    with stage.unit(stage.now) as ctx:
        head = role_holders(ctx, roles.GROUP_ADMINISTRATOR, site.project_id, "group")[0]
        officer = role_holders(ctx, roles.SECURITY_ADMINISTRATOR, site.project_id, "group")[0]
        people = ctx.session.scalars(
            select(Party.id)
            .join(Holding, Holding.party_id == Party.id)
            .where(
                Party.kind == "person",
                Holding.project_id == site.project_id,
                Holding.role == "owner",
                Holding.ends_on.is_(None),
            )
            .order_by(Party.id)
            .limit(60)
        ).all()
    _lay_down(stage, head, officer)
    _agree(stage, site, head, people)
    _ask(stage, site, officer, people)
    _drill(stage, site, head)
    _look(stage, site, people)


def _lay_down(stage: Stage, head: int, officer: int) -> None:
    with stage.unit(stage.now - timedelta(days=90), head) as ctx:
        values = Settings(
            officer="个人信息保护办公室", officer_contact="400-800-0000", authority="市互联网信息办公室"
        )
        names = Settings.__dataclass_fields__
        row = PrivacySetting(group_id=ctx.group_id, **{name: getattr(values, name) for name in names})
        ctx.session.add(row)
        prefill(ctx)
        for activity in ctx.session.scalars(select(Activity)):
            activity.owner = "人力资源部" if activity.basis == "staff" else "客户服务部"
        cameras = ActivityIn(
            name="公共区域视频监控",
            purpose="维护公共安全，已设置显著提示标识",
            basis="legal_duty",
            persons="进入公共区域的人员",
            categories="视频影像",
            recipients="依法调取的公安机关",
            retention="30 日后自动覆盖",
            owner="秩序维护部",
            is_sensitive=True,
        )
        enter(ctx, cameras)
    with stage.unit(stage.now - timedelta(days=60), officer) as ctx:
        risk = Risk(
            risk="门口机失窃导致人脸模板泄露",
            likelihood="middle",
            impact="high",
            measure="模板加密，设备离线自动锁定并远程清除",
            residual="low",
        )
        wanted = AssessmentIn(
            title="人脸识别门禁",
            occasion="sensitive",
            description="单元门口机增加人脸识别，保留刷卡通行。",
            answers={code: _ANSWERS[code] for code, _, _ in QUESTIONS},
            risks=[risk],
            conclusion="go_with",
            conclusion_note="落实远程清除后启用。",
        )
        assessed = begin(ctx, wanted).id
        begin(ctx, AssessmentIn(title="委托第三方上门抄表", occasion="entrusted"))
    with stage.unit(stage.now - timedelta(days=58), head) as ctx:
        sign(ctx, ctx.get(Assessment, assessed))


def _agree(stage: Stage, site: Site, head: int, people: Sequence[int]) -> None:
    with stage.unit(stage.now - timedelta(days=55), head) as ctx:
        lift = PurposeIn(
            code="share.lift", name="向电梯维保单位提供电话", name_en="Number for the lift firm", text=_LIFT
        )
        face = PurposeIn(
            code="face.access", name="人脸识别通行", name_en="Face access", is_separate=True, text=_FACE
        )
        purposes = [open_purpose(ctx, one).id for one in (lift, face)]
    desk = site.staff[roles.CUSTOMER_SERVICE][0]
    random = stage.random("consents")
    for number, party_id in enumerate(people[10:40]):
        when = stage.now - timedelta(days=50 - number, hours=random.randrange(1, 8))
        with stage.unit(when, desk, only=site) as ctx:
            row = give(
                ctx, ConsentIn(party_id=party_id, purpose_id=purposes[number % 3 == 0], channel="desk")
            )
            if number % 11 == 5:
                withdraw(ctx, row, "phone")


def _ask(stage: Stage, site: Site, officer: int, people: Sequence[int]) -> None:
    now, desk = stage.now, site.staff[roles.CUSTOMER_SERVICE][0]
    exported = _received(stage, site, desk, people[0], "export", 24, "想了解物业保存了我的哪些信息")
    with stage.unit(now - timedelta(days=20), officer) as ctx:
        requests.export(ctx, ctx.get(PersonRequest, exported), "副本已备好，请本人携带证件领取。")
    deferred = _received(stage, site, desk, people[1], "erase", 12, "房屋准备出售，要求删除信息")
    with stage.unit(now - timedelta(days=10), officer) as ctx:
        requests.erase(ctx, ctx.get(PersonRequest, deferred), "房屋仍登记在您名下，过户后为您删除。")
    _received(stage, site, desk, people[2], "correct", 19, "登记的姓名有错别字")
    _received(stage, site, desk, people[3], "export", 1, "申请复制缴费记录", is_checked=False)


def _received(
    stage: Stage,
    site: Site,
    desk: int,
    party_id: int,
    kind: Kind,
    days: int,
    details: str,
    *,
    is_checked: bool = True,
) -> int:
    when = stage.now - timedelta(days=days)
    with stage.unit(when, desk, only=site) as ctx:
        wanted = PersonRequestIn(
            project_id=site.project_id, party_id=party_id, kind=kind, channel="desk", details=details
        )
        row = requests.receive(ctx, wanted)
        ctx.session.flush()
        if is_checked:
            requests.verify(ctx, row, IdentityCheckIn(identity_check="document"))
        return row.id


def _drill(stage: Stage, site: Site, head: int) -> None:
    begun = stage.now - timedelta(days=40)
    with stage.unit(begun, head) as ctx:
        scene = IncidentIn(
            title="前台电脑中毒，业主通讯录外泄（演练）",
            is_drill=True,
            kind="leak",
            project_ids=[site.project_id],
            categories=["parties.identity"],
            cause="打开钓鱼邮件附件",
            harm="可能收到冒充物业的诈骗电话",
            measures="断网隔离、改密、核查登录记录",
            advice="不要向来电人提供验证码，缴费只认收费处与官方小程序",
        )
        incident_id = open_incident(ctx, scene).id
    steps = (
        (20, "断开前台电脑网络，封存硬盘"),
        (55, "核查登录记录，确认涉及一个项目"),
    )
    for minutes, text in steps:
        with stage.unit(begun + timedelta(minutes=minutes), head) as ctx:
            log(ctx, ctx.get(Incident, incident_id), "noted", text)
    with stage.unit(begun + timedelta(hours=2), head) as ctx:
        tell(ctx, ctx.get(Incident, incident_id), ToldIn(whom="authority", note="模拟电话报告，填写报告表"))
    with stage.unit(begun + timedelta(hours=5), head) as ctx:
        row = ctx.get(Incident, incident_id)
        tell(ctx, row, ToldIn(whom="persons", note="模拟短信通知"))
        close(ctx, row, "通知文本提前备好可节省一小时；前台电脑应禁用外来附件。")


def _look(stage: Stage, site: Site, people: Sequence[int]) -> None:
    random = stage.random("looks")
    desks = [site.staff[role][0] for role in (roles.CUSTOMER_SERVICE, roles.HOUSEKEEPER, roles.DISPATCHER)]
    for days in range(7, 0, -1):
        for person in desks:
            when = stage.now - timedelta(days=days, hours=random.randrange(0, 3))
            with stage.unit(when, person, only=site) as ctx:
                for party_id in random.sample(list(people), k=random.randrange(2, min(9, len(people)))):
                    _seen(ctx, site, party_id, random.choice(_REASONS))
    with stage.unit(stage.now - timedelta(days=2), desks[1], only=site) as ctx:
        for _ in range(6):
            _seen(ctx, site, people[0], "业主来电核实")


def _seen(ctx: Context, site: Site, party_id: int, reason: str) -> None:
    subject = Party.__tablename__
    note(ctx, "reveal", subject, party_id, project_id=site.project_id, reason=reason, field="phone")
