"""File names inside an export."""

from apps.exports.naming import UniqueNames, safe


def test_two_pages_of_one_name_get_two_files() -> None:
    names = UniqueNames()
    stems = [names.stem(name) for name in ("a.jpg", "a.png", "A.tif", "b/a.jpg", "")]
    assert stems == ["a", "a-2", "A-3", "a-4", "page"]


def test_names_keep_every_script_and_lose_what_file_systems_refuse() -> None:
    assert safe("كتاب ٣") == "كتاب ٣"
    assert safe('a:b?"c"/d') == "a_b_c_d"
    assert safe("../..") == ""
