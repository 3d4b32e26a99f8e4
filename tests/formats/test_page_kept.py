"""What PAGE says and a layout has no field for comes back, in the place that each version has."""

from dataclasses import replace

import pytest
from lxml import etree

from apps.formats.registry import codec
from apps.layout.transform import rotate90
from apps.layout.types import LineLayout, LineText, PageLayout, RegionLayout
from tests.formats.support import comparable, page_errors, sample
from tests.formats.test_page import page_xml

PAGE, OLD = codec("page"), codec("page-2013")
BOX = '<Coords points="1,1 90,1 90,90 1,90"/>'


def written(layout: PageLayout, name: str = "page") -> etree._Element:
    data = codec(name).write(layout)
    assert page_errors(data) == ""
    return etree.fromstring(data)


def found(root: etree._Element, name: str) -> list[etree._Element]:
    named = (element for element in root.iter() if isinstance(element.tag, str))
    return [element for element in named if etree.QName(element).localname == name]


def regions(count: int) -> str:
    return "".join(f'<TextRegion id="r{i}">{BOX}</TextRegion>' for i in range(count))


TREE = (
    '<ReadingOrder><OrderedGroup id="all"><RegionRefIndexed index="1" regionRef="r2"/>'
    '<UnorderedGroupIndexed id="some" index="0" caption="c"><RegionRef regionRef="r0"/>'
    '<RegionRef regionRef="r1"/></UnorderedGroupIndexed></OrderedGroup></ReadingOrder>'
)


def test_groups_of_the_reading_order_are_written_again() -> None:
    page = PAGE.read(page_xml(TREE + regions(3)))
    assert [region.external_id for region in page.regions] == ["r0", "r1", "r2"]
    (group,) = found(written(page), "UnorderedGroupIndexed")
    assert (group.get("id"), group.get("caption"), group.get("index")) == ("some", "c", "0")
    assert [ref.get("regionRef") for ref in group] == ["r0", "r1"]
    assert comparable(PAGE.read(PAGE.write(page))) == comparable(page)


def test_an_order_that_a_person_changed_wins_over_the_groups_of_the_file() -> None:
    page = PAGE.read(page_xml(TREE + regions(3)))
    r0, r1, r2 = page.regions
    changed = replace(page, regions=(r0, r2, r1))
    assert not found(written(changed), "UnorderedGroupIndexed")
    assert [r.external_id for r in PAGE.read(PAGE.write(changed)).regions] == ["r0", "r2", "r1"]


def test_a_new_region_is_put_between_the_groups_of_the_file() -> None:
    page = PAGE.read(page_xml(TREE + regions(3)))
    new = RegionLayout(((1, 1), (9, 1), (9, 9)), external_id="new")
    changed = replace(page, regions=(*page.regions[:2], new, page.regions[2]))
    root = written(changed)
    assert found(root, "UnorderedGroupIndexed")
    names = [region.external_id for region in PAGE.read(etree.tostring(root)).regions]
    assert names == ["r0", "r1", "new", "r2"]


@pytest.mark.parametrize("name", ["page", "page-2013"])
def test_cells_of_transkribus_keep_their_place_in_both_versions(name: str) -> None:
    page = PAGE.read(sample("page-2013-transkribus.xml"))
    root = written(page, name)
    if name == "page-2013":
        (cell,) = found(root, "TableCell")
        assert (cell.get("row"), cell.get("col"), cell.get("rowSpan")) == ("0", "1", "2")
        assert found(root, "CornerPts")
    else:
        (role,) = found(root, "TableCellRole")
        assert (role.get("rowIndex"), role.get("columnIndex")) == ("0", "1")
    assert comparable(PAGE.read(etree.tostring(root))) == comparable(page)


def test_cells_of_2019_become_cells_for_transkribus_and_come_back_untyped() -> None:
    table = (
        f'<TableRegion id="t">{BOX}<TextRegion id="c">{BOX}'
        '<Roles><TableCellRole rowIndex="1" columnIndex="2" header="true"/></Roles>'
        "</TextRegion></TableRegion>"
    )
    page = PAGE.read(page_xml(table))
    assert page.regions[1].type is None
    assert found(written(page, "page-2013"), "TableCell")
    assert comparable(OLD.read(OLD.write(page))) == comparable(page)
    assert found(written(page), "TableCellRole")[0].get("header") == "true"


def line_of(inner: str, attributes: str = "") -> PageLayout:
    return PAGE.read(
        page_xml(
            f'<TextRegion id="r">{BOX}<TextLine id="l" {attributes}>{BOX}{inner}</TextLine>'
            "</TextRegion>"
        )
    )


def word(name: str, text: str, more: str = "") -> str:
    return (
        f'<Word id="{name}" {more}>{BOX}<TextEquiv><Unicode>{text}</Unicode></TextEquiv>'
        '<TextStyle bold="true"/></Word>'
    )


@pytest.mark.parametrize("name", ["page", "page-2013"])
def test_words_without_space_between_them_keep_their_boxes_ids_and_styles(name: str) -> None:
    said = "<TextEquiv><Unicode>die, oder</Unicode></TextEquiv>"
    page = line_of(word("w1", "die") + word("w2", ",") + word("w3", "oder", 'x="1"') + said)
    text = page.lines[0].text
    assert text is not None
    assert [glyph.char for glyph in text.glyphs] == ["die", ",", " ", "oder"]
    root = written(page, name)
    assert [element.get("id") for element in found(root, "Word")] == ["w1", "w2", "w3"]
    assert len(found(root, "TextStyle")) == 3
    assert comparable(PAGE.read(etree.tostring(root))) == comparable(page)


