"""Answers as people read them on a terminal."""

from __future__ import annotations

import io
import shutil
from typing import TextIO

from rich import box
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from convergence.catalogue import plain
from convergence.store import Table

#: A table that has to be folded to less than one part in so many cannot be read as one.
_FOLDS = 2


def print_table(table: Table, out: TextIO, width: int | None = None) -> None:
    """Prints rows as a table, folded to the terminal's width; unfolded into a file or pipe.

    Args:
        table: the rows.
        out: where to print.
        width: characters in a line; the terminal's own when out is one.
    """
    if width is None and out.isatty():
        width = shutil.get_terminal_size().columns
    if width and _unfolded(table) > _FOLDS * width:
        _print_records(table, out, width)
        return
    drawn = RichTable(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in table.columns:
        drawn.add_column(column.replace("_", " "), overflow="fold")
    for row in table.rows:
        drawn.add_row(*(Text(plain(term)) for term in row))
    console = Console(file=out, width=width or _unfolded(table), highlight=False, soft_wrap=False)
    console.print(drawn)
    console.print(_count(table))


def _print_records(table: Table, out: TextIO, width: int) -> None:
    """Prints each row as a block of lines, one a column: what is too wide to be a table."""
    console = Console(file=out, width=width, highlight=False)
    names = [column.replace("_", " ") for column in table.columns]
    indent = max(map(len, names)) + 2
    for row in table.rows:
        for name, term in zip(names, row, strict=True):
            if term is not None:
                grid = RichTable.grid()
                grid.add_column(width=indent)
                grid.add_column(overflow="fold")
                grid.add_row(Text(name, style="bold"), Text(plain(term)))
                console.print(grid)
        console.print()
    console.print(_count(table))


def as_text(table: Table, width: int | None = None) -> str:
    """The printed table as a string."""
    buffer = io.StringIO()
    print_table(table, buffer, width)
    return buffer.getvalue()


def _count(table: Table) -> str:
    return f"{len(table.rows)} row{'' if len(table.rows) == 1 else 's'}"


def _unfolded(table: Table) -> int:
    widths = [
        max([len(column), *(len(plain(row[i])) for row in table.rows)])
        for i, column in enumerate(table.columns)
    ]
    return max(40, sum(widths) + 3 * len(widths))
