"""What is said, in English and Chinese: English message ids, Chinese from `locale/zh_CN.po`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from babel.messages.pofile import read_po

from storage.contract.text import Text as Bilingual

Language = Literal["zh", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")
CATALOG_FILE: Final = Path(__file__).parent / "locale" / "zh_CN.po"


@dataclass(frozen=True)
class Text:
    """A sentence that is not yet in any language: the English message and the values for its `{names}`."""

    message: str
    values: Mapping[str, Any] = field(default_factory=dict)


def text(message: str, /, **values: Any) -> Text:
    """A sentence to be translated where its reader is known; a value may be a Text itself."""
    return Text(message, values)


class Translator:
    """Says sentences in one language: `t("{count} faults", count=2)`."""

    def __init__(self, language: Language, translations: Mapping[str, str]) -> None:
        self.language = language
        self._translations = translations

    def __call__(self, message: str | Text, /, **values: Any) -> str:
        """The sentence in this language, its `{names}` filled in; sentences among the values are said in it too."""
        if isinstance(message, Text):
            values = {**message.values, **values}
            message = message.message
        said = {name: self._said(value) for name, value in values.items()}
        template = self._translations.get(message) or message
        return template.format(**said) if said else template

    def _said(self, value: Any) -> Any:
        if isinstance(value, Bilingual):
            return self.of(value)
        return self(value) if isinstance(value, Text) else value

    def of(self, both: Bilingual) -> str:
        """That one of two texts of the contract that is in this language."""
        return self.pick(both.zh, both.en)

    def run_on(self, *sentences: str) -> str:
        """Sentences in a row; Chinese puts no blank between them."""
        return self.pick("", " ").join(sentences)

    def listed(self, parts: Iterable[str]) -> str:
        """Several in one sentence, with what this language puts between them; empty for none."""
        return self.pick("、", ", ").join(parts)

    def pick(self, zh: str, en: str) -> str:
        """That one of two texts, kept in both languages, that is in this one."""
        return zh if self.language == "zh" else en


@cache
def translator(language: Language) -> Translator:
    """The translator of that language."""
    return Translator(language, _chinese() if language == "zh" else {})


@cache
def _chinese() -> dict[str, str]:
    with CATALOG_FILE.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file, locale="zh_CN") if message.id}
