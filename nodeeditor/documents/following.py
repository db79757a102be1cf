"""How a view subscribes to the document that is shown, and unsubscribes from the one before."""

from __future__ import annotations

from collections.abc import Callable

from backend.check.checker import Checker
from backend.document.document import Document
from backend.document.edits import Change


class Following:
    """The subscriptions of one view to one document and its check; ``end`` cancels both."""

    def __init__(
        self,
        document: Document,
        checker: Checker,
        on_change: Callable[[Change], None] | None = None,
        on_check: Callable[[frozenset[str]], None] | None = None,
    ) -> None:
        self.document = document
        self.checker = checker
        self._endings: list[Callable[[], None]] = []
        if on_change is not None:
            self._endings.append(document.subscribe(on_change))
        if on_check is not None:
            self._endings.append(checker.subscribe(on_check))

    def also(self, ending: Callable[[], None]) -> None:
        """Another subscription that ends with this."""
        self._endings.append(ending)

    def end(self) -> None:
        for ending in self._endings:
            ending()
        self._endings.clear()
