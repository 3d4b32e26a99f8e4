/** The names of key presses, such as `Ctrl+Shift+Z`: the same on every layout of the keyboard. */

const MODIFIERS = new Set(["Control", "Meta", "Alt", "Shift", "AltGraph", "CapsLock", "Fn"]);
const BY_CODE: Readonly<Record<string, string>> = {
  Period: ".",
  Comma: ",",
  Equal: "=",
  Minus: "-",
  Slash: "/",
};

/** The key by its place on the keyboard. */
function placed(code: string): string | null {
  const found = /^(?:Key([A-Z])|(?:Digit|Numpad)(\d))$/.exec(code);
  return found?.[1] ?? found?.[2] ?? BY_CODE[code] ?? null;
}

/**
 * What is on the key. A letter that is not Latin stands for the Latin one in its place, and so do a
 * digit that needs Shift and what ⌥ makes of a letter.
 */
function keyOf(event: KeyboardEvent, isHeld: boolean): string {
  const { key, code } = event;
  if (key === " ") return "Space";
  const place = placed(code);
  if (place && isHeld && /\d/.test(place)) return place;
  const isForeign = key === "Dead" || (key.length === 1 && !/[ -~]/.test(key));
  if (place && isForeign) return place;
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
