"""The words of every import problem, in Chinese and English; `{names}` are the problem's parameters."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from manyhold.foundation.imports.problem import Code, Problem
from manyhold.foundation.imports.terms import in_words

Language = Literal["zh", "en"]


class Message(NamedTuple):
    """What is wrong and what to do about it, in both languages."""

    zh: str
    en: str


MESSAGES: Mapping[Code, Message] = {
    Code.WORKBOOK_NOT_RECOGNISED: Message(
        "这不是可识别的表格文件（{kind}）。请另存为 xlsx、xls 或 csv 后再上传。",
        "This is not a workbook ({kind}). Save it as xlsx, xls or csv and upload it again.",
    ),
    Code.WORKBOOK_DAMAGED: Message(
        "文件已损坏，无法读完（{reason}）。请在表格软件中打开并重新保存。",
        "The file is damaged and cannot be read to its end ({reason}). Open it and save it again.",
    ),
    Code.WORKBOOK_PASSWORD: Message(
        "文件设有打开密码。请取消密码后再上传。",
        "The file is protected by a password. Remove the password and upload it again.",
    ),
    Code.WORKBOOK_EMPTY: Message("文件中没有任何内容。", "The file holds no value at all."),
    Code.WORKBOOK_TOO_LARGE: Message(
        "文件过大：{measure} 为 {actual}，上限 {limit}。请拆分后分批上传。",
        "The file is too large: {measure} is {actual}, the limit {limit}. Split it and upload the parts.",
    ),
    Code.WORKBOOK_ENCODING: Message(
        "无法识别文本编码。请另存为 UTF-8 编码的 csv 或 xlsx。",
        "The text encoding is unknown. Save the file as csv in UTF-8, or as xlsx.",
    ),
    Code.TABLE_NOT_FOUND: Message(
        "工作表“{sheet}”中没有找到表头和数据。请手工指定表头所在行。",
        "No heading row with data was found in sheet '{sheet}'. Choose the heading row by hand.",
    ),
    Code.TABLE_CHOICE_INVALID: Message(
        "工作表“{sheet}”中手工指定的范围（{part}）无效。",
        "The range chosen by hand in sheet '{sheet}' is not valid ({part}).",
    ),
    Code.MAPPING_WIDTH: Message(
        "列对应关系有 {given} 列，而表格有 {columns} 列。",
        "The mapping has {given} columns, the table has {columns}.",
    ),
    Code.MAPPING_FIELD_UNKNOWN: Message("没有“{field}”这个字段。", "There is no field '{field}'."),
    Code.MAPPING_FIELD_FOREIGN: Message(
        "字段“{field}”不属于所选的导入对象（{target}）。",
        "Field '{field}' does not belong to what is imported ({target}).",
    ),
    Code.MAPPING_FIELD_TWICE: Message(
        "有 {count} 列同时对应字段“{field}”，只能保留一列。",
        "{count} columns are mapped to field '{field}'; only one may be.",
    ),
    Code.MAPPING_FIELD_MISSING: Message(
        "缺少必需的列：{fields}（导入对象 {target}）。请指定对应的列。",
        "A required column is missing: {fields} (importing {target}). Choose the column that holds it.",
    ),
    Code.CELL_ERROR: Message(
        "单元格是公式错误 {value}。请改为实际的值。",
        "The cell holds the error {value}. Write the value itself.",
    ),
    Code.CELL_REQUIRED: Message(
        "必填项为空（{field}）。请补填。", "A required value is blank ({field}). Fill it in."
    ),
    Code.TEXT_TOO_LONG: Message(
        "文字过长：{length} 字，最多 {longest} 字。请缩短。",
        "The text is too long: {length} characters, at most {longest}. Shorten it.",
    ),
    Code.CHOICE_UNKNOWN: Message(
        "“{value}”不在可选值中，未导入该值。可选：{allowed}。",
        "'{value}' is not among the choices and was left out. Choices: {allowed}.",
    ),
    Code.COUNT_UNREADABLE: Message("“{value}”不是整数。", "'{value}' is not a whole number."),
    Code.LABEL_UNREADABLE: Message(
        "无法识别房屋编号“{value}”中的“{rest}”。请写成 3栋2单元1803室 或 3-2-1803。",
        "'{rest}' in the house label '{value}' is not understood. Write 3栋2单元1803室 or 3-2-1803.",
    ),
    Code.LABEL_AMBIGUOUS: Message(
        "“{value}”有不止一种读法，按 {reading} 读作 {canonical}。如不对请写全。",
        "'{value}' reads in more than one way; {canonical} ({reading}) is taken. If wrong, write it out.",
    ),
    Code.LABEL_COLUMNS_DISAGREE: Message(
        "同一行中{part}不一致：单独的列为“{column}”，完整编号中为“{label}”。请核对。",
        "The row disagrees on its {part}: '{column}' in its own column, '{label}' in the house label.",
    ),
    Code.PHASE_UNREADABLE: Message("无法识别期/组团“{value}”。", "The phase '{value}' is not understood."),
    Code.BUILDING_UNREADABLE: Message(
        "无法识别楼栋“{value}”。请写成 3栋、A座 或 3。",
        "The building '{value}' is not understood. Write 3栋, A座 or 3.",
    ),
    Code.UNIT_UNREADABLE: Message(
        "无法识别单元“{value}”。请写成 2单元 或 2；没有单元写 0。",
        "The unit '{value}' is not understood. Write 2单元 or 2; 0 where there is none.",
    ),
    Code.FLOOR_UNREADABLE: Message(
        "无法识别楼层“{value}”。请写成 18、3A、B1 或 负1。",
        "The floor '{value}' is not understood. Write 18, 3A, B1 or 负1.",
    ),
    Code.FLOOR_DISAGREES: Message(
        "楼层 {floor} 与房号 {room} 所示的 {told} 层不一致，按 {floor} 层导入。",
        "Floor {floor} differs from floor {told} as told by room {room}; {floor} is taken.",
    ),
    Code.ROOM_UNREADABLE: Message("无法识别房号“{value}”。", "The room number '{value}' is not understood."),
    Code.ROOM_REPEATED: Message(
        "{room} 在第 {row} 行已出现，本行的业主将加到同一套房屋。",
        "{room} already stands in row {row}; this row's holders are added to the same room.",
    ),
    Code.ROOM_CONFLICT: Message(
        "{room} 在第 {row} 行已出现，且面积不同（{area} 平方米）。请核对后保留一个。",
        "{room} already stands in row {row} with another area ({area} m²). Keep the right one.",
    ),
    Code.AREA_UNREADABLE: Message(
        "“{value}”不是面积。请只写数字，单位为平方米。",
        "'{value}' is not an area. Write the number alone, in square metres.",
    ),
    Code.AREA_NOT_POSITIVE: Message(
        "面积必须大于 0，而这里是 {value}。", "An area must be above 0; this is {value}."
    ),
    Code.AREA_ROUNDED: Message(
        "面积 {value} 按 0.01 平方米四舍五入为 {rounded}。",
        "The area {value} was rounded to {rounded}, to 0.01 m².",
    ),
    Code.AREA_IMPLAUSIBLE: Message(
        "面积 {value} 平方米超出常见范围 {low}–{high}，请核对。",
        "The area {value} m² is outside the usual {low} to {high}; please check it.",
    ),
    Code.AREA_INNER_EXCEEDS: Message(
        "套内面积 {inner} 大于建筑面积 {building}。请核对两列是否填反。",
        "The inner area {inner} exceeds the building area {building}. Were the two swapped?",
    ),
    Code.AREA_SUM_DISAGREES: Message(
        "套内面积与公摊面积之和 {sum} 不等于建筑面积 {building}。",
        "Inner and shared area add up to {sum}, not to the building area {building}.",
    ),
    Code.DATE_UNREADABLE: Message(
        "“{value}”不是日期。请写成 2020-06-10。",
        "'{value}' is not a date. Write 2020-06-10.",
    ),
    Code.DATE_INCOMPLETE: Message(
        "“{value}”缺少月或日。请写全，如 2020-06-10。",
        "'{value}' lacks its month or day. Write it in full, as 2020-06-10.",
    ),
    Code.DATE_OUT_OF_RANGE: Message(
        "“{value}”读作 {read}，不在 {earliest} 至 {latest} 之间。",
        "'{value}' reads as {read}, which is not between {earliest} and {latest}.",
    ),
    Code.DATE_SEVERAL: Message(
        "“{value}”含多个日期，取最早的 {taken}。",
        "'{value}' holds several dates; the earliest, {taken}, is taken.",
    ),
    Code.DATE_ORDER: Message(
        "计费起始日 {earlier} 早于交付日期 {later}，请核对。",
        "Billing starts on {earlier}, before the handover on {later}; please check.",
    ),
    Code.NAME_UNREADABLE: Message(
        "这不是姓名或单位名称（{length} 个字符）。",
        "This is not the name of a person or company ({length} characters).",
    ),
    Code.NAME_MISSING: Message(
        "有电话或证件而没有姓名，未导入业主。",
        "There is a telephone or document but no name; no holder was imported.",
    ),
    Code.NAMES_UNPAIRED: Message(
        "{names} 个姓名对应 {values} 个值，无法一一对应。请按相同顺序用“、”分隔。",
        "{values} values cannot be paired with {names} names. Separate both by '、' in the same order.",
    ),
    Code.PHONE_EMPTY: Message("没有联系电话。", "There is no telephone number."),
    Code.PHONE_LANDLINE: Message(
        "这是固定电话，收不到短信。",
        "This is a landline; it cannot receive text messages.",
    ),
    Code.PHONE_FOREIGN: Message("这是境外号码。", "This is a number from abroad."),
    Code.PHONE_PLACEHOLDER: Message(
        "号码像是占位用的，请核对。",
        "The number looks like a placeholder; please check it.",
    ),
    Code.PHONE_UNREADABLE: Message(
        "这不是电话号码（{digits} 位）。手机号应为 11 位，以 1 开头。",
        "This is not a telephone number ({digits} characters). A mobile number has 11 digits, the first 1.",
    ),
    Code.IDENTITY_PRECISION_LOST: Message(
        "证件号码被存成了数字，末几位已丢失。请把该列设为文本并重新填写。",
        "The document number was kept as a number and lost its last digits. Write it anew, as text.",
    ),
    Code.IDENTITY_CHECKSUM: Message(
        "身份证号校验位为 {given}，应为 {expected}。号码按原样导入，标记为未核实。",
        "The check digit is {given} and should be {expected}. Imported as it is, marked as unverified.",
    ),
    Code.IDENTITY_BIRTH_DATE: Message(
        "身份证号中的出生日期 {digits} 不存在。号码按原样导入，标记为未核实。",
        "The birth date {digits} in the number does not exist. Imported as it is, marked as unverified.",
    ),
    Code.IDENTITY_CONVERTED: Message(
        "15 位身份证号已转为 18 位。", "The 15-digit number was converted to 18 digits."
    ),
    Code.IDENTITY_UNREADABLE: Message(
        "无法识别证件号码（{length} 个字符）。",
        "The document number is not understood ({length} characters).",
    ),
    Code.IDENTITY_KIND_DISAGREES: Message(
        "证件类型为 {given}，而号码是 {read} 的格式，按 {read} 导入。",
        "The document kind is {given}, but the number has the form of {read}; {read} is taken.",
    ),
    Code.GENDER_DISAGREES: Message(
        "性别为 {given}，而身份证号显示为 {told}，请核对。",
        "The gender is {given}, but the identity number tells {told}; please check.",
    ),
    Code.CREDIT_CODE_CHECKSUM: Message(
        "统一社会信用代码校验位为 {given}，应为 {expected}。代码按原样导入，标记为未核实。",
        "The check character is {given} and should be {expected}. Imported as it is, marked as unverified.",
    ),
    Code.PLATE_UNREADABLE: Message("“{value}”不是车牌号。", "'{value}' is not a vehicle plate."),
    Code.PLACE_INCOMPLETE: Message(
        "“{label}”没有写明楼栋，无法确定位置。", "'{label}' names no building, so its place is not known."
    ),
    Code.PLACE_TOO_LONG: Message(
        "“{label}”的完整名称过长。请缩短楼栋或房号。",
        "The full name of '{label}' is too long. Shorten the building or the room number.",
    ),
    Code.MONEY_UNREADABLE: Message(
        "“{value}”不是金额。请填写最多两位小数的元，例如 1234.50。",
        "'{value}' is no sum of money. Write yuan with at most two decimals, such as 1234.50.",
    ),
    Code.MONTH_UNREADABLE: Message(
        "“{value}”不是所属月份。请按 2025-03 或 2025-01至2025-03 填写。",
        "'{value}' is no month. Write 2025-03, or two months with ~ between them.",
    ),
    Code.DOCUMENT_REPEATED: Message(
        "与第 {row} 行重复：同一房号、科目和月份已有记录。请核对后只留一行。",
        "Row {row} says the same already: one place, fee and month. Keep one of them.",
    ),
    Code.DOCUMENT_SIGN: Message(
        "金额 {value} 须大于零。多收的款请登记为预存款。",
        "The amount {value} must be above zero. Enter what was overpaid as a prepayment.",
    ),
    Code.FEE_UNKNOWN: Message(
        "收费科目中没有“{value}”。请先在收费科目中添加，或改正名称（现有：{allowed}）。",
        "There is no fee '{value}'. Add it to the catalogue, or correct its name (known: {allowed}).",
    ),
    Code.COMPANY_UNKNOWN: Message(
        "科目“{value}”在本项目没有对应的法人主体。请先在项目设置中指定。",
        "No legal entity of the project earns '{value}'. Name one in the project's settings first.",
    ),
    Code.PLACE_UNKNOWN: Message(
        "本项目和本文件中都没有“{label}”。请先导入房屋，或改正房号。",
        "Neither the project nor this file has '{label}'. Import the room first, or correct its number.",
    ),
    Code.PLACE_INACTIVE: Message(
        "“{label}”在系统中已停用，未导入。", "'{label}' is no longer in use here and was not imported."
    ),
    Code.OWNER_CODE_UNKNOWN: Message(
        "业主表中没有编号“{value}”，本行未导入该业主。",
        "No owner has the code '{value}'; the row is loaded without this holder.",
    ),
    Code.OWNER_WITHOUT_PLACE: Message(
        "没有房屋或车位属于该业主，未导入。", "No room or parking space belongs to this owner; not imported."
    ),
    Code.HOLDER_BESIDE: Message(
        "{label} 已登记另外 {count} 位同类客户，本行将再增加一位。如为更名或过户，请另行办理。",
        "{label} already has {count} others in this role; one more is added. A change of owner is its own act.",
    ),
    Code.HOLDER_MATCH_PROPOSED: Message(
        "与{where}姓名、电话相同，可能是同一人。未自动合并。",
        "Same name and telephone as {where}: perhaps the same person. Nothing was merged.",
    ),
    Code.HOLDER_PHONE_DIFFERS: Message(
        "该客户已登记，但电话不同。未改动，请在客户资料中修改。",
        "This holder is known with another telephone. Nothing was changed; correct it in the register.",
    ),
}

_SUGGESTED = Message("建议：{suggestion}", "Suggestion: {suggestion}")


def worded(problem: Problem, language: Language) -> str:
    """Return the problem in words, with the value it proposes."""
    text = getattr(MESSAGES[problem.code], language).format_map(in_words(problem.params, language))
    if problem.suggestion is None:
        return text
    return f"{text} {getattr(_SUGGESTED, language).format(suggestion=problem.suggestion)}"
