"""Chinese numerals inside house labels: 十二栋三单元 → 12栋3单元."""

import re

import cn2an

_NUMERAL = "〇零一二三四五六七八九十百两廿卅"
# Only a numeral that counts something is rewritten: 东一区 and 三里屯 are names.
_COUNTED = re.compile(rf"[{_NUMERAL}]+(?=号楼|[期栋幢座单门梯层楼室房弄号#-]|$)")


def arabic(text: str) -> str:
    """Return the label with its counting numerals in Arabic digits; digit rows (一八〇三) stay digit rows."""
    if text.isascii():
        return text
    return _COUNTED.sub(_digits, text)


def _digits(match: re.Match[str]) -> str:
    try:
        return str(cn2an.cn2an(match[0], "smart"))
    except (ValueError, KeyError):  # cn2an looks odd orders such as 十十 up and fails
        return match[0]
