"""The four axes and the one label."""

from hypothesis import given
from hypothesis import strategies as st

from manyhold.foundation.spaces import schemas, states

ANY = [st.sampled_from(["", *values]) for values in states.AXES.values()]
ROOMS = st.builds(states.RoomState, *ANY)


@given(ROOMS)
def test_a_room_of_which_something_is_known_has_a_label(room: states.RoomState) -> None:
    assert (states.label(room) == states.UNKNOWN) == (not any(room))


@given(ROOMS)
def test_the_label_is_a_word_of_one_of_its_axes(room: states.RoomState) -> None:
    words = {states.AXES[axis][value] for axis, value in room._asdict().items() if value}
    assert states.label(room) in words | {states.UNKNOWN}


def test_what_stands_in_the_way_speaks_first() -> None:
    lived_in = states.RoomState("sold", "delivered", "accepted", "owner_occupied")
    assert states.label(lived_in) == ("自住", "Owner-occupied")
    assert states.label(lived_in._replace(fit_out_state="in_progress"))[1] == "Being fitted out"
    assert states.label(lived_in._replace(occupancy_state="disused"))[0] == "停用"
    assert states.label(states.RoomState("unsold", "undelivered", "bare", "vacant"))[0] == "未售"


def test_requests_know_the_same_values() -> None:
    literals = {
        "sale_state": schemas.SaleState,
        "delivery_state": schemas.DeliveryState,
        "fit_out_state": schemas.FitOutState,
        "occupancy_state": schemas.OccupancyState,
    }
    for axis, values in states.AXES.items():
        assert set(literals[axis].__args__) == {"", *values}
