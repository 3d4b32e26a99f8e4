/** The image with its lines and regions: view, layers and tools, wired to store and selection. */
import type { Coordinate } from "ol/coordinate";
import Feature from "ol/Feature";
import LineString from "ol/geom/LineString";
import Polygon from "ol/geom/Polygon";
import DragPan from "ol/interaction/DragPan";
import KeyboardPan from "ol/interaction/KeyboardPan";
import MouseWheelZoom from "ol/interaction/MouseWheelZoom";
import PinchZoom from "ol/interaction/PinchZoom";
import PointerInteraction from "ol/interaction/Pointer";
import VectorLayer from "ol/layer/Vector";
import OlMap from "ol/Map";
import type MapBrowserEvent from "ol/MapBrowserEvent";
import VectorSource from "ol/source/Vector";
import { containsExtent, getCenter, intersects } from "ol/extent";
import { boundingBox } from "../model/geometry";
import type { Points, Uid } from "../model/types";
import { type PageLayers, PageLayers as Layers, type Shown } from "./layers";
import { PageMap } from "./page-map";
import { sketchStyles } from "./styles";
import { cutTool } from "./tools/cut";
import { DrawBaselineTool } from "./tools/draw-baseline";
import { DrawRegionTool } from "./tools/draw-region";
import { EditVerticesTool } from "./tools/edit-vertices";
import { selectTool } from "./tools/select";
import type { Bench, Pointer, Tool, ToolName } from "./tools/tool";

export type Fit = "page" | "width" | "line";
/** What the canvas needs from the editor; the sketch is the canvas's own. */
export type CanvasHost = Omit<Bench, "sketch">;

const FIT = "editor-fit";

function rememberedFit(): Fit {
  const kind = localStorage.getItem(FIT);
  return kind === "width" || kind === "line" ? kind : "page";
}

const REACH_PX = 8;
const TOUCH_REACH_PX = 18;
const MOVE_MS = 160;

export class PageCanvas {
  readonly layers: PageLayers;
  private readonly map: OlMap;
  private readonly pageMap: PageMap;
  private readonly tools: ReadonlyMap<string, Tool>;
  private readonly sketchSource = new VectorSource();
  private tool: Tool;
  private fitted: Fit = rememberedFit();
  private readonly resized: ResizeObserver;

  constructor(
    private readonly target: HTMLElement,
    private readonly host: CanvasHost,
  ) {
    const { part } = host.store.page;
    this.pageMap = new PageMap(part);
    this.layers = new Layers(host.store, host.selection, this.pageMap);
    const sketch = new VectorLayer({ source: this.sketchSource, style: sketchStyles() });
    this.map = new OlMap({
      target,
      controls: [],
      interactions: [],
      view: this.pageMap.makeView(),
      layers: [this.pageMap.imageLayer(part.image), this.layers.atRest, this.layers.lit, sketch],
    });
    this.tools = this.makeTools();
    this.tool = this.tools.get("select") as Tool;
    this.addInteractions();
    host.store.observe((change) => this.layers.draw(change));
    host.selection.observe(() => this.layers.light());
    this.resized = new ResizeObserver(() => this.onResize());
    this.resized.observe(target);
  }

  get toolName(): ToolName {
    return this.tool.name;
  }

  setTool(name: ToolName): void {
    const next = this.tools.get(name);
    if (!next || next === this.tool) return;
    this.tool.stop?.();
    this.tool = next;
    this.tool.start?.();
    this.target.style.cursor = next.cursor;
  }

  /** Gives a key to the tool at work; true when it was used. */
  toolKey(key: string): boolean {
    return this.tool.key?.(key) ?? false;
  }

  toggle(what: keyof Shown): void {
    this.layers.toggle(what);
  }

  fit(kind: Fit): void {
    this.fitted = kind;
    localStorage.setItem(FIT, kind);
    const view = this.map.getView();
    const { width, height } = this.host.store.page.part;
    const { current } = this.host.selection;
    if (kind === "line" && current) this.fitLine(current);
    else if (kind === "width") {
      const [mapWidth = 1, mapHeight = 1] = this.map.getSize() ?? [];
      const resolution = width / Math.max(mapWidth - 24, 1);
      const top = height - Math.min(height, mapHeight * resolution) / 2;
      view.setResolution(resolution);
      view.setCenter([width / 2, top]);
    } else view.fit(this.pageMap.extent, { padding: [16, 16, 16, 56] });
  }

  zoomBy(factor: number): void {
    const view = this.map.getView();
    const resolution = view.getResolution() ?? 1;
    view.animate({ resolution: resolution / factor, duration: this.duration });
  }

