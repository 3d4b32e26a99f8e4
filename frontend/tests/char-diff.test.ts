import { describe, expect, it } from "vitest";
import {
  differences,
  distance,
  graphemes,
  sameWords,
  wordsOf,
} from "../src/editor/model/char-diff";

const rebuilt = (a: string, b: string) => {
  const pieces = differences(a, b);
  expect(pieces.map((piece) => piece.ours).join("")).toBe(a);
  expect(pieces.map((piece) => piece.theirs).join("")).toBe(b);
  for (const piece of pieces) expect(a.slice(piece.at).startsWith(piece.ours)).toBe(true);
  return pieces;
};

describe("character differences", () => {
  it("finds what is left out, put in and replaced", () => {
    expect(rebuilt("the cat", "the cart")).toEqual([
      { same: true, ours: "the ca", theirs: "the ca", at: 0 },
      { same: false, ours: "", theirs: "r", at: 6 },
      { same: true, ours: "t", theirs: "t", at: 6 },
    ]);
    expect(rebuilt("", "new")).toEqual([{ same: false, ours: "", theirs: "new", at: 0 }]);
    expect(rebuilt("old", "")).toEqual([{ same: false, ours: "old", theirs: "", at: 0 }]);
    expect(rebuilt("", "")).toEqual([]);
    rebuilt("Longtemps, je me suis", "Lontemps je mc suis");
  });

  it("never cuts a letter from its accents, nor a tag", () => {
    expect(graphemes("e\u0301x")).toEqual(["e\u0301", "x"]);
    expect(graphemes("<em>a</em>")).toEqual(["<em>", "a", "</em>"]);
    expect(rebuilt("cafe\u0301", "cafe")).toEqual([
      { same: true, ours: "caf", theirs: "caf", at: 0 },
      { same: false, ours: "e\u0301", theirs: "e", at: 3 },
    ]);
    const [piece] = rebuilt("\u0628\u0650", "\u0628\u064e");
    expect(piece).toEqual({ same: false, ours: "\u0628\u0650", theirs: "\u0628\u064e", at: 0 });
    expect(rebuilt("\u{1f469}\u200d\u{1f4bb}", "\u{1f469}")).toHaveLength(1);
  });

  it("takes what Unicode writes in two ways as equal", () => {
    expect(sameWords("caf\u00e9", "cafe\u0301")).toBe(true);
    expect(sameWords("cafe", "caf\u00e9")).toBe(false);
    expect(rebuilt("caf\u00e9 au", "cafe\u0301 ou").filter((piece) => !piece.same)).toEqual([
      { same: false, ours: "a", theirs: "o", at: 5 },
    ]);
  });

  it("gathers the pieces of a word, so that the word can be taken over", () => {
    const words = wordsOf(differences("on thc tab1e now", "on the table now"));
    const differing = words.filter((word) => word.differs);
    expect(differing.map(({ from, to, theirs }) => [from, to, theirs])).toEqual([
      [3, 6, "the"],
      [7, 12, "table"],
    ]);
    expect(words.map((word) => word.theirs).join("")).toBe("on the table now");
    const [joined] = wordsOf(differences("to day", "today")).filter((word) => word.differs);
    expect(joined).toMatchObject({ from: 0, to: 6, theirs: "today" });
  });

  it("counts edits", () => {
    expect(distance(Array.from("kitten"), Array.from("sitting"))).toBe(3);
    expect(distance([], ["a", "b", "c"])).toBe(3);
    expect(distance(["a", "b", "c"], [])).toBe(3);
  });

  it("stays quick for texts that no line has", () => {
    const pieces = differences("a".repeat(5000), "b".repeat(5000));
    expect(pieces).toHaveLength(1);
  });
});
