"""The one script of a developer: what it says it can do, it knows."""

import re
import subprocess
from pathlib import Path

import pytest

from architecture.source import ROOT

COMMANDS = ("setup", "demo", "test", "check", "bench", "docs", "help")


def dev(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ./dev from another folder."""
    command = [str(ROOT / "dev"), *arguments]
    return subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)


def test_help_lists_every_command_and_nothing_else() -> None:
    listed = re.findall(r"^  (\w+)", dev("help").stdout, flags=re.MULTILINE)
    assert tuple(listed) == COMMANDS


def test_an_unknown_command_fails_and_shows_the_known_ones() -> None:
    done = dev("tets")
    assert done.returncode == 1
    assert "no command 'tets'" in done.stderr
    assert "./dev COMMAND" in done.stderr


@pytest.mark.parametrize("name", ["dev", ".ci/run"])
def test_scripts_are_well_formed_and_may_be_run(name: str) -> None:
    script = ROOT / name
    assert script.stat().st_mode & 0o111
    assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0


def test_an_old_python_is_refused_with_a_clear_message(tmp_path: Path) -> None:
    fake = tmp_path / "python3"
    fake.write_text("#!/bin/sh\necho Python 3.9.2\nexit 1\n")
    fake.chmod(0o755)
    for name in ("python", "python3.11", "python3.12", "python3.13"):
        (tmp_path / name).symlink_to(fake)
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in ("dev", "pyproject.toml"):
        (copy / name).write_bytes((ROOT / name).read_bytes())
    done = subprocess.run(
        ["bash", str(copy / "dev"), "setup"],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr
    assert not (copy / ".venv").exists()
