"""What Slack itself says to a person, in that person's language."""

from __future__ import annotations

from bot.local.model import LocalPerson


def command_failed(person: LocalPerson, command: str, error: str) -> str:
    """The bot gave no usable answer to a command; `error` is Slack's word for what went wrong."""
    if _reads_chinese(person):
        return f"{command} 执行失败，错误代码：“{error}”。"
    return f"{command} failed with the error “{error}”."


def no_such_command(person: LocalPerson, command: str) -> str:
    """There is no command of that name."""
    if _reads_chinese(person):
        return (
            f"没有 {command} 这个命令。以“/”开头的消息一律按命令处理；想发送普通消息，请在“/”前面加一个空格。"
            "输入“/”可查看全部命令。"
        )
    return (
        f"{command} is not a valid command. A message that starts with “/” is taken as a command; "
        "to send it as it is, put a space before the “/”. Type “/” to see all commands."
    )


def no_command_in_thread(person: LocalPerson, command: str) -> str:
    """Slack takes no commands in a thread's composer."""
    if _reads_chinese(person):
        return f"消息列中不能使用 {command}。请在频道的输入框里输入。"
    return f"{command} is not supported in threads. Please type it in the channel's own message box."


def _reads_chinese(person: LocalPerson) -> bool:
    return person.locale.startswith("zh")
