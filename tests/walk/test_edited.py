"""Nothing that two people edit was left out of promise P14."""

from tests.promises.p14.known import EDITED, NOT_EDITED
from tests.walk import access


def test_each_door_that_takes_a_form_says_whether_two_people_edit_there() -> None:
    doors = {door.route for door in access.DOORS if door.method == "POST"}

    assert doors == EDITED.keys() | NOT_EDITED.keys()
    assert not EDITED.keys() & NOT_EDITED.keys()
