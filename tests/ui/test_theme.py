"""The look in force.

1. One palette and one style sheet follow the choice; painted colours follow without a restart.
2. The interface scale reaches fonts, fixed sizes, gaps and margins of what is already on screen.
3. Icons come from the font the package ships, without importing the package.
4. Importing the unlock page is light: neither qtawesome nor anything of the store comes with it.
"""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from fieldkit.ui import icons, theme, tokens
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import row


@pytest.mark.parametrize("choice", ["light", "dark", "high"])
def test_palette_and_sheet_follow_the_choice(
    qapp: QApplication, look: theme.Theme, qtbot: QtBot, choice: theme.Choice
) -> None:
    with qtbot.waitSignal(look.changed):
        look.set_choice(choice)
    colours = tokens.THEMES[choice]
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == colours.window
    assert qapp.palette().color(QPalette.ColorRole.PlaceholderText).name().upper() == colours.off
    assert colours.panel in qapp.styleSheet()
    assert theme.colour("accent").name().upper() == colours.accent
    assert theme.high_contrast() is (choice == "high")


def test_system_choice_is_light_or_dark(look: theme.Theme) -> None:
    look.set_choice("system")
    assert theme.look().name in ("light", "dark", "system")


def test_scale_reaches_what_is_on_screen(look: theme.Theme, qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    label = Label("Case 014", "section")
    theme.fix(label, width=100)
    layout = row(label, 12, gap=8, margins=(10, 4, 10, 4))
    host.setLayout(layout)
    host.show()
    look.set_scale(2.0)
    assert label.width() == 200
    assert layout.spacing() == 16
    assert layout.contentsMargins().left() == 20
    assert label.font().pixelSize() == 30
    assert theme.font("body").pixelSize() == 26


def test_scale_steps_stop_at_the_ends(look: theme.Theme) -> None:
    assert look.step_scale(up=False) == 1.0
    for expected in tokens.SCALES[1:]:
        assert look.step_scale(up=True) == expected
    assert look.step_scale(up=True) == 2.0


def test_icon_follows_the_theme(look: theme.Theme) -> None:
    icon = icons.icon("check-circle-fill", "ok")

    def middle() -> str:
        picture = icon.pixmap(QSize(32, 32), 1.0, QIcon.Mode.Normal).toImage()
        return picture.pixelColor(8, 16).name()

    look.set_choice("light")
    light = middle()
    look.set_choice("dark")
    assert light == tokens.LIGHT.ok.lower()
    assert middle() == tokens.DARK.ok.lower()


def test_unknown_icon_is_refused() -> None:
    with pytest.raises(KeyError):
        icons.icon("no-such-icon")


def test_every_icon_named_in_the_code_exists() -> None:
    names = set(icons.charmap())
    from fieldkit.ui.components import banner, chip, pill

    used = {look.icon for look in pill.KINDS.values() if look.icon}
    used |= set(banner._ICONS.values()) | {look.icon for look in chip._LOOKS.values()}
    assert used <= names


def test_unlock_imports_are_light() -> None:
    code = (
        "import sys, fieldkit.ui.unlock, fieldkit.ui.frame\n"
        "heavy = {'qtawesome', 'qtpy', 'sqlalchemy', 'cryptography', 'fieldkit.store'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
