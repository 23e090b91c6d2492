"""Work in a forked child that may die, and that can never hold the whole suite up."""

import faulthandler
import os
import signal
import sys
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import connections

from junheng.reporting import charts
from tests.databases import OwnDatabase, wrapper_for

# A fork takes over locks whose threads it does not have: a child that waits for one waits forever.
PATIENCE_SECONDS = 120

# The libraries with threads of their own, which a child would wait for: it prints nothing.
_PAGE = SimpleNamespace(compile=lambda **_settings: b"%PDF-1.7 of a forked child")
_WITHOUT_THREADS = {
    "typst": SimpleNamespace(
        Compiler=lambda *_given, **_settings: _PAGE, Fonts=lambda **_settings: None
    ),
    "vl_convert": SimpleNamespace(
        register_font_directory=lambda _folder: None,
        vegalite_to_svg=lambda *_given, **_settings: "<svg/>",
    ),
}


def child_doing(work: Callable[[], object], own: OwnDatabase | None = None) -> int:
    """Start a child that does `work`, with a connection of its own to `own`; returns its pid.

    The child ends with 0, with the code of a `SystemExit`, or with 1 and a traceback. One that is
    not done after PATIENCE_SECONDS says where it stands and dies of SIGALRM. What it prints and
    draws is a stand-in.
    """
    child = os.fork()
    if child == 0:
        faulthandler.register(signal.SIGALRM, file=sys.__stderr__, chain=True)
        signal.alarm(PATIENCE_SECONDS)
        code = 1
        try:
            sys.modules.update(_WITHOUT_THREADS)  # type: ignore[arg-type]
            charts.converter.cache_clear()
            if own:
                connections.settings["default"] = wrapper_for(own.url).settings_dict
                connections["default"] = wrapper_for(own.url)
            work()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        except BaseException:  # noqa: BLE001 - whatever it is, the child must not go on as pytest
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(code)
    return child


def how_it_ended(work: Callable[[], object], own: OwnDatabase | None = None) -> int:
    """Do `work` in a child and return its code, or minus the signal that killed it."""
    _, status = os.waitpid(child_doing(work, own), 0)
    code = os.waitstatus_to_exitcode(status)
    if code == -signal.SIGALRM:
        pytest.fail("the child did not come to an end; where it stood is on stderr")
    return code
