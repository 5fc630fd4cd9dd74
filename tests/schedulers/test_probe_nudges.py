"""What is asked because of probes, of whom and until when; and what probes add to `inspect.page`."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from schedulers.nudges import inspect_page, probe_certificate, probe_down
from storage.contract.kinds import DowntimeExempt, Fault
from storage.contract.periods import BEIJING
from storage.contract.probe_findings import State
from storage.contract.probes import Probe, Seen
from storage.records.probes import Watched
from tests.schedulers.conftest import at
from tests.schedulers.situations import all_of, due, says, stands, told

HOME = Probe(name="home & more", system="portal", url="https://portal.example/")
LOGIN = replace(HOME, name="login", url="https://portal.example/login")
DRAFT = Fault(
    id="f-1",
    title="home is <down>",
    system="portal",
    level=4,
    type="function",
    draft=True,
    outage=True,
    started_at=at("10:00"),
    noticed_at=at("10:02"),
    recorded_by="zhiban",
)
CONFIRMED = replace(DRAFT, draft=False)


def down(probe: Probe = HOME) -> Watched:
    last = Seen(at=at("10:02"), took=timedelta(seconds=1), trouble="status", detail="503 <b>")
    return Watched(probe, State(name=probe.name, last=last, failures=3, failing_since=at("10:00"), counts=True))


def up(probe: Probe = HOME, **more: Any) -> Watched:
    last = Seen(at=at("10:25"), took=timedelta(milliseconds=120))
    return Watched(probe, State(name=probe.name, last=last, **more))


def situation(now: str, *facts: Any, probes: list[Watched], until: str = "", recovered: str = "") -> Any:
    """How things stand; the pages that fault f-1 is about are up again since `recovered`."""
    recoveries = {"f-1": at(recovered)} if recovered else {}
    seen = stands(at(now), *facts, until=at(until) if until else None)
    return replace(seen, probes=probes, recoveries=recoveries)


def test_a_draft_is_asked_about_once_in_the_channel_and_climbs() -> None:
    steps = all_of(probe_down.NUDGE, situation("10:02", DRAFT, probes=[down(), up(probe=LOGIN)], until="23:00"))
    assert [(step.key, step.to, f"{step.at.astimezone(BEIJING):%H:%M}", step.is_urgent) for step in steps] == [
        ("probe.down:f-1:+0-min", "#ops", "10:02", True),
        ("probe.down:f-1:pm-zhao-+15-min", "zhao", "10:17", True),
        ("probe.down:f-1:manager-qian-+30-min", "qian", "10:32", True),
    ]
    english, chinese = says(steps[0], at("10:02"))
    for words in (english, chinese):
        assert "home &amp; more" in words
        assert "portal.example" not in words
        assert "503 &lt;b&gt;" in words
        assert '["fault", "confirm", "f-1"]' in words
        assert '["fault", "false-alarm", "f-1"]' in words
        assert "login" not in words


def test_at_night_it_speaks_too() -> None:
    night = replace(DRAFT, started_at=at("23:00"), noticed_at=at("23:02"))
    [step] = all_of(probe_down.NUDGE, situation("23:02", night, probes=[down()]))
    assert step.at == at("23:02")


@pytest.mark.parametrize(
    "fault",
    [
        {"closed_at": at("10:10")},
        {"draft": False},
        {"recorded_by": "lin"},
    ],
)
def test_what_is_no_draft_of_the_probes_is_not_asked_about(fault: dict[str, Any]) -> None:
    assert due(probe_down.NUDGE, situation("10:30", replace(DRAFT, **fault), probes=[down()])) == {}


def test_the_post_of_a_draft_tells_how_the_pages_stand() -> None:
    two = situation("10:30", DRAFT, probes=[down(), down(LOGIN)])
    [step] = [one for one in all_of(probe_down.NUDGE, two) if not one.lane]
    assert step.ask.stays_true
    english, _ = says(step, at("10:30"))
    assert "home &amp; more: status 503 &lt;b&gt;, since 2026-07-15 10:00" in english
    assert "login: status 503" in english
    back = situation("10:25", DRAFT, probes=[up()], until="23:00", recovered="10:20")
    [step] = all_of(probe_down.NUDGE, back)
    assert (step.key, step.lane) == ("probe.down:f-1:+0-min", ""), "nobody further is told of a page that is up"
    english, _ = says(step, at("10:25"))
    assert "up again since 2026-07-15 10:20" in english
    assert '["fault", "confirm", "f-1"]' in english


def test_recovery_of_an_outage_is_offered_with_its_moment() -> None:
    outage = situation("10:25", CONFIRMED, probes=[up()], until="22:00", recovered="10:20:30")
    steps = all_of(probe_down.NUDGE, outage)
    assert [(step.key, step.to) for step in steps] == [("probe.down:f-1@up:+0-min", "#ops")], (
        "the fault's own clocks climb"
    )
    english, _ = says(steps[0], at("10:25"))
    assert '["fault", "handle", "f-1 2026-07-15 10:20:30"]' in english
    assert "ask.fault.handle" in english


@pytest.mark.parametrize(
    "fault", [replace(CONFIRMED, handled_at=at("10:21")), replace(CONFIRMED, closed_at=at("10:21"))]
)
def test_recovery_is_offered_only_of_what_counts_and_runs(fault: Fault) -> None:
    assert due(probe_down.NUDGE, situation("10:30", fault, probes=[up()], recovered="10:20")) == {}
    assert due(probe_down.NUDGE, situation("10:30", CONFIRMED, probes=[up()])) == {}


@pytest.mark.parametrize(("system", "reached"), [("portal", ["#ops"]), ("cloud", ["#ops", "zhao", "qian"])])
def test_during_maintenance_nobody_further_is_told(system: str, reached: list[str]) -> None:
    window = DowntimeExempt(id="m-1", system=system, from_=at("10:10"), until=at("12:00"), why="patch")
    steps = all_of(probe_down.NUDGE, situation("10:15", DRAFT, window, probes=[down()], until="11:00"))
    assert [step.to for step in steps] == reached


@pytest.mark.parametrize(
    ("subject", "facts", "recovered", "says_"),
    [
        ("f-1", [], "", "withdrawn"),
        ("f-1", [replace(DRAFT, closed_at=at("10:10"))], "", "a false alarm"),
        ("f-1", [CONFIRMED], "", "confirmed as an outage"),
        ("f-1", [CONFIRMED], "10:20", "confirmed as an outage"),
        ("f-1", [replace(CONFIRMED, handled_at=at("10:20"))], "", "service restored 2026-07-15 10:20"),
        ("f-1@up", [replace(CONFIRMED, handled_at=at("10:20"))], "10:20", "service restored 2026-07-15 10:20"),
        ("f-1@up", [CONFIRMED], "", "down again"),
        ("f-1@up", [], "", "withdrawn"),
    ],
)
def test_what_becomes_of_it(subject: str, facts: list[Fault], recovered: str, says_: str) -> None:
    assert says_ in told(probe_down.NUDGE.settled(situation("10:45", *facts, probes=[], recovered=recovered), subject))


def test_what_waits_is_not_settled() -> None:
    for recovered in ("", "10:20"):
        assert probe_down.NUDGE.settled(situation("18:00", DRAFT, probes=[], recovered=recovered), "f-1") is None
    assert probe_down.NUDGE.settled(situation("18:00", CONFIRMED, probes=[], recovered="10:20"), "f-1@up") is None


# ---- certificates ----

EXPIRES = datetime(2026, 8, 14, 8, 30, tzinfo=BEIJING)
"""30 days after 2026-07-15."""


def expiring(until: datetime = EXPIRES, *probes: Probe) -> list[Watched]:
    return [up(probe=probe, certificate_until=until) for probe in probes or (HOME, LOGIN)]


def test_a_certificate_is_warned_of_30_14_7_and_1_days_before_once_a_host() -> None:
    overview = situation("09:00", probes=expiring(), until="09:00")
    ahead = replace(overview, until=at("12:00", "2026-08-31"))
    steps = [step for step in all_of(probe_certificate.NUDGE, ahead) if not step.lane]
    assert [(step.key, f"{step.at.astimezone(BEIJING):%m-%d %H:%M}", step.to) for step in steps] == [
        ("probe.certificate:home & more@2026-08-14:-30-d-09:30", "07-15 09:30", "#ops"),
        ("probe.certificate:home & more@2026-08-14:-14-d-09:30", "07-31 09:30", "#ops"),
        ("probe.certificate:home & more@2026-08-14:-7-d-09:30", "08-07 09:30", "#ops"),
        ("probe.certificate:home & more@2026-08-14:-1-d-09:30", "08-13 09:30", "#ops"),
    ]
    english, chinese = says(steps[-1], steps[-1].at)
    assert "home &amp; more · login expires 2026-08-14 08:30 (Fri); days left: 1." in english
    assert "portal.example" not in english + chinese


def test_of_missed_warnings_the_newest_comes_and_none_after_it_expired() -> None:
    late = situation("09:40", probes=expiring(datetime(2026, 7, 17, 8, tzinfo=BEIJING)))
    assert due(probe_certificate.NUDGE, late) == {"home & more@2026-07-17": "-7-d-09:30"}
    assert due(probe_certificate.NUDGE, situation("09:40", probes=expiring(at("09:40")))) == {}


@pytest.mark.parametrize(
    ("probes", "says_"),
    [
        (expiring(EXPIRES + timedelta(days=365)), "renewed, until 2027-08-14"),
        ([], "not watched any more"),
        ([up()], "not watched any more"),
    ],
)
def test_a_warning_is_settled(probes: list[Watched], says_: str) -> None:
    view = probe_certificate.NUDGE.settled(situation("10:00", probes=probes), "home & more@2026-08-14")
    assert says_ in told(view)


def test_a_warning_stands_until_then_and_says_when_it_was_missed() -> None:
    subject = "home & more@2026-08-14"
    assert probe_certificate.NUDGE.settled(situation("10:00", probes=expiring()), subject) is None
    after = replace(situation("10:00", probes=expiring()), now=EXPIRES)
    assert "expired 2026-08-14 08:30" in told(probe_certificate.NUDGE.settled(after, subject))


def test_the_earliest_of_a_hosts_certificates_is_warned_of() -> None:
    two = [*expiring(EXPIRES, HOME), *expiring(EXPIRES + timedelta(days=9), LOGIN)]
    assert due(probe_certificate.NUDGE, situation("09:40", probes=two)) == {"home & more@2026-08-14": "-30-d-09:30"}


# ---- the page inspection ----


@pytest.mark.parametrize(
    ("probes", "says_", "pressed"),
    [
        ([], "before midnight.", False),
        ([up()], "Of 1 pages that are watched 1 are up.", True),
        ([up(), down(LOGIN)], "these fail: login.", True),
        ([Watched(HOME, State(name="home"))], "before midnight.", False),
    ],
)
def test_the_page_inspection_can_be_logged_as_watched(probes: list[Watched], says_: str, *, pressed: bool) -> None:
    today = situation("10:00", probes=probes)
    step = next(step for step in all_of(inspect_page.NUDGE, today) if step.ask.subject == "2026-07-15")
    english, _ = says(step, at("10:00"))
    assert says_ in english
    assert ('["inspect", "done", "page --once --watched"]' in english) is pressed
