"""What an architecture is beside its picture: its source in the literature, and the size that was published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from backend.declare.parameters import Json
from backend.document.document import Document
from backend.document.graph import NOTHING
from tools.draw_architectures.sketch import Picture


@dataclass(frozen=True)
class Published:
    """A parameter count of the literature.

    ``besides`` is how many more the drawn network has, as the convention of the source leaves ``what`` out;
    negative where the source counts what is no parameter here.
    """

    count: int
    source: str
    besides: int = 0
    what: str = ""

    def sentence(self) -> str:
        text = f"Published: {self.count:,} parameters ({self.source})"
        if self.besides < 0:
            return f"{text}, of which {-self.besides:,} are {self.what}."
        return f"{text}, besides {self.besides:,} {self.what}." if self.besides else f"{text}."


@dataclass(frozen=True)
class Architecture:
    """One file. ``large`` ones are proved with numbers only by the slow tests.

    ``starts`` are the initial weights of all layers that don't choose, as the source states them.
    """

    name: str
    summary: str
    citation: str
    draw: Callable[[Picture], None]
    published: Published | None = None
    large: bool = False
    starts: Mapping[str, Json] = field(default_factory=dict)

    def document(self) -> Document:
        """The drawn document."""
        picture = Picture()
        self.draw(picture)
        sentences = [self.summary, f"{self.citation}.", *([self.published.sentence()] if self.published else [])]
        return picture.document(self.name, " ".join(sentences), self.starts)


class Family:
    """The architectures of one module, in the order in which they are drawn there."""

    def __init__(self) -> None:
        self.architectures: list[Architecture] = []

    def draw(
        self,
        summary: str,
        citation: str,
        published: Published | None = None,
        large: bool = False,
        starts: Mapping[str, Json] = NOTHING,
    ) -> Callable[[Callable[[Picture], None]], Callable[[Picture], None]]:
        """Declares the function below it as the drawing of the architecture of that name."""

        def declare(draw: Callable[[Picture], None]) -> Callable[[Picture], None]:
            name = draw.__name__
            self.architectures.append(Architecture(name, summary, citation, draw, published, large, starts))
            return draw

        return declare
