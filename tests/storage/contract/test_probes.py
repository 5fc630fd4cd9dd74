"""Probes as a contract.toml names them: what can be, what cannot, and why not."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.contract.probes import MOST_PROBES, Probe, read_probes
from storage.contract.terms import TermsError, load_terms

HOME = {"name": "home", "system": "portal", "url": "https://portal.example/"}


def test_what_is_left_out_has_a_usual_value() -> None:
    [probe] = load_terms({"probe": [HOME]}).probes
    assert probe == Probe(name="home", system="portal", url="https://portal.example/")
    assert (probe.status, probe.text, probe.seconds, probe.every_min, probe.tries, probe.auto) == (
        200,
        "",
        10,
        5,
        3,
        False,
    )


def test_none_ships() -> None:
    terms = load_terms()
    assert terms.probes == ()
    assert (f"{terms.probing.inspects_at:%H:%M}", terms.probing.kept_days) == ("09:00", 400)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"name": ""}, "the probe in place 1: name must not be empty"),
        ({"name": " "}, "the probe in place 1: name must not be empty"),
        ({"name": 3}, "the probe in place 1: name must be a line of text in quotes"),
        ({"name": "a\nb"}, '"a\nb": name must be a line of text in quotes'),
        ({"name": "n" * 61}, "name is longer than 60 characters"),
        ({"url": "portal.example"}, "url must be a web address that begins with https:// or http://"),
        ({"url": "ftp://portal.example/"}, "url must be a web address"),
        ({"url": "https://"}, "url must be a web address"),
        ({"url": "https://portal.example:0/"}, "url must be a web address"),
        ({"url": "https://portal.example:99999/"}, "url is no web address"),
        ({"url": "https://[::1/"}, "url is no web address"),
        ({"url": "https://portal.example/a b"}, "url must be a web address"),
        ({"url": "https://me:secret@portal.example/"}, "url must not hold a user name or password"),
        ({"url": "https://me@portal.example/"}, "url must not hold a user name or password"),
        ({"status": 99}, "status must be a whole number from 100 to 599"),
        ({"status": 600}, "status must be a whole number from 100 to 599"),
        ({"status": True}, "status must be a whole number"),
        ({"status": "200"}, "status must be a whole number"),
        ({"seconds": 0}, "seconds must be a whole number from 1 to 60"),
        ({"seconds": 61}, "seconds must be a whole number from 1 to 60"),
        ({"seconds": 1.5}, "seconds must be a whole number from 1 to 60"),
        ({"every_min": 0}, "every_min must be a whole number from 1 to 1440"),
        ({"every_min": 1441}, "every_min must be a whole number from 1 to 1440"),
        ({"tries": 0}, "tries must be a whole number from 1 to 20"),
        ({"tries": 21}, "tries must be a whole number from 1 to 20"),
        ({"auto": "yes"}, "auto must be true or false, without quotes"),
        ({"text": 5}, "text must be a line of text in quotes"),
        ({"text": "x" * 201}, "text is longer than 200 characters"),
        ({"every": 5}, "every is no setting of a probe; there are name, system, url, status,"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(change: dict[str, Any], why: str) -> None:
    with pytest.raises(TermsError) as refusal:
        load_terms({"probe": [{**HOME, **change}]})
    assert str(refusal.value).startswith("probe: ")
    assert why in str(refusal.value)


@pytest.mark.parametrize("missing", ["name", "system", "url"])
def test_what_is_needed_is_asked_for(missing: str) -> None:
    with pytest.raises(TermsError, match=f": {missing} is missing$"):
        load_terms({"probe": [{name: value for name, value in HOME.items() if name != missing}]})


@pytest.mark.parametrize(
    "change",
    [
        {"name": "n" * 60},
        {"url": "http://127.0.0.1:8080/health?x=1#top"},
        {"url": "https://门户.example/"},
        {"status": 100},
        {"status": 599},
        {"seconds": 1},
        {"seconds": 60},
        {"every_min": 1},
        {"every_min": 1440},
        {"tries": 1},
        {"tries": 20},
        {"text": "x" * 200},
        {"auto": True},
    ],
)
def test_what_can_be_is_taken(change: dict[str, Any]) -> None:
    [probe] = read_probes([{**HOME, **change}])
    assert asdict(probe).items() >= change.items()


@pytest.mark.parametrize(
    ("url", "host", "shown"),
    [
        ("https://Portal.example/", ("portal.example", 443), "https://Portal.example/"),
        ("https://portal.example:443/a", ("portal.example", 443), "https://portal.example:443/a"),
        ("https://portal.example./", ("portal.example", 443), "https://portal.example./"),
        ("http://portal.example:8080/a?key=1#b", ("portal.example", 8080), "http://portal.example:8080/a"),
        ("http://portal.example#?x", ("portal.example", 80), "http://portal.example"),
    ],
)
def test_one_host_is_one_however_it_is_written_and_no_key_is_shown(url: str, host: Any, shown: str) -> None:
    [probe] = read_probes([{**HOME, "url": url}])
    assert (probe.host, probe.shown_url) == (host, shown)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (HOME, "must be tables, each written"),
        ("home", "must be tables, each written"),
        (["home"], "must be tables, each written"),
        ([HOME, HOME], '"home": name is taken by an earlier probe'),
        ([{**HOME, "name": f"p{number}"} for number in range(MOST_PROBES + 1)], "at most 100 are looked at"),
    ],
)
def test_all_of_them_together(value: Any, why: str) -> None:
    with pytest.raises(TermsError, match=why.replace("[", r"\[")):
        load_terms({"probe": value})
    most = [{**HOME, "name": f"p{number}"} for number in range(MOST_PROBES)]
    assert len(load_terms({"probe": most}).probes) == MOST_PROBES


@given(st.dictionaries(st.sampled_from([*HOME, "status", "text", "seconds", "auto"]), st.from_type(object) | st.text()))
def test_whatever_is_written_is_taken_or_refused(table: dict[str, Any]) -> None:
    refusals: list[str] = []
    probes: tuple[Probe, ...] = ()
    try:
        probes = read_probes([table])
    except ValueError as error:
        refusals.append(str(error))
    assert all(refusals)
    assert [bool(probe.name.strip()) for probe in probes] == [True] * (1 - len(refusals))
