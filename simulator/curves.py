"""The curves of a day: what a household uses and what the sun gives."""

from datetime import UTC, datetime, timedelta
import math

#: Hour of the day, width in hours, watts: morning, noon, evening.
_PEAKS = ((7.25, 0.9, 900), (12.5, 2.0, 250), (19.0, 1.8, 2100))
_NIGHT = 240

#: Central Finland, in degrees.
_LATITUDE = 62.0
_LONGITUDE = 26.0
_AXIAL_TILT = 23.44
#: More than 1, for a low sun shines through more air.
_AIR = 1.3


def usage(time: datetime) -> float:
    """Return the watts of an ordinary household at a local time of day."""
    hour = time.hour + time.minute / 60 + time.second / 3600
    return _NIGHT + sum(
        watts * math.exp(-(((hour - peak) / width) ** 2) / 2)
        for peak, width, watts in _PEAKS
    )


def sunshine(time: datetime) -> float:
    """Return what part of their peak power panels give under a clear sky."""
    sun = time.astimezone(UTC) + timedelta(hours=_LONGITUDE / 15)
    season = math.tau * (284 + sun.timetuple().tm_yday) / 365
    declination = math.radians(_AXIAL_TILT) * math.sin(season)
    hour_angle = math.tau * (sun.hour + sun.minute / 60 - 12) / 24
    latitude = math.radians(_LATITUDE)
    sine = math.sin(latitude) * math.sin(declination) + math.cos(latitude) * math.cos(
        declination
    ) * math.cos(hour_angle)
    return math.pow(max(0.0, sine), _AIR)
