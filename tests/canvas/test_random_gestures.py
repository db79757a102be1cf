"""Random gestures of real events: no exception, no warning of Qt, and scene and document stay equal."""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from tests.canvas.hand import Hand
from tests.canvas.test_scene_equals_document import assert_equal

TYPES = ("image", "conv2d", "relu", "add", "lstm", "dense", "class_target", "cross_entropy")
KEYS = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier)
BUTTONS = (Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton)


def anywhere(hand: Hand, dice: random.Random) -> QPointF:
    """A port, a card, a wire's chip or the void."""
    scene = hand.view.workspace.scene
    items = list(scene.node_items.values())
    draw = dice.random()
    if items and draw < 0.6:
        item = dice.choice(items)
        places = [spot.place for spot in item.card.ports] if draw < 0.4 else [item.card.rect.center()]
        return item.pos() + dice.choice(places or [item.card.rect.center()])
    if scene.wire_items and draw < 0.7:
        return dice.choice(list(scene.wire_items.values())).look.route.chip
    return hand.view.mapToScene(dice.randrange(20, 980), dice.randrange(20, 680))


def gesture(hand: Hand, dice: random.Random) -> None:
    button, keys = dice.choice(BUTTONS), dice.choice(KEYS)
    hand.press(anywhere(hand, dice), button, keys)
    for _ in range(dice.randrange(4)):
        hand.move(anywhere(hand, dice))
    if dice.random() < 0.15:
        dice.choice((hand.document.undo, lambda: hand.key(Qt.Key.Key_Escape), hand.view.delete_selection))()
    hand.release(anywhere(hand, dice), button, keys)


def answer_search(hand: Hand, dice: random.Random) -> None:
    search = hand.view._search
    if search.isVisible():
        QTest.keyClicks(search.focusProxy(), dice.choice(("c2d", "add", "zzz", "")))
        QTest.keyClick(search.focusProxy(), dice.choice((Qt.Key.Key_Return, Qt.Key.Key_Down)))
        QTest.keyClick(search.focusProxy(), Qt.Key.Key_Escape)


@pytest.mark.parametrize("seed", range(3))
def test_random_gestures(hand: Hand, seed: int) -> None:
    dice = random.Random(seed)
    view, document = hand.view, hand.document
    commands = (
        view.delete_selection,
        view.duplicate_selection,
        view.copy,
        view.paste,
        view.cut,
        view.select_all,
        view.fit_view,
        view.zoom_out,
        view.zoom_reset,
        document.undo,
        document.redo,
        lambda: view.nudge(1, -1),
        lambda: view.select(dice.sample(sorted(view.workspace.scene.node_items), 1)) if document.nodes() else None,
    )
    for step in range(150):
        draw = dice.random()
        if draw < 0.15 and len(document.nodes()) < 25:
            hand.drop(dice.choice(TYPES), anywhere(hand, dice))
        elif draw < 0.3:
            dice.choice(commands)()
        else:
            gesture(hand, dice)
        answer_search(hand, dice)
        if step % 15 == 0:
            view.grab()
            assert_equal(view.workspace.scene, document)
    while document.undo():
        pass
    assert_equal(view.workspace.scene, document)
