/** The commands of the text over the page. */
import type { Command } from "../state/command";
import type { Stage } from "./stage";

const SIZES = [0.5, 0.65, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 2];

export function overPageCommands({ session: { preferences } }: Stage): Command[] {
  const size = () => preferences.get("editor.over_page_size");
  const resize = (found: number | undefined) => {
    if (found !== undefined) preferences.set("editor.over_page_size", found);
  };
  const coloured = () => preferences.get("editor.over_page_confidence");
  const view = (id: string, label: string, run: () => void): Command => ({
    id: `over-page-${id}`,
    label,
    icon: `over-page-${id}`,
    group: "View",
    keys: [],
    run,
  });
  return [
    view("smaller", "Smaller type over the page", () =>
      resize(SIZES.findLast((item) => item < size())),
    ),
    view("larger", "Larger type over the page", () => resize(SIZES.find((item) => item > size()))),
    {
      ...view("confidence", "Colour the text over the page by confidence", () =>
        preferences.set("editor.over_page_confidence", !coloured()),
      ),
      active: coloured,
    },
  ];
}
