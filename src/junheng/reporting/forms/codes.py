"""QR codes on paper."""

import io

MODULE_MILLIMETRES = 0.38
"""Side of a module of a document's code: at 300 dots an inch four to five dots."""

_QUIET_MODULES = 4
_PIXELS_A_MODULE = 2
# The standard lets the writer choose among eight masks; trying them all costs four fifths of the
# time. For canonical JSON this is the one that the standard's rules choose.
_MASK = 2


def address_code(address: str) -> str:
    """Return the QR code of an address, or of another short text, as SVG."""
    import segno  # noqa: PLC0415 - only for lists that carry one

    stream = io.BytesIO()
    segno.make(address, error="m").save(stream, kind="svg", border=1, xmldecl=False)
    return stream.getvalue().decode("utf-8")


def document_code(content: bytes) -> tuple[str, float]:
    """Return the QR code of a canonical document as SVG, and its width in millimetres.

    Error level M (15 % of the code may be lost); the quiet zone belongs to the width. The SVG holds
    a picture of pixels: drawn as outlines the same code is ten times as large in the PDF.
    """
    import segno  # noqa: PLC0415 - only when printing

    code = segno.make_qr(content, error="m", boost_error=False, mask=_MASK)
    size, _ = code.symbol_size(border=_QUIET_MODULES)
    picture = code.png_data_uri(scale=_PIXELS_A_MODULE, border=_QUIET_MODULES)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<image width="{size}" height="{size}" href="{picture}"/></svg>'
    )
    return svg, round(size * MODULE_MILLIMETRES, 2)
