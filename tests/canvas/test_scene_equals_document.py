"""After any edits, undone and redone, the scene shows exactly what the document has."""

from __future__ import annotations

import random

import pytest

from backend.check.connection import refusal
from backend.declare.layer import LAYERS
from backend.document import actions
from backend.document.docking import host_of
from backend.document.document import Document
from backend.document.edits import AddNode, Edit, ReplaceNode, SetParameters
from backend.document.graph import Node, Position, Wire
from nodeeditor.canvas.scene import scene as scene_module
from nodeeditor.canvas.scene.card_building import Docking, card_for
from nodeeditor.canvas.scene.geometry import SCENE_RECT
from nodeeditor.canvas.scene.scene import Scene
from nodeeditor.canvas.scene.wire_item import wire_look
from tests.canvas.hand import Hand

TYPES = (
    "image",
    "video",
    "conv2d",
    "max_pool2d",
    "lstm",
    "dense",
    "add",
    "class_target",
    "cross_entropy",
    "unknown",
)


def assert_equal(scene: Scene, document: Document) -> None:
    assert scene.node_items.keys() == {node.id for node in document.nodes()}
    assert scene.wire_items.keys() == set(document.wires())
    assert scene.context.nodes_index.within(SCENE_RECT) == set(scene.node_items.values())
    assert scene.context.wires_index.within(SCENE_RECT) == set(scene.wire_items.values())
    hosts = {node.id: host for node in document.nodes() if (host := host_of(document, node.id))}
    for node_id, item in scene.node_items.items():
        assert scene.is_docked(node_id) == (node_id in hosts)
        if node_id in hosts:
            before, (wire,) = scene.node_items[hosts[node_id]], document.wires_into(node_id)
            end = before.position + before.card.place_of(wire.output, False)
            assert item.position.x() == end.x()
            beside = before.card_rect()
            assert beside.top() <= item.card_rect().top() and item.card_rect().bottom() <= beside.bottom()
        else:
            assert (item.position.x(), item.position.y()) == document.node(node_id).position
        further = (*scene.checker.section_problems, *scene.checker.lint_problems)
        extra = [problem for problem in further if problem.node == node_id]
        assert item.card == card_for(document, scene.checker, node_id, extra, scene.context.paints, Docking(hosts))
    for wire, wire_item in scene.wire_items.items():
        fresh = wire_look(wire, scene.node_items, scene.checker, scene.context)
        assert wire_item.look.route.path == fresh.route.path
        assert (wire_item.look.chip, wire_item.look.colour) == (fresh.chip, fresh.colour)
    folded = sum(item.card.folded for item in scene.node_items.values())
    assert bool(scene.bands()) == bool(folded)


def random_edits(document: Document, dice: random.Random) -> list[Edit]:
    nodes = [node.id for node in document.nodes()]
    place = Position(dice.randrange(-500, 500), dice.randrange(-500, 500))
    if not dice.randrange(4):
        return actions.set_marks(document, dice.sample(nodes, min(3, len(nodes))), docked=bool(dice.randrange(3)))
    kind = dice.randrange(8)
    if kind < 2 or len(nodes) < 3:
        return [AddNode(actions.new_node(document, dice.choice(TYPES), place))]
    if kind < 5:
        return random_wire(document, dice)
    some = dice.sample(nodes, 2)
    if kind == 5:
        return actions.nudge(document, some, place.x, place.y)
    if kind == 6:
        return actions.remove_nodes(document, some[:1])
    node = document.node(some[0])
    label = ReplaceNode(Node(node.id, node.type, f"name {place.x}", node.parameters, node.position))
    return [label, SetParameters(some[1], {"units": dice.randrange(-1, 64)})]


def random_wire(document: Document, dice: random.Random) -> list[Edit]:
    if document.wires() and dice.random() < 0.3:
        return actions.remove(document, (), [dice.choice(document.wires())])
    source, target = dice.sample(document.nodes(), 2)
    giver, taker = LAYERS.find(source.type), LAYERS.find(target.type)
    if giver is None or taker is None or not giver.outputs or not taker.inputs:
        return []
    port = dice.choice(taker.inputs)
    name = f"{port.name}{dice.randrange(1, 4)}" if port.many else port.name
    return actions.connect(document, Wire(source.id, dice.choice(giver.outputs).name, target.id, name))


@pytest.mark.parametrize("most_at_once", (0, 60))
@pytest.mark.parametrize("seed", range(3))
def test_random_edits(hand: Hand, seed: int, most_at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """``most_at_once`` is 0 where every card that can waits until it is looked at."""
    monkeypatch.setattr(scene_module, "MAX_AT_ONCE", most_at_once)
    dice = random.Random(seed)
    document, scene = hand.document, hand.view.workspace.scene
    for step in range(120):
        draw = dice.random()
        if draw < 0.1:
            document.undo()
        elif draw < 0.15:
            document.redo()
        else:
            document.apply(*random_edits(document, dice))
        if draw > 0.9:
            hand.view.select(dice.sample(sorted(scene.node_items), min(2, len(scene.node_items))))
        if step % 10 == 0:
            assert_equal(scene, document)
    while document.undo():
        pass
    assert_equal(scene, document)


def test_the_rule_is_asked_of_every_pair_without_an_exception(hand: Hand) -> None:
    document = hand.document
    for layer in LAYERS:
        document.apply(AddNode(actions.new_node(document, layer.type)))
    for source in document.nodes():
        for target in document.nodes():
            giver, taker = LAYERS.get(source.type), LAYERS.get(target.type)
            for port in taker.inputs[:1]:
                name = f"{port.name}1" if port.many else port.name
                for output in giver.outputs[:1]:
                    refusal(document, hand.view.workspace.checker, Wire(source.id, output.name, target.id, name))
