"""The screens are typed by the committed document: it must be the one that the routes make."""

import json

from manyhold import openapi


def test_committed_document_is_up_to_date() -> None:
    assert openapi.FILE.read_text(encoding="utf-8") == openapi.document(), (
        "routes changed: run `python -m manyhold.openapi`, then `npm run generate` in web/"
    )


def test_every_shape_has_a_name_of_its_own() -> None:
    """Two classes of one name would be told apart by their modules' paths, which programmers of other companies would see."""
    shapes = json.loads(openapi.document())["components"]["schemas"]
    assert [name for name in shapes if "__" in name] == []
