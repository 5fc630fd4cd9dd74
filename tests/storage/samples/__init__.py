"""One line of every kind of fact, with every field and with the required ones only, as an export would write them."""

from pathlib import Path

HERE = Path(__file__).parent
EVERY_FIELD = (HERE / "every_field.jsonl").read_bytes()
LEAST = (HERE / "least.jsonl").read_bytes()


def lines(content: bytes) -> list[str]:
    """The file's lines."""
    return content.decode().removesuffix("\n").split("\n")


def line_of(kind: str, content: bytes = LEAST) -> str:
    """The file's last line of that kind."""
    return next(line for line in reversed(lines(content)) if line.startswith(f'{{"kind": "{kind}"'))
