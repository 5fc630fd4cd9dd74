"""The verbs by which entries are ruled on and periods are closed."""

from typing import Final

from commands.kit.texts import text
from commands.kit.verbs import Verb
from commands.score import closing_steps, ruling_forms, ruling_steps

VERBS: Final = (
    Verb(
        "confirm",
        text("confirm an entry"),
        "KEY REASON",
        ("/score confirm inspect.missed:page:2026-07-13 属实",),
        lambda said: ruling_steps.typed(said, "confirm"),
        ("确认",),
        ruling_forms.FORMS["confirm"],
    ),
    Verb(
        "waive",
        text("waive an entry: it counts nothing and stays visible"),
        "KEY REASON",
        ("/score waive inspect.missed:page:2026-07-13 当日机房断电",),
        lambda said: ruling_steps.typed(said, "waive"),
        ("豁免", "免扣", "免除"),
        ruling_forms.FORMS["waive"],
    ),
    Verb(
        "uphold",
        text("let an entry stand that was appealed"),
        "KEY REASON",
        ("/score uphold inspect.missed:page:2026-07-10 记录属实",),
        lambda said: ruling_steps.typed(said, "uphold"),
        ("维持",),
        ruling_forms.FORMS["uphold"],
    ),
    Verb(
        "appeal",
        text("appeal an entry, once; the client's manager upholds or waives it"),
        "KEY REASON",
        ("/score appeal inspect.missed:page:2026-07-13 当日已巡检，漏登记",),
        lambda said: ruling_steps.typed(said, "appeal"),
        ("申诉",),
        ruling_forms.FORMS["appeal"],
    ),
    Verb(
        "rule",
        text("confirm or waive several entries with one reason"),
        "confirm|waive KEY … REASON",
        ("/score rule waive inspect.missed:page:2026-07-13 inspect.missed:page:2026-07-14 机房断电",),
        ruling_steps.typed_several,
        ("批量裁定",),
        ruling_forms.SEVERAL,
    ),
    Verb(
        "close",
        text("close a period that has ended: its standing is kept as it is"),
        "PERIOD [REASON]",
        ("/score close 2026-06", "/score close 上月 双方已核对"),
        closing_steps.typed,
        ("结算", "关闭考核期"),
        closing_steps.CLOSE,
    ),
    Verb(
        "closings",
        text("the closed periods, as settled and as judged today"),
        "",
        ("/score closings",),
        closing_steps.listed,
        ("已结算",),
    ),
)
