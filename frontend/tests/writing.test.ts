import { describe, expect, it } from "vitest";
import {
  type ConfidenceLook,
  confidenceRuns,
  firstDoubt,
  levelOf,
  needsAttention,
} from "../src/editor/model/confidence";
import { editedGlyphs, glyphAt, reachOf, spelled, widened } from "../src/editor/model/glyphs";
import { cropOf, placed } from "../src/editor/model/line-crop";
import { planPaste, readPasted } from "../src/editor/model/paste";
import type { LineText, Points } from "../src/editor/model/types";
import { GlyphPlaces } from "../src/editor/state/glyph-places";
import { Session } from "../src/editor/state/session";
import { pageData, serverLine } from "./page-data";

const LOOK: ConfidenceLook = { threshold: 0.8, colours: false, scale: 4 };
const read = (...glyphs: [string, number | null][]): LineText => ({
  text: spelled(glyphs),
  confidence: 0.6,
  glyphs,
  version: 1,
});
const box = (left: number, right: number): Points => [
  [left, 0],
  [right, 0],
  [right, 20],
  [left, 20],
];

describe("confidence", () => {
  it("marks uncertain characters only where the glyphs are those of the text", () => {
    const text = read(["a", 0.9], ["b", 0.4], ["c", 0.3], [" ", 0.1]);
    expect(confidenceRuns(text, LOOK)).toEqual([
      { text: "a", low: false, level: null },
      { text: "bc", low: true, level: null },
      { text: " ", low: false, level: null },
    ]);
    expect(confidenceRuns({ ...text, text: "abd" }, LOOK)).toEqual([
      { text: "abd", low: false, level: null },
    ]);
    expect(confidenceRuns({ ...text, glyphs: null }, LOOK)).toHaveLength(1);
  });

  it("colours by the power of the scale, and what was typed not at all", () => {
    const coloured = { ...LOOK, colours: true };
    expect(levelOf(1, coloured)).toBe(10);
    expect(levelOf(0.9, coloured)).toBe(7);
    expect(levelOf(0.9, { ...coloured, scale: 1 })).toBe(9);
    expect(levelOf(null, coloured)).toBeNull();
    const runs = confidenceRuns(read(["a", 1], ["b", null]), coloured);
    expect(runs.map(({ level }) => level)).toEqual([10, null]);
  });

  it("finds the first doubt in code units", () => {
    expect(firstDoubt(read(["𝔞", 0.9], ["b", 0.4]), 0.8)).toEqual([2, 3]);
    expect(firstDoubt(read(["a", 0.9]), 0.8)).toBeNull();
    expect(firstDoubt(null, 0.8)).toBeNull();
  });

  it("asks for attention where there is no text or a doubt", () => {
    expect(needsAttention(null, 0.9)).toBe(true);
    expect(needsAttention({ text: "", confidence: null, glyphs: null, version: 1 }, 0)).toBe(true);
    expect(needsAttention(read(["a", 0.5]), 0.9)).toBe(true);
    expect(needsAttention(read(["a", 0.5]), 0.5)).toBe(false);
    expect(needsAttention({ ...read(["a", null]), confidence: null }, 1)).toBe(false);
  });
});

describe("glyphs", () => {
  type Row = readonly [string, number | null];
  const glyphs: readonly Row[] = [
    ["t", 0.9],
    ["𝔥", 0.4],
    ["e\u0301", 0.5],
  ];
  const make = (char: string): Row => [char, null];
  const doubted = (text: string) => Array.from(text).map((char): Row => [char, 0.5]);

  it("knows which one the caret is at", () => {
    expect([0, 1, 2, 3, 4, 5, 9].map((caret) => glyphAt(glyphs, caret))).toEqual([
      0, 1, 1, 2, 2, 2, 2,
    ]);
    expect(glyphAt([], 0)).toBe(-1);
    expect(reachOf(glyphs, 1)).toEqual([1, 3]);
    expect(reachOf(glyphs, 2)).toEqual([3, 5]);
  });

  it("keeps what stays and doubts nothing that was typed", () => {
    const before = doubted("arms and the nan");
    const after = editedGlyphs(before, "arms and the man", make);
    expect(spelled(after)).toBe("arms and the man");
    expect(after[13]).toEqual(["m", null]);
    expect(after.filter(([, sure]) => sure === 0.5)).toHaveLength(15);
    expect(editedGlyphs(before, "", make)).toEqual([]);
    expect(editedGlyphs(before, "something else altogether", make)).toEqual([]);
    expect(spelled(editedGlyphs(glyphs, "t𝔥xe\u0301", make))).toBe("t𝔥xe\u0301");
    expect(spelled(editedGlyphs(glyphs, "𝔥e\u0301", make))).toBe("𝔥e\u0301");
  });

  it("never splits or repeats characters, whatever is typed", () => {
    const before = doubted("aaaa");
    for (const after of ["aaa", "aaaaa", "aabaa", "baaaa", "aaaab"]) {
      expect(spelled(editedGlyphs(before, after, make))).toBe(after);
    }
  });

  it("lights a thin slice as wide as the way to its neighbours", () => {
    const row = [
      ["a", box(0, 10)],
      ["b", box(20, 22)],
      ["c", null],
      ["d", box(40, 50)],
    ] as const;
    expect(widened(row, 1, false)).toEqual(box(15, 22));
    expect(widened(row, 2, false)).toBeNull();
    const reversed = [["a", box(20, 30)] as const, ["b", box(0, 10)] as const];
    expect(widened(reversed, 1, false)).toEqual(box(0, 15));
  });
});

