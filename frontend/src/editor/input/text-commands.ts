/** The commands about typing: which line comes next, how text looks, where the doubts are. */
import type { Command } from "../state/command";
import { stepSize } from "../state/text-look";
import type { Stage } from "./stage";

type TextLook = "fit" | "colours" | "neighbours";

function lookCommands({ session }: Stage): Command[] {
  const { preferences } = session;
  const look = { group: "Text", whileTyping: true } as const;
  const toggle = (id: string, label: string, what: TextLook, keys: string[]): Command => ({
    ...look,
    id,
    label,
    keys,
    active: () => preferences.get("editor.text")[what],
    run: () => {
      const now = preferences.get("editor.text");
      preferences.set("editor.text", { ...now, [what]: !now[what] });
    },
  });
  return [
    {
      ...look,
      id: "text-larger",
      label: "Larger text",
      keys: ["Ctrl+>"],
      run: () => stepSize(preferences, 1),
    },
    {
      ...look,
      id: "text-smaller",
      label: "Smaller text",
      keys: ["Ctrl+<"],
      run: () => stepSize(preferences, -1),
    },
    toggle("colour-confidence", "Colour characters by confidence", "colours", ["Alt+C"]),
    toggle("fit-text", "Make the text as wide as its line", "fit", ["Alt+W"]),
    toggle("strip-neighbours", "Show neighbours on the strip", "neighbours", []),
  ];
}

export function textCommands(stage: Stage): Command[] {
  const { session } = stage;
  const move = { group: "Text", whileTyping: true } as const;
  return [
    {
      id: "open-line",
      label: session.canEdit ? "Type the text of the line" : "Read the line",
      group: "Text",
      keys: ["Enter"],
      run: () => {
        const uid = session.selection.current ?? session.page.order[0];
        if (uid) session.openLine(uid);
      },
    },
    {
      ...move,
      id: "attention",
      label: "Next empty or uncertain line",
      keys: ["Alt+ArrowDown"],
      run: () => void session.moveToAttention(1),
    },
    {
      ...move,
      id: "attention-back",
      label: "Previous empty or uncertain line",
      keys: ["Alt+ArrowUp"],
      run: () => void session.moveToAttention(-1),
    },
    {
      ...move,
      id: "alternatives",
      label: "What else the character may be",
      keys: ["Alt+Shift+Enter"],
      edits: true,
      run: () => session.writing.offer(),
    },
    ...lookCommands(stage),
  ];
}
