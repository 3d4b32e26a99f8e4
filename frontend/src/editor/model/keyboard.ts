/** Virtual keyboards as data: rows of keys, and what types a key on a real keyboard. */

/** One key as its file has it; what else the file says of it is kept. */
export interface Key {
  readonly row: number;
  readonly column: number;
  /** One or several characters. */
  readonly character: string;
  readonly keyboard_code: string | number | null;
  /** Stands on the key in place of its characters. */
  readonly label?: string;
}

/** The file of a keyboard, as eScriptorium writes it. */
export interface KeyboardFile {
  readonly version: string;
  readonly name: string;
  readonly author: string;
  readonly characters: readonly Key[];
  /** "rtl" where the rows run from right to left. */
  readonly direction?: string;
  readonly description?: string;
}

export type Rows = readonly (readonly Key[])[];

/** A place on the keyboard: a row, and how many keys are before it there. */
export interface Place {
  readonly row: number;
  readonly at: number;
}

export function rowsOf(keys: readonly Key[]): Rows {
  const rows = new Map<number, Key[]>();
  for (const key of [...keys].sort((a, b) => a.row - b.row || a.column - b.column)) {
    rows.set(key.row, [...(rows.get(key.row) ?? []), key]);
  }
  return [...rows.values()];
}

/** The keys with the places that they have in the rows; empty rows close up. */
export function keysOf(rows: Rows): Key[] {
  return rows
    .filter((row) => row.length > 0)
    .flatMap((keys, row) => keys.map((key, column) => ({ ...key, row, column })));
}

export function withKeys(rows: Rows, { row, at }: Place, keys: readonly Key[], removed = 0): Rows {
  const next = rows.map((items) => [...items]);
  while (next.length <= row) next.push([]);
  next[row]?.splice(at, removed, ...keys);
  return next;
}

/** A key taken from one place and put before what stands at another. */
export function moved(rows: Rows, from: Place, to: Place): Rows {
  const key = rows[from.row]?.[from.at];
  if (!key) return rows;
  const without = withKeys(rows, from, [], 1);
  const after = from.row === to.row && from.at < to.at ? 1 : 0;
  return withKeys(without, { row: to.row, at: to.at - after }, [key]);
}

const MODIFIERS = ["Ctrl", "Alt", "Shift"] as const;
const SPELLINGS: Readonly<Record<string, (typeof MODIFIERS)[number]>> = {
  ctrl: "Ctrl",
  control: "Ctrl",
  cmd: "Ctrl",
  meta: "Ctrl",
  alt: "Alt",
  option: "Alt",
  altgr: "Alt",
  shift: "Shift",
};
const LAST_ASCII = 126;

/** The letter or digit of a physical key such as `KeyS` or `Digit5`. */
function letterOf(code: string): string | null {
  return /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(code)?.[1] ?? null;
}

function named(modifiers: ReadonlySet<string>, key: string): string {
  const held = MODIFIERS.filter((name) => modifiers.has(name));
  const capital = key.toUpperCase();
  return [...held, key.length === 1 && capital.length === 1 ? capital : key].join("+");
}

/**
 * What `keyboard_code` asks for, spelled one way: `Alt+S`; null where it asks for no key.
 *
 * Files say it in many ways: `alt + s`, `KeyS`, or the number of a key. A lone letter or sign
 * stays as it is: it stands for what that key types, capitals apart.
 */
export function bindingOf(code: Key["keyboard_code"]): string | null {
  if (typeof code === "number") return code > 32 && code <= LAST_ASCII ? lone(code) : null;
  return code === null ? null : spelled(code);
}

function spelled(code: string): string | null {
  const words = code.trim().split(/\s*\+\s*(?=.)/);
  const last = words.pop() ?? "";
  const key = letterOf(last) ?? last;
  const modifiers = new Set(words.map((word) => SPELLINGS[word.toLowerCase()] ?? "unknown"));
  if (key === "" || key.toLowerCase() in SPELLINGS || modifiers.has("unknown")) return null;
  if (modifiers.size > 0) return named(modifiers, key);
  return letterOf(last) ? key.toLowerCase() : key;
}

function lone(code: number): string {
  return String.fromCharCode(code).toLowerCase();
}

/** What a key press has of an event. */
export interface Press {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** The bindings that a key press may be meant by; Alt may have made another character of it. */
export function bindingsOf(press: Press): readonly string[] {
  const modifiers = new Set<string>();
  if (press.ctrlKey || press.metaKey) modifiers.add("Ctrl");
  if (press.altKey) modifiers.add("Alt");
  if (press.shiftKey) modifiers.add("Shift");
  const strong = modifiers.has("Ctrl") || modifiers.has("Alt");
  if (!strong) return press.key.length === 1 ? [press.key] : [named(modifiers, press.key)];
  const letter = letterOf(press.code);
  const names = [named(modifiers, press.key), ...(letter ? [named(modifiers, letter)] : [])];
  return [...new Set(names)];
}

/** The text that a key press types on this keyboard, if any. */
export function typedBy(press: Press, keys: readonly Key[]): string | null {
  const names = bindingsOf(press);
  const found = keys.find((key) => {
    const binding = bindingOf(key.keyboard_code);
    return binding !== null && names.includes(binding);
  });
  return found?.character ?? null;
}

/** What stands on the keys of characters that cannot be seen. */
const UNSEEN: Readonly<Record<string, string>> = {
  " ": "space",
  "\t": "tab",
  "\u00a0": "NBSP",
  "\u00ad": "SHY",
  "\u200b": "ZWSP",
  "\u200c": "ZWNJ",
  "\u200d": "ZWJ",
  "\u200e": "LRM",
  "\u200f": "RLM",
  "\u2011": "NBHY",
};
const COMBINING = /^[\p{M}]/u;

/** "long" where the cap takes the room of several keys. */
export function lengthOf(key: Pick<Key, "character" | "label">): "long" | "" {
  return capOf(key).normalize("NFC").replace(/\p{M}/gu, "").length > 2 ? "long" : "";
}

/** What stands on a key: its label, else its characters, marks on a dotted circle. */
export function capOf(key: Pick<Key, "character" | "label">): string {
  const unseen = UNSEEN[key.character];
  if (key.label || unseen) return key.label ?? unseen ?? "";
  return COMBINING.test(key.character) ? `\u25cc${key.character}` : key.character;
}
