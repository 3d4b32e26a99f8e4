import { describe, expect, it, vi } from "vitest";
import { Compare } from "../src/editor/state/compare";
import { Session } from "../src/editor/state/session";
import { toChangeSet } from "../src/editor/state/wire";
import { pageData, serverLine } from "./page-data";

const LAYERS = [
  { id: 5, name: "manual", is_ground_truth: false },
  { id: 6, name: "Reader", is_ground_truth: false },
];

const text = (words: string) => ({ text: words, confidence: 0.5, glyphs: null, version: 1 });

function compared(theirs: Record<string, string>) {
  const data = pageData();
  const urls = { texts: "/texts/" } as never;
  const lines = [
    serverLine("a", 100, "one two", 0),
    serverLine("b", 200, "caf\u00e9", 1),
    serverLine("c", 300, null, 2),
    serverLine("d", 450, "same", 3),
  ];
  const filmstrip = { count: 0, start: 0, frames: [] };
  const session = new Session({ ...data, layers: LAYERS, lines, urls, filmstrip });
  const texts = Object.fromEntries(
    Object.entries(theirs).map(([uid, words]) => [uid, text(words)]),
  );
  const get = vi.fn(() => Promise.resolve({ layer: 6, texts }));
  return { session, get, compare: new Compare(session, get) };
}

const THEIRS = { a: "one too", b: "cafe\u0301", c: "three", d: "same" };

describe("comparing layers", () => {
  it("tells what differs, and what is only written in other code points", async () => {
    const { compare, get } = compared(THEIRS);
    expect(compare.relation("a")).toBe("same");
    await compare.show(6);
    expect(get).toHaveBeenCalledWith("/texts/?layer=6");
    expect(compare.name).toBe("Reader");
    expect(["a", "b", "c", "d"].map((uid) => compare.relation(uid))).toEqual([
      "different",
      "encoding",
      "different",
      "same",
    ]);
    expect(compare.different).toEqual(["a", "c"]);
  });

  it("steps from difference to difference", async () => {
    const { session, compare } = compared(THEIRS);
    await compare.show(6);
    expect(compare.step(1)).toBe(true);
    expect(session.selection.current).toBe("a");
    expect(compare.step(1)).toBe(true);
    expect(session.selection.current).toBe("c");
    expect(compare.step(1)).toBe(false);
    expect(compare.step(-1)).toBe(true);
    expect(session.selection.current).toBe("a");
    expect(compare.step(-1)).toBe(false);
  });

  it("measures the page without markup and without the ways of Unicode", async () => {
    const { compare } = compared({ ...THEIRS, c: "", a: "one <em>two</em>" });
    await compare.show(6);
    expect(compare.likeness()).toEqual({ cer: 0, lines: 1 });
    const other = compared(THEIRS);
    await other.compare.show(6);
    expect(other.compare.likeness()).toEqual({ cer: 6 / 15, lines: 2 });
  });

  const words = (session: Session, uid: string) => session.page.lines.get(uid)?.text?.text;

  it("takes a line, a word, and the page as one step each", async () => {
    const { session, compare } = compared({ ...THEIRS, d: "" });
    await compare.show(6);
    compare.takeWord("a", 4, 7, "ton");
    expect(words(session, "a")).toBe("one ton");
    compare.takeLine("a");
    expect(words(session, "a")).toBe("one too");
    compare.takePage();
    expect(["b", "c", "d"].map((uid) => words(session, uid))).toEqual([
      "cafe\u0301",
      "three",
      "same",
    ]);
    await session.undo();
    expect(words(session, "c")).toBe("");
    expect(words(session, "b")).toBe("caf\u00e9");
    await session.undo();
    await session.undo();
    expect(words(session, "a")).toBe("one two");
  });

  it("says to the server where whole lines come from", async () => {
    const { session, compare } = compared(THEIRS);
    await compare.show(6);
    compare.takeLine("a");
    const undo = session.history.peekUndo();
    const redone = toChangeSet("x", 1, "edit", undo as never);
    expect(redone.texts[0]).toMatchObject({ text: "one two", from_layer: 6 });
  });

  it("compares nothing with itself, and goes on on the next page of the document", async () => {
    const { session, compare, get } = compared(THEIRS);
    await compare.show(5);
    expect(compare.layer).toBe(null);
    await compare.show(6);
    expect(session.preferences.get("editor.compare")).toEqual({ document: 1, layer: 6 });
    const later = new Compare(session, get);
    await later.resume();
    expect(later.layer).toBe(6);
    await later.show(null);
    expect(later.layer).toBe(null);
  });

  it("says so where the other layer cannot be read", async () => {
    const { session, get, compare } = compared(THEIRS);
    get.mockRejectedValueOnce(new Error("away"));
    await compare.show(6);
    expect(compare.layer).toBe(null);
    expect(session.notice).toContain("could not be read");
  });
});
