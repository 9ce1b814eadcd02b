"""Writes the shared strings of a workbook so that every text is text, whatever it looks like.

The library would write a text that begins with <r> and ends with </r> into the file as markup,
and would miss escapes that share an underscore, as in ``_x005F_x000D_``. This part is ours.
"""

from __future__ import annotations

import re
from typing import Any

import xlsxwriter
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings

_WOULD_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


class _Strings(SharedStrings):  # type: ignore[misc, unused-ignore]
    def _write_si(self, string: str) -> None:
        kept = [("xml:space", "preserve")]
        self._xml_si_element(_WOULD_ESCAPE.sub("_x005F_", string), kept)


class _Packager(Packager):  # type: ignore[misc, unused-ignore]
    def _write_shared_strings_file(self) -> None:
        if not self.workbook.str_table.count:
            return
        strings: Any = _Strings()
        strings.string_table = self.workbook.str_table
        strings._set_xml_writer(self._filename("xl/sharedStrings.xml"))
        strings._assemble_xml_file()


class PlainWorkbook(xlsxwriter.Workbook):  # type: ignore[misc, unused-ignore]
    """The library's workbook with our own shared strings."""

    def _get_packager(self) -> Packager:
        return _Packager()
