"""The lead's menus: every command and every key of the lead's window stands here once."""

from __future__ import annotations

from typing import Final

from fieldkit.ui.menus import Command

LEAD: Final[tuple[Command, ...]] = (
    Command("&File", "&Health of this laptop", "", "file.health"),
    Command("&File", "&Back up now", "", "file.back_up"),
    Command("&File", "Change the &passphrase…", "", "file.passphrase"),
    Command("&File", "&Destroy a case…", "", "file.destroy"),
    Command("&File", "&Lock", "Ctrl+L", "file.lock"),
    Command("&File", "&Quit", "Ctrl+Q", "file.quit"),
    Command("&Inspection", "Pr&epare", "Ctrl+0", "lead.prepare"),
    Command("&Inspection", "&Progress", "Ctrl+1", "lead.progress"),
    Command("&Inspection", "&Who has read what", "", "lead.matrix"),
    Command("&Inspection", "&Alerts", "", "lead.alerts"),
    Command("&Receive", "&Receive bundles", "Ctrl+2", "lead.receive"),
    Command("&Receive", "&Add files…", "Ctrl+O", "lead.add_files"),
    Command("&Receive", "&Meet at the place", "Ctrl+M", "lead.meet"),
    Command("&Receive", "&Laptops", "", "lead.laptops"),
    Command("&Receive", "&Undo a merge…", "", "lead.undo_merge"),
    Command("&Receive", "Files set a&side", "", "lead.aside"),
    Command("&Disputes", "&Disputes", "Ctrl+3", "lead.disputes"),
    Command("&Disputes", "&Next dispute", "Ctrl+Down", "lead.next"),
    Command("&Disputes", "&Previous dispute", "Ctrl+Up", "lead.previous"),
    Command("&Disputes", "De&cide", "Ctrl+Return Ctrl+Enter", "lead.decide"),
    Command("&Disputes", "&Second readings", "Ctrl+6", "lead.doubles"),
    Command("&Moderate", "&Moderation", "Ctrl+4", "lead.moderation"),
    Command("&Moderate", "The ratings &meeting", "F11", "lead.room"),
    Command("&Moderate", "Re&gion: several inspections", "Shift+F11", "lead.region"),
    Command("&Moderate", "&Up one level in the meeting", "Alt+Up", "lead.up"),
    Command("&Moderate", "&Next standard in the meeting", "PgDown", "lead.room_next"),
    Command("&Moderate", "&Previous standard in the meeting", "PgUp", "lead.room_previous"),
    Command("&Moderate", "&Read a moderated workbook…", "Ctrl+Shift+O", "lead.read_back"),
    Command("&Export", "&Export", "Ctrl+5", "lead.export"),
    Command("&Export", "&Next place to decide", "F8", "lead.next_hit"),
    Command("&Export", "&Audit: activity and custody", "Ctrl+7", "lead.audit"),
    Command("&Go", "&Go to anything…", "Ctrl+K", "go.palette"),
    Command("&View", "&Interface larger", "Ctrl+Alt++ Ctrl+Alt+=", "view.larger"),
    Command("&View", "I&nterface smaller", "Ctrl+Alt+-", "view.smaller"),
    Command("&View/&Colours", "As the s&ystem", "", "view.theme.system"),
    Command("&View/&Colours", "&Light", "", "view.theme.light"),
    Command("&View/&Colours", "&Dark", "", "view.theme.dark"),
    Command("&View/&Colours", "&High contrast", "", "view.theme.high"),
    Command("&Help", "&Help on this place", "F1", "help.open"),
    Command("&Help", "&Keys", "Ctrl+/", "help.keys"),
)
