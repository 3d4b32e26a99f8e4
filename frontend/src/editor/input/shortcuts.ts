/** Finds the command that a key press means; single letters only where nobody types text. */
import { pressed } from "../../ui/keys";
import { type Command, isMac } from "../state/command";

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
