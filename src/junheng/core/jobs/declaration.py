"""How an application declares a job: a name, a handler whose arguments are plain, what it locks."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from inspect import Parameter, signature

Handler = Callable[..., None]

PLAIN = (str, int, bool)
_NAME = re.compile(r"[a-z][a-z_]*\.[a-z][a-z_]*")
_JOBS: dict[str, "Job"] = {}


@dataclass(frozen=True)
class Job:
    """A declared job.

    `lock_key` is a format over the arguments, such as `run:{run_code}`: two jobs with one key
    never run together. `tries` is how many workers may die over it before it is given up. A worker
    on daily duty asks for the job once a day, from the hour `daily_from` (China time) on, and
    whenever `is_due(at)` says that there is work for it; `is_due` is asked every few seconds.
    """

    name: str
    handler: Handler
    lock_key: str
    tries: int
    parameters: Mapping[str, type]
    daily_from: int | None = None
    is_due: Callable[[datetime], bool] | None = None

    def check_arguments(self, arguments: Mapping[str, object]) -> None:
        """Refuse missing, unknown and wrongly typed arguments with TypeError."""
        if arguments.keys() != self.parameters.keys():
            raise TypeError(f"{self.name} takes {sorted(self.parameters)}, not {sorted(arguments)}")
        for name, value in arguments.items():
            if type(value) is not self.parameters[name]:
                raise TypeError(f"{self.name}: {name} must be {self.parameters[name].__name__}")

    def lock_of(self, arguments: Mapping[str, object]) -> str:
        """The key these arguments lock; empty when the job locks nothing."""
        return self.lock_key.format(**arguments)


def job(
    name: str,
    *,
    lock_key: str = "",
    tries: int = 3,
    daily_from: int | None = None,
    is_due: Callable[[datetime], bool] | None = None,
) -> Callable[[Handler], Job]:
    """Declare a job.

        @job("assignment.print_papers", lock_key="run:{run_code}")
        def print_papers(running: RunningJob, *, run_code: str) -> None: ...

    The handler takes the running job and keyword arguments of type str, int or bool: codes of
    rows, never rows. It finds its work by the state of these rows, because it may be called again
    after a worker died; what it does goes into `running.step(…)`. A daily job takes no arguments.
    """

    def declare(handler: Handler) -> Job:
        if not _NAME.fullmatch(name):
            raise TypeError(f"{name}: a job is named <app>.<what_it_does>")
        declared = Job(
            name, handler, lock_key, tries, _parameters(name, handler), daily_from, is_due
        )
        held = _JOBS.get(name)
        if held is not None and held.handler.__qualname__ != handler.__qualname__:
            raise TypeError(f"{name} is declared twice")
        if (daily_from is not None or is_due is not None) and declared.parameters:
            raise TypeError(f"{name}: a job that nobody asks for takes no arguments")
        declared.lock_of({key: kind() for key, kind in declared.parameters.items()})
        _JOBS[name] = declared
        return declared

    return declare


def declared_job(name: str) -> Job | None:
    """The job of a name; None when an older version of the program had it."""
    return _JOBS.get(name)


def job_named(name: str) -> Job:
    """A job by its name, for services, which stand below the handlers; raises LookupError."""
    return _JOBS[name]


def daily_jobs() -> tuple[Job, ...]:
    """Every job that a worker asks for by itself."""
    return tuple(declared for declared in _JOBS.values() if declared.daily_from is not None)


def jobs_by_need() -> tuple[Job, ...]:
    """Every job that says itself when there is work for it."""
    return tuple(declared for declared in _JOBS.values() if declared.is_due is not None)


def _parameters(name: str, handler: Handler) -> dict[str, type]:
    _, *rest = signature(handler).parameters.values()
    for parameter in rest:
        is_plain = parameter.annotation in PLAIN
        if parameter.kind is not Parameter.KEYWORD_ONLY or not is_plain:
            raise TypeError(f"{name}: {parameter.name} must be keyword-only and str, int or bool")
    return {parameter.name: parameter.annotation for parameter in rest}
