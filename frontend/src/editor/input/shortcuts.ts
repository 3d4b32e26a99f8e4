/** Turns key presses into commands; single letters only where nobody types text. */
import { type Command, isMac } from "../state/command";

const MODIFIERS = new Set(["Control", "Meta", "Alt", "Shift", "AltGraph", "CapsLock"]);
const BY_CODE: Readonly<Record<string, string>> = {
  Period: ".",
  Comma: ",",
  Equal: "=",
  Minus: "-",
  Slash: "/",
};

/** The key by its place: the same on every layout of the keyboard. */
function placed(code: string): string | null {
  const found = /^(?:Key([A-Z])|(?:Digit|Numpad)(\d))$/.exec(code);
  return found?.[1] ?? found?.[2] ?? BY_CODE[code] ?? null;
}

/**
 * What is on the key, as the table of commands spells it. A letter that is not Latin stands for the
 * Latin one in its place, and so do a digit that needs Shift and what ⌥ makes of a letter.
 */
function keyOf(event: KeyboardEvent, held: boolean): string {
  const { key, code } = event;
  if (key === " ") return "Space";
  const place = placed(code);
  if (place && held && /\d/.test(place)) return place;
  const foreign = key === "Dead" || (key.length === 1 && !/[ -~]/.test(key));
  if (place && foreign) return place;
  return key.length === 1 ? key.toUpperCase() : key;
}

/** Ctrl and Alt, unless AltGr types a character, which some systems call Ctrl and Alt. */
function heldOf(event: KeyboardEvent): string {
  if (event.getModifierState("AltGraph")) return "";
  return (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + (event.altKey ? "Alt+" : "");
}

/** The name of a key press; nothing for a modifier alone. */
export function pressed(event: KeyboardEvent): string {
  if (MODIFIERS.has(event.key)) return "";
  const held = heldOf(event);
  const key = keyOf(event, held !== "");
  // Shift is part of how a sign such as ? is typed.
  const shift = event.shiftKey && (key.length > 1 || /[A-Z0-9]/.test(key));
  return held + (shift ? "Shift+" : "") + key;
}

/** Whether a key of this name writes a character, or moves the caret by words. */
function belongsToText(name: string, event: KeyboardEvent): boolean {
  const bare = name.replace("Shift+", "");
  if (bare.length === 1 || bare === "Space" || name.startsWith("Ctrl+Arrow")) return true;
  if (!isMac) return false;
  return event.ctrlKey || /^Alt\+(?:Shift\+)?.$/.test(name);
}

function target(event: Event): HTMLElement | null {
  const [first] = event.composedPath();
  return first instanceof HTMLElement ? first : null;
}

/** Whether the event comes from a place where letters are text. */
export function isTyping(event: Event): boolean {
  const element = target(event);
  return (
    element !== null && (element.matches("input, textarea, select") || element.isContentEditable)
  );
}

/** Whether a control has its own use for the key: a button for Enter, a slider for arrows. */
function isTaken(name: string, event: Event): boolean {
  const element = target(event);
  if (name === "Enter" || name === "Space") return element?.closest("button, a, summary") != null;
  const plain = !name.startsWith("Ctrl+") && !name.startsWith("Alt+");
  return plain && element?.matches("select, input[type=range], [role=separator]") === true;
}

function hears(command: Command, name: string, typing: boolean, event: KeyboardEvent): boolean {
  if (!command.keys.includes(name)) return false;
  return !typing || (command.whileTyping === true && !belongsToText(name, event));
}

/** The command that a key press means here; rather one that can be done now. */
export function commandFor(
  event: KeyboardEvent,
  commands: ReadonlyMap<string, Command>,
  canEdit: boolean,
): Command | null {
  const name = pressed(event);
  if (!name || isTaken(name, event)) return null;
  const typing = isTyping(event);
  const found = [...commands.values()].filter(
    (command) => hears(command, name, typing, event) && (canEdit || !command.edits),
  );
  return found.find((command) => command.enabled?.() !== false) ?? found[0] ?? null;
}
