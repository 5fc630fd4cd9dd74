"""How moments, days and durations are shown: in full, so that nobody has to guess which day was meant."""

from datetime import date, datetime, timedelta
from typing import Final

from commands.kit.texts import Translator
from storage.contract.periods import BEIJING

_WEEKDAYS: Final = {"en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), "zh": tuple("一二三四五六日")}


def show_day(day: date, t: Translator) -> str:
    """`2026-07-15 (Wed)`."""
    weekday = _WEEKDAYS[t.language][day.weekday()]
    return f"{day.isoformat()} {t.pick(f'周{weekday}', f'({weekday})')}"


def show_moment(moment: datetime, t: Translator) -> str:
    """`2026-07-15 09:05 (Wed)` in Beijing time, with seconds only where there are some."""
    local = moment.astimezone(BEIJING)
    weekday = _WEEKDAYS[t.language][local.weekday()]
    return f"{show_plain(local)} {t.pick(f'周{weekday}', f'({weekday})')}"


def show_plain(moment: datetime) -> str:
    """`2026-07-15 09:05`, the same in every language."""
    return f"{moment.astimezone(BEIJING):%Y-%m-%d} {show_time(moment)}"


def show_time(moment: datetime) -> str:
    """`09:05`, or `09:05:30` where there are seconds."""
    local = moment.astimezone(BEIJING)
    return f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"


def done_or_open(what: str, done_at: datetime | None, t: Translator) -> str:
    """Whether something owed is done, and when."""
    if done_at is None:
        return t("{what}: *open*", what=what)
    return t("{what}: done {when}", what=what, when=show_moment(done_at, t))


def show_duration(duration: timedelta, t: Translator) -> str:
    """`1 h 20 min`, in whole minutes begun; below a minute in seconds."""
    seconds = int(abs(duration).total_seconds())
    if seconds < 60:
        return t("{seconds} s", seconds=seconds)
    days, minutes = divmod(seconds // 60, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    parts = (
        t("{days} d", days=days) if days else "",
        t("{hours} h", hours=hours) if hours else "",
        t("{minutes} min", minutes=minutes) if minutes else "",
    )
    return " ".join(part for part in parts if part)


def to_the_second(moment: datetime) -> datetime:
    """The moment without its fraction of a second: facts are kept to the second."""
    return moment.replace(microsecond=0)
