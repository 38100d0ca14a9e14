"""A release as a folder of plain files with a page and a list of them, which any web server serves as it is."""

from __future__ import annotations

import html
import shutil
from pathlib import Path

from datelines.atomic import replaced, write_bytes
from datelines.offers import Access, Offer, OfferedFile, Outcome, PortalError

__all__ = ["publish"]

_INDEX = "index.html"
_LIST = "files.html"
_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;"
    "color:#1a1a1a;background:#fff}"
    "table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #ccc}"
    "td.size,th:last-child{text-align:right;white-space:nowrap}a{color:#0b5394}code{word-break:break-all;font-size:.8rem}"
    "@media(prefers-color-scheme:dark){body{color:#e8e8e8;background:#161616}a{color:#8ab4f8}td,th{border-color:#444}}"
)


def publish(offer: Offer, address: str, access: Access) -> Outcome:
    """Copy the files that differ, then write the list of them, then the index, which visitors see first.

    The index is the release's own page; a release that has none gets the list in its place. Until the index is written,
    the old one stands. Raises PortalError where the folder cannot be written.
    """
    home = Path(address)
    page = [file for file in offer.files if file.name == _INDEX]
    others = [file for file in offer.files if file.name != _INDEX]
    try:
        changes = [_put(home, file, access.dry) for file in others if not _is_there(home, file)]
        changes += _write(home, _LIST if page else _INDEX, _page(offer).encode(), offer, access.dry)
        changes += [_put(home, file, access.dry) for file in page if not _is_there(home, file)]
    except OSError as error:
        raise PortalError(f"{error.filename or home}: cannot be written: {error.strerror}") from error
    return Outcome(tuple(changes), str(home / _INDEX))


def _write(home: Path, name: str, content: bytes, offer: Offer, dry: bool) -> list[str]:
    if (home / name).is_file() and (home / name).read_bytes() == content:
        return []
    if not dry:
        home.mkdir(parents=True, exist_ok=True)
        write_bytes(home / name, content)
    return [f"~ {name} -> {offer.name}"]


def _is_there(home: Path, file: OfferedFile) -> bool:
    there = home / file.name
    return there.is_file() and there.stat().st_size == file.size and there.read_bytes() == file.path.read_bytes()


def _put(home: Path, file: OfferedFile, dry: bool) -> str:
    word = "~" if (home / file.name).exists() else "+"
    if not dry:
        home.mkdir(parents=True, exist_ok=True)
        with replaced(home / file.name) as staged:
            shutil.copyfile(file.path, staged)
    return f"{word} {file.name} ({file.size:,} bytes)"


def _page(offer: Offer) -> str:
    dataset = offer.dataset
    rows = "\n".join(_row(file) for file in offer.files)
    title = html.escape(dataset.title)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>{title}</h1>
<p>{html.escape(dataset.notes)}</p>
<p>Release of {offer.day}, <code>{offer.name}</code>. Licence:
<a href="{html.escape(dataset.license.url)}">{html.escape(dataset.license.title)}</a>.
{html.escape(dataset.copyright)}</p>
<table>
<thead><tr><th scope="col">File</th><th scope="col">What it is</th><th scope="col">Bytes</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
<p>Questions and corrections: {html.escape(dataset.maintainer.name)},
<a href="mailto:{html.escape(dataset.maintainer.email)}">{html.escape(dataset.maintainer.email)}</a></p>
</body>
</html>
"""


def _row(file: OfferedFile) -> str:
    name = html.escape(file.name)
    told = html.escape(f"{file.title}. {file.description}")
    return f'<tr><td><a href="{name}">{name}</a></td><td>{told}</td><td class="size">{file.size:,}</td></tr>'
