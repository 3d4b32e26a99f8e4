"""Reading IIIF manifests and collections of versions 2 and 3, the odd and the broken ones too."""

import json
from pathlib import Path
from typing import Any

import pytest

from apps.formats import iiif_read
from apps.formats.base import FormatError
from apps.formats.iiif_read import Collection, Manifest
from apps.formats.iiif_values import pairs, plain, text

DATA = Path(__file__).parents[3] / "shared" / "data" / "iiif"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="the shared data is not there")


def manifest(data: Any) -> Manifest:
    found = iiif_read.read(data)
    assert isinstance(found, Manifest)
    return found


def v3(*bodies: Any, canvas: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    annotations = [
        {"type": "Annotation", "motivation": "painting", "body": body} for body in bodies
    ]
    page = {"id": "https://a.org/c1", "type": "Canvas", "height": 200, "width": 100}
    page |= {"items": [{"type": "AnnotationPage", "items": annotations}], **(canvas or {})}
    return {"type": "Manifest", "id": "https://a.org/m", "items": [page], **more}


IMAGE = {"id": "https://a.org/1.jpg", "type": "Image", "width": 100, "height": 200}


@needs_data
@pytest.mark.parametrize(
    ("name", "labels", "services"),
    [
        ("local_v2.json", 6, 0),
        ("local_v3.json", 6, 0),
        ("v2.1_api_fixture_11.json", 2, 0),
        ("v2.1_api_fixture_14.json", 2, 0),
        ("v2.1_api_fixture_19.json", 2, 0),
        ("v2_escriptorium_test_mock_5_canvases.json", 5, 5),
        ("v3_cookbook_0001-mvm-image_manifest.json", 1, 0),
        ("v3_cookbook_0005-image-service_manifest.json", 1, 1),
        ("v3_cookbook_0009-book-1_manifest.json", 5, 5),
        ("v3_cookbook_0010-book-2-viewing-direction_manifest-rtl.json", 5, 5),
        ("v3_cookbook_0010-book-2-viewing-direction_manifest-ttb.json", 4, 4),
        ("v3_cookbook_0033-choice_manifest.json", 1, 1),
        ("v3_cookbook_0035-foldouts_manifest.json", 9, 9),
    ],
)
def test_real_manifests_give_each_page_with_its_image(
    name: str, labels: int, services: int
) -> None:
    found = manifest(iiif_read.parse((DATA / name).read_bytes(), name))
    assert len(found.canvases) == labels
    assert found.label
    assert all(canvas.images and canvas.label and not canvas.problem for canvas in found.canvases)
    assert sum(canvas.images[0].service is not None for canvas in found.canvases) == services


@needs_data
def test_what_the_real_ones_say_of_themselves_is_kept() -> None:
    data = json.loads((DATA / "v2_escriptorium_test_mock_5_canvases.json").read_bytes())
    said = dict(manifest(data).metadata)
    assert said["Date"] == "1449"
    assert said["Attribution"] == "Bibliothèque nationale de France"
    assert said["Licence"].startswith("https://gallica.bnf.fr/")
    service = manifest(data).canvases[0].images[0].service
    assert service
    assert service.version == 1
    rtl = DATA / "v3_cookbook_0010-book-2-viewing-direction_manifest-rtl.json"
    assert ("Viewing direction", "right-to-left") in manifest(json.loads(rtl.read_bytes())).metadata


@needs_data
def test_choices_are_listed_after_the_page() -> None:
    data = json.loads((DATA / "v3_cookbook_0033-choice_manifest.json").read_bytes())
    images = manifest(data).canvases[0].images
    assert [image.label for image in images] == ["Natural Light", "X-Ray"]
    assert [image.is_choice for image in images] == [False, True]


@needs_data
def test_both_versions_of_a_book_lead_to_the_same_images() -> None:
    both = [
        [
            (canvas.label, canvas.images[0].address)
            for canvas in manifest(json.loads((DATA / name).read_bytes())).canvases
        ]
        for name in ("local_v2.json", "local_v3.json")
    ]
    assert both[0] == both[1]


@needs_data
@pytest.mark.parametrize("name", ["v2_errors_0.json", "v2_errors_13.json"])
def test_broken_files_say_what_is_wrong(name: str) -> None:
    with pytest.raises(FormatError, match=name):
        iiif_read.read(iiif_read.parse((DATA / "broken" / name).read_bytes(), name), name)


@needs_data
def test_a_page_without_an_image_is_listed_with_what_is_wrong() -> None:
    data = json.loads((DATA / "broken" / "v2_errors_38.json").read_bytes())
    (canvas,) = manifest(data).canvases
    assert not canvas.images
    assert "no image" in canvas.problem


@pytest.mark.parametrize(
    "data",
    [
        None,
        1,
        "https://a.org",
        [],
        {},
        {"type": "Manifest"},
        {"type": "Manifest", "items": None},
        {"type": "Manifest", "items": ["https://a.org/c"]},
        {"@type": "sc:Manifest", "sequences": [{"canvases": []}]},
        {"@type": "sc:Manifest", "sequences": {"canvases": [1, None]}},
        {"type": ["Annotation"]},
    ],
)
def test_what_is_no_manifest_says_so(data: Any) -> None:
    with pytest.raises(FormatError, match="book"):
        iiif_read.read(data, "book.json")


@pytest.mark.parametrize(
    "body", [None, 1, [], {}, "x", {"type": "Image"}, {"type": "Image", "id": 5}]
)
def test_odd_images_are_a_problem_of_their_page(body: Any) -> None:
    (canvas,) = manifest(v3(body)).canvases
    assert canvas.problem


def test_a_film_is_no_page() -> None:
    (canvas,) = manifest(v3({"type": "Video", "id": "https://a.org/f.mp4"})).canvases
    assert "Video" in canvas.problem


def test_deep_nesting_ends_with_a_message() -> None:
    with pytest.raises(FormatError):
        iiif_read.parse(b"[" * 200_000, "deep.json")
    body: Any = IMAGE
    for _ in range(500):
        body = {"type": "Choice", "items": [body]}
    assert manifest(v3(body)).canvases[0].problem


def test_labels_in_languages_and_with_markup() -> None:
    assert text({"fr": ["Page une"], "en": ["Page one"]}) == "Page one"
    assert text({"fr": ["Feuillet"]}) == "Feuillet"
    assert text([{"@value": "Seite", "@language": "de"}]) == "Seite"
    assert text(["a", "b"]) == "a; b"
    assert text(7) == "7"
    assert plain('<span>See <a href="https://a.org">here</a><br>now &amp; then</span>') == (
        "See here (https://a.org) now & then"
    )
    assert plain("a < b and b > c") == "a < b and b > c"
    assert pairs([{"label": {"en": ["Title"], "fr": ["Titre"]}, "value": {"fr": ["x"]}}, 5]) == [
        ("Titre", "x")
    ]
    assert pairs([{"label": "Lang", "value": ["fr", {"@value": "la", "@language": "en"}]}]) == [
        ("Lang", "fr"),
        ("Lang", "la"),
    ]


def test_ranges_name_the_chapters_of_pages() -> None:
    structures = [
        {
            "type": "Range",
            "id": "r0",
            "label": {"en": ["Book"]},
            "behavior": ["sequence"],
            "items": [
                {
                    "type": "Range",
                    "id": "r1",
                    "label": {"en": ["One"]},
                    "items": [
                        {"type": "Canvas", "id": "https://a.org/c1#xywh=0,0,9,9"},
                        {"type": "Range", "id": "r2", "label": {"en": ["Song"]}, "items": [
                            {"type": "SpecificResource", "source": "https://a.org/c1"}
                        ]},
                        {"type": "Range", "id": "r1"},
                    ],
                }
            ],
        }
    ]  # fmt: skip
    (canvas,) = manifest(v3(IMAGE, structures=structures)).canvases
    assert canvas.ranges == ("One", "One › Song")


def test_ranges_of_version_2_are_listed_flat() -> None:
    data = v3(IMAGE) | {
        "structures": [
            {"@id": "top", "@type": "sc:Range", "viewingHint": "top", "ranges": ["r1"]},
            {"@id": "r1", "@type": "sc:Range", "label": "One", "ranges": ["r2", "r1", "r9"]},
            {"@id": "r2", "@type": "sc:Range", "label": "Two", "canvases": ["https://a.org/c1"]},
            {"@id": "r3", "@type": "sc:Range", "label": "In itself", "ranges": ["r3"]},
        ]
    }
    assert manifest(data).canvases[0].ranges == ("One › Two",)


def test_cut_outs_places_and_turns() -> None:
    cut = {
        "type": "SpecificResource",
        "source": {**IMAGE, "service": [{"id": "https://a.org/s/", "type": "ImageService2"}]},
        "selector": {"type": "ImageApiSelector", "region": "5,6,7,8", "rotation": "90"},
    }
    (image,) = manifest(v3(cut)).canvases[0].images
    assert (image.crop, image.rotation) == ((5, 6, 7, 8), 90)
    assert image.address == "https://a.org/s/info.json#xywh=5,6,7,8"
    data = v3(IMAGE, {**IMAGE, "id": "https://a.org/detail.jpg"})
    annotations = data["items"][0]["items"][0]["items"]
    annotations.reverse()
    annotations[0]["target"] = "https://a.org/c1#xywh=10,10,20,20"
    annotations[1]["target"] = "https://a.org/c1#xywh=0,0,100,200"
    images = manifest(data).canvases[0].images
    assert [(image.name, image.place) for image in images] == [
        ("1", None),
        ("detail", (10, 10, 20, 20)),
    ]


def test_version_2_choices_and_cut_outs() -> None:
    data = {
        "@type": "sc:Manifest",
        "@id": "https://a.org/m",
        "label": "m",
        "sequences": [{
            "canvases": [{
                "@id": "https://a.org/c", "@type": "sc:Canvas", "label": "c",
                "images": [{"resource": {
                    "@type": "oa:Choice",
                    "default": {"@id": "https://a.org/a.jpg", "@type": "dctypes:Image"},
                    "item": [{"@id": "https://a.org/b.jpg", "@type": "dctypes:Image"}],
                }}],
            }]
        }],
    }  # fmt: skip
    images = manifest(data).canvases[0].images
    assert [(image.url, image.is_choice) for image in images] == [
        ("https://a.org/a.jpg", False),
        ("https://a.org/b.jpg", True),
    ]


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://a.org/x/f10.jpg", "f10"),
        ("https://a.org/iiif/ark:%2F12148%2Ff1/full/max/0/default.jpg", "f1"),
        ("https://a.org/iiif/b/0,0,10,10/!90,/90/native", "b"),
        ("https://a.org/img?id=5", "img"),
        ("https://a.org/", "a.org"),
        ("https://a.org/fol.12r", "fol.12r"),
    ],
)
def test_file_names_are_the_same_each_time(url: str, name: str) -> None:
    assert manifest(v3({**IMAGE, "id": url})).canvases[0].images[0].name == name


