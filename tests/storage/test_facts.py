"""Import and export over real databases."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.contract.fact import Fact
from storage.database import Database
from storage.records.factfile import LineError, encode
from storage.records.facts import export_lines, import_file
from storage.records.ledger import UnitOfWork, by_bot
from tests.storage import strategies
from tests.storage.samples import EVERY_FIELD, LEAST, line_of, lines
from tests.storage.telling import NOW, export, faults, take_in

TEAM = "".join(
    f'{{"kind": "person", "id": "{id_}", "name": "{id_}", "side": "team", "role": "pm", "onsite": true}}\n'
    for id_ in strategies.PEOPLE
)


@pytest.mark.parametrize("content", [EVERY_FIELD, LEAST], ids=["every field", "least"])
def test_import_of_an_export_gives_the_same_bytes(database: Database, content: bytes) -> None:
    taken = take_in(database, content)
    assert taken == (len(lines(content)), 0, 0)
    exported = export(database)
    assert sorted(lines(exported)) == sorted(lines(content))
    assert take_in(database, exported) == (0, 0, len(lines(content)))
    assert export(database) == exported
    assert faults(database) == []


def test_the_order_of_lines_does_not_matter(database: Database) -> None:
    take_in(database, EVERY_FIELD)
    exported = lines(export(database))
    shuffled = random.Random(7).sample(exported, len(exported))
    with database.write_alone(keep=False) as connection:
        for table in {f'"{line.split(chr(34))[3]}"' for line in exported}:
            connection.exec_driver_sql(f"DELETE FROM {table}")
        work = UnitOfWork(connection, by_bot("test"), NOW)
        import_file(work, "f", "\n".join(shuffled).encode(), replace=False)
        assert list(export_lines(connection)) == exported


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=st.lists(strategies.any_facts(), max_size=8, unique_by=lambda fact: (fact.KIND, fact.id)), data=st.data())
def test_any_facts_come_back_from_a_database(database: Database, facts: list[Fact], data: st.DataObject) -> None:
    told = [fact for fact in facts if (fact.KIND, fact.id) not in {("person", id_) for id_ in strategies.PEOPLE}]
    content = (TEAM + "".join(f"{encode(fact)}\n" for fact in data.draw(st.permutations(told)))).encode()
    with database.write_alone(keep=False) as connection:
        work = UnitOfWork(connection, by_bot("test"), NOW)
        import_file(work, "f", content, replace=False)
        exported = list(export_lines(connection))
        assert sorted(exported) == sorted(lines(content))
        again = import_file(work, "f", "\n".join(exported).encode(), replace=False)
        assert (again.new, again.replaced) == (0, 0)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (LEAST + b'{"kind": "punch"}\n', "f:26: id: is missing"),
        (LEAST + line_of("punch").replace('"lin"', '"wu"').encode(), "f:26: person: *"),
        (LEAST + line_of("fault").replace("Slow", "Fast").encode(), "f:26: id: 'fau-1' is already a fault *"),
    ],
    ids=["a missing field", "an unknown person", "an id said twice otherwise"],
)
def test_a_refused_file_leaves_nothing(database: Database, content: bytes, why: str) -> None:
    with pytest.raises(LineError) as refusal:
        take_in(database, content)
    assert str(refusal.value).startswith(why.rstrip("*"))
    assert export(database) == b""


def test_the_same_id_with_other_content_needs_replace(database: Database) -> None:
    take_in(database, LEAST)
    before = export(database)
    changed = before.replace(b'"Slow"', b'"Fast"')
    line = lines(changed).index(line_of("fault").replace("Slow", "Fast")) + 1
    with pytest.raises(LineError, match=rf"f:{line}: id: 'fau-1' is already a fault with other content; --replace"):
        take_in(database, changed)
    assert export(database) == before
    assert take_in(database, changed, replace=True) == (0, 1, 24)
    assert export(database) == changed
    assert faults(database) == []


def test_a_later_line_of_the_same_id_wins_with_replace(database: Database) -> None:
    twice = LEAST + line_of("fault").replace("Slow", "Fast").encode()
    assert take_in(database, twice, replace=True) == (25, 1, 0)
    assert b'"Fast"' in export(database)
    assert faults(database) == []


def test_the_same_line_twice_changes_nothing(database: Database) -> None:
    assert take_in(database, LEAST + LEAST) == (25, 0, 25)


def test_a_dry_run_tells_and_stores_nothing(database: Database) -> None:
    assert take_in(database, LEAST, keep=False) == (25, 0, 0)
    assert export(database) == b""


def test_persons_already_held_may_be_named(database: Database) -> None:
    take_in(database, "\n".join(lines(LEAST)[:2]).encode())
    assert take_in(database, line_of("punch").encode()) == (1, 0, 0)
