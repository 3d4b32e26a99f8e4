"""What of a process's words reaches the terminal."""

import subprocess
import sys
from pathlib import Path

import pytest

from escriptorium.process_log import ProcessLog

CODE = """
import sys
print("A mail", flush=True)
for level in ("INFO", "WARNING", "ERROR"):
    print(f"2026-01-01 10:00:00,000 {level} name: {level} words", file=sys.stderr)
print("Traceback (most recent call last):", file=sys.stderr)
"""


@pytest.mark.parametrize("shows_output", [True, False])
def test_warnings_reach_the_terminal_and_all_the_file(
    shows_output: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = ProcessLog("web", tmp_path, shows_output=shows_output)
    process = subprocess.Popen(
        [sys.executable, "-c", CODE], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    for reader in log.follow(process):
        reader.join()
    process.wait()
    shown = capsys.readouterr().err
    assert "WARNING words" in shown
    assert "ERROR words" in shown
    assert "INFO words" not in shown
    assert "Traceback" not in shown
    assert ("[web] A mail" in shown) is shows_output
    assert (tmp_path / "web.log").read_text().count("\n") == 5
