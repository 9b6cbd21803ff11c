"""Delivery zones: whether a point lies in a polygon on the map."""

from collections.abc import Sequence


def inside(longitude: float, latitude: float, corners: Sequence[tuple[float, float]]) -> bool:
    """Return whether a point lies in the polygon of these (longitude, latitude) corners, all in WGS-84 degrees.

    Counts the edges that a ray to the east crosses: odd is inside (Shimrat, CACM 5(8), 1962, algorithm 112).
    """
    within = False
    for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
        if (y1 > latitude) != (y2 > latitude) and longitude < x1 + (latitude - y1) * (x2 - x1) / (y2 - y1):
            within = not within
    return within
