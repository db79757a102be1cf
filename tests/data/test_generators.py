"""What the generators promise about their data."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from backend.data.loading.digits import load_captioned_digits, load_digit_strips, read_strips
from backend.data.loading.generated import load_moving_ball, load_shapes
from backend.data.transforms.time_steps import series_lengths, without_ends


def test_the_same_seed_gives_the_same_data() -> None:
    first, second = (load_moving_ball(samples=20, frames=3, size=12, noise=0.2, seed=4) for _ in range(2))
    assert first["clip"].tobytes() == second["clip"].tobytes()
    assert (
        load_captioned_digits(40, 28, 1)["sentence"].tolist()
        != load_captioned_digits(40, 28, 2)["sentence"].tolist()
    )


def test_the_ball_moves_as_it_is_named() -> None:
    data = load_moving_ball(samples=200, frames=4, size=16, noise=0.0, seed=0)
    turn = np.exp(2j * np.pi * np.arange(16) / 16)
    phases = [data["clip"][:, :, 0].sum(axis=axis) @ turn for axis in (3, 2)]  # of height and width, [rows, T]
    down, right = (np.angle(phase[:, 1] / phase[:, 0]) for phase in phases)
    moves = {"rising": (-1, 0), "falling": (1, 0), "left": (0, -1), "right": (0, 1), "still": (0, 0)}
    for row, direction in enumerate(data["direction"]):
        seen = (np.sign(round(down[row], 3)), np.sign(round(right[row], 3)))
        assert seen == moves[direction]


def test_a_single_frame_says_nothing_about_the_direction() -> None:
    data = load_moving_ball(samples=4000, frames=5, size=8, noise=0.0, seed=0)
    for frame in range(5):
        means = [
            data["clip"][data["direction"] == name, frame, 0].mean(axis=0)
            for name in ("rising", "falling", "left", "right", "still")
        ]
        assert np.ptp(np.stack(means), axis=0).max() < 0.08


def test_no_handwritten_digit_is_in_the_pictures_of_two_parts() -> None:
    data = load_captioned_digits(samples=600, size=24, seed=0)
    parts: dict[bytes, set[str]] = {}
    for picture, sentence, part in zip(data["picture"][:, 0], data["sentence"], data["split"]):
        if sentence.count("above") == 2:
            for digit in np.split(picture, 3):
                parts.setdefault(digit[:, digit.any(axis=0)].tobytes(), set()).add(part)
    assert len(parts) > 300
    assert all(len(found) == 1 for found in parts.values())


def test_sentences_tell_what_is_where() -> None:
    data = load_captioned_digits(samples=100, size=28, seed=0)
    assert data["picture"].shape == (100, 1, 28, 28) and data["picture"].max() == 16
    for sentence in data["sentence"]:
        parts = sentence.split(" above " if "above" in sentence else " left of ")
        assert 2 <= len(parts) <= 3 and all(part[:2] == "a " and part[2:].isdigit() for part in parts)
    assert {name: (data["split"] == name).sum() for name in ("train", "validation", "test")} == {
        "train": 90,
        "validation": 5,
        "test": 5,
    }


def test_strips_are_as_wide_as_their_digits_and_share_none() -> None:
    data = load_digit_strips(samples=200, shortest=2, longest=5, seed=1)
    lengths = series_lengths(data["strip"])
    assert {len(number) for number in data["number"]} == {2, 3, 4, 5}
    assert np.corrcoef(lengths, [len(number) for number in data["number"]])[0, 1] > 0.9
    assert len(set(lengths)) > 20 and data["strip"].shape == (200, lengths.max(), 8)
    assert not without_ends(data["strip"])[np.arange(lengths.max()) >= lengths[:, np.newaxis]].any()


def test_a_strip_is_read_from_a_picture_of_any_size(tmp_path: Path) -> None:
    Image.new("L", (50, 16), 255).save(tmp_path / "wide.png")
    np.save(tmp_path / "narrow.npy", np.ones((8, 11)))
    read = read_strips([str(tmp_path / "wide.png"), str(tmp_path / "narrow.npy")])
    assert series_lengths(read["strip"]).tolist() == [25, 11]
    assert np.nanmax(read["strip"][0]) == 16


def test_shapes_cover_what_their_mask_says() -> None:
    data = load_shapes(samples=60, size=24, noise=0.0, seed=2)
    assert set(np.unique(data["mask"])) == {0, 1, 2, 3}
    for picture, mask in zip(data["picture"], data["mask"][:, 0]):
        assert np.ptp(picture[:, mask == 0], axis=1).max() == 0
