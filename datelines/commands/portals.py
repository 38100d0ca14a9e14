"""`datelines publish`: a release to a data portal. Runs no night."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from datelines.commands.common import DAY, OUTSIDE_FAILED, Place, day_of, end, fail, here, out_option, topic_option

__all__ = ["publish"]

_CKAN_URL = "DATELINES_CKAN_URL"
_CKAN_TOKEN = "DATELINES_CKAN_TOKEN"


@click.command()
@click.argument("address", required=False, envvar=_CKAN_URL)
@click.option("--to", "portal", default="ckan", show_default=True, help="What kind of portal: ckan, datasette, folder.")
@topic_option
@out_option
@click.option("--as-of", type=DAY, help="The release that stood on that day, instead of the newest.")
@click.option("--dataset", type=click.Path(path_type=Path), help="A description of the dataset of your own.")
@click.option("--dry-run", is_flag=True, help="Only say what would be changed.")
@click.option("--timeout", default=60.0, show_default=True, help="Seconds to wait for an answer.")
@click.option("--token", envvar=_CKAN_TOKEN, hidden=True, default="")
def publish(
    address: str | None, portal: str, topic: str, out: Place, as_of: datetime | None,
    dataset: Path | None, dry_run: bool, timeout: float, token: str,
) -> None:  # fmt: skip
    """Put the newest release on a data portal; doing so again changes nothing.

    ADDRESS is that of a CKAN (or the variable DATELINES_CKAN_URL), the folder of a static site, or the file of a
    datasette. A CKAN's token is read from the variable DATELINES_CKAN_TOKEN.
    """
    from datelines import portals
    from datelines.datasets.loader import load_dataset
    from datelines.offers import Access, PortalError, offer_of
    from datelines.releases import ReleaseError, release_for
    from datelines.yamlfile import ConfigError

    if portal not in portals.portals():
        raise click.BadParameter(f"{portal!r} is none; there are {', '.join(portals.portals())}", param_hint="--to")
    if not address:
        raise click.UsageError(f"give the portal's address, or set {_CKAN_URL}")
    out = here(out, topic, day_of(as_of), only=("*",))
    try:
        description = load_dataset(topic, dataset)
        offer = offer_of(release_for(out, topic, day_of(as_of)), description)
        outcome = portals.publish(offer, portal, address, Access(token, timeout, dry_run))
    except (ReleaseError, ConfigError) as error:
        fail(str(error))
    except PortalError as error:
        end(str(error), OUTSIDE_FAILED) if error.outside else fail(str(error))
    for change in outcome.changes:
        click.echo(change)
    click.echo(outcome.summary(dry_run))
