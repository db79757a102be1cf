"""Shows the current document everywhere: how panels, canvas, top bar and library follow each other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from backend.check.blocks import total_weights
from backend.check.problems import Problem, Severity
from nodeeditor.commands.menus import show_node_menu
from nodeeditor.documents.session import Lack, OpenDocument
from nodeeditor.widgets import Status
from nodeeditor.window.library import Library
from nodeeditor.window.program import Program
from nodeeditor.window.top_bar import TopBar


class DocumentWiring(QObject):
    """Shows the current document everywhere, and keeps what is said about it up to date."""

    def __init__(self, program: Program, bar: TopBar) -> None:
        super().__init__(program.deck)
        self._program, self._panels, self._bar = program, program.panels, bar
        session, deck, panels, notices = program.session, program.deck, program.panels, program.notices
        session.current_changed.connect(self.show_document)
        session.changed.connect(self._on_changed)
        session.copy_opened.connect(self._on_copy)
        deck.selection_changed.connect(self._on_selection)
        deck.message.connect(notices.say)
        deck.place_changed.connect(self._show_place)
        shortcuts = program.actions.shortcuts
        deck.menu_requested.connect(lambda at: show_node_menu(program, at, shortcuts))
        # ``program.canvas`` is another one for each document, so it is looked up at each call.
        panels.palette.set_habits(*program.settings.layer_habits())
        panels.palette.habits_changed.connect(program.settings.set_layer_habits)
        panels.palette.layer_chosen.connect(lambda layer: program.canvas.commands.add_layer(layer))
        panels.problems.place_chosen.connect(self._reveal)
        panels.problems.listed.connect(self._show_check)
        panels.code.export_wanted.connect(program.files.export_model)
        panels.node.help_wanted.connect(program.show_reference)
        panels.node.block_wanted.connect(self._enter)
        panels.node.place_wanted.connect(self._go)
        panels.outline.nodes_chosen.connect(self._choose)
        panels.outline.node_opened.connect(self._open_from_outline)
        panels.history.steps_wanted.connect(program.step)
        panels.data.said.connect(notices.say)
        panels.data.drawn.connect(lambda: program.canvas.navigation.fit_all())
        bar.problems_wanted.connect(lambda: program.layout.show_page("problems"))
        bar.search_wanted.connect(program.show_command_palette)
        program.files.failed.connect(notices.warn)
        program.files.done.connect(notices.say)
        program.files.opening.connect(notices.say_at_once)
        self.show_document(session.current)

    def show_document(self, opened: OpenDocument) -> None:
        document, checker = opened.document, opened.checker
        panels = self._panels
        self._program.deck.show_document(opened)
        panels.data.set_document(document, checker, opened.folder)
        panels.settings.set_document(document, checker)
        panels.code.set_document(document, checker)
        panels.problems.set_document(document, checker)
        panels.outline.set_document(document, checker)
        panels.history.set_document(document)
        self._show_place()
        self._on_changed(opened)

    def _show_place(self) -> None:
        """What follows the block that is open: palette and node panel."""
        opened = self._program.session.current
        navigation = opened.navigation
        self._panels.palette.set_document(navigation.document, navigation.checker)
        self._panels.node.set_document(navigation.document, navigation.checker, opened.folder)
        chosen = self._program.canvas.selected_ids()
        self._panels.node.set_selection(chosen)
        self._panels.outline.set_selection(navigation.block, chosen)
        self._program.refresh()

    def _on_changed(self, opened: OpenDocument) -> None:
        if opened is not self._program.session.current:
            return
        self._panels.runs.set_document(opened.runs)
        self._program.refresh()

    def _on_copy(self, copy: OpenDocument, original: OpenDocument) -> None:
        self._program.notices.say(
            f"{copy.title} is a copy of the file of {original.title}: save it, and it keeps runs of its own"
        )

    def _show_check(self) -> None:
        """The state of the check in the top bar and at the tab: of the problems that are listed."""
        checker = self._program.session.current.checker
        problems = self._panels.problems.problems
        lacks = self._program.session.current.lacks
        self._bar.show_check(*check_words(problems, self._program.has_nodes, lacks))
        state = Status.ERROR if any(problem.severity is Severity.ERROR for problem in problems) else Status.WARNING
        dock = self._panels.dock
        dock.tabs.set_badge(dock.index_of("problems"), len(problems), state)
        self._bar.show_count(total_weights(checker.reports))

    def _on_selection(self, ids: list[str]) -> None:
        self._panels.node.set_selection(ids)
        self._panels.outline.set_selection(self._program.navigation.block, ids)
        if ids:
            self._panels.inspector.show_page("node")
        self._program.refresh()

    def _enter(self, block: str) -> None:
        """Opens a block from the panel of the chosen node, which places it."""
        (node,) = self._program.canvas.selected_ids()
        self._program.navigation.enter(block, node)

    def _go(self, block: str, node: str) -> None:
        self._program.navigation.go_to(block)
        self._program.canvas.navigation.reveal(node)

    def _choose(self, block: str, ids: list[str]) -> None:
        """What is chosen in the outline is chosen on the canvas, and in view there."""
        self._program.navigation.go_to(block)
        self._program.canvas.select(ids)
        self._program.canvas.navigation.show_nodes(ids)

    def _open_from_outline(self, block: str, node: str) -> None:
        self._go(block, node)
        self._program.canvas.setFocus()

    def _reveal(self, problem: Problem) -> None:
        if problem.node:
            self._go(problem.block, problem.node)
            self._program.navigation.show_placement(None)  # where the problems of blocks are looked for
        else:
            place = "settings" if problem.rule in ("training", "monitor") else "data"
            self._panels.inspector.show_page(place)


def wire_library(library: Library, program: Program) -> None:
    """Blocks go from documents to the library, and from the palette to the canvas."""
    palette, notices = program.panels.palette, program.notices

    def offer() -> None:
        palette.set_library(library.blocks())

    program.deck.library_wanted.connect(library.keep)
    palette.file_chosen.connect(lambda file: library.place(file, program.canvas))
    palette.rename_wanted.connect(lambda file: library.ask_rename(file, program.canvas))
    palette.removal_wanted.connect(library.remove)
    library.overwritten.connect(lambda words, back: notices.offer(words, Status.INFO, "Undo", back))
    library.changed.connect(offer)
    library.failed.connect(notices.warn)
    library.done.connect(notices.say)
    offer()


def check_words(problems: Sequence[Problem], has_nodes: bool, lacks: Lack | None = None) -> tuple[str, Status]:
    """The state of the check in words: ``2 problems``, ``1 warning``, ``No problems`` where it can be trained.

    The count is that of the list: where one of them blocks, those that don't are problems too.
    """
    if not has_nodes and not problems:
        return "Empty document", Status.INFO
    blocking = [problem for problem in problems if problem.blocks]
    if blocking:
        worst = Status.ERROR if any(problem.severity is Severity.ERROR for problem in blocking) else Status.WARNING
        return f"{len(problems)} problem{'s' if len(problems) > 1 else ''}", worst
    if problems:
        return f"{len(problems)} warning{'s' if len(problems) > 1 else ''}", Status.WARNING
    return (lacks.value, Status.INFO) if lacks else ("No problems", Status.GOOD)
