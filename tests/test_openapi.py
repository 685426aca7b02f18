"""The screens are typed by the committed document: it must be the one that the routes make."""

from manyhold import openapi


def test_committed_document_is_up_to_date() -> None:
    assert openapi.FILE.read_text(encoding="utf-8") == openapi.document(), (
        "routes changed: run `python -m manyhold.openapi`, then `npm run generate` in web/"
    )
