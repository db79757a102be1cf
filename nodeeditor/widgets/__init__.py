"""A small set of widgets, designed once and used everywhere in the editor."""

from nodeeditor.widgets.buttons import Button, IconButton, KeyButton, PrimaryButton
from nodeeditor.widgets.choice_field import ChoiceField, SwitchField
from nodeeditor.widgets.field import FieldFrame
from nodeeditor.widgets.form import FormRow, KeyValueRow
from nodeeditor.widgets.labels import SectionHeader, TextLabel, Tone
from nodeeditor.widgets.messages import Banner, CardAction, EmptyState, NoticeCard
from nodeeditor.widgets.number_field import NumberField, PairField
from nodeeditor.widgets.number_limits import NumberLimits
from nodeeditor.widgets.status import Status, StatusPill, ThinProgress
from nodeeditor.widgets.tabs import DocumentTabs, TabStrip
from nodeeditor.widgets.text_fields import ListField, PathField, SearchField, TextField

__all__ = [
    "Banner",
    "Button",
    "CardAction",
    "ChoiceField",
    "DocumentTabs",
    "EmptyState",
    "FieldFrame",
    "FormRow",
    "IconButton",
    "KeyButton",
    "KeyValueRow",
    "ListField",
    "NoticeCard",
    "NumberField",
    "NumberLimits",
    "PairField",
    "PathField",
    "PrimaryButton",
    "SearchField",
    "SectionHeader",
    "Status",
    "StatusPill",
    "SwitchField",
    "TabStrip",
    "TextField",
    "TextLabel",
    "ThinProgress",
    "Tone",
]