  /** Brings a line into view; leaves the view alone when it is there already. */
  follow(uid: Uid): void {
    if (this.fitted === "line") {
      this.fitLine(uid);
      return;
    }
    const box = this.boxOf(uid);
    const size = this.map.getSize();
    if (!box || !size) return;
    const view = this.map.getView();
    const seen = view.calculateExtent(size) as [number, number, number, number];
    const margin = 0.08 * (seen[3] - seen[1]);
    const readable: typeof seen = [seen[0], seen[1] + margin, seen[2], seen[3] - margin];
    if (containsExtent([-Infinity, readable[1], Infinity, readable[3]], box)) {
      if (intersects(readable, box)) return;
    }
    const beside = box[0] < seen[0] || box[2] > seen[2];
    const [x = 0] = beside ? getCenter(box) : (view.getCenter() ?? []);
    view.animate({ center: [x, (box[1] + box[3]) / 2], duration: this.duration });
  }

  destroy(): void {
    this.resized.disconnect();
    this.tool.stop?.();
    this.map.dispose();
  }

  private get duration(): number {
    return matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : MOVE_MS;
  }

  private boxOf(uid: Uid): [number, number, number, number] | null {
    const line = this.host.store.page.lines.get(uid);
    const shape = line?.mask ?? line?.baseline;
    if (!shape) return null;
    const { x0, y0, x1, y1 } = boundingBox(shape);
    const { height } = this.host.store.page.part;
    return [x0, height - y1, x1, height - y0];
  }

  private fitLine(uid: Uid): void {
    const box = this.boxOf(uid);
    const padding = [24, 24, 24, 56];
    if (box) this.map.getView().fit(box, { padding, duration: this.duration, minResolution: 0.4 });
  }

  private onResize(): void {
    const before = this.map.getSize();
    this.map.updateSize();
    const hadNone = !before?.[0] || !before[1];
    if (hadNone || this.fitted !== "line") this.fit(this.fitted);
  }

  private makeTools(): ReadonlyMap<string, Tool> {
    const { host } = this;
    const bench: Bench = {
      store: host.store,
      selection: host.selection,
      commit: (edit) => host.commit(edit),
      openLine: (uid) => host.openLine(uid),
      sketch: (points, closed) => this.sketch(points, closed),
      get lineType() {
        return host.lineType;
      },
      get regionType() {
        return host.regionType;
      },
    };
    const tools: Tool[] = [
      selectTool(bench),
      new DrawBaselineTool(bench),
      new DrawRegionTool(bench),
      new EditVerticesTool(bench, this.map, this.layers, this.pageMap),
      cutTool(bench),
    ];
    return new Map(tools.map((tool) => [tool.name, tool]));
  }

  private sketch(points: Points, closed: boolean): void {
    this.sketchSource.clear(true);
    if (points.length > 1) {
      const coordinates = this.pageMap.toMap(points);
      const polygon = closed && points.length > 2;
      const geometry = polygon ? new Polygon([coordinates]) : new LineString(coordinates);
      this.sketchSource.addFeature(new Feature(geometry));
    }
    this.sketchSource.changed();
  }

  private pointer(event: MapBrowserEvent): Pointer {
    return this.pointerAt(event.coordinate, event.originalEvent as MouseEvent);
  }

  private pointerAt(coordinate: Coordinate, event: MouseEvent): Pointer {
    const touch = "pointerType" in event && event.pointerType === "touch";
    const resolution = this.map.getView().getResolution() ?? 1;
    return {
      point: this.pageMap.pointToPage(coordinate),
      reach: (touch ? TOUCH_REACH_PX : REACH_PX) * resolution,
      shift: event.shiftKey,
    };
  }

  private addInteractions(): void {
    const middle = (event: MapBrowserEvent) => (event.originalEvent as PointerEvent).button === 1;
    const left = (event: MapBrowserEvent) => (event.originalEvent as PointerEvent).button === 0;
    this.map.addInteraction(new MouseWheelZoom({ duration: 120 }));
    this.map.addInteraction(new PinchZoom());
    this.map.addInteraction(new KeyboardPan());
    this.map.addInteraction(new DragPan({ condition: (event) => left(event) || middle(event) }));
    this.map.addInteraction(
      new PointerInteraction({
        handleDownEvent: (event) => left(event) && (this.tool.down?.(this.pointer(event)) ?? false),
        handleDragEvent: (event) => this.tool.drag?.(this.pointer(event)),
        handleUpEvent: (event) => {
          this.tool.up?.(this.pointer(event));
          return false;
        },
        handleMoveEvent: (event) => this.tool.move?.(this.pointer(event)),
      }),
    );
    this.map.on("click", (event) => this.tool.click?.(this.pointer(event)));
    // The browser's own double-click: it knows how near to each other two clicks must be.
    this.target.addEventListener("dblclick", (event) => {
      this.tool.doubleClick?.(this.pointerAt(this.map.getEventCoordinate(event), event));
    });
    this.target.addEventListener("pointerleave", () => this.host.selection.setHover(null));
  }
}
