"""Pictures, as PNG. What draws them takes a second to load, so that it is loaded for the first one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from threading import Lock
from typing import Any, Final

from commands.kit.texts import Language, Translator, translator

CJK_FONTS: Final = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Microsoft YaHei",
    "PingFang SC",
    "SimHei",
)
"""Fonts in which Chinese can be written, the best first."""
_DRAWING: Final = Lock()
"""Held while a picture is drawn: fonts are shared by all of them."""
_LATIN_FONT: Final = "DejaVu Sans"
_INCHES: Final = (9.0, 5.0)
_DPI: Final = 110
_MOST_TICKS: Final = 8
_MOST_IN_A_ROW: Final = 4
_COLOURS: Final = ("#0b6e99", "#b3541e", "#3f7d20", "#7b3f9e", "#a3003f", "#5c5c5c")
_STYLES: Final = ("-", "--", "-.", ":")
_MARKERS: Final = "osD^vP*X"


@dataclass(frozen=True)
class Line:
    """The figures of one system, a day each; None where there is none."""

    name: str
    available: Sequence[float | None]
    """Percent."""
    took_ms: Sequence[float | None]


def picture_language(t: Translator) -> Translator:
    """The reader's language, if its writing can be drawn here: Chinese needs a font that is installed."""
    return t if t.language != "zh" or cjk_font() is not None else translator("en")


@cache
def cjk_font() -> str | None:
    """A font installed here in which Chinese can be written; None where there is none."""
    from matplotlib import font_manager

    installed = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in CJK_FONTS if name in installed), None)


def availability_picture(days: Sequence[date], lines: Sequence[Line], language: Language) -> bytes:
    """Availability above, response time below, a line for each system, as a PNG.

    Lines differ by colour, dash and mark, so that they can be told apart without colour.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

    t, chinese = picture_language(translator(language)), cjk_font()
    font = FontProperties(family=[chinese, _LATIN_FONT] if chinese else [_LATIN_FONT])
    with _DRAWING:
        figure = Figure(figsize=_INCHES, dpi=_DPI, layout="constrained")
        FigureCanvasAgg(figure)
        above, below = figure.subplots(2, 1, sharex=True)
        for place, line in enumerate(lines):
            above.plot(days, _drawn(line.available), label=_shown(line.name, place, t), **_look(place))
            below.plot(days, _drawn(line.took_ms), **_look(place))
        lowest = min((one for line in lines for one in line.available if one is not None), default=100.0)
        above.set_ylim(min(lowest - 1, 99), 100.3)
        below.set_ylim(bottom=0)
        for axes, words in ((above, t("Availability, %")), (below, t("Response time, ms"))):
            axes.set_ylabel(words, fontproperties=font)
            axes.grid(visible=True, alpha=0.3)
        ticks = range(0, len(days), -(-len(days) // _MOST_TICKS))
        below.set_xticks([days[place] for place in ticks], [f"{days[place]:%m-%d}" for place in ticks])
        figure.legend(loc="outside lower center", ncols=_MOST_IN_A_ROW, prop=font)
        title = t("Watched pages, {first} to {last}", first=days[0], last=days[-1])
        figure.suptitle(title, fontproperties=font)
        out = BytesIO()
        figure.savefig(out, format="png")
    return out.getvalue()


def _look(place: int) -> dict[str, Any]:
    return {
        "color": _COLOURS[place % len(_COLOURS)],
        "linestyle": _STYLES[place % len(_STYLES)],
        "marker": _MARKERS[place % len(_MARKERS)],
        "markersize": 4,
        "clip_on": False,
    }


def _drawn(figures: Sequence[float | None]) -> list[float]:
    return [float("nan") if figure is None else figure for figure in figures]


def _shown(name: str, place: int, t: Translator) -> str:
    """The name as plain text, in which nothing is a formula; its number where it cannot be written here."""
    if cjk_font() is None and not name.isascii():
        return t("System {number}", number=place + 1)
    return name.replace("\\", "/").replace("$", r"\$").removeprefix("_") or t("System {number}", number=place + 1)
