import { describe, expect, it, vi } from "vitest";
import { commandFor } from "../src/editor/input/shortcuts";
import { type Command, keyName } from "../src/editor/state/command";
import {
  clashes,
  giveKeys,
  hasChosenKeys,
  resetAllKeys,
  resetKeys,
  withChosenKeys,
} from "../src/editor/state/keymap";
import { Preferences } from "../src/editor/state/preferences";
import { pressed } from "../src/ui/keys";

type Press = Partial<KeyboardEvent> & { key: string; graph?: boolean };

function press({ graph = false, ...init }: Press): KeyboardEvent {
  return {
    code: "",
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    getModifierState: (name: string) => name === "AltGraph" && graph,
    composedPath: () => [],
    ...init,
  } as unknown as KeyboardEvent;
}

/** As much of an element as the shortcuts ask about. */
class FakeElement {
  isContentEditable = false;

  constructor(readonly kind: string) {}

  matches(selector: string): boolean {
    return selector.split(", ").includes(this.kind);
  }

  closest(selector: string): FakeElement | null {
    return this.matches(selector) ? this : null;
  }
}

vi.stubGlobal("HTMLElement", FakeElement);

function at(kind: string): Partial<KeyboardEvent> {
  return { composedPath: () => [new FakeElement(kind) as unknown as EventTarget] };
}

function command(id: string, keys: string[], more: Partial<Command> = {}): Command {
  return { id, label: id, group: "General", keys, run: () => undefined, ...more };
}

describe("names of keys", () => {
  it("are the same for letters and signs on every layout", () => {
    expect(pressed(press({ key: "a", code: "KeyA" }))).toBe("A");
    expect(pressed(press({ key: "a", code: "KeyQ" }))).toBe("A");
    expect(pressed(press({ key: "ф", code: "KeyA" }))).toBe("A");
    expect(pressed(press({ key: "я", code: "KeyZ", ctrlKey: true }))).toBe("Ctrl+Z");
    expect(pressed(press({ key: "A", code: "KeyA", shiftKey: true }))).toBe("Shift+A");
    expect(pressed(press({ key: "?", code: "Slash", shiftKey: true }))).toBe("?");
    expect(pressed(press({ key: " ", code: "Space" }))).toBe("Space");
  });

  it("find digits and signs where they are typed otherwise", () => {
    expect(pressed(press({ key: "&", code: "Digit1", ctrlKey: true }))).toBe("Ctrl+1");
    expect(pressed(press({ key: "ю", code: "Period", ctrlKey: true }))).toBe("Ctrl+.");
    expect(pressed(press({ key: "+", code: "NumpadAdd", ctrlKey: true }))).toBe("Ctrl++");
  });

  it("take the command key for Ctrl and see through what ⌥ and AltGr type", () => {
    expect(pressed(press({ key: "k", code: "KeyK", metaKey: true }))).toBe("Ctrl+K");
    expect(pressed(press({ key: "©", code: "KeyG", altKey: true }))).toBe("Alt+G");
    const graph = { key: "@", code: "KeyQ", ctrlKey: true, altKey: true, graph: true };
    expect(pressed(press(graph))).toBe("@");
    expect(pressed(press({ key: "Shift", shiftKey: true }))).toBe("");
  });

  it("are written as people know them", () => {
    expect(keyName("Ctrl+ArrowLeft", false)).toBe("Ctrl+←");
    expect(keyName("Ctrl+Shift+Z", true)).toBe("⌘⇧Z");
    expect(keyName("Ctrl++", true)).toBe("⌘+");
  });
});

describe("the command of a key", () => {
  const one = command("one", ["J"], { enabled: () => false });
  const two = command("two", ["J"]);
  const edit = command("edit", ["D"], { edits: true });
  const table = new Map([one, two, edit].map((item) => [item.id, item]));

  it("is rather one that can be done", () => {
    expect(commandFor(press({ key: "j" }), table, true)?.id).toBe("two");
  });

  it("is none that changes a page which may only be read", () => {
    expect(commandFor(press({ key: "d" }), table, true)?.id).toBe("edit");
    expect(commandFor(press({ key: "d" }), table, false)).toBeNull();
  });
});

