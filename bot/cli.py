"""The command line. Exit codes: 0 done, 1 refused by state, 2 bad input; an error is one line on stderr."""

import io
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from bot.errors import BadInputError, RefusedError
from bot.settings import Settings, SettingsError, load_settings
from storage.contract.periods import day_start, parse_day, parse_moment
from storage.contract.scoring import PeriodError, resolve_period, standing_as_json
from storage.contract.terms import TermsError
from storage.database import Database, DatabaseError
from storage.migrations import migrate
from storage.records.closings import closed_names
from storage.records.factfile import LineError
from storage.records.facts import export_file, import_file
from storage.records.ledger import UnitOfWork, by_bot
from storage.records.standing import standing_of

DONE: Final = 0
REFUSED: Final = 1
BAD_INPUT: Final = 2
DEFAULT_HOST: Final = "127.0.0.1"
DEFAULT_PORT: Final = 8765
TABLE_WIDTH: Final = 100
EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
MOST_PREVIEWED: Final = timedelta(days=800)

UsageError: Final[Any] = typer.BadParameter.__mro__[2]
"""The ancestor of every complaint about arguments; Typer brings its own click, so click's is another class."""

cli = typer.Typer(
    help="Zhiban 值班: a Slack bot that keeps an operations team's contract score.",
    add_completion=False,
    rich_markup_mode=None,
    invoke_without_command=True,
)
roster = typer.Typer(help="The duty roster.", rich_markup_mode=None, no_args_is_help=False)
cli.add_typer(roster, name="roster")


