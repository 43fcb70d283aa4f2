"""Reads the text of an official record: its numbered paragraphs, normalized, and digests.

The text itself is not part of the project. Whoever holds the record can check with this
that they read the same words as the curators (docs/record.md).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import Path
from typing import Final

from convergence.errors import UsageError

_PARAGRAPH: Final = re.compile(r"^(\d{1,3})\.\s+(.*)$")
_END: Final = re.compile(r"^The (?:meeting|public part of the meeting) rose at ")
# Typographic single and double quotation marks, and hyphens and dashes of every width.
_QUOTES: Final = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u201f": '"'}
)
_DASHES: Final = re.compile("[\u2010-\u2015\u2212]")


def read_text(path: Path) -> str:
    """The text of a record in a file: a Word document (.docx), or plain text in UTF-8.

    Raises:
        UsageError: the file cannot be read as what its name says.
    """
    if path.suffix.lower() == ".docx":
        # Loaded only for who checks a Word file; everybody else starts faster without it.
        from docx import Document
        from docx.opc.exceptions import PackageNotFoundError

        try:
            return "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)
        except (OSError, ValueError, KeyError, PackageNotFoundError) as error:
            raise UsageError(f"{path}: cannot be read as a Word document: {error}") from None
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read as UTF-8 text: {error}") from None


def normalize(text: str) -> str:
    """The text with one form of each quotation mark, dash and space, in Unicode NFC.

    Two copies of a record that differ only in typography normalize to the same text.
    Case, punctuation and wording are kept.
    """
    text = unicodedata.normalize("NFC", text).translate(_QUOTES)
    text = _DASHES.sub("-", text).replace("\u00ad", "")
    return " ".join(text.split())


def digest(paragraph: str) -> str:
    """SHA-256 of a paragraph's normalized text without its number, in hexadecimal."""
    return hashlib.sha256(normalize(paragraph).encode("utf-8")).hexdigest()


def paragraphs(text: str) -> dict[int, str]:
    """The numbered paragraphs of a record, by number.

    A paragraph begins where a line starts with the next number in sequence and a full
    stop, so that a list inside a paragraph does not end it, and takes in the lines up to
    the next; the record ends where the meeting rose.
    """
    found: dict[int, list[str]] = {}
    number = 0
    for raw in text.splitlines():
        line = raw.strip()
        if _END.match(line):
            break
        match = _PARAGRAPH.match(line)
        if match and int(match[1]) == number + 1:
            number += 1
            found[number] = [match[2]]
        elif number and line:
            found[number].append(line)
    return {n: " ".join(lines) for n, lines in found.items()}
