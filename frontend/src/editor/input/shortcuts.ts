/** Turns key presses into commands; single letters only where nobody types text. */
import type { Command } from "../state/command";

/** The name of a key press, as the table of commands spells it. */
export function pressed(event: KeyboardEvent): string {
  const letter = event.key.length === 1;
  const key = letter ? event.key.toUpperCase() : event.key;
  const shift = event.shiftKey && (!letter || /[A-Z]/.test(key));
  const control = event.ctrlKey || event.metaKey;
  return `${control ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${shift ? "Shift+" : ""}${key}`;
}

/** Whether the event comes from a place where letters are text. */
export function isTyping(event: Event): boolean {
  const [target] = event.composedPath();
  if (!(target instanceof HTMLElement)) return false;
  return target.matches("input, textarea, select") || target.isContentEditable;
}

function isButton(event: Event): boolean {
  const [target] = event.composedPath();
  return target instanceof HTMLElement && target.closest("button, a, summary") !== null;
}

/** The command that a key press means here, if any. */
export function commandFor(
  event: KeyboardEvent,
  commands: ReadonlyMap<string, Command>,
  canEdit: boolean,
): Command | null {
  const name = pressed(event);
  const typing = isTyping(event);
  if ((name === "Enter" || name === " ") && isButton(event)) return null;
  for (const command of commands.values()) {
    if (!command.keys.includes(name) || (command.edits && !canEdit)) continue;
    if (typing && !allowedWhileTyping(command, name)) continue;
    return command;
  }
  return null;
}

/** Ctrl with an arrow moves the caret by words in a text field. */
function allowedWhileTyping(command: Command, name: string): boolean {
  return command.whileTyping === true && !name.startsWith("Ctrl+Arrow");
}
