import { describe, expect, it } from "vitest";
import {
  caretAfterChange,
  confidenceRuns,
  cutText,
  joinTexts,
  needsAttention,
} from "../src/editor/model/text-diff";

describe("texts", () => {
  it("puts the caret behind what changed", () => {
    expect(caretAfterChange("one two", "one new two")).toBe(7);
    expect(caretAfterChange("one new two", "one two")).toBe(3);
    expect(caretAfterChange("", "abc")).toBe(3);
  });

  it("cuts at the nearest space and joins with one", () => {
    expect(cutText("one two three four", 0.5)).toEqual(["one two", "three four"]);
    expect(cutText("unbroken", 0.5)).toEqual(["unbr", "oken"]);
    expect(cutText("", 0.5)).toEqual(["", ""]);
    expect(joinTexts(["one", "", "two"])).toBe("one two");
  });

  it("marks uncertain characters only where the glyphs are those of the text", () => {
    const glyphs = [
      ["a", 0.9],
      ["b", 0.4],
      ["c", 0.3],
    ] as const;
    const text = { text: "abc", confidence: 0.6, glyphs, version: 1 };
    expect(confidenceRuns(text)).toEqual([
      { text: "a", low: false },
      { text: "bc", low: true },
    ]);
    expect(confidenceRuns({ ...text, text: "abd" })).toEqual([{ text: "abd", low: false }]);
  });

  it("asks for attention where there is no text or a doubt", () => {
    expect(needsAttention(null)).toBe(true);
    expect(needsAttention({ text: "", confidence: null, glyphs: null, version: 1 })).toBe(true);
    expect(needsAttention({ text: "a", confidence: 0.5, glyphs: null, version: 1 })).toBe(true);
    expect(needsAttention({ text: "a", confidence: null, glyphs: null, version: 1 })).toBe(false);
  });
});
