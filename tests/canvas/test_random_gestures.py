"""Random gestures of real events: no exception, no warning of Qt, and scene and document stay equal."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nodeeditor.commands.table import ARRANGE, BLOCK, CLIPBOARD, NODE, READING, VIEWPOINT
from tests.canvas.hand import Hand
from tests.canvas.test_scene_equals_document import assert_equal

TYPES = (
    "image",
    "conv2d",
    "relu",
    "add",
    "lstm",
    "dense",
    "class_target",
    "cross_entropy",
    "frame",
    "note",
    "reroute",
)
HELD = Qt.KeyboardModifier
KEYS = (HELD.NoModifier, HELD.NoModifier, HELD.ShiftModifier, HELD.ControlModifier, HELD.AltModifier)
BUTTONS = (Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton)
ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
PRESSED = (*ARROWS, *ARROWS, Qt.Key.Key_W, Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape, Qt.Key.Key_Space)
COMMANDS = (*NODE, *BLOCK, *ARRANGE, *VIEWPOINT, *CLIPBOARD, *READING)
TYPED = (
    "c2d",
    "add",
    "conv 64 3 s2",
    "lstm 128 bi",
    "token target v11 ragged length=L",
    "tokens",
    "relu",
    "zzz",
    "",
)
MAX_NODES = 25
STEPS_PER_LOOK = 25


def anywhere(hand: Hand, dice: random.Random) -> QPointF:
    """A port, a card or a corner of it, a wire's middle or the void."""
    scene = hand.view.workspace.scene
    items = list(scene.node_items.values())
    draw = dice.random()
    if items and draw < 0.6:
        item = dice.choice(items)
        rect = item.card.rect
        places = [spot.place for spot in item.card.ports] if draw < 0.4 else [rect.center(), rect.bottomRight()]
        return item.position + dice.choice(places or [QPointF(20, 10), rect.bottomRight() - QPointF(3, 3)])
    if scene.wire_items and draw < 0.75:
        return dice.choice(list(scene.wire_items.values())).look.route.path.pointAtPercent(0.5)
    return hand.view.camera.to_scene_point(QPoint(dice.randrange(20, 980), dice.randrange(20, 680)))


def drag(hand: Hand, dice: random.Random) -> None:
    button, keys = dice.choice(BUTTONS), dice.choice(KEYS)
    if keys == HELD.ControlModifier and dice.random() < 0.3:
        button = Qt.MouseButton.RightButton
    hand.press(anywhere(hand, dice), button, keys)
    for _ in range(dice.randrange(4)):
        hand.move(anywhere(hand, dice))
    if dice.random() < 0.15:
        dice.choice(
            (hand.document.undo, lambda: hand.key(Qt.Key.Key_Escape), hand.view.editing.delete_selection)
        )()
    hand.release(anywhere(hand, dice), button, keys)


def turn_wheel(hand: Hand, dice: random.Random) -> None:
    place, turned = QPointF(hand.at(anywhere(hand, dice))), QPoint(0, dice.choice((120, -120)))
    around = hand.view.viewport().mapToGlobal(place)
    keys, phase = dice.choice(KEYS), Qt.ScrollPhase.NoScrollPhase
    wheel = QWheelEvent(place, around, QPoint(), turned, Qt.MouseButton.NoButton, keys, phase, False)
    QApplication.sendEvent(hand.view.viewport(), wheel)


def pan_by_space(hand: Hand, dice: random.Random) -> None:
    QTest.keyPress(hand.view, Qt.Key.Key_Space)
    drag(hand, dice)
    QTest.keyRelease(hand.view, Qt.Key.Key_Space)


def go_on_behind(hand: Hand, dice: random.Random) -> None:
    """Layers one behind the other by the search alone."""
    choose(hand, dice)
    for _ in range(dice.randrange(1, 4)):
        hand.key(Qt.Key.Key_Tab)
        if hand.view.prompts.search.isVisible():
            QTest.keyClicks(hand.search_field, dice.choice(TYPED))
            QTest.keyClick(hand.search_field, Qt.Key.Key_Return)


