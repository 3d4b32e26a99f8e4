/** What commands act on. */
import type { PageCanvas } from "../canvas/page-canvas";
import type { SharedView } from "../canvas/shared-view";
import type { ToolName } from "../canvas/tools/tool";
import type { Session } from "../state/session";
import type { Workspace } from "../state/workspace";

export interface Stage {
  readonly session: Session;
  readonly view: SharedView;
  readonly workspace: Workspace;
  canvas(): PageCanvas | null;
  setTool(name: ToolName): void;
  focusImage(): void;
  imageHasFocus(): boolean;
  focusPageNumber(): void;
  openPalette(): void;
  openImageMenu(): void;
  openHelp(): void;
  openTypes(): void;
}
