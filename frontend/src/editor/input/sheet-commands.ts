/** The commands that open and close the sheets. */
import { SHEETS } from "../panels/registry";
import type { Command } from "../state/command";
import type { Stage } from "./stage";

export function sheetCommands({ session }: Stage): Command[] {
  return SHEETS.map(({ id, label, icon, keys, whileTyping = false, edits = false }) => ({
    id: `sheet-${id}`,
    label,
    icon,
    group: "View",
    keys,
    whileTyping,
    edits,
    active: () => session.sheet?.id === id,
    run: () => {
      if (session.sheet?.id === id) session.closeSheet();
      else session.openSheet(id);
    },
  }));
}
