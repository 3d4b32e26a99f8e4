/** The commands that change what is seen, and how: the page itself stays as it is. */
import type { Fit } from "../canvas/shared-view";
import { PANELS } from "../panels/registry";
import type { Command } from "../state/command";
import { PANEL_KEYS } from "../state/workspace";
import type { Stage } from "./stage";

const ZOOM = 1.4;

function view(id: string, label: string, keys: readonly string[], run: () => void): Command {
  return { id, label, icon: id, group: "View", keys, run };
}

function fitCommands({ view: shared }: Stage): Command[] {
  const fit = (kind: Fit, label: string, key: string): Command => ({
    ...view(`fit-${kind}`, label, [key], () => shared.fit(kind)),
    active: () => shared.fitted === kind,
  });
  return [
    fit("page", "Fit the page", "Shift+W"),
    fit("width", "Fit the width", "W"),
    fit("line", "Fit the line", "F"),
  ];
}

function zoomCommands({ view: shared }: Stage): Command[] {
  const always = (command: Command): Command => ({ ...command, whileTyping: true });
  return [
    view("zoom-in", "Zoom in", ["Ctrl+=", "Ctrl++", "+"], () => shared.zoomBy(ZOOM)),
    view("zoom-out", "Zoom out", ["Ctrl+-", "-"], () => shared.zoomBy(1 / ZOOM)),
    view("view-reset", "Show the whole page, upright", ["Ctrl+0", "Ctrl+Backspace"], () => {
      shared.reset();
    }),
    view("rotate-right", "Turn the view to the right", ["Ctrl+."], () => shared.rotateBy(1)),
    view("rotate-left", "Turn the view to the left", ["Ctrl+,"], () => shared.rotateBy(-1)),
  ].map((command) => (command.id === "view-reset" ? command : always(command)));
}

function imageCommands(stage: Stage): Command[] {
  const { session } = stage;
  const { preferences } = session;
  const { original } = session.bootstrap.urls;
  return [
    view("image-menu", "Brightness, contrast, size…", ["V"], () => stage.openImageMenu()),
    {
      ...view("invert", "Invert the image", ["Shift+I"], () => {
        const look = preferences.get("editor.image");
        preferences.set("editor.image", { ...look, invert: !look.invert });
      }),
      active: () => preferences.get("editor.image").invert,
    },
    {
      ...view("download-image", "Download the image", [], () => {
        const link = document.createElement("a");
        link.href = original ?? "";
        link.download = "";
        link.click();
      }),
      enabled: () => Boolean(original),
    },
    {
      ...view("film", "Show the strip of pages", ["Shift+P"], () => {
        preferences.set("editor.film", !preferences.get("editor.film"));
      }),
      active: () => preferences.get("editor.film"),
    },
  ];
}

function panelCommands({ workspace }: Stage): Command[] {
  return PANELS.map(({ id, label, icon }) => ({
    ...view(`panel-${id}`, `Panel: ${label}`, [`Ctrl+${PANEL_KEYS.indexOf(id) + 1}`], () => {
      workspace.toggle(id);
    }),
    icon,
    whileTyping: true,
    active: () => workspace.has(id),
  }));
}

export function viewCommands(stage: Stage): Command[] {
  return [
    ...fitCommands(stage),
    ...zoomCommands(stage),
    ...imageCommands(stage),
    ...panelCommands(stage),
  ];
}
