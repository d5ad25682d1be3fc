from xml.etree import ElementTree
from xml.sax.saxutils import escape

from scarpwatch.xml_text import xml_text


def test_what_no_document_may_hold_is_shown_as_such_and_all_else_kept():
    text = "a\x00b\x1b\ud800\ufffe c\td\n<é> ‏سلام \U0001f30b"
    shown = xml_text(text)
    assert shown == "a\ufffdb\ufffd\ufffd\ufffd c\td\n<é> ‏سلام \U0001f30b"
    assert ElementTree.fromstring(f"<a>{escape(shown)}</a>").text == shown
