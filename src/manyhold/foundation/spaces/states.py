"""A room's state: four axes that do not depend on each other, and the one label that people read.

The axes replace the flat lists of older systems (已入住, 已装修, 已出租, 空闲 …), whose values overlap.
"""

from __future__ import annotations

from typing import NamedTuple

SALE = {
    "unsold": ("未售", "Unsold"),
    "sold": ("已售", "Sold"),
    "held": ("自持", "Held"),
    "bought_back": ("回购", "Bought back"),
}
DELIVERY = {
    "undelivered": ("未交付", "Not delivered"),
    "notified": ("已通知", "Notified"),
    "delivered": ("已交付", "Delivered"),
    "refused": ("拒收", "Refused"),
}
FIT_OUT = {
    "bare": ("毛坯未装", "Bare"),
    "applied": ("装修申请", "Fit-out applied for"),
    "in_progress": ("装修中", "Being fitted out"),
    "accepted": ("已验收", "Fit-out accepted"),
}
OCCUPANCY = {
    "vacant": ("空置", "Vacant"),
    "owner_occupied": ("自住", "Owner-occupied"),
    "let": ("出租", "Let"),
    "own_business": ("商业自营", "Own business"),
    "disused": ("停用", "Disused"),
}
AXES = {
    "sale_state": SALE,
    "delivery_state": DELIVERY,
    "fit_out_state": FIT_OUT,
    "occupancy_state": OCCUPANCY,
}
UNKNOWN = ("", "")
"""The label of a room of which no axis is known."""

_BY_WEIGHT = (
    ("occupancy_state", ("disused",)),
    ("fit_out_state", ("in_progress",)),
    ("occupancy_state", ("let", "own_business", "owner_occupied")),
    ("sale_state", ("unsold",)),
    ("delivery_state", ("refused", "notified", "undelivered")),
    ("fit_out_state", ("applied",)),
    ("occupancy_state", ("vacant",)),
    ("sale_state", ("held", "bought_back", "sold")),
    ("delivery_state", ("delivered",)),
    ("fit_out_state", ("bare", "accepted")),
)
"""Which axis speaks first: what stands in the way of using the room, then who uses it, then how far it is sold."""


class RoomState(NamedTuple):
    """The four axes; an empty one is not known."""

    sale_state: str = ""
    delivery_state: str = ""
    fit_out_state: str = ""
    occupancy_state: str = ""


def label(state: RoomState) -> tuple[str, str]:
    """The one label of a room's state, in Chinese and English; `UNKNOWN` when nothing is known."""
    for axis, values in _BY_WEIGHT:
        value = getattr(state, axis)
        if value in values:
            return AXES[axis][value]
    return UNKNOWN