describe("where a person types", () => {
  const letter = command("letter", ["J"], { whileTyping: true });
  const turn = command("turn", ["PageDown", "Ctrl+ArrowRight"], { whileTyping: true });
  const zoom = command("zoom", ["Ctrl+="], { whileTyping: true });
  const open = command("open", ["Enter"]);
  const table = new Map([letter, turn, zoom, open].map((item) => [item.id, item]));
  const heard = (init: Press) => commandFor(press(init), table, true)?.id ?? null;

  it("letters are text, and arrows with Ctrl move by words", () => {
    expect(heard({ key: "j" })).toBe("letter");
    expect(heard({ key: "j", ...at("input") })).toBeNull();
    expect(heard({ key: "ArrowRight", ctrlKey: true })).toBe("turn");
    expect(heard({ key: "ArrowRight", ctrlKey: true, ...at("input") })).toBeNull();
  });

  it("commands that are of use there are heard", () => {
    expect(heard({ key: "PageDown", ...at("input") })).toBe("turn");
    expect(heard({ key: "=", ctrlKey: true, ...at("textarea") })).toBe("zoom");
  });

  it("a control keeps the keys that it needs", () => {
    expect(heard({ key: "Enter", ...at("button") })).toBeNull();
    expect(heard({ key: "PageDown", ...at("select") })).toBeNull();
    expect(heard({ key: "Enter" })).toBe("open");
  });
});

describe("chosen keys", () => {
  function make() {
    const preferences = new Preferences();
    const commands = [command("join", ["J"]), command("cut", ["C", "X"])];
    return { preferences, table: withChosenKeys(commands, preferences) };
  }

  it("replace a command's own and can be taken back", () => {
    const { preferences, table } = make();
    const join = table.get("join") as Command;
    giveKeys(preferences, table, join, ["Ctrl+J"]);
    expect([join.keys, hasChosenKeys(join)]).toEqual([["Ctrl+J"], true]);
    expect(commandFor(press({ key: "j" }), table, true)).toBeNull();
    expect(commandFor(press({ key: "j", ctrlKey: true }), table, true)).toBe(join);
    resetKeys(preferences, table, join);
    expect([join.keys, hasChosenKeys(join)]).toEqual([["J"], false]);
    expect(preferences.get("editor.keys")).toEqual({});
  });

  it("are taken from the command that had them", () => {
    const { preferences, table } = make();
    const [join, cut] = [table.get("join") as Command, table.get("cut") as Command];
    expect(clashes(table, join, "C")).toEqual([cut]);
    giveKeys(preferences, table, join, ["J", "C"]);
    expect(cut.keys).toEqual(["X"]);
    resetKeys(preferences, table, cut);
    expect([join.keys, cut.keys]).toEqual([["J"], ["C", "X"]]);
    giveKeys(preferences, table, join, []);
    resetAllKeys(preferences);
    expect(join.keys).toEqual(["J"]);
  });

  it("may be shared by commands for different things, which came so", () => {
    const preferences = new Preferences();
    const all = [command("lines", ["J"]), command("regions", ["J"]), command("cut", ["C"])];
    const table = withChosenKeys(all, preferences);
    const [lines, regions] = [table.get("lines") as Command, table.get("regions") as Command];
    giveKeys(preferences, table, lines, []);
    resetKeys(preferences, table, lines);
    expect([lines.keys, regions.keys]).toEqual([["J"], ["J"]]);
    expect(clashes(table, table.get("cut") as Command, "J")).toHaveLength(2);
  });

  it("of nonsense count as not chosen", () => {
    const preferences = new Preferences({ "editor.keys": { join: "K", cut: [1] } });
    const table = withChosenKeys([command("join", ["J"]), command("cut", ["C"])], preferences);
    expect([...table.values()].map(({ keys }) => keys)).toEqual([["J"], ["C"]]);
  });
});
