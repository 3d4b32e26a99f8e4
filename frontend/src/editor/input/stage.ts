/** What commands act on. */
import type { PageCanvas } from "../canvas/page-canvas";
import type { ToolName } from "../canvas/tools/tool";
import type { Session } from "../state/session";

export interface Stage {
  readonly session: Session;
  canvas(): PageCanvas | null;
  setTool(name: ToolName): void;
  openHelp(): void;
  openTypes(): void;
}
