"""Agreement and majority: a pure numeric library, plain values in, plain values out."""

from kazi.consensus.agreement import krippendorff_alpha_nominal, percent_agreement
from kazi.consensus.interval import wilson
from kazi.consensus.votes import Vote, majority, vote

__all__ = [
    "Vote",
    "krippendorff_alpha_nominal",
    "majority",
    "percent_agreement",
    "vote",
    "wilson",
]
