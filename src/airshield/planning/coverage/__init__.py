"""Coverage: what is seen and engaged where, how many shots there are, how long the warning is."""

from airshield.planning.coverage.answer import CoverageAnswer
from airshield.planning.coverage.covering import Coverage, cover
from airshield.planning.coverage.options import Options

__all__ = ["Coverage", "CoverageAnswer", "Options", "cover"]