def test_files_with_text_beside_a_page() -> None:
    canvas = {
        "seeAlso": [
            {"id": "https://a.org/a.xml", "format": "application/xml",
             "profile": "http://www.loc.gov/standards/alto/ns-v4#"},
            {"id": "https://a.org/r.html", "format": "text/html"},
        ],
        "rendering": {"@id": "https://a.org/h", "format": "text/vnd.hocr+html", "label": "OCR"},
    }  # fmt: skip
    texts = manifest(v3(IMAGE, canvas=canvas)).canvases[0].texts
    assert [(link.url, link.format, link.label) for link in texts] == [
        ("https://a.org/a.xml", "alto", ""),
        ("https://a.org/h", "hocr", "OCR"),
    ]


def test_services_that_are_no_image_services_are_passed_over() -> None:
    services = [
        {"@id": "https://a.org/login", "profile": "http://iiif.io/api/auth/1/login"},
        {"@id": "https://a.org/s", "profile": "http://iiif.io/api/image/2/level2.json"},
        {"id": "ftp://a.org/t", "type": "ImageService3"},
        "https://a.org/string",
    ]
    (image,) = manifest(v3({**IMAGE, "service": services})).canvases[0].images
    assert image.service
    assert (image.service.base, image.service.version) == ("https://a.org/s", 2)


