"""What the fields of a bill and of a payment mean, for the field catalogue."""

from manyhold.kernel.modules import DataField

BILL = (
    DataField("space_id", "空间", "Space", "为哪一处收取", "What is charged for"),
    DataField("fee_item_id", "收费科目", "Fee", "集团统一的科目", "One of the group's fees"),
    DataField("run_item_id", "所属出账", "Posting", "随哪次出账的哪个科目过账", "The run and the fee with which it was posted"),
    DataField("price_version_id", "价格版本", "Price version", "按哪一版价格计算", "The price it was made at"),
    DataField("legal_entity_id", "法人主体", "Company", "收入归哪家公司", "Whose income it is"),
    DataField("liable_version_id", "付款责任人", "Liable", "过账时的责任人及其当时的名称，不随过户改变", "Who owes it as named then; a transfer does not change it", "personal"),
    DataField("is_joint", "连带责任", "Joint", "另有人负连带责任（物业管理条例第四十一条）", "Others are liable beside them"),
    DataField("period", "账期", "Month", "YYYYMM", "YYYYMM"),
    DataField("service_from", "服务起", "Service from", "含当日", "The first day, included"),
    DataField("service_to", "服务止", "Service to", "含当日", "The last day, included"),
    DataField("days", "计费天数", "Days", "本账单覆盖的天数", "The days that are charged"),
    DataField("month_days", "当月天数", "Days of the month", "按天折算的分母", "By which a part of a month is reckoned"),
    DataField("basis", "计费依据", "Basis", "按哪一种面积，或按户", "Which area, or a fixed sum"),
    DataField("units", "计费数量", "Units", "平方米；按户为 1", "m², or 1 for a fixed fee"),
    DataField("price", "单价", "Price", "元，四位小数", "Yuan, four decimals"),
    DataField("amount_fen", "应收金额", "Amount", "过账后不变", "Never changes"),
    DataField("settled_fen", "已收金额", "Settled", "由总账累计，可随时重算", "Summed up by the ledger, and recomputable"),
    DataField("tax_rate_bp", "税率", "Tax rate", "万分之几，价内", "Hundredths of a percent, within the amount"),
    DataField("due_on", "应付日期", "Due on", "过了这一天即欠费", "Arrears after this day"),
    DataField("business_date", "业务日期", "Business date", "过账日，按项目所在时区", "The day it was posted"),
    DataField("reversed_on", "冲销日期", "Reversed on", "出账被整体冲销的那一天", "The day on which its run was reversed"),
)  # fmt: skip

METHODS = (("cash", "现金", "Cash"), ("transfer", "转账", "Transfer"))
HELD_FOR = (("former_manager", "原物业服务企业", "Former manager"), ("developer", "建设单位", "Developer"))
PAYMENT = (
    DataField("space_id", "空间", "Space", "为哪一处收款", "What it was paid for"),
    DataField("legal_entity_id", "法人主体", "Company", "由哪家公司收取", "Which company took it"),
    DataField("amount_fen", "金额", "Amount", "收到的钱，不变", "What was taken; never changes"),
    DataField("method", "方式", "Method", "现金或转账", "Cash or a transfer", choices=METHODS),
    DataField("reference", "流水号", "Reference", "银行流水或备注", "Of the bank, or a remark"),
    DataField("drawn_id", "抵用的预存款", "Prepayment drawn", "接管时带来、用于抵账的预存款；此时没有收到新的款项", "The brought-over prepayment that was used up; no money came then"),
    DataField("held_for", "代收归属", "Held for", "替谁代收；空为本公司自己的收入", "For whom it was taken; empty for our own takings", choices=HELD_FOR),
    DataField("payer_version_id", "付款人", "Payer", "付款人及其当时的名称", "Who paid, as named then", "personal"),
    DataField("receipt_no", "收据号", "Receipt", "每家公司连续不断号", "Without gaps in each company"),
    DataField("received_at", "收款时间", "Received at", "收到的时刻", "When it was taken"),
    DataField("business_date", "业务日期", "Business date", "按项目所在时区", "In the project's zone"),
    DataField("period", "月份", "Month", "YYYYMM", "YYYYMM"),
    DataField("cashier_id", "收费员", "Cashier", "谁收的", "Who took it"),
    DataField("company_name", "公司名称", "Company's name", "收据上的名称，以收款日为准", "As the receipt says, of that day"),
    DataField("project_name", "项目名称", "Project's name", "收据上的名称，以收款日为准", "As the receipt says, of that day"),
    DataField("space_label", "空间全称", "Space's label", "收据上的名称，以收款日为准", "As the receipt says, of that day"),
)  # fmt: skip
