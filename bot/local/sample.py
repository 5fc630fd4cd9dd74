"""An invented past month, so that a newcomer sees a living score.

It reaches back to the first day of the previous month or of this quarter, whichever is earlier, so that the appraisal
period that `/score` shows is whole.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from bot.local.people import INVENTED
from commands.catalog import Catalog
from storage.contract.calendar import WorkCalendar
from storage.contract.fact import Fact
from storage.contract.kinds import (
    Document,
    Fault,
    Inspection,
    Leave,
    LogLine,
    Note,
    Plan,
    Problem,
    Punch,
    Request,
    Ruling,
    Survey,
)
from storage.contract.obligations import DocumentOwed, documents_owed
from storage.contract.periods import ONE_DAY, day_of, day_start, moment_at, month_of, quarter_of
from storage.contract.terms import Terms
from storage.database import Database
from storage.records import people
from storage.records.calendar import announced_calendar
from storage.records.ledger import UnitOfWork, by_bot


def fill_with_sample(database: Database, terms: Terms, now: datetime) -> bool:
    """Fill an empty ledger; False, and nothing done, where it already holds anybody."""
    with database.write_alone() as connection:
        if people.any_held(connection):
            return False
        work = UnitOfWork(connection, by_bot("sample"), now)
        changes = work.record_all(list(sample_facts(terms, announced_calendar(), now)), replace=False)
        work.changes = [change for change in changes if change.after is not None and _asks_for_something(change.after)]
        Catalog().reflect(work, terms)
        return True


def _asks_for_something(fact: Fact) -> bool:
    """Whether somebody is to be told of the fact now, and not only when the invented past was present."""
    return fact.state == "claimed" or (isinstance(fact, Fault) and fact.closed_at is None)


def sample_facts(terms: Terms, calendar: WorkCalendar, now: datetime) -> Iterator[Fact]:
    """The invented facts up to `now`."""
    first = max(_first_day(day_of(now)), terms.from_)
    days = [first + timedelta(days=offset) for offset in range((day_of(now) - first).days + 1)]
    sample = _Sample(terms, calendar, now, days)
    for fact in sample.facts():
        if fact.first_happening is None or fact.first_happening <= now:
            yield fact


def _first_day(today: date) -> date:
    previous_month = month_of(month_of(today).first - ONE_DAY)
    return min(previous_month.first, quarter_of(today).first)


@dataclass(frozen=True)
class _Sample:
    terms: Terms
    calendar: WorkCalendar
    now: datetime
    days: list[date]

    def facts(self) -> Iterator[Fact]:
        """Everything, people first."""
        yield from (replace(person, from_=self.days[0]) for person in INVENTED)
        yield from self._attendance()
        yield from self._inspections()
        faults = list(self._faults())
        yield from faults
        yield from self._documents(faults)
        yield from self._client()

    def _attendance(self) -> Iterator[Fact]:
        working = [day for day in self.days if self.calendar.is_working(day)]
        late, on_leave = working[len(working) // 3 : len(working) // 3 + 1], working[-6:-5]
        for index, day in enumerate(working):
            for person in ("lin", "wu"):
                if day in on_leave and person == "lin":
                    yield Leave(id="l-1", person="lin", type="sick", from_=day, until=day, reason="发烧")
                    continue
                comes = time(9, 7) if day in late and person == "lin" else time(8, 35 + index * 7 % 24)
                yield Punch(id=f"p-{person}-{index}-in", person=person, way="in", at=moment_at(day, comes))
                goes = time(18, 1 + index * 11 % 40)
                yield Punch(id=f"p-{person}-{index}-out", person=person, way="out", at=moment_at(day, goes))
        if working:
            tomorrow = self.calendar.next_working_day(self.days[-1])
            yield Leave(
                id="l-2", person="lin", type="personal", from_=tomorrow, until=tomorrow, state="claimed", reason="搬家"
            )

    def _inspections(self) -> Iterator[Fact]:
        missed = self.days[len(self.days) // 2]
        for index, day in enumerate(self.days):
            by = "lin" if self.calendar.is_working(day) else "zhao"
            at = moment_at(day, time(9, 5 + index * 13 % 46))
            if day not in (missed, self.days[-1]):
                yield Inspection(id=f"i-{index}-page", type="page", at=at, by=by, ok=True, note="各系统页面访问正常")
            if day.weekday() == 2:
                yield Inspection(id=f"i-{index}-server", type="server", at=at + timedelta(hours=1), by="zhao", ok=True)
        found = moment_at(self.days[len(self.days) // 4], time(10, 20))
        yield Problem(
            id="pr-1",
            found_at=found,
            fed_back_at=found + timedelta(minutes=9),
            scope="in",
            by="lin",
            note="磁盘使用率 85%",
        )
        yield Problem(
            id="pr-2",
            found_at=found + timedelta(days=3),
            fed_back_at=found + timedelta(days=3, minutes=20),
            scope="out",
            by="wu",
            note="楼层交换机有告警",
        )

    def _faults(self) -> Iterator[Fault]:
        fifth = max(len(self.days) // 5, 1)
        yield self._fault(1, self.days[fifth - 1], time(9, 40), title="门户首页打开慢", responds=8, handles=95, level=4)
        yield self._fault(
            2, self.days[2 * fifth - 1], time(14, 5), title="附件上传失败", responds=42, handles=150, level=3
        )
        yield self._fault(
            3,
            self.days[3 * fifth - 1],
            time(20, 30),
            title="接口服务中断",
            responds=5,
            handles=70,
            level=3,
            outage=True,
        )
        noticed = self.now.replace(second=0, microsecond=0) - timedelta(minutes=12)
        yield Fault(
            id="f-4",
            title="用户登录偶发超时",
            system="portal",
            level=4,
            type="function",
            noticed_at=noticed,
            recorded_by="chen",
        )

    def _fault(self, number: int, day: date, at: time, *, responds: int, handles: int, **details: Any) -> Fault:
        noticed = moment_at(day, at)
        handled = noticed + timedelta(minutes=handles)
        return Fault(
            id=f"f-{number}",
            system="portal",
            type="function",
            noticed_at=noticed,
            responded_at=noticed + timedelta(minutes=responds),
            handled_at=handled,
            closed_at=handled + timedelta(minutes=30),
            fed_back=True,
            assignee="lin",
            log=(LogLine(handled, "lin", "定位原因并恢复服务"),),
            **details,
        )

    def _documents(self, faults: list[Fault]) -> Iterator[Fact]:
        owed = documents_owed(faults, (), self.terms, self.calendar, self.days[-1])
        due = [document for document in owed if document.due >= self.terms.opens]
        lately = [document for document in due if document.due >= self.days[0]]
        for index, document in enumerate(due):
            yield self._document(index, document, late=document in lately[len(lately) // 2 :][:1])
        yield Plan(id="plan-1", type="emergency", filed_on=self.days[0])
        yield Plan(id="plan-2", type="drill", filed_on=self.days[0], for_="contract")

    def _document(self, index: int, owed: DocumentOwed, *, late: bool) -> Document:
        submitted = moment_at(owed.due, time(15, 30)) + (ONE_DAY if late else timedelta())
        type_: Any = owed.type
        return Document(id=f"d-{index}", type=type_, for_=owed.for_, submitted_at=submitted)

    def _client(self) -> Iterator[Fact]:
        middle = day_start(self.days[len(self.days) // 2])
        yield Request(
            id="rq-1",
            channel="call",
            arrived_at=middle + timedelta(hours=10),
            answered_at=middle + timedelta(hours=10, minutes=6),
            text="咨询申报流程",
        )
        yield Note(
            id="n-1",
            row="satisfaction.attitude",
            at=middle + timedelta(hours=16),
            by="chen",
            points=Decimal("0.5"),
            text="评审现场支持及时",
        )
        yield Survey(
            id="s-1",
            for_=f"{month_of(self.days[0]).name}",
            answer="satisfied",
            at=middle + timedelta(hours=11),
            by="chen",
        )
        late = self.days[len(self.days) // 2]
        yield Ruling(
            id="r-1",
            entry=f"inspect.missed:page:{late.isoformat()}",
            ruling="waive",
            by="chen",
            at=day_start(late + 2 * ONE_DAY) + timedelta(hours=10),
            reason="当日市级平台统一停机检修，已提前告知",
        )
