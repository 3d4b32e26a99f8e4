import { describe, expect, it } from "vitest";
import { kindOfImport, submitLabel } from "../src/pages/import-form";

describe("kindOfImport", () => {
  it.each([
    ["Book.ZIP", "", "iiif", "archive"],
    ["pages.tar.gz", "", "iiif", "archive"],
    ["scan.PDF", "", "iiif", "pdf"],
    ["manifest.json", "", "mets", "iiif"],
    ["page.xml", "", "iiif", ""],
    ["", "https://example.org/m", "mets", "mets"],
    ["", "", "iiif", ""],
  ])("tells %s and %s (%s) as %s", (file, url, urlKind, kind) => {
    expect(kindOfImport(file, url, urlKind)).toBe(kind);
  });
});

describe("submitLabel", () => {
  it("says whether anything is written", () => {
    expect(submitLabel(true)).toBe("Look through");
    expect(submitLabel(false)).toBe("Import");
  });
});
