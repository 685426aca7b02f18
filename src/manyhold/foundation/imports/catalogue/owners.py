"""Who holds a room: names, telephones, documents, role and gender."""

from manyhold.foundation.imports.catalogue.field import Choice, Field, FieldType, Sensitivity, Target

_PEOPLE = frozenset({Target.ROOM, Target.OWNER, Target.PARKING})
_OTHER_PEOPLE = (
    "租户",
    "租客",
    "承租",
    "紧急",
    "家属",
    "家庭",
    "亲属",
    "管家",
    "收银",
    "经办",
    "录入",
    "代理",
    "担保",
)

ROLES = (
    Choice("owner", "业主", "Owner", ("产权人", "户主", "房主", "个人", "业主本人", "所有权人", "1001")),
    Choice("co_owner", "共有人", "Co-owner", ("共有", "共同共有人", "按份共有", "共同产权人")),
    Choice("family", "家庭成员", "Family member", ("家属", "家人", "配偶", "子女", "父母", "亲属", "1002")),
    Choice("tenant", "租户", "Tenant", ("租客", "承租人", "租赁", "租户本人", "1003")),
    Choice("user", "使用人", "Other user", ("同住人", "住户", "保姆", "员工", "实际使用人")),
    Choice("developer", "建设单位", "Developer", ("开发商", "发展商", "开发企业")),
    Choice(
        "buyer", "未过户买受人", "Prospective owner", ("买受人", "已签约未过户买受人", "购房人", "准业主")
    ),
)
GENDERS = (
    Choice("male", "男", "Male", ("先生", "男性", "m")),
    Choice("female", "女", "Female", ("女士", "小姐", "女性", "f")),
)
IDENTITY_KINDS = (
    Choice(
        "resident",
        "居民身份证",
        "Resident identity card",
        ("身份证", "二代身份证", "身份证件", "户口本", "大陆身份证"),
    ),
    Choice(
        "hong_kong_macao_residence", "港澳居民居住证", "Hong Kong or Macao residence permit", ("港澳居住证",)
    ),
    Choice("taiwan_residence", "台湾居民居住证", "Taiwan residence permit", ("台湾居住证",)),
    Choice(
        "foreign_permanent",
        "外国人永久居留身份证",
        "Foreigner's permanent residence card",
        ("永久居留证", "外国人居留证"),
    ),
    Choice("passport", "护照", "Passport", ("外国护照", "中国护照")),
    Choice(
        "travel_permit",
        "通行证",
        "Travel permit",
        ("回乡证", "台胞证", "港澳通行证", "来往内地通行证", "港澳台通行证"),
    ),
    Choice("officer", "军官证", "Officer's card", ("士兵证", "军人证", "警官证", "军人身份证")),
    Choice(
        "credit_code",
        "统一社会信用代码",
        "Unified social credit code",
        ("营业执照", "信用代码", "组织机构代码"),
    ),
)


def _person(
    code: str,
    zh: str,
    en: str,
    kind: FieldType,
    *synonyms: str,
    sensitivity: Sensitivity = Sensitivity.PERSONAL,
    several: bool = False,
    choices: tuple[Choice, ...] = (),
    excluded: tuple[str, ...] = (),
) -> Field:
    return Field(
        code,
        zh,
        en,
        kind,
        _PEOPLE,
        synonyms,
        sensitivity=sensitivity,
        several=several,
        choices=choices,
        excluded=(*_OTHER_PEOPLE, *excluded),
    )


OWNERS = (
    _person(
        "owner.name", "业主姓名", "Owner", FieldType.NAMES,
        "业主", "业主名称", "产权人", "产权人姓名", "户主", "户主姓名", "客户名称", "客户姓名", "姓名",
        "房主", "买受人",
        "所有权人", "权利人", "产权所有人", "业主名", "住户姓名", "客户", "名称", "业主/使用人",
        "owner name", "name",
        excluded=("电话", "手机", "编号", "类型", "房屋", "楼", "资产", "费", "车", "性别", "证"),
    ),
    _person(
        "owner.phone", "联系电话", "Phone", FieldType.PHONES,
        "手机", "手机号", "手机号码", "电话", "电话号码", "联系方式", "移动电话", "业主电话", "业主手机",
        "业主联系电话",
        "联系手机", "固定电话", "备用电话", "手机1", "手机2", "电话1", "电话2", "联系电话1", "联系电话2",
        "家庭电话", "座机",
        "业主手机号", "产权人电话", "客户电话", "mobile", "tel", "telephone", "phone number",
        several=True, excluded=("传真",),
    ),
    _person(
        "owner.id_kind", "证件类型", "Document kind", FieldType.CHOICE,
        "证件种类", "证件名称", "业主证件类型", "证件类别", "id type", choices=IDENTITY_KINDS,
    ),
    _person(
        "owner.id_number", "证件号码", "Document number", FieldType.IDENTITIES,
        "身份证", "身份证号", "身份证号码", "证件号", "证件编号", "业主身份证", "业主证件号码",
        "身份证件号码", "公民身份号码",
        "统一社会信用代码", "信用代码", "营业执照号", "营业执照", "业主身份证号", "护照号", "id number",
        "id card",
        sensitivity=Sensitivity.SENSITIVE, excluded=("类型", "地址"),
    ),
    _person(
        "owner.role", "业主类型", "Role", FieldType.CHOICE,
        "客户类型", "与业主关系", "角色", "关系", "身份", "人员类型", "与房屋关系", "住户类型", "客户性质",
        "role",
        sensitivity=Sensitivity.NONE, choices=ROLES,
    ),
    _person("owner.gender", "性别", "Gender", FieldType.GENDERS, "业主性别", "客户性别", "sex",
        choices=GENDERS),
    _person(
        "owner.code", "业主编号", "Owner's code", FieldType.CODES,
        "客户编号", "业主代码", "客户代码", "业主编码", "客户编码", "业主id", "owner code",
        sensitivity=Sensitivity.NONE,
    ),
)  # fmt: skip
