"""The county's workbook to fill in (监测数据表), made from the catalogue that reads it back."""

from junheng.monitoring.columns import (
    CATALOGUE_ITEM,
    COUNTY_SHEET,
    SCHOOLS_SHEET,
    YEAR_ITEM,
    county_columns,
    school_columns,
)
from junheng.profiles.indicators import Catalogue, Level
from junheng.tabular import FormSheet, forms_workbook

_NOTES = (
    "一行一所学校。一贯制学校占一行：学生、教师按学段分列，共用的校舍、场地、设备填全校合计。",
    "没有的学段留空；有的学段每一格都要填，没有就填 0。",
    "“全县”表的项目名称、指标体系不要改动，只填“数值”列。",
)
_EXAMPLES = {"code": "010001", "name": "城关第一小学", "kind": "小学"}


def county_template(catalogue: Catalogue, year: int) -> bytes:
    """An .xlsx with the sheets 学校 and 全县 for a year."""
    rows = [
        {"item": YEAR_ITEM, "value": str(year)},
        {"item": CATALOGUE_ITEM, "value": catalogue.name},
        *(
            {"item": quantity.title}
            for quantity in catalogue.quantities.values()
            if quantity.level is Level.COUNTY
        ),
    ]
    return forms_workbook(
        f"{catalogue.title}监测数据表（{year}年）",
        [
            FormSheet(SCHOOLS_SHEET, school_columns(catalogue)),
            FormSheet(COUNTY_SHEET, county_columns(), rows),
        ],
        examples=_EXAMPLES,
        notes=_NOTES,
    )
