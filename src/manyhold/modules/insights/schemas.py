"""Shapes of answers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

By = Literal["node", "project", "building", "fee_item", "month"]
Tree = Literal["as_of", "now"]
Language = Literal["zh-CN", "en"]
Rate = Annotated[Decimal | None, Field(description="A share of 1 with four places; null without a whole")]


class Sums(BaseModel):
    """The figures of a row; what each means stands in the report's `figures`."""

    model_config = ConfigDict(from_attributes=True)

    bills: int
    billed_fen: int
    collected_fen: int
    collection_rate: Rate
    open_fen: int
    overdue_fen: int
    orders_reported: int
    orders_finished: int
    orders_late: int
    orders_open: int
    orders_open_late: int
    on_time_rate: Rate
    average_rating: Annotated[Decimal | None, Field(description="1 to 5; null where nobody rated")]
    ratings: int


class Month(Sums):
    """One month of the charts (YYYYMM): its bills and its orders, as they stood on the report's day."""

    period: int


class Link(BaseModel):
    """The list that shows the lines of a figure: its path below /api/v1, and its filters."""

    list: str
    filters: dict[str, int | str | bool]


class Row(Sums):
    """One row of the cut.

    `id` is the node's, project's, building's or fee's, or the month (YYYYMM). It is null for what stands
    directly under the chosen node, lies in no building, or is older than the first month and still open.
    """

    id: int | None
    name: str
    name_en: str
    project_id: int | None
    ageing: dict[str, int]
    links: dict[str, Link]


class Definitions(BaseModel):
    """A figure of this report with its name and meaning, in the order of the columns."""

    model_config = ConfigDict(from_attributes=True)

    figure: str
    zh: str
    en: str
    means_zh: str
    means_en: str
    format: Literal["count", "money", "rate", "mean"]


class GroupReport(BaseModel):
    """Money and work of the projects in sight.

    The rows and their total are of the chosen months; `months` goes at least a year back for charts.
    `ageing` is what of `total.overdue_fen` is how old, in fen by days from the due date.
    """

    by: By
    from_period: int
    to_period: int
    as_of: date
    tree: Tree
    node_id: int | None
    project_id: int | None
    figures: list[Definitions]
    total: Sums
    rows: list[Row]
    months: list[Month]
    ageing: dict[str, int]
