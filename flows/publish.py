"""After a night: the newest release to a data portal. ``python -m flows.publish`` does what `make publish` does."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click
from prefect import flow, get_run_logger, task
from prefect.blocks.system import Secret
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State

from datelines import portals
from datelines.datasets.loader import load_dataset
from datelines.offers import Access, Outcome, PortalError, offer_of
from datelines.releases import latest
from flows import console
from flows.failures import status_of
from flows.places import Place, as_place, newest_at_hand
from flows.settings import TOPIC, log_file

__all__ = ["main", "publish"]

_TOKEN = "DATELINES_CKAN_TOKEN"
_DELAYS = [60.0, 600.0]


@task(name="put on the portal", cache_policy=NO_CACHE, persist_result=False)
def put(out: Place, topic: str, portal: str, address: str, dataset: Path | None, secret: str | None) -> Outcome:
    """Make the portal hold the newest release. The token is read here, so that it is no argument of any run."""
    token = str(Secret.load(secret).get()) if secret else os.environ.get(_TOKEN, "")  # type: ignore[union-attr]
    with newest_at_hand(out, topic) as here:
        offer = offer_of(latest(here, topic), load_dataset(topic, dataset))
        return portals.publish(offer, portal, address, Access(token))


def _is_outside(task: object, run: object, state: State[Any]) -> bool:
    """Whether the portal is at fault, and not the release or the description."""
    try:
        state.result()
    except PortalError as error:
        return error.outside
    except Exception:  # noqa: BLE001 whatever else it is, another try does not mend it
        return False
    return False


@flow(name="publish", persist_result=False)
def publish(
    address: str,
    out: Place = Path("data/processed"),
    topic: str = TOPIC,
    portal: str = "ckan",
    dataset: Path | None = None,
    secret: str | None = None,
    retries: int = 2,
) -> tuple[str, ...]:
    """Put the newest release on a portal; what was changed, a line each.

    A CKAN's token comes from the Secret block of that name, or from the variable DATELINES_CKAN_TOKEN. Raises what
    ``flows.failures`` lists; a portal that fails is tried again after a minute and after ten.
    """
    patient = put.with_options(retries=retries, retry_delay_seconds=_DELAYS[:retries], retry_condition_fn=_is_outside)
    outcome = patient(out, topic, portal, address, dataset, secret)
    for change in outcome.changes:
        get_run_logger().info("%s", change)
    return outcome.changes


@click.command(help="Put the newest release below OUT on the portal at ADDRESS, as a run of Prefect's.")
@click.argument("address")
@click.option("--to", "portal", default="ckan", show_default=True)
@click.option("--out", default="data/processed", show_default=True, help="A folder, or an address of a store.")
@click.option("--topic", default=TOPIC, show_default=True)
@click.option("--dataset", type=click.Path(path_type=Path), help="A description of the dataset of your own.")
@click.option("--secret", help="The Secret block that holds the portal's token.")
def main(address: str, portal: str, out: str, topic: str, dataset: Path | None, secret: str | None) -> None:
    """Publish once, say what was changed, and leave with the exit status that ``flows.failures`` lists."""
    try:
        changes = publish(address, as_place(out), topic, portal, dataset.resolve() if dataset else None, secret, 0)
    except Exception as error:  # noqa: BLE001 whatever it is, a person gets one line, and the log has the rest
        console.tell_failure(error, log_file())
        sys.exit(status_of(error))
    for change in changes:
        click.echo(change)
    click.echo(Outcome(changes, address).summary())


if __name__ == "__main__":
    main()
