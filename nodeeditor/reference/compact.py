"""Takes out of an SVG what Qt says again and again: the pictures of the reference are kept in git."""

from __future__ import annotations

import re
from xml.etree import ElementTree

SVG = "http://www.w3.org/2000/svg"
NUMBER = re.compile(r"-?\d+\.\d{2,}(?:e-?\d+)?")
MOVED = re.compile(r"matrix\(1,0,0,1,([^,]+),([^)]+)\)")
DEFAULTS = {
    "vector-effect": "none",
    "fill-opacity": "1",
    "stroke-opacity": "1",
    "font-weight": "400",
    "font-style": "normal",
    "transform": "translate(0,0)",
    "{http://www.w3.org/XML/1998/namespace}space": "preserve",
}
"""What holds without being said."""
SHARED = {"stroke-linecap": "square", "stroke-linejoin": "bevel", "fill-rule": "evenodd", "stroke-width": "1"}
"""What the outermost group says for all."""
ADDING_UP = {"transform", "opacity"}
"""What holds for a group and what is in it together."""
FINE = 5
"""Smaller numbers keep a digit more: glyphs are drawn on a small grid and enlarged."""
GENERIC = {True: "monospace", False: "sans-serif"}


def compact_svg(content: bytes) -> bytes:
    """The same picture in less than half of the bytes, with coordinates to a tenth of a point."""
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(content)
    outer = root.find(f"{{{SVG}}}g")
    for parent in list(root.iter()):
        for place, child in enumerate(parent):
            if parent is not root:
                parent[place] = _alone(child)
    for element in root.iter():
        _shorten(element, {} if element is outer else SHARED)
        element.text = (element.text or "").strip() or None
        element.tail = None
    for parent in list(root.iter()):
        for child in list(parent):
            if len(child) == 0 and child.tag in (f"{{{SVG}}}g", f"{{{SVG}}}defs"):
                parent.remove(child)
    ElementTree.indent(root, space="")
    text: str = ElementTree.tostring(root, encoding="unicode")
    return f"{text}\n".encode()


def _alone(element: ElementTree.Element) -> ElementTree.Element:
    """What a group holds in its place, with what the group says of it, where it holds nothing else."""
    if len(element) != 1 or element.tag != f"{{{SVG}}}g":
        return element
    (child,) = element
    if ADDING_UP & element.attrib.keys() & child.attrib.keys():
        return element
    child.attrib = {**element.attrib, **child.attrib}
    return child


def _shorten(element: ElementTree.Element, shared: dict[str, str]) -> None:
    writes = element.tag.endswith("text")
    for name, value in list(element.attrib.items()):
        short = MOVED.sub(r"translate(\1,\2)", NUMBER.sub(_rounded, value)).strip()
        unused = name.startswith("font-") and not writes
        paints = name.partition("-")[0]
        idle = paints in ("stroke", "fill") and paints != name and element.get(paints) == "none"
        if unused or (idle and name != "fill-rule") or short in (DEFAULTS.get(name), shared.get(name)):
            del element.attrib[name]
        elif name == "font-family":
            element.set(name, f"{short}, {GENERIC['Mono' in short]}")
        else:
            element.set(name, short)


def _rounded(found: re.Match[str]) -> str:
    number = float(found.group())
    return f"{round(number, 1 if abs(number) >= FINE else 2):g}"
