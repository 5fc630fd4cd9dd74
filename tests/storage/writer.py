"""A process that writes punches and says each id once it is acknowledged.

Run it as `python -m tests.storage.writer URL COUNT`; it says `ready` and begins with the first line on its input.
"""

import sys

from storage.contract.kinds import Punch
from storage.database import Database
from storage.records.ledger import UnitOfWork, by_bot
from tests.storage.telling import NOW, punch


def main(url: str, count: int) -> None:
    """Write `count` punches, one after another, each under the next free id."""
    database = Database(url)
    say("ready")
    sys.stdin.readline()
    for _ in range(count):
        id_ = database.write(lambda connection: _one(UnitOfWork(connection, by_bot("test"), NOW))).result(60)
        say(id_)
    database.close()


def say(word: str) -> None:
    """A line that is out when this returns."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def _one(work: UnitOfWork) -> str:
    id_ = work.new_id(Punch, "p")
    work.record(punch(id_))
    return id_


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
