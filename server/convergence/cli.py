"""The command line: each command a few lines over a function.

Exit status: 0 done, 1 the data or the answer is wrong, 2 the call is wrong. Errors go to
standard error, one line each, and never with a traceback.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from convergence import __version__
from convergence.catalogue import Catalogue, plain
from convergence.dataset import is_stale, read_built
from convergence.errors import ConvergenceError, NoDatasetError, UsageError
from convergence.formats import FORMATS, Shape, format_named, formats_for
from convergence.paths import Paths, find_paths
from convergence.store import Answer, OxigraphStore, Store, Table

if TYPE_CHECKING:
    from convergence.record import Held, Verification


class _Group(click.Group):
    """A group of commands that tells our errors in one line and with their status."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ConvergenceError as error:
            click.echo(str(error), err=True)
            ctx.exit(error.exit_status)
        except OSError as error:
            click.echo(f"{error.filename or 'a file'}: {error.strerror or error}", err=True)
            ctx.exit(2)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="convergence")
def main() -> None:
    """Relations between the Migrant Workers Convention and the Global Compact for Migration.

    Each is somebody's claim, at a paragraph of a record, in a capacity.
    """


@main.command()
def build() -> None:
    """Build the dataset from the curated files.

    A failed build tells every problem with its file and line, and leaves the last good
    dataset as it was.

    Example: convergence build
    """
    from convergence.build import build as run

    built = run(find_paths())
    click.echo(
        f"built version {built.version}: {built.triples} statements, "
        f"{built.inferred} of them inferred, in {built.folder}"
    )


@main.command()
def validate() -> None:
    """Check the curated files without building anything.

    Example: convergence validate
    """
    from convergence.build import assemble

    assembled = assemble(find_paths())
    click.echo(f"sound: {len(assembled.store)} statements, {assembled.inferred} of them inferred")


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on.")
@click.option("--port", default=8000, show_default=True, help="Port to serve on; 0 takes any.")
def serve(host: str, port: int) -> None:
    """Serve the pages and the SPARQL endpoint, building first what is missing or stale.

    If the sources cannot be built, the last good dataset is served, with a warning.

    Example: convergence serve --port 8123
    """
    from convergence.serving import serve as run
    from convergence.web import DatasetInfo, create_app

    paths = find_paths()
    _refresh(paths)
    built = read_built(paths)
    info = DatasetInfo(
        title="Convergence",
        version=built.version,
        triples=built.triples,
        description=(
            "How the Migrant Workers Convention and the Global Compact for Migration "
            "complement each other, diverge and leave gaps, as speakers said on the record."
        ),
    )
    store = OxigraphStore.open(built.store)
    run(create_app(store, _catalogue(paths), dataset_info=info), host, port)


@main.command()
@click.argument("query")
@click.option("--param", "-p", "params", multiple=True, metavar="NAME=VALUE", help="A parameter.")
@click.option("--endpoint", metavar="URL", help="Ask this SPARQL endpoint, not the built dataset.")
@click.option(
    "--format",
    "-f",
    "format_name",
    type=click.Choice(["table", *(f.name for f in FORMATS)]),
    default="table",
    show_default=True,
    help="How to write the answer.",
)
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Write to this file.")
def query(
    query: str, params: tuple[str, ...], endpoint: str | None, format_name: str, output: Path | None
) -> None:
    """Ask a question: a name from the catalogue, a file, or the text of a SPARQL query.

    Example: convergence query alignment-by-objective --param objective=gcm:objective-21
    """
    paths = find_paths()
    store = _store(paths, endpoint)
    values = _values(params)
    answer = _ask(store, paths, query, values)
    _write(answer, format_name, output)


@main.command()
@click.argument("words", nargs=-1)
def queries(words: tuple[str, ...]) -> None:
    """List the catalogued questions, or those that contain all the given words.

    Example: convergence queries article
    """
    found = False
    for question in _catalogue(find_paths()):
        text = " ".join([question.name, question.title, question.question, *question.keywords])
        if all(word.lower() in text.lower() for word in words):
            found = True
            click.echo(f"{question.name}: {question.question}")
            for parameter in question.parameters:
                click.echo(f"    --param {parameter.name}={parameter.default}  ({parameter.label})")
    if not found:
        raise ConvergenceError(f"no question has all of these words: {' '.join(words)}")


@main.group()
def record() -> None:
    """Hold the dataset against an official record."""


