/** Finding and replacing by key; the sheet itself is in `panels/find-sheet.ts`. */
import { focusedElement } from "../../ui/focused";
import type { Command } from "../state/command";
import type { Stage } from "./stage";

const LONGEST = 200;

/** What is selected in the field that is written in. */
function selectedText(): string {
  const field = focusedElement();
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return "";
  const { selectionStart, selectionEnd, value } = field;
  if (selectionStart === null || selectionEnd === null) return "";
  const text = value.slice(selectionStart, selectionEnd);
  return text.length <= LONGEST ? text : "";
}

/** These take the place of the command that opens and closes the sheet. */
export function findCommands({ session }: Stage): Command[] {
  const open = (replacing: boolean) => {
    const text = selectedText();
    session.openSheet("find", { text, replacing: replacing || undefined });
  };
  const step = (id: string, label: string, key: string, by: 1 | -1): Command => ({
    id,
    label,
    group: "Text",
    keys: [key],
    whileTyping: true,
    enabled: () => session.find !== null,
    run: () => session.find?.step(by, true),
  });
  const find = { group: "Text", icon: "search", whileTyping: true } as const;
  return [
    { ...find, id: "sheet-find", label: "Find…", keys: ["Ctrl+F"], run: () => open(false) },
    {
      ...find,
      id: "replace",
      label: "Find and replace…",
      keys: ["Ctrl+H"],
      edits: true,
      run: () => open(true),
    },
    step("find-next", "Next hit", "F3", 1),
    step("find-previous", "Previous hit", "Shift+F3", -1),
  ];
}
