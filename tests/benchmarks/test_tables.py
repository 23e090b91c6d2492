from benchmarks.tables import Report, figure, markdown_table


def test_a_table_aligns_figures_to_the_right() -> None:
    assert markdown_table(["what", "ms"], [["draw", 3]]) == [
        "| what | ms |",
        "| --- | ---: |",
        "| draw | 3 |",
    ]


def test_figures_have_three_digits() -> None:
    assert [figure(value) for value in (1234.5, 12.34, 1.234, 0.0126, 0)] == [
        "1,234", "12.3", "1.23", "0.013", "0",
    ]  # fmt: skip


def test_a_missed_threshold_is_named() -> None:
    report = Report("Speed")
    report.require("under 3 s", met=False)
    report.require("excess 0", met=True)

    assert report.unmet == ["under 3 s"]
    assert report.text() == "## Speed\n\n**Not met:** under 3 s"