@record.command()
@click.option("--text", type=click.Path(path_type=Path), help="The record, as .docx or plain text.")
@click.option("--symbol", default="CMW/C/SR.506", show_default=True, help="Which record it is.")
@click.option("--write", is_flag=True, help="Note in the data that everything was verified.")
@click.option("--table", is_flag=True, help="Print what is drawn from each paragraph.")
def check(text: Path | None, symbol: str, write: bool, table: bool) -> None:
    """Tell what is drawn from each paragraph; with the text, verify digests and quotes.

    Example: convergence record check --text CMW-C-SR.506.docx
    """
    from convergence import record as records
    from convergence.recordtext import read_text
    from convergence.tabulate import print_table

    paths = find_paths()
    store = _store(paths, None)
    held = records.held_of(store, symbol)
    answer = _catalogue(paths).get("coverage").ask(store).table()
    # The question is about every record; its first column begins with the record's symbol.
    rows = tuple(row for row in answer.rows if plain(row[0]).startswith(f"{symbol},"))
    coverage = Table(answer.columns, rows)
    if table:
        print_table(coverage, sys.stdout)
    explained = sum(row[-1] is not None for row in coverage.rows)
    click.echo(
        f"coverage: {len(coverage.rows)} paragraphs, {len(coverage.rows) - explained} with "
        f"claims, {explained} with the reason why there is none"
    )
    if text is None:
        _tell_unverified(held, records.last_verification(store, symbol))
        return
    findings = records.check_record(held, read_text(text))
    wrong = [finding for finding in findings if not finding.ok]
    for finding in wrong:
        click.echo(f"{finding.what} {finding.name}: {finding.detail}", err=True)
    for what in ("paragraph", "quote"):
        of_kind = [finding for finding in findings if finding.what == what]
        good = sum(finding.ok for finding in of_kind)
        click.echo(f"{what}s: {good} of {len(of_kind)} as in the text")
    if wrong:
        raise SystemExit(1)
    if write:
        name = symbol.lower().replace("/", "-").replace(".", "-")
        file = paths.mapping / name / "verification.yaml"
        entry = records.verification_entry(held, symbol, name, date.today().isoformat())
        file.write_text(entry, "utf-8")
        click.echo(f"noted in {file.relative_to(paths.data)}")


def _tell_unverified(held: Held, last: Verification | None) -> None:
    click.echo(
        f"not verified now, for want of the text (--text FILE): {len(held.digests)} paragraph "
        f"digests, {len(held.quotes)} quotes"
    )
    if last is None:
        click.echo("last verified: never, as far as the data say")
    else:
        state = (
            "and nothing has changed since" if last.current else "but the data have changed since"
        )
        click.echo(f"last verified: {last.date}, {state}")


def _refresh(paths: Paths) -> None:
    """Builds what is missing or stale; a failure is told, and is fatal only without a dataset."""
    if not is_stale(paths):
        return
    from convergence.build import build as run

    click.echo("building the dataset …", err=True)
    try:
        run(paths)
    except Exception as error:  # whatever it is, it must not take the site down
        click.echo(str(error) or type(error).__name__, err=True)
        try:
            version = read_built(paths).version
        except NoDatasetError:
            raise ConvergenceError("nothing built yet, so there is nothing to serve") from None
        click.echo(f"the sources cannot be built; version {version} is served", err=True)


def _store(paths: Paths, endpoint: str | None) -> Store:
    if endpoint:
        from convergence.remote import RemoteStore

        return RemoteStore(endpoint)
    return OxigraphStore.open(read_built(paths).store)


def _catalogue(paths: Paths) -> Catalogue:
    """The questions of the built dataset, or, where nothing is built, those of the sources."""
    try:
        return Catalogue.load(read_built(paths).competency)
    except NoDatasetError:
        return Catalogue.load(paths.queries / "competency")


def _values(params: tuple[str, ...]) -> dict[str, str]:
    values = {}
    for param in params:
        name, sign, value = param.partition("=")
        if not sign:
            raise UsageError(f"--param {param}: write --param NAME=VALUE")
        if name in values:
            raise UsageError(f"--param {name} is given twice; give it once")
        values[name] = value
    return values


def _ask(store: Store, paths: Paths, query: str, values: dict[str, str]) -> Answer:
    is_text = any(sign in query for sign in "{\n ")
    if not is_text and query.endswith(".rq") and not Path(query).is_file():
        raise UsageError(f"{query}: no such file")
    if not is_text and not Path(query).is_file():
        return _catalogue(paths).get(query).ask(store, values)
    if values:
        raise UsageError("--param goes with the name of a catalogued question only")
    return store.answer(query if is_text else Path(query).read_text("utf-8"))


def _write(answer: Answer, format_name: str, output: Path | None) -> None:
    if format_name == "table":
        from convergence.tabulate import as_text, print_table

        if output:
            output.write_text(as_text(answer.table()), "utf-8")
        else:
            print_table(answer.table(), sys.stdout)
        return
    fmt = format_named(format_name)
    fitting = [f.name for f in formats_for(answer.shape)]
    if fmt is None or fmt.name not in fitting:
        kind = "a graph" if answer.shape is Shape.GRAPH else "rows or a truth value"
        raise UsageError(f"the answer is {kind}; --format is one of table, {', '.join(fitting)}")
    content = answer.serialize(fmt)
    if output:
        output.write_bytes(content)
    else:
        sys.stdout.buffer.write(content)
