"""What the fields of a work order mean, for the field catalogue."""

from __future__ import annotations

from collections.abc import Iterable

from manyhold.kernel.modules import DataField
from manyhold.modules.workorders.orders import catalogue, rules
from manyhold.modules.workorders.orders.catalogue import Word


def _choices(words: Iterable[Word]) -> tuple[tuple[str, str, str], ...]:
    return tuple((one.code, one.zh, one.en) for one in words)


FIELDS = (
    DataField("number", "工单号", "Number", "按编号规则生成，发出后不变", "By the numbering rules; never changes"),
    DataField("space_id", "位置", "Place", "在哪里处理；空为整个项目", "Where it is to be done; empty for the whole project"),
    DataField("category", "类别", "Category", "集团统一的第一级分类", "The group's first level", dictionary=rules.CATEGORIES),
    DataField("kind", "细类", "Kind", "第二级分类，项目可补充", "The second level, to which projects add", dictionary=rules.CATEGORIES),
    DataField("urgency", "紧急程度", "Urgency", "决定应完成时间", "From it follows when it is due", choices=_choices(catalogue.URGENCIES)),
    DataField("channel", "来源", "Channel", "从哪条渠道报来", "By which road it came", choices=_choices(catalogue.CHANNELS)),
    DataField("reporter", "报事人类别", "Reporter", "住户、员工或公众", "A resident, staff or the public", choices=_choices(catalogue.REPORTERS)),
    DataField("party_id", "报事客户", "Party", "已知是哪位客户时", "Where it is known which party it is", "personal"),
    DataField("reporter_name", "报事人姓名", "Reporter's name", "加密保存、脱敏显示", "Encrypted and masked", "personal"),
    DataField("contact_phone", "联系电话", "Contact", "加密保存、脱敏显示", "Encrypted and masked", "personal"),
    DataField("description", "描述", "Description", "报事人的原话；可能涉及个人，加密保存", "In the reporter's words; it may name people, so it is encrypted", "personal"),
    DataField("state", "状态", "State", "处理这一轴的状态", "On the axis of the work", choices=_choices(catalogue.STATES)),
    DataField("evaluation", "评价状态", "Evaluation", "评价这一轴的状态", "On the axis of the rating", choices=_choices(catalogue.EVALUATIONS)),
    DataField("is_verified", "已核实", "Verified", "扫码报事经前台核实后为是", "Yes once the desk has let a public report in"),
    DataField("assignee_id", "处理人", "Assignee", "现在由谁处理", "Who has it in hand"),
    DataField("created_by", "登记人", "Taken by", "由谁登记", "Who entered it"),
    DataField("reported_at", "报事时间", "Reported at", "住户的时钟从此刻开始", "When the resident's clock began"),
    DataField("due_at", "应完成时间", "Due at", "报事时间加紧急程度的时限", "The report and the urgency's time"),
    DataField("assigned_at", "派单时间", "Assigned at", "最近一次派单", "The last assignment"),
    DataField("accepted_at", "接单时间", "Accepted at", "处理人接下的时刻", "When the assignee took it on"),
    DataField("finished_at", "完工时间", "Finished at", "处理完的时刻", "When the work was done"),
    DataField("closed_at", "关闭时间", "Closed at", "归档的时刻", "When it was closed"),
    DataField("rated_at", "评价时间", "Rated at", "住户评价的时刻", "When it was rated"),
    DataField("rating", "评分", "Rating", "1 至 5；未评价为空，不按 5 计", "1 to 5; empty is no 5"),
    DataField("rating_comment", "评价内容", "Comment", "加密保存", "Encrypted", "personal"),
    DataField("cancel_reason", "取消原因", "Cancelled because", "为什么不做了", "Why it is not done", choices=_choices(catalogue.CANCELLATIONS)),
    DataField("rework_count", "返工次数", "Reworks", "完工后又重开的次数", "How often it was reopened"),
    DataField("business_date", "业务日期", "Business date", "报事那一天，按项目所在时区", "The day of the report in the project's zone"),
    DataField("period", "报事月份", "Month", "YYYYMM", "YYYYMM of the report"),
    DataField("ended_period", "完结月份", "Month of the end", "YYYYMM；未完结为空", "YYYYMM; empty while it is open"),
)  # fmt: skip
