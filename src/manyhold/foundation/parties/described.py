"""What the fields of a party and of a holding mean, for the field catalogue."""

from manyhold.kernel.modules import DataField

KINDS = (("person", "个人", "Person"), ("company", "公司", "Company"))
ROLES = (
    ("owner", "业主", "Owner"),
    ("co_owner", "共有人", "Co-owner"),
    ("family", "家庭成员", "Family member"),
    ("tenant", "租户", "Tenant"),
    ("occupant", "实际使用人", "Occupant"),
    ("developer", "建设单位", "Developer"),
    ("prospective", "准业主", "Prospective owner"),
)

PARTY = (
    DataField("kind", "类型", "Kind", "个人或公司", "A person or a company", choices=KINDS),
    DataField(
        "name", meaning_zh="加密保存、脱敏显示；改名产生新版本，账单保留旧名",
        meaning_en="Encrypted and masked; a new name is a new version, bills keep the one they refer to",
        sensitivity="personal", imported_as="owner.name",
    ),
    DataField(
        "phone", meaning_zh="可有多个，第一个为常用；加密保存、脱敏显示",
        meaning_en="May be several, the first is the usual one; encrypted and masked",
        sensitivity="personal", imported_as="owner.phone", type="text",
    ),
    DataField(
        "id_kind", meaning_zh="证件是哪一种", meaning_en="Which kind of document it is", sensitivity="personal",
        imported_as="owner.id_kind",
    ),
    DataField(
        "id_number", meaning_zh="身份证号或统一社会信用代码，校验位必须正确",
        meaning_en="Of an identity card or a company; its check digit must be right", sensitivity="sensitive",
        imported_as="owner.id_number",
    ),
    DataField("gender", meaning_zh="仅个人有", meaning_en="Of persons alone", sensitivity="personal", imported_as="owner.gender"),
    DataField("version_id", "当前名称版本", "Name in force", "账单和收据引用的名称版本", "The version of the name that new bills refer to"),
    DataField("created_at", "登记时间", "Recorded at", "系统第一次知道这位客户的时刻", "When the party was first made known"),
    DataField("erased_at", "删除时间", "Erased at", "依个人信息请求或保存期限删除身份的时刻；空为未删除", "When its identity was erased, by request or by time; empty if it was not"),
)  # fmt: skip

OCCUPANCY = (
    DataField("space_id", "空间", "Space", "持有的是哪一处", "What is held"),
    DataField("party_id", "客户", "Party", "由谁持有", "Who holds it", "personal"),
    DataField("role", "关系", "Role", "以什么身份持有", "As what it is held", choices=ROLES, imported_as="owner.role"),
    DataField("starts_on", "开始日期", "From", "第一天，含当日", "The first day, included"),
    DataField("ends_on", "结束日期", "To", "最后一天，含当日；空为至今", "The last day, included; empty while it lasts"),
    DataField("share", "份额", "Share", "所有权份额，0.5000 为一半，同一空间合计不超过 1", "Of the whole, 0.5000 being half; never more than 1 together"),
    DataField("is_payer", "付款人", "Payer", "同一天最多一人；账单开给他", "At most one on any day; bills are made out to them"),
    DataField("is_contact", "联系人", "Contact", "物业首先联系的人", "Whom the desk calls first"),
    DataField("is_vote_representative", "表决代表", "Votes", "共有时推选的表决人，同一天最多一人", "Chosen among co-owners, at most one on any day"),
    DataField("begun_by", "产生于过户", "Begun by", "由哪次过户产生", "The transfer that began it"),
    DataField("ended_by", "终止于过户", "Ended by", "由哪次过户终止", "The transfer that ended it"),
)  # fmt: skip