def mend(hand: Hand, dice: random.Random) -> None:
    """Opens the card of a node's problems and presses one of its fixes."""
    items = [item for item in hand.view.workspace.scene.node_items.values() if item.card.problems]
    if not items:
        return
    hand.view.select([dice.choice(items).id])
    hand.view.reading.show_problems()
    QApplication.processEvents()
    buttons = hand.view.problem_card.buttons
    if buttons and hand.view.problem_card.isVisible():
        QTest.mouseClick(dice.choice(buttons), Qt.MouseButton.LeftButton)


def press_keys(hand: Hand, dice: random.Random) -> None:
    for _ in range(dice.randrange(1, 6)):
        hand.key(dice.choice(PRESSED), dice.choice(KEYS[:4]))


def answer(hand: Hand, dice: random.Random) -> None:
    """Types into whatever has opened."""
    search, field, prompt = hand.view.prompts.search, hand.view.inline.field, hand.view.prompts.name_prompt
    if prompt.isVisible():
        QTest.keyClicks(prompt.field, f"block_{dice.randrange(9)}")
        QTest.keyClick(prompt.field, dice.choice((Qt.Key.Key_Return, Qt.Key.Key_Escape)))
        QTest.keyClick(prompt.field, Qt.Key.Key_Escape)
    if search.isVisible():
        QTest.keyClicks(hand.search_field, dice.choice(TYPED))
        QTest.keyClick(hand.search_field, dice.choice((Qt.Key.Key_Return, Qt.Key.Key_Down)))
        QTest.keyClick(hand.search_field, Qt.Key.Key_Escape)
    if field is not None:
        QTest.keyClicks(field, dice.choice(("7", "-1", "# x", "")))
        QTest.keyClick(field, dice.choice((Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_A)))
        if hand.view.inline.field is not None and dice.random() < 0.8:
            hand.view.setFocus()


def command(hand: Hand, dice: random.Random) -> None:
    chosen = dice.choice(COMMANDS)
    if chosen.enabled(hand):
        chosen.call(hand)


def choose(hand: Hand, dice: random.Random) -> None:
    ids = sorted(hand.view.workspace.scene.node_items)
    hand.view.select(dice.sample(ids, min(len(ids), dice.randrange(4))))


def step(hand: Hand, dice: random.Random) -> None:
    view, document = hand.view, hand.document
    others: tuple[Callable[[], object], ...] = (
        document.undo,
        document.undo,
        document.redo,
        view.navigation.fit_all,
        view.navigation.zoom_out,
        view.navigation.zoom_reset,
        view.editing.select_all,
        lambda: choose(hand, dice),
    )
    draw = dice.random()
    if draw < 0.12 and len(document.nodes()) < MAX_NODES:
        hand.drop(dice.choice(TYPES), anywhere(hand, dice))
    elif draw < 0.24 and len(document.nodes()) < 2 * MAX_NODES:
        command(hand, dice)
    elif draw < 0.36:
        dice.choice(others)()
    elif draw < 0.46:
        press_keys(hand, dice)
    elif draw < 0.54:
        hand.double_click(anywhere(hand, dice))
    elif draw < 0.68:
        dice.choice((turn_wheel, pan_by_space, go_on_behind, mend))(hand, dice)
    else:
        drag(hand, dice)
    answer(hand, dice)


def work(hand: Hand, seed: int, steps: int) -> None:
    dice = random.Random(seed)
    view, document = hand.view, hand.document
    for number in range(steps):
        step(hand, dice)
        if number % STEPS_PER_LOOK == 0:
            view.keyboard.leave()
            view.gestures.cancel()
            view.grab()
            assert_equal(view.workspace.scene, document)
        if len(document.nodes()) > MAX_NODES:
            view.editing.select_all()
            view.editing.delete_selection()
    view.inline.close()
    while document.undo():
        pass
    assert_equal(view.workspace.scene, document)
    assert [node.id for node in document.nodes()] == ["image", "conv1", "dense1", "label"]


@pytest.mark.parametrize("seed", range(3))
def test_random_gestures(hand: Hand, seed: int) -> None:
    work(hand, seed, 150)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 110))
def test_ten_thousand_random_gestures(hand: Hand, seed: int) -> None:
    work(hand, seed, 1000)
