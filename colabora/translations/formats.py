"""The formats of a translator's file, and which of them a file is in."""

import codecs

from django.utils.translation import gettext as _

from . import po, xliff
from .segments import FileError, Returned, check_size

FORMATS = {"po": po, "xliff": xliff}


def read_file(name: str, data: bytes) -> tuple[str, list[Returned]]:
    """The language and the entries of a file, which tells its format itself: names change on the way. FileError."""
    check_size(data)
    if beginning(data).startswith("<"):
        return xliff.read(data)
    if b"msgid" in data.replace(b"\0", b""):  # in UTF-16, too: then that is what is wrong with it
        return po.read(data)
    reason = _("“{name}” is neither a PO nor an XLIFF file.")
    raise FileError([(1, reason.format(name=name))])


def beginning(data: bytes) -> str:
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    return data[:1000].decode(encoding, "ignore").lstrip("\0 \t\r\n")
