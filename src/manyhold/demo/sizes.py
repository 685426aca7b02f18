"""How large a demonstration is, and what its groups consist of."""

from __future__ import annotations

from dataclasses import dataclass

RESIDENTIAL, COMMERCIAL, OFFICE, INDUSTRIAL = "residential", "commercial", "office", "industrial"


@dataclass(frozen=True, slots=True)
class Size:
    """`scale` 1 is about 700 spaces in a compound; `months` of history end with the present one."""

    projects: int
    months: int
    scale: float


FULL = Size(projects=12, months=14, scale=1.0)
SMALL = Size(projects=4, months=4, scale=0.12)
SIZES = {"full": FULL, "small": SMALL}


@dataclass(frozen=True, slots=True)
class Blueprint:
    """A group to be made: its companies, regions with their city companies, and sites as (city, kind).

    Sign-in names end with `suffix`, because they are unique in the installation.
    """

    key: str
    name: str
    suffix: str
    companies: tuple[tuple[str, str], ...]
    regions: dict[str, tuple[str, ...]]
    sites: tuple[tuple[str, str], ...]
    takeover: tuple[str, str] | None = None
    """A site that is being taken over: no spaces yet, they come with the workbook."""


MAIN = Blueprint(
    key="main",
    name="众园示范物业集团",
    suffix="",
    companies=(("ZYSH", "众园示范物业服务（上海）有限公司"), ("ZYCD", "众园示范物业管理（成都）有限公司")),
    regions={"华东区域": ("上海", "杭州"), "华中区域": ("武汉", "长沙"), "西南区域": ("成都", "重庆")},
    sites=(
        ("上海", RESIDENTIAL),
        ("上海", OFFICE),
        ("杭州", COMMERCIAL),
        ("武汉", INDUSTRIAL),
        ("杭州", RESIDENTIAL),
        ("武汉", RESIDENTIAL),
        ("长沙", RESIDENTIAL),
        ("长沙", COMMERCIAL),
        ("成都", RESIDENTIAL),
        ("成都", OFFICE),
        ("重庆", RESIDENTIAL),
        ("重庆", RESIDENTIAL),
    ),
    takeover=("上海", RESIDENTIAL),
)
NEIGHBOUR = Blueprint(
    key="neighbour",
    name="邻湾示范物业",
    suffix="-neighbour",
    companies=(("LW", "邻湾示范物业服务有限公司"),),
    regions={"华南区域": ("广州",)},
    sites=(("广州", RESIDENTIAL),),
)
"""A second customer in the same installation: whoever signs in here sees nothing of the first, and the reverse."""