def run_command_line(arguments: list[str]) -> int:
    """Run one command and return its exit code; an error is said in one line on stderr."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # data is UTF-8, whatever the terminal's locale
    try:
        outcome = typer.main.get_command(cli)(arguments, prog_name="zhiban", standalone_mode=False)
    except (RefusedError, DatabaseError) as error:
        return _said(str(error), REFUSED)
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        return _said(f"the database cannot be used: {cause}", REFUSED)
    except OSError as error:
        return _said(f"{error.filename or 'file'}: {error.strerror or error}", REFUSED)
    except (BadInputError, SettingsError, TermsError, LineError) as error:
        return _said(str(error), BAD_INPUT)
    except UsageError as error:
        return _said(error.format_message(), BAD_INPUT)
    except (typer.Abort, KeyboardInterrupt):
        return _said("stopped", REFUSED)
    return outcome if isinstance(outcome, int) else DONE


@cli.callback()
def default(context: typer.Context) -> None:
    """Without a command: run."""
    if context.invoked_subcommand is None:
        run()


@cli.command()
def run(
    host: Annotated[str, typer.Option(help="Where to listen.")] = DEFAULT_HOST,
    port: Annotated[int, typer.Option(help="On which port.", min=1, max=65535)] = DEFAULT_PORT,
    *,
    sample: Annotated[
        bool, typer.Option("--sample", help="Fill an empty local workspace with an invented past month.")
    ] = False,
) -> None:
    """Run the bot: with SLACK_BOT_TOKEN in Slack, without one behind its own page."""
    from bot.serve import serve

    settings = load_settings()
    with _opened(settings) as database:
        serve(settings, settings.terms(), database, Clock(settings.clock_start()), host, port, sample=sample)


@cli.command("import")
def import_(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A facts file; - is standard input.")],
    *,
    replace: Annotated[bool, typer.Option("--replace", help="Take the new content of an id already held.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen, store nothing.")] = False,
) -> None:
    """Take in a facts file, whole or not at all."""
    settings = load_settings()
    content = sys.stdin.buffer.read() if file == "-" else _content_of(file)
    clock = Clock(settings.clock_start())
    with _opened(settings) as database, database.write_alone(keep=not dry_run) as connection:
        work = UnitOfWork(connection, by_bot("import"), clock())
        done = import_file(work, file, content, replace=replace)
        if closed_names(connection):
            from commands.score.closing_posts import tell_adjustments

            tell_adjustments(work, settings.terms()(connection))
    verb = "would be taken in" if dry_run else "taken in"
    _tell(f"{done.new} new, {done.replaced} replaced, {done.unchanged} unchanged facts {verb}")


@cli.command()
def export(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Where to write; - is standard output.")] = "-",
) -> None:
    """Write everything held as a facts file."""
    with _opened(load_settings()) as database, database.read() as connection:
        content = export_file(connection)
    if file == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        try:
            _write_whole(Path(file), content)
        except OSError as error:
            raise BadInputError(f"{file}: {error.strerror}") from error


@cli.command()
def score(
    period: Annotated[str, typer.Argument(help="month, quarter, half, year, contract, 2026-07, 2026-Q3 …")] = "",
    at: Annotated[str, typer.Option(help="The moment asked about, such as 2026-07-20T12:00:00+08:00.")] = "",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
) -> None:
    """Show the standing of a period."""
    settings = load_settings()
    terms_in_force = settings.terms()
    now = _moment(at) if at else Clock(settings.clock_start())()
    with _opened(settings) as database, database.read() as connection:
        terms = terms_in_force(connection)
        try:
            span = resolve_period(period or terms.appraisal, terms, now)
        except PeriodError as error:
            raise BadInputError(str(error)) from error
        standing = standing_of(connection, terms, span, now)
    if as_json:
        print(json.dumps(standing_as_json(standing), ensure_ascii=False))  # noqa: T201 -- data goes to stdout
    else:
        from bot.tables import standing_table

        _wide_console().print(standing_table(standing))


@cli.command()
def preview(
    start: Annotated[str, typer.Argument(metavar="FROM", help="A moment, such as 2026-09-28T00:00:00+08:00.")],
    until: Annotated[str, typer.Argument(metavar="UNTIL", help="A later moment.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON array.")] = False,
) -> None:
    """Show every post the clock would make between two moments if nothing else happened; nothing is posted."""
    from bot.preview import posts_between, preview_table

    settings = load_settings()
    terms_in_force = settings.terms()
    first, last = _moment_or_day(start, "FROM"), _moment_or_day(until, "UNTIL")
    if last <= first:
        raise BadInputError("UNTIL: must lie after FROM")
    if first < EARLIEST or last - first > MOST_PREVIEWED:
        raise BadInputError(
            f"UNTIL: at most {MOST_PREVIEWED.days} days after FROM, which lies in {EARLIEST.year} or later"
        )
    with _opened(settings) as database, database.read() as connection:
        posts = posts_between(connection, terms_in_force(connection), first, last)
    if as_json:
        print(json.dumps(posts, ensure_ascii=False))  # noqa: T201 -- data goes to stdout
    else:
        _wide_console().print(preview_table(posts))


@roster.command("generate")
def roster_generate(
    start: Annotated[str, typer.Argument(metavar="FROM", help="A day, such as 2026-10-01.")],
    until: Annotated[str, typer.Argument(metavar="UNTIL", help="The last day, such as 2026-10-07.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the roster, record and tell nothing.")] = False,
) -> None:
    """Put a fair duty roster in force for those days; days that somebody set before stay as they are."""
    from bot.rosters import drawn_up, lines, put_in_force

    settings = load_settings()
    terms_in_force = settings.terms()
    first, last = _days(start, until)
    clock = Clock(settings.clock_start())
    with _opened(settings) as database, database.write_alone(keep=not dry_run) as connection:
        terms = terms_in_force(connection)
        if dry_run:
            drawn = drawn_up(connection, first, last)
        else:
            drawn = put_in_force(UnitOfWork(connection, by_bot("roster"), clock()), terms, first, last)
        for line in lines(connection, terms, drawn):
            print(line)  # noqa: T201 -- data goes to stdout
    verb = "would be given out" if dry_run else "given out"
    wanting = sum(turn.person is None for turn in drawn)
    _tell(f"turns {verb}: {sum(turn.is_new for turn in drawn)}; days nobody can take: {wanting}")


@roster.command("ics")
def roster_ics(
    start: Annotated[str, typer.Argument(metavar="FROM", help="A day, such as 2026-10-01.")],
    until: Annotated[str, typer.Argument(metavar="UNTIL", help="The last day, such as 2026-10-07.")],
) -> None:
    """Write the duty roster of those days as an iCalendar file."""
    from bot.rosters import ics

    first, last = _days(start, until)
    with _opened(load_settings()) as database, database.read() as connection:
        content = ics(connection, first, last)
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


@cli.command("manifest")
def manifest_() -> None:
    """Print the Slack app manifest."""
    from bot.manifest import manifest
    from commands.catalog import Catalog

    catalog = Catalog()
    print(json.dumps(manifest(catalog), ensure_ascii=False, indent=2))  # noqa: T201 -- data goes to stdout


@cli.command()
def check() -> int:
    """Look at settings, database, calendar, Slack and people; exit 1 where something is wrong."""
    from bot.check import findings

    settings = load_settings()
    terms_in_force = settings.terms()
    wrong = False
    with _opened(settings) as database:
        with database.read() as connection:
            terms = terms_in_force(connection)
        for finding in findings(settings, terms, database, Clock(settings.clock_start())()):
            wrong |= finding.grade == "error"
            print(f"{finding.grade:8} {finding.about:9} {finding.words}")  # noqa: T201 -- data goes to stdout
    return REFUSED if wrong else DONE


@contextmanager
def _opened(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database)
    try:
        migrate(database)
        yield database
    finally:
        database.close()


def _wide_console() -> Console:
    console = Console()
    console.width = max(console.width, TABLE_WIDTH)
    return console


def _moment(text: str, name: str = "--at") -> datetime:
    try:
        return parse_moment(text)
    except ValueError as error:
        raise BadInputError(f"{name}: {error}") from error


def _moment_or_day(text: str, name: str) -> datetime:
    """The moment; of a day its 00:00 in China."""
    try:
        return day_start(parse_day(text))
    except ValueError:
        return _moment(text, name)


def _days(start: str, until: str) -> tuple[date, date]:
    """The days from FROM to UNTIL. Raises BadInputError where they are none."""
    days: list[date] = []
    for name, text in (("FROM", start), ("UNTIL", until)):
        try:
            days.append(parse_day(text))
        except ValueError as error:
            raise BadInputError(f"{name}: {error}") from error
    if days[1] < days[0]:
        raise BadInputError("UNTIL: must not lie before FROM")
    return days[0], days[1]


def _content_of(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise BadInputError(f"{file}: {error.strerror}") from error


def _write_whole(path: Path, content: bytes) -> None:
    """Write beside the file and rename, so that a crash leaves the old one or the new one; a device is written to."""
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return
    target = path.resolve()
    descriptor, name = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as beside:
            beside.write(content)
            beside.flush()
            os.fsync(beside.fileno())
        Path(name).replace(target)
    except OSError:
        Path(name).unlink()
        raise


def _tell(words: str) -> None:
    print(words, file=sys.stderr)  # noqa: T201 -- what is no data goes to stderr


def _said(words: str, code: int) -> int:
    _tell(f"zhiban: {' '.join(words.split())}")
    return code
