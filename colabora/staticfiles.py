import posixpath
import re
from pathlib import Path

from django.contrib.staticfiles import finders
from whitenoise.storage import CompressedManifestStaticFilesStorage

ENTRY = "css/main.css"
IMPORT = re.compile(r'@import url\("(?P<path>[^"]+)"\)(?: layer\((?P<layer>[\w.]+)\))?(?: (?P<media>[^;]+))?;\n?')
URL = re.compile(r'url\("(?!data:|#)(?P<path>[^"]+)"\)')
COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)


def bundle(entry: str = ENTRY) -> str:
    """One style sheet out of main.css and what it imports, with their layers. A missing file is an error."""
    folder = posixpath.dirname(entry)

    def inline(match):
        name = posixpath.normpath(posixpath.join(folder, match["path"]))
        text = URL.sub(lambda url: f'url("{relative(url["path"], name, folder)}")', read(name)).strip()
        if match["layer"]:
            text = f"@layer {match['layer']} {{\n{text}\n}}"
        if match["media"]:
            text = f"@media {match['media']} {{\n{text}\n}}"
        return text + "\n"

    return COMMENT.sub("", IMPORT.sub(inline, read(entry)))


def parts_of(entry: str) -> list[str]:
    """The names of the sheets that an entry imports."""
    folder = posixpath.dirname(entry)
    return [posixpath.normpath(posixpath.join(folder, match["path"])) for match in IMPORT.finditer(read(entry))]


def read(name: str) -> str:
    path = finders.find(name)
    if path is None:
        raise FileNotFoundError(f"{name}: imported by {ENTRY}, but not among the static files")
    return Path(path).read_text(encoding="utf-8")


def relative(target: str, of: str, folder: str) -> str:
    """The address of a file named in an imported sheet, as seen from the folder of main.css."""
    return posixpath.relpath(posixpath.normpath(posixpath.join(posixpath.dirname(of), target)), folder)


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed files; the style sheet's imports are inlined, so that a visitor loads one."""

    support_js_module_import_aggregation = True

    def post_process(self, paths, dry_run=False, **options):
        if not dry_run and ENTRY in paths:
            Path(self.path(ENTRY)).write_text(bundle(), encoding="utf-8")
            paths = {**paths, ENTRY: (self, ENTRY)}
            # The parts are in the whole now.
            for name in parts_of(ENTRY):
                del paths[name]
                self.delete(name)
        yield from super().post_process(paths, dry_run, **options)
