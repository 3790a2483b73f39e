"""The gazetteer: where a village lies, and which names stand in a piece of the map.

The file beside this one is made by map/prepare_towns.py from GeoNames (CC BY 4.0): whoever shows what is found here
credits them (CREDIT). It is read when first asked for and searched as it lies: lines sorted by the folded name.
"""

from array import array
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property, lru_cache
from heapq import nsmallest
from pathlib import Path

from colabora.text import fold

from .geo import distance

CREDIT = "GeoNames (CC BY 4.0)"
FILE = Path(__file__).with_name("towns.tsv")
SHORTEST_QUERY = 2

# What GeoNames calls its first level, as proper names; of Latvia's municipalities the towns' own names say enough.
REGIONS = {
    "DE.01": "Baden-Württemberg", "DE.02": "Bayern", "DE.03": "Bremen", "DE.04": "Hamburg", "DE.05": "Hessen",
    "DE.06": "Niedersachsen", "DE.07": "Nordrhein-Westfalen", "DE.08": "Rheinland-Pfalz", "DE.09": "Saarland",
    "DE.10": "Schleswig-Holstein", "DE.11": "Brandenburg", "DE.12": "Mecklenburg-Vorpommern", "DE.13": "Sachsen",
    "DE.14": "Sachsen-Anhalt", "DE.15": "Thüringen", "DE.16": "Berlin",
    "ES.07": "Illes Balears", "ES.27": "La Rioja", "ES.29": "Madrid", "ES.31": "Murcia", "ES.32": "Navarra",
    "ES.34": "Asturias", "ES.39": "Cantabria", "ES.51": "Andalucía", "ES.52": "Aragón", "ES.53": "Canarias",
    "ES.54": "Castilla-La Mancha", "ES.55": "Castilla y León", "ES.56": "Catalunya", "ES.57": "Extremadura",
    "ES.58": "Galicia", "ES.59": "Euskadi", "ES.60": "Comunitat Valenciana", "ES.CE": "Ceuta", "ES.ML": "Melilla",
    "FR.11": "Île-de-France", "FR.24": "Centre-Val de Loire", "FR.27": "Bourgogne-Franche-Comté",
    "FR.28": "Normandie", "FR.32": "Hauts-de-France", "FR.44": "Grand Est", "FR.52": "Pays de la Loire",
    "FR.53": "Bretagne", "FR.75": "Nouvelle-Aquitaine", "FR.76": "Occitanie", "FR.84": "Auvergne-Rhône-Alpes",
    "FR.93": "Provence-Alpes-Côte d’Azur", "FR.94": "Corse",
    "GB.ENG": "England", "GB.NIR": "Northern Ireland", "GB.SCT": "Scotland", "GB.WLS": "Wales",
    "IE.C": "Connacht", "IE.L": "Leinster", "IE.M": "Munster", "IE.U": "Ulster",
}  # fmt: skip


@dataclass(frozen=True)
class Town:
    """A place of 500 people or more. `found_as` is the name that a search met, where it is not the main one."""

    name: str
    country: str
    region: str
    latitude: float
    longitude: float
    population: int
    found_as: str = ""


def town_of(line: str) -> Town:
    name, country, region, latitude, longitude, population, *main = line.split("\t")
    return Town(
        name=main[0] if main else name,
        country=country,
        region=REGIONS.get(f"{country}.{region}", ""),
        latitude=float(latitude),
        longitude=float(longitude),
        population=int(population),
        found_as=name if main else "",
    )


def key_of(line: str) -> str:
    return fold(line.split("\t", 1)[0])


class Gazetteer:
    """The lines of the file, and an index by place once a map asks for one."""

    def __init__(self):
        self.lines = [line for line in FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]

    @cached_property
    def by_size(self) -> tuple[array, array, array]:
        """Line numbers, latitudes and longitudes of the places under their main name, biggest first."""
        rows = []
        for number, line in enumerate(self.lines):
            columns = line.split("\t")
            if len(columns) == 6:
                rows.append((-int(columns[5]), number, float(columns[3]), float(columns[4])))
        rows.sort()
        return array("l", [r[1] for r in rows]), array("d", [r[2] for r in rows]), array("d", [r[3] for r in rows])

    @cached_property
    def by_position(self) -> dict[tuple[int, int], list[int]]:
        """Line numbers of the places under their main name, by hundredths of a degree."""
        found = {}
        for number, line in enumerate(self.lines):
            columns = line.split("\t")
            if len(columns) == 6:
                found.setdefault(cell(float(columns[3]), float(columns[4])), []).append(number)
        return found


def cell(latitude: float, longitude: float) -> tuple[int, int]:
    return round(latitude * 100), round(longitude * 100)


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    return Gazetteer()


def find_towns(query: str, limit: int = 10) -> list[Town]:
    """Places whose name begins with the query: exact names first, then main names, then bigger places."""
    wanted = fold(query[:100])
    if len(wanted) < SHORTEST_QUERY:
        return []
    lines, found = gazetteer().lines, {}
    for number in range(bisect_left(lines, wanted, key=key_of), len(lines)):
        key = key_of(lines[number])
        if not key.startswith(wanted):
            break
        town = town_of(lines[number])
        rank = (key != wanted, bool(town.found_as), -town.population)
        place = (town.name, town.latitude, town.longitude)
        if place not in found or rank < found[place][0]:
            found[place] = (rank, town)
    return [town for _rank, town in nsmallest(limit, found.values(), key=lambda pair: (pair[0], pair[1].name))]


def towns_in(west: float, south: float, east: float, north: float, limit: int = 40) -> list[Town]:
    """The biggest places within a piece of the map, in degrees."""
    numbers, latitudes, longitudes = gazetteer().by_size
    lines, found = gazetteer().lines, []
    for number, latitude, longitude in zip(numbers, latitudes, longitudes, strict=True):
        if south <= latitude <= north and west <= longitude <= east:
            found.append(town_of(lines[number]))
            if len(found) == limit:
                break
    return found


def town_at(latitude: float, longitude: float) -> Town | None:
    """The place whose centre this is, give or take 300 metres, which is how far the gazetteer's editions differ."""
    row, column = cell(latitude, longitude)
    near = [(row + up, column + right) for up in (-1, 0, 1) for right in (-1, 0, 1)]
    lines, by_position = gazetteer().lines, gazetteer().by_position
    towns = [town_of(lines[number]) for key in near for number in by_position.get(key, ())]
    reach = [(distance(latitude, longitude, town.latitude, town.longitude), town) for town in towns]
    return min(((away, town) for away, town in reach if away <= 0.3), key=lambda pair: pair[0], default=(0, None))[1]
