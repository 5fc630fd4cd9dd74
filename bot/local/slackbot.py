"""What Slack itself says to a person, in that person's language."""

from __future__ import annotations

from bot.local.model import Json, LocalPerson


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


def objection(word: str, element: Json, *, chinese: bool) -> str:
    """Why the client does not submit a form yet; `word` is one that `bot.local.values.left_out` gives."""
    sentence = _OBJECTIONS[word][0 if chinese else 1]
    said = {name: element.get(name) for name in ("min_length", "max_length", "min_value", "max_value", "max_files")}
    return sentence.format(**said, kinds=", ".join(element.get("filetypes") or []))


_OBJECTIONS = {
    "required": ("请填写此项。", "Please complete this required field."),
    "too_short": ("请至少输入 {min_length} 个字符。", "Please enter at least {min_length} characters."),
    "too_long": ("请勿超过 {max_length} 个字符。", "Please enter no more than {max_length} characters."),
    "no_number": ("请输入数字，例如 2.5。", "Please enter a number, such as 2.5."),
    "no_whole_number": ("请输入整数，例如 3。", "Please enter a whole number, such as 3."),
    "too_small": ("请输入不小于 {min_value} 的数字。", "Please enter {min_value} or more."),
    "too_large": ("请输入不大于 {max_value} 的数字。", "Please enter {max_value} or less."),
    "too_many_files": ("请勿超过 {max_files} 个文件。", "Please upload no more than {max_files} files."),
    "wrong_type": ("请上传以下类型的文件：{kinds}。", "Please upload files of these types: {kinds}."),
}


def _reads_chinese(person: LocalPerson) -> bool:
    return person.locale.startswith("zh")
