from .catalog import Amenity, Network
from .evidence import SpaceFact, SpacePhoto, StageObservation
from .space import Space
from .terms import (
    IN_THE_PROJECT,
    CoordinatePrecision,
    Event,
    FormerUse,
    OperatorKind,
    PlaceSize,
    Relation,
    place_size,
)

__all__ = [
    "IN_THE_PROJECT", "Amenity", "CoordinatePrecision", "Event", "FormerUse", "Network", "OperatorKind", "PlaceSize",
    "Relation", "Space", "SpaceFact", "SpacePhoto", "StageObservation", "place_size",
]  # fmt: skip
