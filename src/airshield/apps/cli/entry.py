"""What every command shares: where to find it, and how its errors leave the program."""

from __future__ import annotations

import contextlib
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from typing import Any, TextIO

from cyclopts import App, CycloptsError

from airshield import __version__
from airshield.apps.cli.command import Command, Commands, register
from airshield.apps.cli.evidence.group import EVIDENCE
from airshield.apps.cli.runs.group import RUNS
from airshield.errors import InputError, InternalError, OutputError

DONE = 0
INTERNAL = 70
REFUSED = 2
INTERRUPTED = 130
BROKEN_PIPE = 141


COMMANDS: Commands = {
    "assess": Command(
        "airshield.apps.cli.assess:assess",
        "Play a raid thousands of times: what gets through, where, why, and how sure we are.",
    ),
    "replay": Command(
        "airshield.apps.cli.replay:replay",
        "Play one raid of an assessment again and tell why each leaker got through.",
    ),
    "coverage": Command(
        "airshield.apps.cli.coverage:coverage",
        "Map what is seen and engaged where, how many shots there are, and how much warning.",
    ),
    "compare": Command(
        "airshield.apps.cli.compare:compare",
        "Play options against each other in the same raids: which helps most, and how surely.",
    ),
    "plan": Command(
        "airshield.apps.cli.plan:plan",
        "Say what is needed to reach the goals, and where each piece should stand.",
    ),
    "timeline": Command(
        "airshield.apps.cli.timeline:timeline",
        "Play raids month after month: stocks, repair, and what was pledged coming in or late.",
    ),
    "sweep": Command(
        "airshield.apps.cli.sweep:sweep",
        "Vary a scenario by a design of experiments and say what each factor does.",
    ),
    "track": Command(
        "airshield.apps.cli.track:track",
        "Follow what sensors reported: which tracks there were, when and where, and how surely.",
    ),
    "runs": RUNS,
    "new": Command("airshield.apps.cli.new:new", "Write a commented scenario to start from."),
    "validate": Command(
        "airshield.apps.cli.validate:validate",
        "Check scenario files and tell every mistake at once.",
    ),
    "catalogue": Command(
        "airshield.apps.cli.catalogue:catalogue",
        "Show the threat, sensor and system types, and where their figures come from.",
    ),
    "evidence": EVIDENCE,
    "schema": Command(
        "airshield.apps.cli.schema:schema", "Print the JSON Schema of scenario files, for editors."
    ),
    "warm": Command(
        "airshield.apps.cli.warm:warm", "Compile the kernels, so that the first assessment is fast."
    ),
}
"""Every command, in the order in which they are listed."""


def build(arguments: Sequence[str] = ()) -> App:
    """Return the command line with every command, none of them imported yet.

    The command that the ``arguments`` call explains itself by its docstring, the others by their
    line.
    """
    app = App(
        name="airshield",
        help="Layered air defence of people and infrastructure: plan, practise, warn in time.",
        help_epilogue=(
            "Start with `airshield new my-question`, or name a scenario that is shipped: "
            "`airshield validate autumn-2022`. Every command explains itself: "
            "`airshield validate --help`."
        ),
        help_format="markdown",
        version=__version__,
        version_flags=["--version"],
        suppress_keyboard_interrupt=False,
    )
    return register(app, COMMANDS, arguments)


def main() -> None:
    """Run the command line and leave with its exit code.

    By the time `run` returns, every file is closed and every thread has ended. Taking compiled
    kernels and imported modules apart as well would add a quarter to the shortest assessment.
    """
    code = run(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code.

    0: done. 2: the input or the output is at fault, and a message on standard error says what,
    where and what to do. 70: our defect. 130: stopped by Ctrl-C. 141: nobody reads our output.
    """
    for stream in (sys.stdout, sys.stderr):
        _never_fail_to_encode(stream)
    try:
        with _plain_warnings():
            code = build(arguments)(
                list(arguments), exit_on_error=False, result_action="return_value"
            )
            sys.stdout.flush()
    except BaseException as error:
        return _left(error)
    return code if isinstance(code, int) else DONE


def _left(error: BaseException) -> int:
    """Tell an error and return the exit code, or raise it again if it is none of ours."""
    if isinstance(error, CycloptsError):
        return REFUSED  # It was told already, with the usage.
    if isinstance(error, InputError | OutputError):
        return _tell(str(error), REFUSED)
    if isinstance(error, KeyboardInterrupt):
        return _tell("stopped", INTERRUPTED)
    if isinstance(error, BrokenPipeError):
        _close_quietly()
        return BROKEN_PIPE
    if isinstance(error, InternalError):
        return _tell(str(error), INTERNAL)
    if isinstance(error, MemoryError):
        return _tell("out of memory; ask for fewer worlds, threats or batteries", REFUSED)
    if isinstance(error, OSError) and error.filename is None:
        _close_quietly()
        return _tell(f"the output could not be written: {error.strerror or error}", REFUSED)
    raise error


def _tell(message: str, code: int) -> int:
    with contextlib.suppress(OSError):
        print(message, file=sys.stderr, flush=True)
    return code


def _close_quietly() -> None:
    """Keep the interpreter from complaining at exit about output that cannot be written."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _never_fail_to_encode(stream: TextIO) -> None:
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


@contextlib.contextmanager
def _plain_warnings() -> Iterator[None]:
    """Show warnings as one line without the place in our code."""

    def show(message: Warning | str, *_: Any, **__: Any) -> None:
        print(f"warning: {message}", file=sys.stderr)

    with warnings.catch_warnings():
        warnings.showwarning = show
        yield
