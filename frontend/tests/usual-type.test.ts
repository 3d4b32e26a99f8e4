import { describe, expect, it } from "vitest";
import { usualType } from "../src/editor/model/usual-type";

const lines = (...types: (number | null)[]) => types.map((type) => ({ type }));

describe("the type that goes without saying", () => {
  it("is that of most lines", () => {
    expect(usualType(lines(1, 2, 2, null))).toBe(2);
  });

  it("is none where most lines have none, or there are no lines", () => {
    expect(usualType(lines(1, null, null))).toBeNull();
    expect(usualType([])).toBeNull();
  });

  it("is the first of two that are as frequent", () => {
    expect(usualType(lines(3, 1, 1, 3))).toBe(3);
  });
});
