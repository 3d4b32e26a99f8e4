/** The commands that put the selected words of a line's field between tags, or free them. */
import { focusedElement } from "../../ui/focused";
import { type Tag, toggleMarkup } from "../model/markup";
import type { Command } from "../state/command";

const MARKS: readonly (readonly [Tag, string, string])[] = [
  ["strong", "Bold", "Ctrl+B"],
  ["em", "Italic", "Ctrl+I"],
  ["u", "Underlined", "Ctrl+U"],
  ["s", "Struck through", "Ctrl+Shift+X"],
];

/** The line's field that has the caret, through all shadow roots. */
function openField(): HTMLInputElement | HTMLTextAreaElement | null {
  const active = focusedElement();
  if (!(active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement)) return null;
  return active.matches("[data-line-text]") && !active.readOnly ? active : null;
}

function mark(tag: Tag): void {
  const field = openField();
  if (!field) return;
  const [from, to] = [field.selectionStart ?? 0, field.selectionEnd ?? 0];
  const { text, start, end } = toggleMarkup(field.value, from, to, tag);
  field.value = text;
  field.setSelectionRange(start, end);
  field.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
}

export function markupCommands(): Command[] {
  return MARKS.map(([tag, label, key]) => ({
    id: `mark-${tag}`,
    label,
    icon: `mark-${tag}`,
    group: "Text",
    keys: [key],
    whileTyping: true,
    edits: true,
    run: () => mark(tag),
  }));
}
