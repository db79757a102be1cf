"""The pictures of the reference say things once, and look the same."""

from __future__ import annotations

from xml.etree import ElementTree

from nodeeditor.reference.compact import SVG, compact_svg

PICTURE = f"""<svg xmlns="{SVG}"><g fill="none">
<g fill="#8a94a6" fill-opacity="0.1" font-size="13" transform="matrix(1,0,0,1,32,48.123)">
<text fill="#383e48" fill-opacity="1" font-size="13" x="14">Frame</text></g>
<g fill="#ffffff"><path d="M0,0"/><path d="M1,1"/></g>
<g transform="translate(1,2)"><path transform="scale(2)" d="M2,2"/></g>
<g fill="#000000"/>
</g></svg>"""


def test_what_a_group_says_of_one_thing_is_said_by_that() -> None:
    root = ElementTree.fromstring(compact_svg(PICTURE.encode()))
    (outer,) = root
    text, pair, moved_twice = outer
    assert text.tag == f"{{{SVG}}}text"
    assert text.attrib == {"fill": "#383e48", "font-size": "13", "transform": "translate(32,48.1)", "x": "14"}
    assert [len(pair), len(moved_twice)] == [2, 1]
