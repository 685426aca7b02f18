"""What the fields of a service contract mean, for the field catalogue."""

from manyhold.kernel.modules import DataField

CLIENT_KINDS = (
    ("developer", "建设单位", "Developer"),
    ("owners_committee", "业主委员会", "Owners' committee"),
    ("owner", "产权单位", "Owner"),
    ("community", "社区（代行）", "Community"),
    ("other", "其他", "Other"),
)
REGIMES = (("lump_sum", "包干制", "Lump sum"), ("remuneration", "酬金制", "Remuneration"))

FIELDS = (
    DataField("title", "合同名称", "Title", "合同封面上的名称", "As the contract calls itself"),
    DataField("number", "合同编号", "Number", "双方约定的编号", "As the parties number it"),
    DataField("client", "委托方", "Client", "谁委托物业服务", "Who gives the service"),
    DataField("client_kind", "委托方类别", "Kind of client", "委托方是什么", "What the client is", choices=CLIENT_KINDS),
    DataField("legal_entity_id", "法人主体", "Company", "由哪家公司签订", "Which company signed"),
    DataField("signed_on", "签订日期", "Signed on", "落款日期", "The date of the signatures"),
    DataField("starts_on", "开始日期", "From", "含当日", "The first day, included"),
    DataField("ends_on", "到期日", "To", "含当日；空为至新合同生效", "The last day, included; empty: until another takes its place"),
    DataField("end_order", "到期排序", "Order of the end", "到期日的整数形式，用于排序", "The last day as a number, to sort by"),
    DataField("regime", "计费方式", "Regime", "包干制或酬金制", "Lump sum or remuneration", choices=REGIMES),
    DataField("rate_bp", "酬金比例", "Rate", "万分之几，仅酬金制", "Hundredths of a percent, of remuneration alone"),
    DataField("service_grade", "服务等级", "Grade", "合同约定的等级", "As agreed"),
    DataField("fee_standards", "收费标准", "Charges", "逐项的标准", "Item by item"),
    DataField("file_ids", "合同文件", "Files", "扫描件", "Scans"),
    DataField("note", "备注", "Note", "其他约定", "Whatever else was agreed"),
    DataField("ended_on", "终止日期", "Ended on", "提前终止的最后一天", "The last day of one that was ended early"),
    DataField("end_reason", "终止原因", "Ended because", "为什么提前终止", "Why it was ended early"),
    DataField("warned_days", "已提醒", "Warned", "已发出的到期提醒：180 或 90 天", "The last mark that was told: 180 or 90 days"),
    DataField("created_by", "登记人", "Entered by", "由谁登记", "Who entered it"),
    DataField("created_at", "登记时间", "Entered at", "登记的时刻", "When it was entered"),
)  # fmt: skip