@pytest.mark.parametrize("name", ["page", "page-2013"])
def test_other_readings_are_kept_with_what_is_said_of_them(name: str) -> None:
    page = line_of(
        '<TextEquiv index="1" dataType="other"><PlainText>a</PlainText><Unicode>à</Unicode>'
        '</TextEquiv><TextEquiv index="2" conf="0.1"><Unicode>á</Unicode></TextEquiv>'
    )
    assert comparable(codec(name).read(codec(name).write(page))) == comparable(page)
    assert len(found(written(page), "Unicode")) == 2


def test_what_is_said_of_characters_leaves_with_their_text() -> None:
    said = "<TextEquiv><Unicode>Anna</Unicode></TextEquiv>"
    page = line_of(said, 'custom="structure {type:a;} person {offset:0; length:4;} mine {x:1;}"')
    line = page.lines[0]
    assert line.text is not None
    assert line.text.attributes["custom"] == "person {offset:0; length:4;}"
    assert line.attributes["custom"] == "mine {x:1;}"
    assert "person {offset:0" in PAGE.write(page).decode()
    edited = replace(page, lines=(replace(line, text=LineText("Hannah")),))
    assert "person" not in PAGE.write(edited).decode()


def test_attributes_stand_where_the_version_has_a_place_else_in_custom() -> None:
    attributes = {"page.production": "printed", "page.readingDirection": "right-to-left"}
    line = LineLayout(((1, 9), (9, 9)), attributes=attributes)
    page = PageLayout(99, 99, lines=(line,))
    (new,), (old,) = (found(written(page, name), "TextLine") for name in ("page", "page-2013"))
    assert new.get("readingDirection") == "right-to-left"
    assert old.get("production") == "printed"
    assert "kept {page.readingDirection:right-to-left;}" in old.get("custom", "")
    assert OLD.read(OLD.write(page)).lines[0].attributes == attributes


@pytest.mark.parametrize(
    "value",
    ['[["Border",{},["Coords",{"points":"x"}]]]', "[[[[", '[["Border"]]', '["x"]', "[1]", "\x01"],
)
@pytest.mark.parametrize("name", ["page", "page-2013"])
def test_nonsense_that_was_kept_breaks_no_file(name: str, value: str) -> None:
    names = ("page.Border", "page.ReadingOrder", "page.words", "page.TextEquiv", "page.Labels")
    kept = dict.fromkeys((*names, "page.Metadata.TranskribusMetadata"), value)
    region = RegionLayout(((1, 1), (9, 1), (9, 9)), attributes=kept | {"text": "a"})
    line = LineLayout(((1, 9), (9, 9)), text=LineText("a", attributes=kept), attributes=kept)
    page = PageLayout(99, 99, regions=(region,), lines=(line,), metadata=kept)
    assert written(page, name) is not None


def test_layers_and_relations_survive_and_stay_lawful_when_a_region_is_gone() -> None:
    more = (
        '<Layers><Layer id="top" zIndex="1"><RegionRef regionRef="r1"/></Layer></Layers>'
        '<Relations><Relation id="rel" type="link"><SourceRegionRef regionRef="r0"/>'
        '<TargetRegionRef regionRef="r1"/></Relation></Relations>'
    )
    page = PAGE.read(page_xml(more + regions(2)))
    root = written(page)
    assert found(root, "Layer")[0].get("id") == "top"
    assert found(root, "Relation")[0].get("id") == "rel"
    fewer = replace(page, regions=page.regions[:1])
    assert not found(written(fewer), "Relation")
    kept = PAGE.read(PAGE.write(fewer)).metadata
    assert page.metadata.items() <= kept.items()


def test_the_print_space_turns_with_the_page() -> None:
    border = '<Border><Coords points="0,0 10,0 10,20 0,20"/></Border>'
    page = PAGE.read(page_xml(border))
    (turned,) = found(written(rotate90(page, 1)), "Border")
    assert turned[0].get("points") == "900,0 900,10 880,10 880,0"


def test_the_text_of_a_region_follows_its_lines_where_it_was_theirs() -> None:
    def line(name: str, text: str) -> str:
        said = f"<TextEquiv><Unicode>{text}</Unicode></TextEquiv>"
        return f'<TextLine id="{name}">{BOX}{said}</TextLine>'

    said = "<TextEquiv><Unicode>one\ntwo</Unicode></TextEquiv>"
    page = PAGE.read(
        page_xml(f'<TextRegion id="r">{BOX}{line("a", "one")}{line("b", "two")}{said}</TextRegion>')
    )
    edited = replace(page, lines=(page.lines[0], replace(page.lines[1], text=LineText("three"))))
    region = found(written(edited), "TextRegion")[0]
    assert region[-1][0].text == "one\nthree"


@pytest.mark.parametrize("name", ["page", "page-2013"])
def test_elements_without_an_id_are_known_again_and_ids_that_are_no_names_come_back(
    name: str,
) -> None:
    group = '<UnorderedGroup id="u"><RegionRef regionRef="1"/></UnorderedGroup>'
    tree = f"<ReadingOrder>{group}</ReadingOrder>"
    lines = f'<TextLine id="2">{BOX}</TextLine><TextLine>{BOX}</TextLine>'
    page = PAGE.read(page_xml(f'{tree}<TextRegion id="1">{BOX}{lines}</TextRegion>'))
    again = codec(name).read(codec(name).write(page))
    assert again.regions[0].external_id == "1"
    assert [line.external_id for line in again.lines] == ["2", None]
    assert [line.uid for line in again.lines] == [line.uid for line in page.lines]
    assert again.metadata["page.ReadingOrder"] == page.metadata["page.ReadingOrder"]
