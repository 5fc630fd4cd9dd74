"""The soak's short form: twenty kills while a thousand nudges go out."""

from __future__ import annotations

import subprocess
import sys

from tests.bot.zhiban import ROOT


def test_twenty_kills_lose_and_double_nothing() -> None:
    command = [sys.executable, "-m", "tests.soak", "--kills", "20", "--nudges", "1000"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=110, check=False)
    assert "1000 nudges, 20 kills, 10 of them between sending and marking: lost 0, doubled 0" in ran.stdout, ran
