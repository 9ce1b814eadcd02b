from tests.ui.desk.test_rating_tools import *
LOOKS=[("light",1.0,1440,868),("dark",1.0,1366,688),("light",2.0,1920,1040)]
def shot(place, look, name):
    for choice,scale,w,h in LOOKS:
        look.set_choice(choice); look.set_scale(scale)
        place.work.frame.resize(w,h)
        place.qtbot.wait(300)
        place.work.frame.grab().save(f"/tmp/shot-{name}-{choice}-{int(scale*100)}.png")
    look.set_choice("light"); look.set_scale(1.0); place.work.frame.resize(1440,868); place.qtbot.wait(100)
def test_shots2(place, look):
    desk=place.open_first(); place.saved()
    place.press(Key.Key_E, CTRL|SHIFT); place.type("MARAC"); place.press(Key.Key_Return); place.qtbot.wait(400)
    shot(place, look, "absence")
    desk.rating.absence._record(); desk.panel.take_keys(); place.saved()
    place.work.help.open_here(); place.qtbot.wait(300)
    shot(place, look, "help")
    place.work.help.close_it()
    with place.qtbot.waitSignal(place.work.inspector.practice.shown, timeout=20000):
        place.work.frame.actions_by_id["help.practice"].trigger()
    place.qtbot.wait(800)
    shot(place, look, "practice")
    place.work.inspector.practice.bar.leave.click(); place.qtbot.wait(500)
    rows = place.work.inspector.cases.model.rows
    standard = next(row for row in rows if row.subject.kind == "standard")
    with place.qtbot.waitSignal(place.work.inspector.case_shown, timeout=5000):
        place.work.inspector.open_case(standard.reading.id)
    place.qtbot.wait(300)
    desk=place.desk
    desk.panel._area.verticalScrollBar().setValue(400)
    shot(place, look, "standard")
