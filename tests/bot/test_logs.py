"""What the bot writes to stderr: JSON lines without anybody's words, tokens or names, also when things go wrong."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from urllib.parse import urlencode

from tests.bot.conftest import MORNING
from tests.bot.running import FORM, TEAM, Home, command_body, running_bot, signed, slack_id, stand_in
from tests.slack import SlackStandIn

SECRET_WORDS = "机密备注-4711"


def test_logs_are_json_and_tell_nothing_personal(new_home: Callable[[], Home]) -> None:
    home = new_home()
    with stand_in() as slack, running_bot(home, slack, MORNING) as bot:
        slack.fail_next(1, 500, method="chat.postMessage")
        slack.rate_limit_next(1, method="chat.postMessage")
        bot.say("lin", f"/inspect done {SECRET_WORDS}")
        bot.post(command_body("lin", f"/fault {SECRET_WORDS}"), signed(b"forged"))
        bot.post(f"payload={SECRET_WORDS}".encode(), {"Content-Type": FORM})
        bot.post(urlencode({"payload": json.dumps({"type": "x", "user": {"id": "U0LIN"}, "a": SECRET_WORDS})}).encode())
        bot.post(json.dumps({"type": "event_callback", "event_id": "E", "event": {"type": SECRET_WORDS}}).encode())
        with sqlite3.connect(home.database) as connection:
            connection.execute("DROP TABLE problem")
        connection.close()
        answer = bot.say("lin", f"/inspect problem {SECRET_WORDS}")
        bot.slack.wait_for(lambda: any("slack refused a post" in line for line in bot.log_lines()))
        assert bot.stop() == 0
    lines = bot.log_lines()
    events = [json.loads(line) for line in lines]
    assert [event for event in events if not {"at", "level", "logger"} <= event.keys()] == []
    told = [event["event"] for event in events if event["logger"].startswith("zhiban")]
    assert told[0] == "bot started"
    assert told[-1] == "bot stopped"
    failed = next(event for event in events if event.get("event") == "command failed")
    assert failed["reference"] in answer["text"]
    assert {"request refused", "slack refused a post"} <= set(told)
    assert [word for word in not_to_be_told(slack) if re.search(rf"\b{re.escape(word)}\b", "\n".join(lines))] == []


def not_to_be_told(slack: SlackStandIn) -> list[str]:
    people = [word for person in TEAM for word in (person["id"], person["name"], slack_id(person["id"]))]
    return [SECRET_WORDS, slack.token, slack.signing_secret, *people]
