"""Earlier years, which nobody asks the schools for again: from one workbook of the county."""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePath

from junheng.apps.monitoring.models import MonitoringPeriod
from junheng.apps.monitoring.services.periods import import_year
from junheng.apps.monitoring.services.reading import MOST_BYTES
from junheng.core.access import Permission, StaffActor
from junheng.engine.errors import JunhengError
from junheng.monitoring import CountyReading, county_template, read_county
from junheng.profiles.indicators import load_catalogue
from junheng.tabular import Fault


@dataclass(frozen=True)
class Taken:
    """What came of a workbook: a year, or the faults that stand against it."""

    period: MonitoringPeriod | None
    faults: tuple[Fault, ...] = ()


def import_workbook(
    name: str, content: bytes, *, catalogue_name: str, by: StaffActor, at: datetime
) -> Taken:
    """Take a year in whole, or not at all. Raises as `periods.import_year` and reading do."""
    by.must(Permission.MONITORING_MANAGE)
    if len(content) > MOST_BYTES:
        raise JunhengError("monitoring_file_too_large", most=MOST_BYTES >> 20)
    reading = _read(name, content, catalogue_name)
    errors = tuple(fault for fault in reading.faults if fault.severity == "error")
    if reading.figures is None or errors:
        return Taken(None, errors)
    period = import_year(
        reading.figures,
        catalogue_name=catalogue_name,
        digest=sha256(content).hexdigest(),
        by=by,
        at=at,
    )
    return Taken(period)


def empty_workbook(catalogue_name: str, year: int) -> bytes:
    """The workbook of a whole county to fill in. Raises JunhengError `catalogue_unknown`."""
    return county_template(load_catalogue(catalogue_name), year)


def _read(name: str, content: bytes, catalogue_name: str) -> CountyReading:
    with tempfile.TemporaryDirectory(prefix="junheng-") as folder:
        # The name on disk is ours: what a browser sends is never a path here.
        file = Path(folder) / f"upload{PurePath(name).suffix.lower()[:8]}"
        file.write_bytes(content)
        try:
            return read_county(file, load_catalogue(catalogue_name))
        except JunhengError as error:
            raise JunhengError(error.code, **{**error.params, "file": name}) from error
