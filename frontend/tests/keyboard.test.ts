import { describe, expect, it } from "vitest";
import {
  bindingOf,
  bindingsOf,
  capOf,
  type Key,
  keysOf,
  moved,
  type Press,
  rowsOf,
  typedBy,
  withKeys,
} from "../src/editor/model/keyboard";

function key(row: number, column: number, character: string, code: Key["keyboard_code"] = null) {
  return { row, column, character, keyboard_code: code };
}

function press(key: string, code: string, held: Partial<Press> = {}): Press {
  return { key, code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held };
}

const letters = (rows: ReturnType<typeof rowsOf>) =>
  rows.map((row) => row.map(({ character }) => character).join(""));

describe("rows of keys", () => {
  it("stand in the order of their rows and columns, whatever the file's order is", () => {
    const rows = rowsOf([key(4, 1, "b"), key(0, 7, "z"), key(0, 2, "y"), key(4, 0, "a")]);
    expect(letters(rows)).toEqual(["yz", "ab"]);
  });

  it("get places without gaps, and keep what else a file says of a key", () => {
    const colored = { ...key(3, 9, "ꝑ"), color: "red" };
    expect(keysOf([[], [colored, key(3, 12, "q")]])).toEqual([
      { ...colored, row: 0, column: 0 },
      key(0, 1, "q"),
    ]);
  });

  it("take a key from one place to another", () => {
    const rows = rowsOf([key(0, 0, "a"), key(0, 1, "b"), key(0, 2, "c"), key(1, 0, "d")]);
    expect(letters(moved(rows, { row: 0, at: 0 }, { row: 0, at: 2 }))).toEqual(["bac", "d"]);
    expect(letters(moved(rows, { row: 0, at: 2 }, { row: 0, at: 0 }))).toEqual(["cab", "d"]);
    expect(letters(moved(rows, { row: 0, at: 1 }, { row: 1, at: 1 }))).toEqual(["ac", "db"]);
    expect(letters(moved(rows, { row: 1, at: 0 }, { row: 2, at: 0 }))).toEqual(["abc", "", "d"]);
    expect(moved(rows, { row: 5, at: 0 }, { row: 0, at: 0 })).toBe(rows);
  });

  it("take new keys and lose old ones", () => {
    const rows = rowsOf([key(0, 0, "a"), key(0, 1, "b")]);
    expect(letters(withKeys(rows, { row: 1, at: 0 }, [key(0, 0, "x")]))).toEqual(["ab", "x"]);
    expect(letters(withKeys(rows, { row: 0, at: 0 }, [], 1))).toEqual(["b"]);
  });
});

describe("key bindings", () => {
  it.each([
    ["Alt+s", "Alt+S"],
    ["alt + S", "Alt+S"],
    ["shift+ctrl+k", "Ctrl+Shift+K"],
    ["Alt+KeyS", "Alt+S"],
    ["KeyS", "s"],
    ["Digit5", "5"],
    ["s", "s"],
    ["S", "S"],
    ["F4", "F4"],
    ["Alt++", "Alt++"],
    ["+", "+"],
    [83, "s"],
    [3, null],
    [null, null],
    ["", null],
    ["Alt", null],
    ["Hyper+s", null],
  ])("reads %j as %j", (code, binding) => {
    expect(bindingOf(code)).toBe(binding);
  });

  it("knows the key, also where Alt makes another character of it", () => {
    expect(bindingsOf(press("ß", "KeyS", { altKey: true }))).toEqual(["Alt+ß", "Alt+S"]);
    expect(bindingsOf(press("K", "KeyK", { metaKey: true, shiftKey: true }))).toEqual([
      "Ctrl+Shift+K",
    ]);
    expect(bindingsOf(press("S", "KeyS", { shiftKey: true }))).toEqual(["S"]);
  });

  it("type what stands on their key, and nothing else", () => {
    const keys = [key(0, 0, "ſ", "Alt+s"), key(0, 1, "per", "Alt+Shift+P"), key(0, 2, "ꝛ", "r")];
    expect(typedBy(press("s", "KeyS", { altKey: true }), keys)).toBe("ſ");
    expect(typedBy(press("P", "KeyP", { altKey: true, shiftKey: true }), keys)).toBe("per");
    expect(typedBy(press("r", "KeyR"), keys)).toBe("ꝛ");
    expect(typedBy(press("R", "KeyR", { shiftKey: true }), keys)).toBeNull();
    expect(typedBy(press("s", "KeyS"), keys)).toBeNull();
  });
});

it("puts marks on a dotted circle, and a label in the place of all", () => {
  expect(capOf({ character: "\u0363" })).toBe("\u25cc\u0363");
  expect(capOf({ character: "ꝑ" })).toBe("ꝑ");
  expect(capOf({ character: "orum", label: "ꝝ" })).toBe("ꝝ");
});
