"""What a provider may promise for the people who do the work: own wording, each with a code.

A code never changes its meaning: a promise that is worded otherwise gets a new code, because old
agreements name it.  No law and no standard is quoted; what a court makes of it is for the sides.
"""

from __future__ import annotations

from typing import Final

from kazi.kernel.words import N_

COMMITMENTS: Final[dict[str, tuple[str, str]]] = {
    "living-wage": (
        N_("A wage to live on"),
        N_(
            "Everybody who works on this is paid, for a normal week, at least the living wage that a "
            "published "
            "and dated source gives for the place where they work; the provider names the source on request."
        ),
    ),
    "hours": (
        N_("Hours"),
        N_(
            "A normal week has at most 48 hours, overtime is voluntary and paid higher, and there is "
            "one whole "
            "day of rest in seven."
        ),
    ),
    "paid-training": (
        N_("Paid learning"),
        N_("Time spent on learning this work, and on tests for it, is paid."),
    ),
    "content": (
        N_("Protection from disturbing material"),
        N_(
            "Where material may disturb, people know before they agree to see it, pictures are "
            "blurred at first, "
            "they may stop without loss of pay, and somebody is there to talk to."
        ),
    ),
    "no-fees": (
        N_("No fees for work"),
        N_("Nobody pays to be hired, to be trained or to use the tools of this work."),
    ),
    "of-age": (N_("Adults only"), N_("Nobody under 18 years works on this.")),
    "fair-rework": (
        N_("Fair rework"),
        N_("Whoever redoes a task because instructions were unclear or were changed is paid for it again."),
    ),
    "voice": (
        N_("A way to complain"),
        N_("Workers can raise a problem without giving their name and without harm to themselves."),
    ),
}

DATA_PROTECTION: Final[dict[str, tuple[str, str]]] = {
    "purpose": (
        N_("Only for this work"),
        N_(
            "The provider uses the buyer's material for this work and for nothing else, training of "
            "models included."
        ),
    ),
    "access": (
        N_("Few people"),
        N_(
            "Only people who work on this see the material, each with a sign-in of their own, and "
            "sign-ins are recorded."
        ),
    ),
    "place": (
        N_("No copies elsewhere"),
        N_(
            "Material stays in the work tool: no private devices, no copies on paper, no messages "
            "with material in them."
        ),
    ),
    "deletion": (
        N_("Deletion"),
        N_(
            "Within 30 days after the end the provider deletes the material and the results, and "
            "says so in writing."
        ),
    ),
    "breach": (
        N_("Saying so at once"),
        N_("If material was seen by somebody who should not see it, the other side is told within 48 hours."),
    ),
    "personal": (
        N_("Personal data"),
        N_(
            "If the material names people, the buyer says so before it is sent, and the two sides "
            "agree in writing "
            "on whose behalf it is handled and under which law."
        ),
    ),
}
