"""What helps to read a graph: chips in free places, bands, costs, streams, problems, the engine at work."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication

from backend.document.document import Document
from backend.document.edits import AddNode, Connect, MoveNodes, ReplaceNode, SetParameters
from backend.document.graph import Node, Position, Wire
from backend.document.graph_view import Streams, streams_of
from nodeeditor.canvas.overlays.graph_overlays import HeatLegend
from nodeeditor.canvas.overlays.training_marks import RunningStrip
from nodeeditor.canvas.painting.heat_map import (
    HEAT_STEPS,
    HeatKind,
    heat_colour,
    heat_ink,
    heat_of,
    lowest_cost,
    step_of,
)
from nodeeditor.canvas.painting.overview import Overview
from nodeeditor.canvas.scene.fold_bands import FoldBands
from nodeeditor.canvas.scene.rect_index import CELL, RectIndex
from nodeeditor.theme import DARK, LIGHT, Theme
from nodeeditor.theme.colours import contrast
from tests.canvas.hand import IMAGE_TO_CONV, Hand, child


def crossing(document: Document) -> None:
    """Two sources, each wired to a loss and a metric: their chips would meet in the middle."""
    document.apply(
        AddNode(Node("vector", "vector", position=Position(0, 400))),
        AddNode(Node("scores", "dense", position=Position(240, 400))),
        AddNode(Node("classes", "class_target", position=Position(240, 520))),
        AddNode(Node("loss", "cross_entropy", position=Position(480, 400))),
        AddNode(Node("accuracy", "accuracy", position=Position(480, 520))),
        Connect(Wire("vector", "out", "scores", "in")),
        *(Connect(Wire("scores", "out", end, "prediction")) for end in ("loss", "accuracy")),
        *(Connect(Wire("classes", "out", end, "target")) for end in ("loss", "accuracy")),
    )


def shown_chips(hand: Hand) -> list[QRectF]:
    hand.view.grab()
    items = hand.view.workspace.scene.wire_items.values()
    return [item.chip.rect for item in items if item.chip is not None and not item.chip.quiet]


def assert_apart(hand: Hand) -> None:
    chips = shown_chips(hand)
    assert not [pair for pair in combinations(chips, 2) if pair[0].intersects(pair[1])]
    cards = [item.card_rect() for item in hand.view.workspace.scene.node_items.values()]
    assert not [chip for chip in chips for card in cards if chip.intersects(card)]


def test_chips_cover_neither_each_other_nor_cards(hand: Hand) -> None:
    crossing(hand.document)
    hand.view.navigation.fit_all()
    assert len(shown_chips(hand)) >= 4
    assert_apart(hand)
    for x, y in ((470, 460), (360, 470), (380, 440)):
        hand.document.apply(MoveNodes({"accuracy": Position(x + 100, y), "dense1": Position(x, y)}))
        assert_apart(hand)


def test_a_chip_comes_back_when_what_it_made_room_for_is_gone(wired: Document, hand: Hand) -> None:
    hand.view.grab()
    item = hand.view.workspace.scene.wire_items[IMAGE_TO_CONV]
    wanted = item.look.chip
    assert item.chip == wanted
    wired.apply(MoveNodes({"dense1": Position(120, 10)}))
    hand.view.grab()
    assert item.chip != wanted
    wired.undo()
    hand.view.grab()
    assert item.chip == wanted


def test_bands_hold_no_card_that_is_not_folded(hand: Hand) -> None:
    document = hand.document
    names = ["clip", *(f"fold{number}" for number in range(6))]
    document.apply(
        AddNode(Node("clip", "video", position=Position(0, 400))),
        *(AddNode(Node(name, "conv2d", position=Position(480 * i, 400))) for i, name in enumerate(names) if i),
        *(Connect(Wire(one, "out", other, "in")) for one, other in pairwise(names)),
    )
    scene = hand.view.workspace.scene
    assert len(scene.bands()) == 1
    document.apply(MoveNodes({"dense1": Position(3 * 480 + 240, 400)}))
    intruder = scene.node_items["dense1"].card_rect()
    assert len(scene.bands()) > 1
    assert not any(band.rect.intersects(intruder) for band in scene.bands())
    folded = [item.card_rect() for item in scene.node_items.values() if item.card.folded]
    assert all(any(band.rect.contains(rect) for band in scene.bands()) for rect in folded)
    document.undo()
    assert len(scene.bands()) == 1
    assert isinstance(scene._bands, FoldBands)


def test_costs_are_marked_by_their_share(wired: Document, hand: Hand) -> None:
    checker = hand.view.workspace.checker
    heat = heat_of(checker, HeatKind.PARAMETERS)
    assert heat.marks["conv1"].step == HEAT_STEPS
    assert heat.marks["image"].step == 0
    hand.view.reading.toggle_heat(HeatKind.PARAMETERS)
    legend = child(hand.view, HeatLegend)
    assert legend.isVisible()
    assert "total" in legend.accessibleName()
    before = heat.marks["conv1"].cost_text
    wired.apply(SetParameters("conv1", {"filters": 100}))
    marks = hand.view.workspace.scene.context.heat
    assert marks is not None
    assert marks["conv1"].cost_text != before
    hand.view.grab()
    hand.view.reading.toggle_heat(HeatKind.PARAMETERS)
    assert not legend.isVisible()
    assert hand.view.workspace.scene.context.heat is None


@pytest.mark.parametrize("largest", [1, 7, 1000, 123_456_789])
def test_steps_begin_where_the_legend_says(largest: int) -> None:
    assert step_of(largest, largest) == HEAT_STEPS
    assert step_of(0, largest) == 0
    for step in range(2, HEAT_STEPS + 1):
        least = lowest_cost(step, largest)
        if least > 2:
            assert step_of(int(least * 1.01) + 1, largest) >= step
            assert step_of(int(least * 0.99), largest) < step


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_costs_read_without_hue(theme: Theme) -> None:
    """Lightness alone orders the steps, and words on each can be read."""
    grounds = [heat_colour(theme, step) for step in range(1, HEAT_STEPS + 1)]
    lightness = [0.2126 * c.redF() + 0.7152 * c.greenF() + 0.0722 * c.blueF() for c in grounds]
    assert lightness == sorted(lightness, reverse=not theme.dark)
    assert all(contrast(heat_ink(theme, step + 1), ground) >= 4.5 for step, ground in enumerate(grounds))


def test_streams_stand_out(wired: Document, hand: Hand) -> None:
    assert streams_of(wired.graph, ["conv1"], Streams.UP) == {"conv1", "image"}
    assert streams_of(wired.graph, ["image"], Streams.DOWN) == {"conv1", "image"}
    assert streams_of(wired.graph, ["image", "gone"], Streams.UP) == {"image"}
    context = hand.view.workspace.scene.context
    hand.view.reading.toggle_streams(Streams.UP)
    lit = [context.lit]
    for node in "conv1", "dense1":
        hand.view.select([node])
        lit.append(context.lit)
        hand.view.grab()
    hand.view.reading.toggle_streams(Streams.UP)
    assert [*lit, context.lit] == [None, {"conv1", "image"}, {"dense1"}, None]


def test_the_strip_says_what_the_engine_does(hand: Hand) -> None:
    strip = child(hand.view, RunningStrip)
    assert strip.isHidden()
    hand.view.reading.set_running("Epoch 2 of 5", 0.4)
    assert strip.isVisible()
    assert strip.accessibleName() == "Epoch 2 of 5"
    hand.view.grab()
    hand.view.reading.set_running("")
    assert strip.isHidden()


def test_marks_of_bypassed_and_shared_cards(wired: Document, hand: Hand) -> None:
    plain = hand.view.workspace.scene.node_items["conv1"].card
    wired.apply(ReplaceNode(Node("conv1", "conv2d", position=Position(240, 0), bypassed=True)))
    card = hand.view.workspace.scene.node_items["conv1"].card
    assert card.bypassed
    assert card.appearance != plain.appearance
    hand.view.grab()


def test_turning_the_wheel_ends_in_a_sharp_picture(wired: Document, hand: Hand) -> None:
    assert wired.wires()
    viewport = hand.view.viewport()
    for _ in range(4):
        at = QPointF(200, 150)
        event = QWheelEvent(
            at,
            QPointF(viewport.mapToGlobal(at.toPoint())),
            QPoint(),
            QPoint(0, -60),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(viewport, event)
        hand.view.grab()
    hand.view.viewport().painter.settling.stop()
    settled = hand.view.grab().toImage()
    hand.view.workspace.scene.context.paints.pixmaps._forget()
    assert hand.view.grab().toImage() == settled


def test_an_index_finds_what_a_search_of_all_finds() -> None:
    index: RectIndex[str] = RectIndex()
    rects = {f"{x},{y}": QRectF(x * 300, y * 220, 250, 180) for x in range(-6, 6) for y in range(-6, 6)}
    rects["wide"] = QRectF(-90_000, 0, 180_000, 2 * CELL)
    for name, rect in rects.items():
        index.put(name, rect)
    index.put("0,0", rects["0,0"].translated(4000, 0))
    rects["0,0"] = rects["0,0"].translated(4000, 0)
    index.remove("1,1")
    del rects["1,1"]
    for asked in (QRectF(-100, -100, 1500, 900), QRectF(1, 1, 2, 2), QRectF(-1e5, -1e5, 2e5, 2e5)):
        assert index.within(asked) == {name for name, rect in rects.items() if rect.intersects(asked)}


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_what_costs_nothing_is_seen_in_the_minimap(hand: Hand, theme: Theme) -> None:
    hand.view.workspace.scene.set_theme(theme)
    hand.view.reading.toggle_heat(HeatKind.PARAMETERS)
    item = hand.view.workspace.scene.node_items["image"]
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    for ground in (theme.panel, theme.canvas):
        image.fill(ground)
        painter = QPainter(image)
        Overview(hand.view.workspace.scene).paint(painter)
        painter.end()
        assert contrast(image.pixelColor((item.card_rect().center()).toPoint()), ground) > 1.3


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_the_words_of_a_deep_memory_fit_its_card(hand: Hand, kind: str) -> None:
    values = {"units": 1024, "layers": 2, "direction": "bidirectional"}
    hand.document.apply(AddNode(Node("memory", kind, parameters=values)))
    assert hand.view.workspace.scene.node_items["memory"].card.summary == "2 × 1024 · both ways"
