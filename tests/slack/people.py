"""An invented team, its channels and a handful of commands, for tests that need some."""

from bot.local.model import LocalChannel, LocalCommand, LocalPerson

PEOPLE = (
    LocalPerson("U0LIN", "Lin", "驻场工程师", "On-site engineer"),
    LocalPerson("U0WU", "Wu", "驻场工程师", "On-site engineer"),
    LocalPerson("U0ZHAO", "Zhao", "项目经理", "Project manager"),
    LocalPerson("U0SUN", "Sun", "远程工程师", "Remote engineer", locale="en-US"),
    LocalPerson("U0CHEN", "Chen", "甲方管理人员", "Client manager"),
)
CHANNELS = (
    LocalChannel("C0OPS", "ops", "值班与巡检", "Duty and inspections"),
    LocalChannel("C0MGMT", "management", "考核与报告", "Scores and reports", members=frozenset({"U0ZHAO", "U0CHEN"})),
    LocalChannel("C0QUIET", "quiet", bot_is_member=False),
)
COMMANDS = (
    LocalCommand("/inspect", "Log an inspection", "done [page|server] [when] [note]", "登记巡检"),
    LocalCommand("/fault", "Open and follow faults", "open TITLE [--level N]", "登记并跟进故障"),
    LocalCommand("/score", "The score so far", "[month|quarter]", "当前得分"),
    LocalCommand("/zhiban", "Help, people, settings", "help", "帮助、人员与设置"),
)
