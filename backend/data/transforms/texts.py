"""Texts to token numbers, with a vocabulary of their own from the training rows."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np

from backend.data.loading.notes import RowError, tell, tell_rows

SPECIAL_TOKENS = ["<padding>", "<unknown>", "<start>", "<end>"]


def split_words(text: str, split: str) -> list[str]:
    """What stands between white space; or words, and every other sign on its own."""
    return text.split() if split == "white space" else re.findall(r"\w+|[^\w\s]", text)


def first_split_word(texts: np.ndarray) -> tuple[int, str] | None:
    """The row and the first word of the texts, up to white space, that Words cuts at a sign."""
    for row, text in enumerate(texts.tolist()):
        for word in text.split():
            if len(split_words(word, "words and signs")) > 1:
                return row, word
    return None


def refuse_cut_tags(texts: np.ndarray, field: str) -> None:
    """Refuses tags of steps that Words would cut at their signs: one tag would become several."""
    if (found := first_split_word(texts)) is not None:
        row, word = found
        raise RowError(
            row,
            f"Words splits {word[:40]!r} of field {field!r} at its signs, and a tag would become "
            "several tokens; set its 'split' to 'white space', and for tags switch 'lower' off",
        )


def fit_vocabulary(
    texts: list[list[str]], minimum_count: int, largest_vocabulary: int
) -> dict[str, list[str]]:
    """The tokens by number: four special ones, then the most frequent first."""
    counts = Counter(token for tokens in texts for token in tokens)
    ranked = sorted(counts, key=lambda token: (-counts[token], token))
    frequent = [token for token in ranked if counts[token] >= minimum_count]
    known = frequent[: largest_vocabulary - len(SPECIAL_TOKENS)]
    if rarer := len(ranked) - len(frequent):
        tell(
            f"{rarer:,} of {len(ranked):,} different tokens occur fewer than {minimum_count} times "
            "in the training rows and count as unknown ('minimum_count')"
        )
    if beyond := len(frequent) - len(known):
        tell(
            f"{beyond:,} of {len(ranked):,} different tokens do not fit the vocabulary of "
            f"{largest_vocabulary:,} and count as unknown ('largest_vocabulary')"
        )
    return {"vocabulary": SPECIAL_TOKENS + known}


def number_tokens(
    texts: list[list[str]], vocabulary: list[str], bounds: bool, maximum_length: int
) -> np.ndarray:
    """int64 [rows, longest], padded with 0; unknown tokens are 1, and so is an empty text."""
    numbers = {
        token: number for number, token in enumerate(vocabulary) if number >= len(SPECIAL_TOKENS)
    }
    most, rows = maximum_length - 2 * bounds, []
    for tokens in texts:
        row = [numbers.get(token, 1) for token in tokens[:most]]
        rows.append([2, *row, 3] if bounds else row or [1])
    lengths = np.array([len(tokens) for tokens in texts])
    tell_rows(
        lengths > most,
        f"texts are cut after {most:,} tokens ('maximum_length'), and the longest has "
        f"{lengths.max():,}",
    )
    tell_rows(lengths == 0, "texts without a token count as one unknown token")
    unknown = [[token for token in tokens[:most] if token not in numbers] for tokens in texts]
    tell_rows(
        np.array([bool(tokens) for tokens in unknown]),
        f"{sum(map(len, unknown)):,} of {np.minimum(lengths, most).sum():,} tokens are not in the "
        f"vocabulary and count as unknown, such as {next((t[0][:40] for t in unknown if t), '')!r}",
    )
    padded = np.zeros((len(rows), max(len(row) for row in rows)), dtype=np.int64)
    for place, row in zip(padded, rows, strict=True):
        place[: len(row)] = row
    return padded


def token_texts(values: np.ndarray, vocabulary: list[str], between: str) -> np.ndarray:
    """The texts of rows of token numbers, without padding, each from its start to its end token."""
    names = dict(enumerate(vocabulary))
    texts = []
    for row in values.tolist():
        ended = row[: row.index(3)] if 3 in row else row
        texts.append(
            between.join(names.get(number, "<unknown>") for number in ended if number not in (0, 2))
        )
    return np.array(texts, dtype=object)


def tell_capitals(values: np.ndarray, lower: bool) -> None:
    """Tells how many texts lose their capitals."""
    if lower:
        tell_rows(
            np.array([text != text.lower() for text in values.tolist()], dtype=bool),
            "capitals count as small letters (switch 'lower' off to keep them)",
        )


def fit_characters(
    values: np.ndarray, lower: bool, minimum_count: int, largest_vocabulary: int
) -> dict[str, list[str]]:
    """The vocabulary of the characters."""
    texts = [list(text.lower() if lower else text) for text in values.tolist()]
    return fit_vocabulary(texts, minimum_count, largest_vocabulary)


def apply_characters(
    values: np.ndarray, state: dict[str, list[str]], lower: bool, bounds: bool, maximum_length: int
) -> np.ndarray:
    """The characters of each text as int64 [rows, longest], padded with 0."""
    tell_capitals(values, lower)
    texts = [list(text.lower() if lower else text) for text in values.tolist()]
    return number_tokens(texts, state["vocabulary"], bounds, maximum_length)


def invert_characters(values: np.ndarray, state: dict[str, list[str]]) -> np.ndarray:
    """The texts of rows of character numbers."""
    return token_texts(values, state["vocabulary"], between="")


def fit_words(
    values: np.ndarray, split: str, lower: bool, minimum_count: int, largest_vocabulary: int
) -> dict[str, list[str]]:
    """The vocabulary of the words."""
    texts = [split_words(text.lower() if lower else text, split) for text in values.tolist()]
    return fit_vocabulary(texts, minimum_count, largest_vocabulary)


def apply_words(
    values: np.ndarray,
    state: dict[str, list[str]],
    split: str,
    lower: bool,
    bounds: bool,
    maximum_length: int,
) -> np.ndarray:
    """The words of each text as int64 [rows, longest], padded with 0."""
    tell_capitals(values, lower)
    texts = [split_words(text.lower() if lower else text, split) for text in values.tolist()]
    return number_tokens(texts, state["vocabulary"], bounds, maximum_length)


def invert_words(values: np.ndarray, state: dict[str, list[str]]) -> np.ndarray:
    """The texts of rows of word numbers, with a space between the words."""
    return token_texts(values, state["vocabulary"], between=" ")
