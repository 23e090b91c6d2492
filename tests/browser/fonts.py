"""The fonts that the product ships, for a browser on a machine without Chinese ones."""

from pathlib import Path

from junheng.reporting.glyphs import font_files


def font_settings(folder: Path) -> Path:
    """A file for `FONTCONFIG_FILE`: them, and the machine's own for signs that they lack."""
    settings = folder / "fonts.conf"
    places = "".join(f"<dir>{place}</dir>" for place in {file.parent for file in font_files()})
    settings.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"{places}<dir>/usr/share/fonts</dir><cachedir>{folder}/fonts</cachedir></fontconfig>",
        encoding="utf-8",
    )
    return settings
