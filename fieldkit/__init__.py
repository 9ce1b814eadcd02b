"""fieldkit: offline case reading and rating for probation inspections."""

__version__ = "0.1.0"
