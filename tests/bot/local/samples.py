"""Views and blocks with every element the workspace knows, for the stand-in's own tests."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(value: str, text: str | None = None, about: str = "") -> Json:
    return {"text": plain(text or value), "value": value} | ({"description": plain(about)} if about else {})


def field(block_id: str, label: str, element: Json, **more: Any) -> Json:
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element, **more}


SYSTEMS = [option("portal", "门户网站"), option("gateway", "接口网关"), option("upload", "附件服务")]
CONFIRM = {
    "title": plain("关闭 F-12？"),
    "text": plain("关闭后不能再补记处理过程。"),
    "confirm": plain("关闭故障"),
    "deny": plain("再等等"),
    "style": "danger",
}
BUTTONS: list[Json] = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "*F-12 门户网站打不开* · 四级 · 09:12 发现"}},
    {
        "type": "actions",
        "block_id": "flow",
        "elements": [
            {"type": "button", "action_id": "respond", "text": plain("响应"), "style": "primary", "value": "f-12"},
            {"type": "button", "action_id": "vendor", "text": plain("转厂商"), "value": "f-12"},
            {
                "type": "button",
                "action_id": "close",
                "text": plain("关闭"),
                "style": "danger",
                "value": "f-12",
                "confirm": CONFIRM,
            },
            {"type": "button", "action_id": "look", "text": plain("查看页面"), "url": "https://example.invalid/f-12"},
            {
                "type": "overflow",
                "action_id": "more",
                "options": [option("log", "补记过程"), option("merge", "合并到其他故障")],
            },
        ],
    },
    {
        "type": "section",
        "block_id": "owner",
        "text": {"type": "mrkdwn", "text": "处理人"},
        "accessory": {"type": "users_select", "action_id": "assign", "placeholder": plain("指定处理人")},
    },
    {
        "type": "actions",
        "block_id": "set",
        "elements": [
            {"type": "static_select", "action_id": "level", "placeholder": plain("级别"), "options": SYSTEMS},
            {"type": "datepicker", "action_id": "due", "initial_date": "2026-07-15"},
            {"type": "timepicker", "action_id": "due_at", "initial_time": "18:00"},
            {"type": "datetimepicker", "action_id": "snooze", "initial_date_time": 1_784_100_600},
        ],
    },
    {
        "type": "section",
        "block_id": "impact",
        "text": {"type": "mrkdwn", "text": "影响"},
        "accessory": {
            "type": "checkboxes",
            "action_id": "kinds",
            "options": [option("outage", "业务中断"), option("data", "数据有误")],
        },
    },
    {
        "type": "section",
        "block_id": "shift",
        "text": {"type": "mrkdwn", "text": "班次"},
        "accessory": {
            "type": "radio_buttons",
            "action_id": "which",
            "options": [option("day", "白班"), option("night", "夜班")],
            "initial_option": option("day", "白班"),
        },
    },
]
FORM: Json = {
    "type": "modal",
    "callback_id": "fault.open",
    "private_metadata": "m-1",
    "notify_on_close": True,
    "title": plain("登记故障"),
    "submit": plain("登记"),
    "close": plain("取消"),
    "blocks": [
        {"type": "header", "text": plain("门户与接口")},
        {"type": "section", "text": {"type": "mrkdwn", "text": "带“选填”的可以留空，其余*必填*。"}},
        field(
            "title",
            "标题",
            {"type": "plain_text_input", "action_id": "t", "max_length": 60, "placeholder": plain("例如：门户打不开")},
        ),
        field(
            "level",
            "级别",
            {
                "type": "static_select",
                "action_id": "l",
                "options": [option("3", "三级"), option("4", "四级")],
                "initial_option": option("4", "四级"),
            },
            hint=plain("不确定时选四级。"),
        ),
        field("systems", "涉及系统", {"type": "multi_static_select", "action_id": "s", "options": SYSTEMS}),
        field("who", "处理人", {"type": "users_select", "action_id": "w", "initial_user": "U0LIN"}),
        field("watch", "知会", {"type": "multi_users_select", "action_id": "m"}, optional=True),
        field("day", "发现日期", {"type": "datepicker", "action_id": "d", "initial_date": "2026-07-15"}),
        field("time", "发现时间", {"type": "timepicker", "action_id": "c", "initial_time": "09:12"}),
        field("until", "承诺恢复", {"type": "datetimepicker", "action_id": "u"}, optional=True),
        field(
            "number",
            "影响人数",
            {"type": "number_input", "action_id": "n", "is_decimal_allowed": False, "min_value": "0"},
            optional=True,
        ),
        field(
            "kind",
            "类型",
            {
                "type": "radio_buttons",
                "action_id": "k",
                "options": [option("function", "功能", "页面或接口异常"), option("network", "网络")],
                "initial_option": option("function", "功能", "页面或接口异常"),
            },
        ),
        field(
            "flags",
            "情况",
            {
                "type": "checkboxes",
                "action_id": "f",
                "options": [option("outage", "业务中断"), option("told", "已告知甲方")],
            },
            optional=True,
        ),
        {"type": "divider"},
        field("note", "现象", {"type": "plain_text_input", "action_id": "x", "multiline": True}, optional=True),
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "登记后会通知 #ops。"}]},
    ],
}
LIVE_FORM: Json = {
    "type": "modal",
    "title": plain("补记"),
    "submit": plain("提交"),
    "blocks": [
        field("search", "故障编号", {"type": "plain_text_input", "action_id": "q"}, dispatch_action=True),
        {
            "type": "actions",
            "block_id": "a",
            "elements": [{"type": "button", "action_id": "help", "text": plain("怎么填")}],
        },
    ],
}
HOME: Json = {
    "type": "home",
    "blocks": [
        {"type": "header", "text": plain("今天的巡检")},
        {
            "type": "section",
            "block_id": "page",
            "text": {"type": "mrkdwn", "text": "*页面巡检* · 10:30 前完成"},
            "accessory": {
                "type": "button",
                "action_id": "done",
                "text": plain("完成"),
                "style": "primary",
                "value": "page",
            },
        },
        {"type": "divider"},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "本月 96.5 分"}]},
    ],
}
