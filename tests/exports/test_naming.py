"""File names inside an export."""

from apps.exports.naming import UniqueNames, safe


def test_two_pages_of_one_name_get_two_files() -> None:
    names = UniqueNames()
    stems = [names.stem(name) for name in ("a.jpg", "a.png", "A.tif", "b/a.jpg", "")]
    assert stems == ["a", "a-2", "A-3", "a-4", "page"]


def test_thousands_of_pages_of_one_name_are_counted_on() -> None:
    names = UniqueNames()
    given = [names.stem(name) for name in ("default-3.jpg", *["default.jpg"] * 30_000)]
    assert given[:5] == ["default-3", "default", "default-2", "default-4", "default-5"]
    assert given[-1] == "default-30001"
    assert len(set(given)) == len(given)


def test_names_keep_every_script_and_lose_what_file_systems_refuse() -> None:
    assert safe("كتاب ٣") == "كتاب ٣"
    assert safe('a:b?"c"/d') == "a_b_c_d"
    assert safe("../..") == ""


def test_a_leaf_is_no_ending_of_a_file() -> None:
    names = UniqueNames()
    stems = [names.stem(name) for name in ("fol. 12", "f.13r", "page.v2.jpg", ".png")]
    assert stems == ["fol. 12", "f.13r", "page.v2", "png"]


def test_long_names_of_any_script_fit_where_names_are_counted_in_bytes() -> None:
    name = safe("縦書き" * 60)
    assert name.startswith("縦書き" * 20)
    assert len(f"{name}-1000_2026-11-21_120000.mARkdown".encode()) <= 255


def test_names_of_devices_are_no_names_of_files() -> None:
    assert safe("CON") == "CON_"
    assert safe("aux.1") == "aux.1_"
    assert safe("Constance") == "Constance"
