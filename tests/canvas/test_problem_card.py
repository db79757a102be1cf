"""The card at a node with problems: sentences, fixes to press, by the pointer and by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from backend.check.checker import Checker
from backend.check.problems import Severity
from backend.document.edits import AddNode, Connect, EditInBlock, SetParameters
from backend.document.graph import Node, Position, Wire
from nodeeditor.canvas.overlays.problem_card import ProblemCard
from nodeeditor.widgets import TextLabel
from tests.canvas.hand import Hand
from tests.source.test_blocks import residual


@pytest.fixture
def card(hand: Hand) -> ProblemCard:
    """Open over a convolution that is fed with a vector."""
    hand.document.apply(
        AddNode(Node("flat", "vector", position=Position(0, 320))),
        AddNode(Node("conv9", "conv2d", "<b>bold</b>", position=Position(240, 320))),
        Connect(Wire("flat", "out", "conv9", "in")),
    )
    assert hand.view.workspace.scene.node_items["conv9"].card.badge is Severity.ERROR
    hover(hand, hand.body("conv9"))
    return hand.view.problem_card


def hover(hand: Hand, point: QPointF) -> None:
    at = hand.at(point)
    viewport = hand.view.viewport()
    QApplication.sendEvent(viewport, QHelpEvent(QEvent.Type.ToolTip, at, viewport.mapToGlobal(at)))


def test_it_says_the_problem_as_plain_text(card: ProblemCard) -> None:
    texts = [words.text() for words in card.findChildren(TextLabel)]
    assert "<b>bold</b>" in texts and "● Error" in texts
    assert card.accessibleName() == "Problems of <b>bold</b>"


def test_a_fix_is_pressed_and_undone(hand: Hand, card: ProblemCard, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(card.buttons))
    button = card.buttons[0]
    label = button.text()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert hand.document.history.undo_label == label
    assert not card.isVisible()
    hand.document.undo()
    assert hand.document.wire_into("conv9", "in") is not None


def test_it_goes_with_the_pointer_and_with_the_view(hand: Hand, card: ProblemCard) -> None:
    assert card.isVisible()
    hand.move(hand.body("conv9"))
    assert card.isVisible(), "over its own node it stays"
    hand.view.problem_card.follow_pointer(QPoint(1, 1))
    assert not card.isVisible()
    hover(hand, hand.body("conv9"))
    hand.view.navigation.zoom_in()
    assert not card.isVisible()


def test_keys_open_and_close_it(hand: Hand, card: ProblemCard) -> None:
    card.close_card()
    hand.view.select(["conv9"])
    hand.view.reading.show_problems()
    assert card.isVisible() and card.hasFocus()
    QTest.keyClick(card, Qt.Key.Key_Escape)
    assert not card.isVisible() and hand.view.hasFocus()


def test_a_node_without_problems_has_a_tip_alone(hand: Hand, card: ProblemCard) -> None:
    card.close_card()
    hover(hand, hand.body("label"))
    hand.view.select(["label"])
    hand.view.reading.show_problems()
    assert not card.isVisible()


def test_inside_a_block_fixes_are_steps_of_the_whole_document(hand: Hand, qtbot: QtBot) -> None:
    whole, checker = hand.document, hand.view.workspace.checker
    broken = (
        AddNode(Node("flat", "flatten")),
        AddNode(Node("conv9", "conv2d", position=Position(240, 320))),
        Connect(Wire("entry", "out", "flat", "in")),
        Connect(Wire("flat", "out", "conv9", "in")),
    )
    placed = (AddNode(Node("placed", "block:residual")), Connect(Wire("image", "out", "placed", "entry")))
    whole.apply(SetParameters("image", {"channels": 8}), *residual(), *placed)
    whole.apply(*(EditInBlock("residual", edit) for edit in broken))
    scope = whole.inside("residual")
    hand.view.set_document(scope, Checker(scope, checker))
    hand.view.select(["conv9"])
    hand.view.reading.show_problems()
    card = hand.view.problem_card
    qtbot.waitUntil(lambda: bool(card.buttons))
    qtbot.mouseClick(card.buttons[0], Qt.MouseButton.LeftButton)
    assert not hand.view.workspace.checker.reports["conv9"].problems
    whole.undo()
    assert scope.wire_into("conv9", "in") is not None and hand.view.workspace.checker.reports["conv9"].problems
