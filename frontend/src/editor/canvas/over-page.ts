/** The text set over the page: a second view of the page that moves with the image. */
import type { Coordinate } from "ol/coordinate";
import OlMap from "ol/Map";
import type MapBrowserEvent from "ol/MapBrowserEvent";
import type ImageLayer from "ol/layer/Image";
import type ImageStatic from "ol/source/ImageStatic";
import type { Point, Uid } from "../model/types";
import type { Session } from "../state/session";
import { OverPageField } from "./over-page-field";
import { OverPageTexts } from "./over-page-texts";
import type { SharedView } from "./shared-view";

export class OverPage {
  private readonly map: OlMap;
  private readonly image: ImageLayer<ImageStatic>;
  private readonly texts: OverPageTexts;
  private readonly field: OverPageField;
  private readonly stops: (() => void)[];

  /** `typesElsewhere` tells whether a panel with fields for lines is open. */
  constructor(
    private readonly target: HTMLElement,
    private readonly session: Session,
    private readonly shared: SharedView,
    private readonly typesElsewhere: () => boolean = () => false,
  ) {
    this.image = shared.pageMap.imageLayer(session.page.part.image);
    this.dim();
    this.map = new OlMap({ target, controls: [], interactions: [], layers: [this.image] });
    this.texts = new OverPageTexts(session);
    this.map.getOverlayContainer()?.append(this.texts.svg);
    this.field = new OverPageField(target, session, {
      frameOf: (uid) => this.texts.frameOf(uid),
      pixel: (point) => this.pixel(point),
      scale: () => 1 / (shared.view.getResolution() ?? 1),
      typed: (uid) => this.texts.conceal(uid),
    });
    this.stops = [shared.attach(this.map, target), session.observe(() => this.dim())];
    this.listen();
  }

  destroy(): void {
    this.field.destroy();
    this.texts.destroy();
    for (const stop of this.stops) stop();
    this.target.removeEventListener("dblclick", this.onDoubleClick);
    this.map.dispose();
  }

  private dim(): void {
    const opacity = this.session.preferences.get("editor.over_page_image");
    if (this.image.getOpacity() !== opacity) this.image.setOpacity(opacity);
  }

  private listen(): void {
    const { svg } = this.texts;
    // While the page moves its texts are moved as one picture; at rest they are drawn sharply.
    this.map.on("movestart", () => (svg.style.willChange = "transform"));
    this.map.on("moveend", () => (svg.style.willChange = ""));
    this.map.on("postrender", () => this.moveTexts());
    this.map.on("click", (event) => this.onClick(event));
    this.target.addEventListener("dblclick", this.onDoubleClick);
    svg.addEventListener("pointerover", (event) => this.hover(lineOf(event)));
    svg.addEventListener("pointerleave", () => this.hover(null));
  }

  private moveTexts(): void {
    const { view } = this.shared;
    const [x, y] = this.pixel([0, 0]) ?? [];
    if (x === undefined || y === undefined) return;
    const scale = 1 / (view.getResolution() ?? 1);
    const turn = view.getRotation();
    this.texts.svg.style.transform = `translate(${x}px, ${y}px) rotate(${turn}rad) scale(${scale})`;
    this.texts.refit();
    if (this.field.isOpen) this.field.place();
  }

  /** Where a point of the page is in the panel; nothing before the panel was drawn first. */
  private pixel(point: Point): Coordinate | null {
    const [place = [0, 0]] = this.shared.pageMap.toMap([point]);
    return this.map.getPixelFromCoordinate(place);
  }

  private hover(uid: Uid | null): void {
    this.session.selection.setHover(uid);
  }

  private onClick(event: MapBrowserEvent): void {
    const uid = lineOf(event.originalEvent);
    const { shiftKey, ctrlKey, metaKey } = event.originalEvent as MouseEvent;
    const { session } = this;
    if (!uid) return;
    if (shiftKey || ctrlKey || metaKey) session.selection.toggleLine(uid);
    else if (this.typesElsewhere()) session.openLine(uid);
    else this.field.open(uid);
  }

  private readonly onDoubleClick = (event: MouseEvent): void => {
    const uid = lineOf(event);
    if (!uid) return;
    event.preventDefault();
    this.field.open(uid);
  };
}

/** The line whose text or ground an event came from. */
function lineOf(event: Event): Uid | null {
  // A click of the map carries a copy of the event that has a target and no path.
  const target = event.composedPath()[0] ?? event.target;
  const group = target instanceof Element ? target.closest<SVGGElement>("g[data-line]") : null;
  return group?.dataset["line"] ?? null;
}