def test_collections_list_their_books() -> None:
    found = iiif_read.read(
        {
            "type": "Collection",
            "id": "https://a.org/all",
            "label": {"en": ["All"]},
            "items": [
                {"type": "Manifest", "id": "https://a.org/1", "label": {"en": ["First"]}},
                {"type": "Collection", "id": "https://a.org/more", "label": {"en": ["More"]}},
                {"type": "Manifest", "id": "https://a.org/1"},
                v3(IMAGE),
                5,
            ],
        }
    )
    assert isinstance(found, Collection)
    assert [(entry.id, entry.label, entry.is_collection) for entry in found.entries] == [
        ("https://a.org/1", "First", False),
        ("https://a.org/more", "More", True),
        ("https://a.org/m", "", False),
    ]
    assert found.entries[2].content
    old = iiif_read.read(
        {
            "@type": "sc:Collection",
            "@id": "https://a.org/all",
            "manifests": [{"@id": "https://a.org/1", "@type": "sc:Manifest", "label": "First"}],
            "collections": ["https://a.org/more"],
            "members": [{"@id": "https://a.org/2", "@type": "sc:Manifest"}],
        }
    )
    assert isinstance(old, Collection)
    assert [entry.is_collection for entry in old.entries] == [False, True, False]
    paged = iiif_read.read({"@type": "sc:Collection", "first": "https://a.org/p1", "total": 9})
    assert isinstance(paged, Collection)
    assert paged.next == "https://a.org/p1"


def test_an_image_service_is_a_book_of_one_page() -> None:
    found = manifest(
        {
            "@context": "http://iiif.io/api/image/3/context.json",
            "id": "https://a.org/iiif/one",
            "type": "ImageService3",
            "protocol": "http://iiif.io/api/image",
            "width": 10,
            "height": 20,
        }
    )
    service = found.canvases[0].images[0].service
    assert service
    assert service.base == "https://a.org/iiif/one"


def test_hostile_ranges_and_labels_take_no_time_and_no_depth() -> None:
    chain = [{"@id": f"r{n}", "@type": "sc:Range", "ranges": [f"r{n + 1}"]} for n in range(5_000)]
    assert manifest(v3(IMAGE) | {"structures": chain}).canvases[0].ranges == ()
    full = [{"@id": f"r{n}", "ranges": [f"r{m}" for m in range(60)]} for n in range(60)]
    assert manifest(v3(IMAGE) | {"structures": full}).canvases[0].ranges == ()
    for odd in ("<a" * 1_000_000, "&" * 1_000_000, "<" * 49_000, "<a " * 16_000 + ">"):
        assert plain(odd)


def test_endless_addresses_are_no_images() -> None:
    assert manifest(v3({**IMAGE, "id": "https://a.org/" + "x/" * 100_000})).canvases[0].problem
