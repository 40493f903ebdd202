"""A directive that runs a command of airshield while the page is built, and shows what it says.

::

    ```{command} airshield validate first/scenario.yaml
    ```

All commands of one page run in one folder, which starts empty. A command that ends with
another exit code than ``:exit:`` (default 0) is a warning, and so fails the build. ``:store:``
names the folder in which it keeps runs.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective


class Command(SphinxDirective):
    """Run the command in the argument and show it with its output."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar = {
        "exit": directives.nonnegative_int,
        "hide-output": directives.flag,
        "store": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        """Return a literal block with a prompt, the command and its output."""
        line = self.arguments[0]
        done = self._play(line)
        if done.returncode != self.options.get("exit", 0):
            message = f"'{line}' ended with exit code {done.returncode}:\n{done.stdout}"
            return [self.state.document.reporter.error(message, line=self.lineno)]
        output = "" if "hide-output" in self.options else done.stdout
        text = f"$ {line}\n{output}".rstrip()
        return [nodes.literal_block(text, text, language="text")]

    def _play(self, line: str) -> subprocess.CompletedProcess[str]:
        folder = self.env.temp_data.setdefault("command_folder", TemporaryDirectory())
        program, *arguments = shlex.split(line)
        return subprocess.run(
            [Path(sys.executable).parent / program, *arguments],
            cwd=folder.name,
            env=os.environ | {"COLUMNS": "80", "NO_COLOR": "1"} | self._store(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def _store(self) -> dict[str, str]:
        """Return the variable that names the store of runs, if the page names one."""
        return {"AIRSHIELD_STORE": self.options["store"]} if "store" in self.options else {}


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive."""
    app.add_directive("command", Command)
    return {"parallel_read_safe": True}
