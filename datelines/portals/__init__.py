"""A release to a data portal: one module a portal, found by its name.

A module here has ``publish(offer, address, access)``, which makes the portal hold what is offered and says what it
changed. What is offered is made in ``datelines.offers``, when it is published is decided in ``flows``.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datelines.offers import Access, Offer, Outcome

__all__ = ["portals", "publish"]


def portals() -> tuple[str, ...]:
    """The names of all portals, sorted: one for each module of this folder."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")))


def publish(offer: Offer, portal: str, address: str, access: Access) -> Outcome:
    """Make the portal at ``address`` hold what is offered; running it again changes nothing more.

    Raises PortalError in one line, with the portal as it was or ready for the next run to complete; KeyError for a
    portal that is not known.
    """
    if portal not in portals():
        raise KeyError(f"{portal!r} is no portal; there are {', '.join(portals())}")
    module = importlib.import_module(f"{__name__}.{portal}")
    publisher: Callable[[Offer, str, Access], Outcome] = module.publish
    return publisher(offer, address, access)