describe("pasted text", () => {
  it("is made plain in words, and a last line break is none", () => {
    expect(readPasted("one\tline\r\n")).toEqual({ lines: ["one line"], cleaned: ["1 tab"] });
    expect(readPasted("a\u00a0b\u202fc\u00ad").cleaned).toEqual([
      "2 non-breaking spaces",
      "1 soft hyphen",
    ]);
    expect(readPasted("a\r\nb\rc\u2028d").lines).toEqual(["a", "b", "c", "d"]);
    expect(readPasted("می\u200cخواهم").cleaned).toEqual([]);
  });

  const targets = ["one", "", "three", ""].map((text, index) => ({
    uid: `u${index}`,
    number: index + 1,
    text,
  }));
  const filled = (way: "following" | "empty" | "join", start = 0) => {
    const { steps, surplus } = planPaste(["A", "B", "C"], targets, start, way);
    return [steps.map(({ target, after }) => `${target.number}${after}`), surplus];
  };

  it("goes to the lines from one on, and names what finds no place", () => {
    expect(filled("following")).toEqual([["1A", "2B", "3C"], []]);
    expect(filled("following", 2)).toEqual([["3A", "4B"], ["C"]]);
    expect(filled("empty")).toEqual([["2A", "4B"], ["C"]]);
    expect(filled("join", 1)).toEqual([["2A B C"], []]);
    expect(filled("join", 9)).toEqual([[], ["A", "B", "C"]]);
  });
});

describe("the strip of a line", () => {
  const line = serverLine("a", 100, null, 0);

  it("holds the line and, on wish, its neighbours", () => {
    const crop = cropOf(line, { height: 60, around: 30, vertical: false });
    expect(crop?.own).toEqual([94, 64, 506, 116]);
    expect([crop?.y0, crop?.y1]).toEqual([34, 146]);
    expect(crop && placed([[94, 34]], crop, 2)).toEqual([[0, 0]]);
    const upright = cropOf(line, { height: 60, around: 30, vertical: true });
    expect([upright?.x0, upright?.y0]).toEqual([64, 64]);
  });
});

describe("writing", () => {
  const session = () => {
    const data = pageData();
    const glyphs = Array.from("second").map((char) => [char, 0.5] as const);
    const lines = data.lines.map((line) =>
      line.uid === "b" && line.text
        ? { ...line, text: { ...line.text, glyphs, confidence: 0.5 } }
        : line,
    );
    const urls = { changes: "", editor: "", events: "", images: "", part_template: "" };
    return new Session({ ...data, lines, urls } as never);
  };

  it("forgets doubt where something was typed, and undo brings it back", async () => {
    const now = session();
    now.type("b", "sexond");
    const text = () => now.page.lines.get("b")?.text;
    expect(text()?.confidence).toBeNull();
    expect(text()?.glyphs?.[2]).toEqual(["x", null]);
    expect(text()?.glyphs?.[3]).toEqual(["o", 0.5]);
    await now.undo();
    expect(text()?.confidence).toBe(0.5);
    expect(text()?.glyphs?.[2]).toEqual(["c", 0.5]);
  });

  it("fills several lines as one step of undo", async () => {
    const now = session();
    now.writing.put([
      ["a", "A"],
      ["b", "B"],
    ]);
    expect(now.page.lines.get("b")?.text?.text).toBe("B");
    await now.undo();
    expect(now.page.lines.get("a")?.text?.text).toBe("one two three four");
    expect(now.page.lines.get("b")?.text?.text).toBe("second");
  });

  it("goes to the next and the previous line that asks for attention", () => {
    const now = session();
    expect(now.moveToAttention(1)).toBe(true);
    expect(now.selection.current).toBe("b");
    expect(now.moveToAttention(1)).toBe(true);
    expect(now.selection.current).toBe("c");
    expect(now.moveToAttention(1)).toBe(false);
    now.preferences.set("editor.text", { ...now.preferences.get("editor.text"), threshold: 0.4 });
    expect(now.moveToAttention(-1)).toBe(false);
    now.preferences.set("editor.text", { ...now.preferences.get("editor.text"), threshold: 0.9 });
    expect(now.moveToAttention(-1)).toBe(true);
    expect(now.selection.current).toBe("b");
  });

  it("writes where a field is open, and nowhere else", () => {
    const now = session();
    expect(now.insertText("x")).toBe(false);
    const got: string[] = [];
    const insert = (text: string) => got.push(text) > 0;
    const leave = now.writing.use({ panel: "text", insert });
    expect(now.insertText("x")).toBe(true);
    expect(got).toEqual(["x"]);
    leave();
    expect(now.insertText("x")).toBe(false);
    expect(now.writing.panel).toBe("text");
  });

  it("knows the places of characters after typing, asking the server once", async () => {
    const now = session();
    const asked: string[] = [];
    const rows = Array.from("second").map((char, at) => [char, box(at * 10, at * 10 + 9), 0.5]);
    const places = new GlyphPlaces(
      () => now.page,
      "/glyphs/",
      () => undefined,
      (url) => Promise.resolve((asked.push(url), { version: 1, glyphs: rows })),
    );
    await places.want("a");
    await places.want("b");
    await places.want("b");
    expect(asked).toEqual(["/glyphs/?layer=5&line=b"]);
    now.type("b", "seccond");
    expect(places.of("b").map(([char]) => char)).toEqual(Array.from("seccond"));
    expect(places.at("b", 99)?.[1]).toEqual(box(50, 59));
    now.type("b", "second");
    expect(places.of("b")).toEqual(rows);
  });
});
