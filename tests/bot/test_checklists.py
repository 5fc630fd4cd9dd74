"""A checklist against the real bot: filled in, flagged, and made a problem once by whoever presses first."""

from __future__ import annotations

from collections.abc import Callable

from tests.bot.running import OPS, Home, running_bot, stand_in
from tests.bot.test_interactions import (
    FENG,
    LIN,
    MORNING,
    WU,
    buttons_of,
    facts,
    form_before,
    post_about,
    press,
    press_stale,
    told,
)


def test_a_flagged_item_of_a_form_becomes_one_problem(new_home: Callable[[], Home]) -> None:
    with stand_in() as slack, running_bot(new_home(), slack, MORNING) as bot:
        slack.command(LIN, "/inspect", "")
        slack.press_in(LIN, form_before(slack, LIN), "reload", value="server")
        slack.wait_for(lambda: "result.database" in str(slack.modal(LIN)))
        view = form_before(slack, LIN)
        filled = {"result.database.server": "flagged", "told.database.server": "慢查询", "when": "9:05"}
        assert slack.submit(LIN, view, filled).errors == {}
        inspection = facts(bot, "inspection")[-1]
        assert (inspection["type"], inspection["ok"]) == ("server", False)
        assert ["database", False, "慢查询"] in inspection["items"]
        post = post_about(slack, OPS, "完成服务器巡检")
        makes = buttons_of(post)["problem"]
        before = bot.home.held()
        press(slack, FENG, post, "problem")
        told(slack, FENG, "此操作仅限")
        assert bot.home.held() == before
        press(slack, WU, post, "problem")
        slack.wait_for(lambda: not buttons_of(post_about(slack, OPS, "完成服务器巡检")))
        press_stale(slack, LIN, post, makes)
        told(slack, LIN, "没有新增")
        [problem] = facts(bot, "problem")
        assert (problem["id"], problem["found_at"], problem["by"], problem["recorded_by"]) == (
            f"pr-{inspection['id']}-database",
            "2026-07-15T09:05:00+08:00",
            "lin",
            "wu",
        )
        assert set(buttons_of(post_about(slack, OPS, problem["id"]))) == {"feedback"}


def test_the_months_of_the_history_are_turned_by_buttons(new_home: Callable[[], Home]) -> None:
    with stand_in() as slack, running_bot(new_home(), slack, MORNING):
        shown = slack.command(LIN, "/inspect", "history").answer
        assert "2026-07 巡检日历" in str(shown)
        slack.wait_for(lambda: slack.ephemerals(LIN))
        entry = slack.ephemerals(LIN)[-1]
        button = next(
            element for block in entry["blocks"] if block["type"] == "actions" for element in block["elements"]
        )
        assert slack.press(LIN, OPS, entry["ts"], button["action_id"]).status == 200
        told(slack, LIN, "2026-06 巡检日历")
