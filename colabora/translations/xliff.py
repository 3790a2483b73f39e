"""Translations as an XLIFF 1.2 file, as CAT programs read and write it (OASIS, xliff-core 1.2)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.saxutils import escape, quoteattr

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser
from django.conf import settings
from django.utils.translation import gettext as _

from .segments import FileError, Intake, Returned, Segment, check_size, one_line, portable, remarks

NAMESPACES = "urn:oasis:names:tc:xliff:document:"
FINISHED = ("translated", "signed-off", "final")
TRACE = "x-colabora-trace"


def write(segments: Iterable[Segment], language: str, *, title: str = "") -> bytes:
    """The file for a translator. The same texts make the same bytes."""
    parts: dict[str, list[Segment]] = {}
    for segment in segments:
        parts.setdefault(segment.source_language, []).append(segment)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<xliff version="1.2" xmlns="{NAMESPACES}1.2">']
    for source_language, found in (parts or {settings.LANGUAGE_CODE: []}).items():
        languages = {"source-language": source_language, "target-language": language}
        names = attributes({"original": "colabora", **languages, "datatype": "plaintext"})
        lines += [f"<file{names}>", f"<header><note>{escape(one_line(title) or 'CoLabora')}</note></header>", "<body>"]
        lines += [line for segment in found for line in unit(segment)]
        lines += ["</body>", "</file>"]
    return "\n".join([*lines, "</xliff>", ""]).encode()


def unit(segment: Segment) -> list[str]:
    text, previous = portable(segment.text), portable(segment.previous_source)
    names = {"id": segment.id, "xml:space": "preserve"}
    if segment.title:
        names["resname"] = one_line(segment.title)
    if segment.max_length:
        names |= {"maxwidth": str(segment.max_length), "size-unit": "char"}
    target = []
    if text:  # else nothing says anything of the state, so that a text filled in by a simple program is finished
        names["approved"] = "no" if segment.is_unconfirmed else "yes"
        state = "needs-review-translation" if segment.is_unconfirmed else "translated"
        target = [f'<target state="{state}">{escape(text)}</target>']
    lines = [f"<trans-unit{attributes(names)}>", f"<source>{escape(portable(segment.source))}</source>", *target]
    if segment.trace:
        context = f'<context context-type="{TRACE}">{escape(segment.trace)}</context>'
        lines.append(f'<context-group purpose="x-colabora">{context}</context-group>')
    lines += [f"<note>{escape(remark)}</note>" for remark in remarks(segment)]
    if text and previous and segment.is_unconfirmed:  # the schema wants a target here, too
        lines.append('<alt-trans alttranstype="previous-version">')
        lines += [f"<source>{escape(previous)}</source>", f"<target>{escape(text)}</target>", "</alt-trans>"]
    return [*lines, "</trans-unit>"]


def attributes(values: dict[str, str]) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in values.items())


def read(data: bytes) -> tuple[str, list[Returned]]:
    """The language and the entries of a file that came back. Raises FileError."""
    check_size(data)
    handler, parser = Reader(), make_parser()
    parser.forbid_dtd = True  # no entities, nothing that is fetched
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(handler)
    handler.setDocumentLocator(parser)
    try:
        parser.feed(data)  # all at once: expat reads an unfinished element anew with each piece
        parser.close()
    except FileError:
        raise
    except DefusedXmlException as error:
        reason = _("This file has a document type or entities (<!DOCTYPE …>), which are not accepted. Delete them.")
        raise FileError([(parser.getLineNumber(), reason)]) from error
    except SAXParseException as error:
        reason = _("The XML is broken here: was the file cut off, or changed by hand? ({detail})")
        raise FileError([(error.getLineNumber(), reason.format(detail=error.getMessage()))]) from error
    except (LookupError, ValueError) as error:
        raise FileError([(1, _("The encoding that this file names is not known. Save it in UTF-8."))]) from error
    return handler.intake.result()


@dataclass
class Unit:
    """A trans-unit while it is being read."""

    line: int
    key: str
    approved: str
    state: str = ""
    texts: dict[str, list[str]] = field(default_factory=lambda: {"source": [], "target": [], "context": []})

    def is_unfinished(self) -> bool:
        if self.approved == "yes":
            return False
        return self.state not in FINISHED if self.state else self.approved == "no"

    def keep(self, intake: Intake) -> None:
        source, target, trace = ("".join(pieces) for pieces in self.texts.values())
        intake.add(self.line, self.key, source, target, self.is_unfinished(), trace.strip())


class Reader(ContentHandler):
    """Takes all text inside <source> and <target>, whatever a program put around it; nothing of <alt-trans>."""

    def __init__(self):
        super().__init__()
        self.intake = Intake()
        self.path: list[str] = []
        self.unit: Unit | None = None
        self.into: list[str] | None = None  # where text goes, until the path is as long as here:
        self.depth = 0

    def startElementNS(self, name, qname, attributes):  # noqa: N802
        namespace, tag = name
        given = {local: value for (uri, local), value in attributes.items() if not uri}
        line = self._locator.getLineNumber()
        if namespace and not namespace.startswith(NAMESPACES):
            tag = ""  # an addition of some program
        if not self.path:
            check_root(line, tag, given.get("version", ""))
        if tag == "file":
            self.intake.language(line, given.get("target-language", ""))
        elif tag == "trans-unit":
            self.unit = Unit(line, given.get("id", ""), given.get("approved", ""))
        elif tag == "x" and given.get("ctype") == "lb" and self.into is not None:
            self.into.append("\n")
        elif self.unit and self.into is None and self.is_text(tag, given):
            self.into, self.depth = self.unit.texts[tag], len(self.path)
            self.into.clear()
            self.unit.state = given.get("state", self.unit.state)
        self.path.append(tag)

    def is_text(self, tag: str, given: dict[str, str]) -> bool:
        if tag == "context":
            return self.path[-2:] == ["trans-unit", "context-group"] and given.get("context-type") == TRACE
        return tag in ("source", "target") and self.path[-1] == "trans-unit"

    def characters(self, content):
        if self.into is not None:
            self.into.append(content)

    def endElementNS(self, name, qname):  # noqa: N802
        tag = self.path.pop()
        if len(self.path) == self.depth:
            self.into = None
        if tag == "trans-unit" and self.unit:
            self.unit.keep(self.intake)
            self.unit = None


def check_root(line: int, tag: str, version: str) -> None:
    if tag != "xliff":
        raise FileError([(line, _("This is not an XLIFF file."))])
    if version.startswith("2"):
        raise FileError(
            [(line, _("This file is in XLIFF {version}. Save it as XLIFF 1.2.").format(version=version[:5]))]
        )
