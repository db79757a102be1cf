"""A small set of widgets, designed once and used everywhere in the editor."""

from nodeeditor.widgets.buttons import Button, IconButton, PrimaryButton
from nodeeditor.widgets.choice_field import ChoiceField, SwitchField
from nodeeditor.widgets.field import Field
from nodeeditor.widgets.form import FormRow, KeyValueRow
from nodeeditor.widgets.key_button import KeyButton
from nodeeditor.widgets.messages import Banner, Card, EmptyState, Offer
from nodeeditor.widgets.number_field import NumberField
from nodeeditor.widgets.number_limits import NumberLimits
from nodeeditor.widgets.pair_field import PairField
from nodeeditor.widgets.search_field import SearchField
from nodeeditor.widgets.states import State
from nodeeditor.widgets.status import StatusPill, ThinProgress
from nodeeditor.widgets.tabs import DocumentTabs, TabStrip
from nodeeditor.widgets.text_fields import ListField, PathField, TextField
from nodeeditor.widgets.words import SectionHeader, Tone, Words

__all__ = [
    "Banner",
    "Button",
    "Card",
    "ChoiceField",
    "DocumentTabs",
    "EmptyState",
    "Field",
    "FormRow",
    "IconButton",
    "KeyButton",
    "KeyValueRow",
    "ListField",
    "NumberField",
    "NumberLimits",
    "Offer",
    "PairField",
    "PathField",
    "PrimaryButton",
    "SearchField",
    "SectionHeader",
    "State",
    "StatusPill",
    "SwitchField",
    "TabStrip",
    "TextField",
    "ThinProgress",
    "Tone",
    "Words",
]
