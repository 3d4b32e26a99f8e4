import { describe, expect, it, vi } from "vitest";
import { readNumbers, Selection, toBits, toRanges } from "../../src/pages/images/selection";

describe("toRanges", () => {
  it("joins numbers that follow each other", () => {
    expect(toRanges([7, 3, 1, 2, 9, 8])).toBe("1-3,7-9");
    expect(toRanges([5])).toBe("5");
    expect(toRanges([])).toBe("");
  });
});

describe("toBits", () => {
  it("sets one bit for each id from the first on", () => {
    expect(toBits([15, 12])).toBe("bits!12!CQ");
    expect(toBits([7, 15, 22])).toBe("bits!7!AYE");
  });
});

describe("readNumbers", () => {
  it("reads numbers and ranges and stays within the document", () => {
    expect(readNumbers("1-3, 8", 10)).toEqual([1, 2, 3, 8]);
    expect(readNumbers("8;2–4 2", 10)).toEqual([2, 3, 4, 8]);
    expect(readNumbers("9-", 11)).toEqual([9, 10, 11]);
    expect(readNumbers("0-99999", 3)).toEqual([1, 2, 3]);
  });

  it("does not guess", () => {
    expect(readNumbers("1-x", 10)).toBeNull();
    expect(readNumbers("page 3", 10)).toBeNull();
    expect(readNumbers("", 10)).toEqual([]);
  });
});

describe("Selection", () => {
  const order = [30, 10, 20, 50, 40];

  it("toggles, extends from the last choice and tells of each change", () => {
    const changed = vi.fn();
    const selection = new Selection(changed);
    selection.toggle(10);
    selection.extendTo(50, order);
    expect([...selection.ids]).toEqual([10, 20, 50]);
    selection.toggle(20);
    expect(selection.has(20)).toBe(false);
    expect(changed).toHaveBeenCalledTimes(3);
  });

  it("extends backwards, and selects one page where there is nothing to extend from", () => {
    const selection = new Selection(() => undefined);
    selection.extendTo(50, order);
    expect([...selection.ids]).toEqual([50]);
    selection.extendTo(30, order);
    expect(new Set(selection.ids)).toEqual(new Set([30, 10, 20, 50]));
  });

  it("writes all, or the ids, and never a text too long for an address", () => {
    const selection = new Selection(() => undefined);
    selection.replace(order);
    expect(selection.text(order)).toBe("all");
    expect(selection.text(null)).toBe("10,20,30,40,50");
    selection.drop([20]);
    expect(selection.text(order)).toBe("10,30,40,50");
    selection.replace(Array.from({ length: 5000 }, (_, index) => 70_000 + 2 * index));
    expect(selection.text(null)).toMatch(/^bits!70000!(VVVV)+VVV/);
    expect(selection.text(null).length).toBeLessThan(2000);
    selection.clear();
    expect(selection.text(order)).toBe("");
  });
});
