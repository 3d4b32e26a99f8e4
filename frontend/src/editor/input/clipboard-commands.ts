/** Copying lines and regions, also to the next page: the clipboard lives in the browser. */
import { type Copied, copied, parseCopied, paste } from "../state/clipboard";
import type { Command } from "../state/command";
import { remove } from "../state/line-actions";
import type { Stage } from "./stage";

const KEY = "editor-clipboard";

/** A person who selected words wants to copy these. */
function hasWords(): boolean {
  const selection = window.getSelection();
  return selection !== null && !selection.isCollapsed;
}

function command(id: string, label: string, key: string, run: () => void): Command {
  const edits = id !== "copy";
  return { id, label, group: "Selection", keys: [key], edits, yields: true, run };
}

export function clipboardCommands({ session }: Stage): Command[] {
  const { selection } = session;
  /** How often the same things were pasted here: each time they lie a step further. */
  let pasted = { text: "", times: 0 };

  const some = () => selection.lines.size + selection.regions.size > 0 && !hasWords();
  const taken = () => copied(session.page, selection.lines, selection.regions);
  const kept = () => parseCopied(localStorage.getItem(KEY));
  const keep = () => {
    localStorage.setItem(KEY, JSON.stringify(taken()));
    pasted = { text: "", times: 0 };
  };
  const put = (source: Copied | null, times: number) => {
    if (source) session.commit(paste(session.page, source, times));
  };
  const ofChosen = (...parts: Parameters<typeof command>) => ({
    ...command(...parts),
    enabled: some,
  });
  return [
    ofChosen("copy", "Copy", "Ctrl+C", keep),
    ofChosen("cut-out", "Take out and keep for pasting", "Ctrl+X", () => {
      keep();
      session.commit(remove(session.page, selection.lines, selection.regions));
    }),
    {
      ...command("paste", "Paste", "Ctrl+V", () => {
        const text = localStorage.getItem(KEY) ?? "";
        pasted = { text, times: pasted.text === text ? pasted.times + 1 : 1 };
        put(parseCopied(text), pasted.times);
      }),
      enabled: () => session.canEdit && kept() !== null,
    },
    ofChosen("duplicate", "Duplicate", "Ctrl+D", () => put(taken(), 1)),
  ];
}
