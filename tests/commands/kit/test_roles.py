"""Who may say what."""

import pytest

from commands.kit import roles
from commands.kit.roles import WHO_MAY, Audience, may
from storage.contract.kinds import Person
from tests.commands.conftest import PEOPLE

BY_ID = {person.id: person for person in PEOPLE}


@pytest.mark.parametrize(
    ("audience", "members"),
    [
        (roles.EVERYONE, "lin wu sun zhao chen feng"),
        (roles.TEAM, "lin wu sun zhao"),
        (roles.ONSITE_TEAM, "lin wu zhao"),
        (roles.TEAM_AND_MANAGERS, "lin wu sun zhao chen"),
        (roles.PM_AND_MANAGERS, "zhao chen"),
        (roles.MANAGERS, "chen"),
        (roles.CLIENT, "chen feng"),
        (roles.PM, "zhao"),
    ],
)
def test_audiences(audience: Audience, members: str) -> None:
    assert [person.id for person in PEOPLE if audience.includes(person)] == members.split()


@pytest.mark.parametrize(
    ("permission", "members"),
    [
        ("inspect.done", "lin wu sun zhao"),
        ("clock.in", "lin wu zhao"),
        ("clock.approve", "zhao chen"),
        ("fault.open", "lin wu sun zhao chen feng"),
        ("fault.open.severe", "zhao chen"),
        ("fault.show", "lin wu sun zhao chen"),
        ("score.period", "lin wu sun zhao chen feng"),
        ("score.attendance", "zhao chen"),
        ("zhiban.person", "zhao"),
        ("zhiban.void", "zhao chen"),
        ("zhiban.export", "zhao chen"),
        ("zhiban.undo", "lin wu sun zhao chen feng"),
    ],
)
def test_permissions(permission: str, members: str) -> None:
    assert [person.id for person in PEOPLE if may(person, permission)] == members.split()


def test_a_permission_that_is_not_in_the_table_is_an_error() -> None:
    with pytest.raises(KeyError):
        may(BY_ID["zhao"], "zhiban.everything")


def test_a_viewer_changes_nothing_but_reports_faults_and_says_how_satisfied_they_are() -> None:
    viewer = Person(id="v", name="V", side="client", role="viewer", onsite=True)
    allowed = {name for name in WHO_MAY if may(viewer, name)}
    score = {"score.period", "score.waiting", "score.explain", "score.next", "score.targets", "score.what-if"}
    own = {"zhiban.me", "zhiban.today", "zhiban.team", "zhiban.audit", "zhiban.calendar"}
    says = {"fault.open", "survey.answer", "survey.complaint", "survey.praise", "zhiban.undo"}
    assert allowed == {*says, *own, *score}
