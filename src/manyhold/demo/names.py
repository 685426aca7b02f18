"""Names and numbers that look like life and belong to nobody.

People are drawn from the frequencies of surnames and of characters in given names, companies from the words that
company names are made of. Mobile numbers begin with segments that have been given to no operator, so that nobody
is called by mistake.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from stdnum.cn import uscc

_SURNAMES = {
    "王": 72, "李": 70, "张": 67, "刘": 54, "陈": 46, "杨": 31, "赵": 22, "黄": 22, "周": 20, "吴": 19,
    "徐": 16, "孙": 15, "胡": 13, "朱": 12, "高": 12, "林": 12, "何": 11, "郭": 11, "马": 10, "罗": 9,
    "梁": 8, "宋": 8, "郑": 8, "谢": 7, "韩": 7, "唐": 7, "冯": 6, "于": 6, "董": 6, "萧": 6,
    "程": 5, "曹": 5, "袁": 5, "邓": 5, "许": 5, "傅": 5, "沈": 5, "曾": 5, "彭": 5, "吕": 5,
    "苏": 4, "卢": 4, "蒋": 4, "蔡": 4, "贾": 4, "丁": 4, "魏": 4, "薛": 4, "叶": 4, "阎": 4,
    "余": 4, "潘": 4, "杜": 4, "戴": 4, "夏": 4, "钟": 4, "汪": 4, "田": 4, "任": 4, "姜": 4,
    "范": 3, "方": 3, "石": 3, "姚": 3, "谭": 3, "廖": 3, "邹": 3, "熊": 3, "金": 3, "陆": 3,
    "欧阳": 1, "上官": 1, "诸葛": 1, "司徒": 1,
}  # fmt: skip
_MALE = "伟强磊军洋勇杰涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁博文志建国晓海家子睿泽轩梓晨皓毅诚"
_FEMALE = "芳娜敏静丽艳娟霞秀燕玲桂英萍红玉兰洁梅琳雪倩婷慧莹晶佳欣怡思雨梦涵诗雅颖琪悦宁瑶可心若妍"
_TOKENS = "恒信达远诚和盛鼎泰瑞华安创兴博睿新源嘉合优凯云智汇联众卓越尚品佳禾明德隆通"
_TRADES = {
    "shop": (
        "餐饮管理",
        "商贸",
        "食品",
        "服饰",
        "美容服务",
        "教育咨询",
        "便利店连锁",
        "健身服务",
        "宠物服务",
    ),
    "office": ("科技", "信息技术", "咨询", "文化传媒", "投资管理", "供应链管理", "人力资源服务", "建筑设计"),
    "plant": ("精密机械", "电子", "新材料", "汽车零部件", "医疗器械", "包装制品", "自动化设备", "仓储物流"),
    "developer": ("房地产开发", "置业", "城市建设发展"),
}
_FREE_SEGMENTS = ("160", "161", "163", "164", "168", "169")
_SITE_WORDS = "云澜栖梧锦和清悦望松枫临湖溪岭川竹月星桂棠荷"
_SITE_ENDINGS = {
    "residential": ("花园", "雅苑", "名邸", "华庭", "里", "家园", "公馆"),
    "commercial": ("广场", "天地", "生活中心"),
    "office": ("中心", "大厦", "国际"),
    "industrial": ("产业园", "智造园"),
}
_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True, slots=True)
class Human:
    """Somebody who does not exist."""

    name: str
    surname: str
    gender: str


class Names:
    """Draws names; the same `random` draws the same ones."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._surnames = list(_SURNAMES)
        self._weights = list(_SURNAMES.values())
        self._sites: set[str] = set()

    def human(self, *, surname: str = "", gender: str = "") -> Human:
        """A person; a child or spouse is given a surname or gender."""
        random = self._random
        surname = surname or random.choices(self._surnames, self._weights)[0]
        gender = gender or random.choice(("male", "female"))
        letters = _MALE if gender == "male" else _FEMALE
        given = "".join(random.sample(letters, 2 if random.random() < 0.82 else 1))
        return Human(surname + given, surname, gender)

    def company(self, trade: str, city: str = "") -> str:
        """A company of a trade: 上海恒达餐饮管理有限公司."""
        random = self._random
        word = "".join(random.sample(_TOKENS, 2))
        return f"{city}{word}{random.choice(_TRADES[trade])}有限公司"

    def site(self, kind: str) -> str:
        """A site's name that was not drawn before."""
        while True:
            name = "".join(self._random.sample(_SITE_WORDS, 2))
            if name not in self._sites:
                self._sites.add(name)
                return name + self._random.choice(_SITE_ENDINGS[kind])

    def mobile(self) -> str:
        """A mobile number that nobody has."""
        return f"{self._random.choice(_FREE_SEGMENTS)}{self._random.randrange(10**8):08}"

    def credit_code(self) -> str:
        """A unified social credit code with a right check digit."""
        body = "91310115" + "".join(self._random.choices(_CODE_ALPHABET, k=9))
        return body + uscc.calc_check_digit(body)
