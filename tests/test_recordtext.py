"""Reading a record's text: paragraphs, normalization, digests."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from convergence.recordtext import digest, normalize, paragraphs

TEXT = """CMW/C/SR.1
1. front matter is not a paragraph of the meeting? It is the first line with a 1.
2.\tThe second, which mentions
3 things and a list:
1. first of the list
3.\tThe third.
The meeting rose at 5 p.m.
4.\tNot part of the record.
"""


def test_paragraphs_begin_with_the_next_number() -> None:
    found = paragraphs(TEXT)
    assert list(found) == [1, 2, 3]
    assert found[2] == "The second, which mentions 3 things and a list: 1. first of the list"
    assert found[3] == "The third."


def test_copies_that_differ_in_typography_agree() -> None:
    one = "The Committee\u2019s \u201cview\u201d \u2013 on  non\u2011regression"
    other = 'The Committee\'s "view" - on non-regression '
    assert normalize(one) == normalize(other)
    assert digest(one) == digest(other)


def test_copies_that_differ_in_a_word_case_or_stop_do_not_agree() -> None:
    for other in ("the Committee.", "The committee.", "The Committee"):
        assert digest("The Committee.") != digest(other)


def test_the_digest_is_the_sha_256_of_the_normalized_text() -> None:
    assert digest("  a\n b ") == "c8687a08aa5d6ed2044328fa6a697ab8e96dc34291e8c2034ae8c38e6fcc6d65"


@given(st.text())
def test_normalizing_twice_changes_nothing(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)


@given(st.text())
def test_any_text_has_paragraphs_in_sequence(text: str) -> None:
    assert list(paragraphs(text)) == list(range(1, len(paragraphs(text)) + 1))
