"""What the household is told to repair: one watch for each kind of trouble."""

from .checksums import Checksums
from .clock import ClockWatch
from .cuts import Cuts
from .dashboard import OffDashboard
from .line import LineWatch
from .lost import Lost
from .profile import BetterProfile
from .replacement import Replacement
from .silence import Silence
from .watch import SILENT, Watch, forget, issues_of

__all__ = [
    "SILENT",
    "BetterProfile",
    "Checksums",
    "ClockWatch",
    "Cuts",
    "LineWatch",
    "Lost",
    "OffDashboard",
    "Replacement",
    "Silence",
    "Watch",
    "forget",
    "issues_of",
]
