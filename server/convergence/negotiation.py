"""Which media type a client gets, from what it says that it accepts.

Source: RFC 9110, section 12.5.1 (Accept).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from convergence.errors import NotAcceptableError
from convergence.formats import Format

_WORD: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_RANGE: Final = re.compile(rf"({_WORD})/({_WORD})\Z")
_PARAMETER: Final = re.compile(rf'({_WORD})[ \t]*=[ \t]*("(?:[^"\\]|\\.)*"|{_WORD})\Z')
_WEIGHT: Final = re.compile(r"0(?:\.[0-9]{0,3})?\Z|1(?:\.0{0,3})?\Z")

# A comma or semicolon inside a quoted string separates nothing. A string that is never closed
# goes on to the end, so that no character is looked at twice.
_QUOTED: Final = r'"(?:[^"\\]|\\.)*(?:"|\\?\Z)'
_ELEMENT: Final = re.compile(rf'(?:{_QUOTED}|[^,"])+', re.DOTALL)
_PART: Final = re.compile(rf'(?:{_QUOTED}|[^;"])+', re.DOTALL)


@dataclass(frozen=True)
class MediaRange:
    """One element of an Accept header.

    Attributes:
        type: such as `text`, or `*`; lower case.
        subtype: such as `turtle`, or `*`; lower case.
        weight: the `q` value, from 0 (never) to 1.
        parameters: the other parameters, names and values in lower case.
    """

    type: str
    subtype: str
    weight: float = 1.0
    parameters: tuple[tuple[str, str], ...] = ()

    def specificity(self, media_type: str) -> int:
        """How precisely this range names a media type.

        Returns:
            0 when it does not match, then 1 for `*/*`, 2 for `text/*`, 3 for `text/csv`.
        """
        if self._refused_parameters():
            return 0
        if self.type == "*":
            return 1
        major, _, minor = media_type.partition("/")
        if self.type != major:
            return 0
        if self.subtype == "*":
            return 2
        return 3 if self.subtype == minor else 0

    def _refused_parameters(self) -> bool:
        # We write UTF-8 and nothing else. `profile` is a wish about the form of a document
        # (RFC 6906), and a client that has one still wants the document.
        return any(
            name != "profile" and (name, value) != ("charset", "utf-8")
            for name, value in self.parameters
        )


@dataclass(frozen=True)
class Choice:
    """What the client gets.

    Attributes:
        format: the serialization.
        media_type: the name it goes by: the canonical one, or the alias that was asked for.
    """

    format: Format
    media_type: str

    @property
    def content_type(self) -> str:
        """The value of the Content-Type header."""
        if self.format.charset or self.media_type.startswith("text/"):
            return f"{self.media_type}; charset=utf-8"
        return self.media_type


def parse_accept(header: str | None) -> tuple[MediaRange, ...]:
    """Reads an Accept header.

    An element that is not a media range is left out. No header, an empty one, and one
    without any valid element all mean that everything is welcome.
    """
    ranges = [_media_range(element) for element in _ELEMENT.findall(header or "")]
    return tuple(found for found in ranges if found) or (MediaRange("*", "*"),)


def weight_of(media_type: str, ranges: Sequence[MediaRange]) -> float:
    """The weight that the most specific matching range gives to a media type; 0 for none."""
    return _best_match(media_type, ranges)[1]


def choose(header: str | None, offered: Sequence[Format]) -> Choice:
    """Picks the format that the client likes best.

    Ties are resolved by the order of `offered`. A format is known by its canonical media type
    or, to a client that names an alias and would refuse another name, by that alias.

    Args:
        header: the Accept header, or None.
        offered: the formats that can hold the answer, best first.

    Raises:
        NotAcceptableError: the client accepts none of them; the message lists them.
    """
    ranges = parse_accept(header)
    candidates: list[tuple[float, int, int, int]] = []
    for order, fmt in enumerate(offered):
        for rank, media_type in enumerate(fmt.media_types):
            specificity, weight = _best_match(media_type, ranges)
            if weight > 0:
                # An alias that only a wildcard covers is the last resort.
                unnamed_alias = int(rank > 0 and specificity < 3)
                candidates.append((-weight, unnamed_alias, order, rank))
    if not candidates:
        available = tuple(fmt.media_type for fmt in offered)
        raise NotAcceptableError(
            f"The Accept header allows none of the types of this answer: {', '.join(available)}.",
            available,
        )
    _, _, order, rank = min(candidates)
    return Choice(offered[order], offered[order].media_types[rank])


def prefers_html(header: str | None, offered: Sequence[Format]) -> bool:
    """Whether the client likes `text/html` better than every one of these formats."""
    ranges = parse_accept(header)
    others = [weight_of(name, ranges) for fmt in offered for name in fmt.media_types]
    return weight_of("text/html", ranges) > max(others, default=0.0)


def _best_match(media_type: str, ranges: Sequence[MediaRange]) -> tuple[int, float]:
    # Of two ranges that are equally specific, the kinder one counts.
    found = ((candidate.specificity(media_type), candidate.weight) for candidate in ranges)
    return max((match for match in found if match[0]), default=(0, 0.0))


def _media_range(element: str) -> MediaRange | None:
    first, *rest = [part.strip(" \t") for part in _PART.findall(element)] or [""]
    found = _RANGE.match(first)
    if found is None or (found[1] == "*" and found[2] != "*"):
        return None
    weight = 1.0
    parameters: list[tuple[str, str]] = []
    for part in filter(None, rest):
        pair = _PARAMETER.match(part)
        if pair is None:
            return None
        name, value = pair[1].lower(), pair[2].strip('"').lower()
        if name == "q":
            if _WEIGHT.match(value) is None:
                return None
            weight = float(value)
            break  # what follows are extensions of Accept itself, which nobody uses
        parameters.append((name, value))
    return MediaRange(found[1].lower(), found[2].lower(), weight, tuple(parameters))
