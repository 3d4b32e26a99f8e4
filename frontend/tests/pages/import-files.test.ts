import { describe, expect, it } from "vitest";
import { sorted } from "../../src/pages/images/dropped-files";
import { isForImport, nameOfAll, uploadsOf, wordsFor } from "../../src/pages/import-files";
import { crc32, fitsInZip, type PathFile, zipOf } from "../../src/pages/zip";

function one(path: string, text = "<x/>", type = ""): PathFile {
  return { path, file: new File([text], path.split("/").pop() ?? "", { type }) };
}

describe("crc32", () => {
  it("is the sum that every zip reader checks", () => {
    expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
    expect(crc32(new Uint8Array())).toBe(0);
  });
});

describe("zipOf", () => {
  it("lists every file with its path, its size and its sum", async () => {
    const zip = await zipOf("book.zip", [one("a/ä.xml", "<one/>"), one("a/b.xml", "")]);
    const bytes = new Uint8Array(await zip.arrayBuffer());
    const view = new DataView(bytes.buffer);
    const end = bytes.length - 22;
    expect(view.getUint32(end, true)).toBe(0x06054b50);
    expect(view.getUint16(end + 10, true)).toBe(2);
    const directory = view.getUint32(end + 16, true);
    expect(view.getUint32(directory, true)).toBe(0x02014b50);
    expect(view.getUint32(directory + 16, true)).toBe(crc32(new TextEncoder().encode("<one/>")));
    expect(view.getUint32(directory + 24, true)).toBe(6);
    const nameLength = view.getUint16(directory + 28, true);
    const name = bytes.slice(directory + 46, directory + 46 + nameLength);
    expect(new TextDecoder().decode(name)).toBe("a/ä.xml");
    expect(directory + view.getUint32(end + 12, true)).toBe(end);
  });

  it("is not made of more than fits", () => {
    const huge = { path: "a", file: { size: 5e9 } as File };
    expect(fitsInZip([huge])).toBe(false);
    expect(fitsInZip([one("a.xml")])).toBe(true);
  });
});

describe("uploadsOf", () => {
  it("packs page files and lets a PDF, an archive and a manifest stand alone", async () => {
    const files = ["b.pdf", "x/1.xml", "x/2.xml", "all.tar.gz", "m.json"].map((name) => one(name));
    const names = (await uploadsOf(files)).map(({ name }) => name);
    expect(names).toEqual(["b.pdf", "all.tar.gz", "m.json", "x.zip"]);
    expect(wordsFor(files, 4)).toBe(
      "2 files are packed together as x.zip. There will be 4 imports with these choices.",
    );
  });

  it("sends a single file as it is", async () => {
    const [file] = await uploadsOf([one("page/1.xml")]);
    expect(file?.name).toBe("1.xml");
    expect(wordsFor([one("page/1.xml")], 1)).toBe("");
  });
});

describe("nameOfAll", () => {
  it("is the folder that all lie in", () => {
    expect(nameOfAll([one("book/a/1.xml"), one("book/2.xml")])).toBe("book");
    expect(nameOfAll([one("book/1.xml"), one("other/2.xml")])).toBe("2 files");
    expect(nameOfAll([one("1.xml"), one("2.xml")])).toBe("2 files");
  });
});

describe("what is dropped", () => {
  it("is images, files to import, and what is of no use", () => {
    const found = sorted([
      one("/book/f10.jpg"),
      one("/book/f2.JPG"),
      one("/book/page/f2.XML"),
      one("/book/scan.pdf"),
      one("/book/photo", "x", "image/webp"),
      one("/book/.DS_Store"),
      one("/book/__MACOSX/._f1.xml"),
      one("/book/notes.docx"),
    ]);
    expect(found.images.map(({ path }) => path)).toEqual([
      "book/f2.JPG",
      "book/f10.jpg",
      "book/photo",
    ]);
    expect(found.others.map(({ path }) => path)).toEqual(["book/page/f2.XML", "book/scan.pdf"]);
    expect(found.leftOut).toBe(3);
  });

  it.each(["a.xml", "a.ALTO", "a.hocr", "a.html", "a.xhtml", "a.txt", "a.tgz", "a.tar.xz"])(
    "takes %s",
    (name) => {
      expect(isForImport(name)).toBe(true);
    },
  );
});
