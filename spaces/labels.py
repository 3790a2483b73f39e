"""The values of the registry's filters in words, in their order, and with their signs."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from colabora.languages import column, country_name, current_language, fallback_chain
from colabora.text import alphabetical

from .display import mark_name
from .models import FormerUse, OperatorKind, PlaceSize, Relation
from .snapshot import UNKNOWN, Snapshot
from .stages import OPERATIONS, Operation, Stage

CHOICES = {
    "operation": Operation.choices,
    "stage": Stage.choices,
    "former_use": FormerUse.choices,
    "place_size": PlaceSize.choices,
    "operator_kind": OperatorKind.choices,
    "relation": Relation.choices,
}
# Which are shown in the order of the facts rather than of the alphabet.
FIXED_ORDER = {
    "operation": OPERATIONS,
    "stage": [Stage.ESTABLISHED, Stage.FEW_USERS, Stage.IDEA, UNKNOWN],
    "place_size": [*PlaceSize.values, UNKNOWN],
    "operator_kind": list(OperatorKind.values),
    "relation": list(Relation.values),
}


@dataclass(frozen=True)
class Labels:
    """Names of groups, networks and amenities come from the snapshot; an unknown value stands for itself."""

    snapshot: Snapshot

    def words(self, name: str, value: str) -> str:
        if name == "country":
            return country_name(value, current_language())
        if name == "lag":
            return self.snapshot.lags[value][0] if value in self.snapshot.lags else value
        if name == "network":
            return self.snapshot.networks.get(value, value)
        if name == "amenity":
            return self._amenity(value)[0]
        if name == "visitors":
            return _("welcomes visitors")
        if name == "stage" and value == UNKNOWN:
            return _("use not recorded, or not open")
        if name == "place_size" and value == UNKNOWN:
            return _("size not recorded")
        return str(dict(CHOICES[name]).get(value, value))

    def _amenity(self, value: str) -> tuple[str, str]:
        """The name of an amenity for a reader, and the language it is in."""
        names = self.snapshot.amenities.get(value, {})
        texts = ((names.get(column("name", code)), code) for code in fallback_chain(current_language()))
        return next((found for found in texts if found[0]), (value, ""))

    def language(self, name: str, value: str) -> str:
        """Of a proper name, or of words that may not be the page's own; blank for all others."""
        if name == "amenity":
            return self._amenity(value)[1]
        return self.snapshot.lags[value][1] if name == "lag" and value in self.snapshot.lags else ""

    def place(self, name: str, value: str) -> tuple:
        """The sort key of a value among the others of its facet."""
        if name in FIXED_ORDER:
            return (FIXED_ORDER[name].index(value), "")
        if name == "lag":
            return (self.snapshot.lags[value][2], "")
        if name == "amenity":
            return (self.snapshot.amenities[value]["position"], "")
        if name == "former_use" and value == FormerUse.OTHER:
            return (1, ())
        return (0, alphabetical(self.words(name, value), current_language()))


def operation_of(name, value) -> str:
    """Whose ink an option's sign takes."""
    if name == "operation":
        return value
    if name == "stage":
        return {Stage.IDEA: Operation.PLANNED, UNKNOWN: Operation.UNKNOWN}.get(value, Operation.OPEN)
    return ""


def mark_of(name, value) -> str:
    if name == "operation":
        return mark_name(value)
    if name == "stage":
        return {Stage.IDEA: "planned", UNKNOWN: "unknown"}.get(value) or mark_name(Operation.OPEN, value)
    return ""
