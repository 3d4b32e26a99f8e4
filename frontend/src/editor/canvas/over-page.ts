/** The text set over the page: a second view of the page that moves with the image. */
import OlMap from "ol/Map";
import type { Session } from "../state/session";
import type { SharedView } from "./shared-view";

const DIMMED = 0.35;

export class OverPage {
  private readonly map: OlMap;
  private readonly detach: () => void;

  constructor(target: HTMLElement, host: Session, shared: SharedView) {
    const image = shared.pageMap.imageLayer(host.page.part.image);
    image.setOpacity(DIMMED);
    this.map = new OlMap({ target, controls: [], interactions: [], layers: [image] });
    this.detach = shared.attach(this.map, target);
  }

  destroy(): void {
    this.detach();
    this.map.dispose();
  }
}
