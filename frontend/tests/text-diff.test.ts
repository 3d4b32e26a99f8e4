import { describe, expect, it } from "vitest";
import { caretAfterChange, cutText, joinTexts } from "../src/editor/model/text-diff";

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
});
