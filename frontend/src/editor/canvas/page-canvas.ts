/** The image with its lines and regions: view, layers and tools, wired to store and selection. */
import OlMap from "ol/Map";
import { snapped } from "../model/snapping";
import type { Point, Uid } from "../model/types";
import type { Session } from "../state/session";
import { Aids } from "./aids";
import { AnnotationLayer } from "./annotation-layer";
import type { People } from "../state/people";
import { CaretLayer } from "./caret-layer";
import { type PageLayers, PageLayers as Layers, type Shown } from "./layers";
import type { PageMap } from "./page-map";
import { PeopleLayer } from "./people-layer";
import { PreviewLayer } from "./preview-layer";
import { onSecondary } from "./right-button";
import type { SharedView } from "./shared-view";
import { ToolInput } from "./tool-input";
import { CutTool } from "./tools/cut";
import { DrawBaselineTool } from "./tools/draw-baseline";
import { DrawMaskTool } from "./tools/draw-mask";
import { DrawRegionTool } from "./tools/draw-region";
import { Handles } from "./tools/handles";
import { OrderTool } from "./tools/order";
import { panTool } from "./tools/pan";
import { SelectTool } from "./tools/select";
import type { Bench, Pointer, Tool, ToolName } from "./tools/tool";

/** What the canvas needs from the editor. */
export interface CanvasHost {
  readonly session: Session;
  setTool(name: ToolName): void;
  /** Opens the menu of what can be done with the selection, at a place of the window. */
  openMenu(x: number, y: number): void;
}

export class PageCanvas {
  readonly layers: PageLayers;
  private readonly map: OlMap;
  private readonly pageMap: PageMap;
  private readonly tools: ReadonlyMap<ToolName, Tool>;
  private readonly aids: Aids;
  private readonly handles: Handles;
  private readonly select: SelectTool;
  private readonly drawLine: DrawBaselineTool;
  private readonly input: ToolInput;
  private tool: Tool;
  private hiddenKey = "";
  private caret: CaretLayer | null = null;
  private readonly stops: (() => void)[];

  constructor(
    private readonly target: HTMLElement,
    private readonly host: CanvasHost,
    shared: SharedView,
  ) {
    const { store, selection, preferences } = host.session;
    const { part } = store.page;
    this.pageMap = shared.pageMap;
    this.layers = new Layers(store, selection, this.pageMap, preferences);
    this.aids = new Aids(this.pageMap, part);
    this.handles = new Handles(this.pageMap);
    this.map = new OlMap({
      target,
      controls: [],
      interactions: [],
      layers: [
        this.pageMap.imageLayer(part.image),
        this.layers.atRest,
        this.layers.order,
        this.layers.lit,
        this.handles.layer,
        this.aids.layer,
      ],
    });
    const bench = this.makeBench();
    this.select = new SelectTool(bench, this.handles);
    this.drawLine = new DrawBaselineTool(bench);
    this.tools = this.makeTools(bench);
    this.tool = this.select;
    this.tool.start?.();
    this.input = new ToolInput(this.map, this.pageMap, () => this.tool);
    shared.arrowsTaken = () =>
      host.session.canEdit && selection.lines.size + selection.regions.size > 0;
    this.stops = [shared.attach(this.map, target), ...this.listen()];
  }

  /** Shows which lines other people have open. */
  showPeople(people: People): void {
    const { layer } = new PeopleLayer(this.host.session.store, people, this.pageMap);
    this.map.addLayer(layer);
  }

  /** Shows the character at the caret, and an earlier state of the page. */
  showCaret(session: Session): void {
    this.map.addLayer(new PreviewLayer(session, this.pageMap).layer);
    this.caret = new CaretLayer(session, this.map, this.pageMap);
  }

  /** Shows what is annotated on the image. */
  showAnnotations(): void {
    const { layer } = new AnnotationLayer(this.host.session.annotations, this.pageMap);
    this.map.addLayer(layer);
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

  /** Lets every press move the page, as long as it is held. */
  holdHand(isHeld: boolean): void {
    this.input.isHand = isHeld;
    this.target.style.cursor = isHeld ? "grab" : this.tool.cursor;
  }

  /** Gives a key to the tool at work; true when it was used. */
  toolKey(key: string): boolean {
    return this.tool.key?.(key) ?? false;
  }

  toggle(what: keyof Shown): void {
    this.layers.toggle(what);
  }

  /** Whether points are chosen, which keys then move and delete. */
  get hasPoints(): boolean {
    return this.select.hasPoints;
  }

  nudgePoints(dx: number, dy: number): void {
    this.select.nudgePoints(dx, dy);
  }

  deletePoints(): void {
    this.select.deletePoints();
  }

  destroy(): void {
    this.caret?.destroy();
    for (const stop of this.stops) stop();
    this.tool.stop?.();
    this.map.dispose();
  }

  private makeTools(bench: Bench): ReadonlyMap<ToolName, Tool> {
    const tools: Tool[] = [
      this.select,
      panTool,
      this.drawLine,
      new DrawMaskTool(bench),
      new DrawRegionTool(bench, "region"),
      new DrawRegionTool(bench, "rectangle"),
      new DrawRegionTool(
        bench,
        "annotate",
        (ring) => this.annotate(ring),
        () => this.host.session.annotations.chosen?.marker_type === "Rectangle",
      ),
      new OrderTool(bench, this.layers),
      new CutTool(bench),
    ];
    return new Map(tools.map((tool) => [tool.name, tool]));
  }

  private annotate(ring: Point[]): void {
    const { annotations } = this.host.session;
    annotations.markImage(ring).catch((error: unknown) => {
      this.host.session.say(error instanceof Error ? error.message : String(error));
    });
  }

  private makeBench(): Bench {
    const { session } = this.host;
    const { layers } = this;
    return {
      store: session.store,
      selection: session.selection,
      preferences: session.preferences,
      commit: (edit, key) => session.commit(edit, key),
      openLine: (uid) => session.openLine(uid),
      sketch: (points, closed) => this.aids.sketch(points, closed),
      setTool: (name) => this.host.setTool(name),
      continueLine: (uid, atStart) => this.continueLine(uid, atStart),
      snap: (pointer, except) => this.snap(pointer, except),
      mark: (place) => this.aids.mark(place),
      say: (notice) => session.say(notice),
      hide: (uids) => this.hide([...uids]),
      get lineType() {
        return session.lineType;
      },
      get regionType() {
        return session.regionType;
      },
      get mode() {
        return session.mode;
      },
      get canEdit() {
        return session.canEdit;
      },
      get masksShown() {
        return layers.shown.masks;
      },
      get guide() {
        return session.guide;
      },
      set guide(guide) {
        session.setGuide(guide);
      },
    };
  }

  /** The lines at rest are drawn anew only where others are hidden. */
  private hide(uids: readonly Uid[]): void {
    const key = uids.join(" ");
    if (key === this.hiddenKey) return;
    this.hiddenKey = key;
    this.layers.hide(uids);
  }

  private continueLine(uid: Uid, atStart: boolean): void {
    this.host.setTool("line");
    this.drawLine.continueFrom(uid, atStart);
  }

  private snap(pointer: Pointer, except: Iterable<Uid> = []): Point {
    const { store, guide, preferences } = this.host.session;
    const { lines, regions } = store.page;
    const around = { lines: lines.values(), regions: regions.values(), guide };
    const isFree = pointer.alt || !preferences.get("editor.snap");
    const place = isFree
      ? null
      : snapped(pointer.point, { ...around, except: new Set(except) }, pointer.reach);
    this.aids.mark(place);
    return place ?? pointer.point;
  }

  private listen(): (() => void)[] {
    const { session } = this.host;
    this.map.addInteraction(this.input);
    this.target.addEventListener("dblclick", (event) => this.input.doubleClick(event));
    this.target.addEventListener("pointerleave", () => session.selection.setHover(null));
    const handles = () => this.select.show();
    return [
      onSecondary(this.target, (event) => this.onMenu(event)),
      session.store.observe((change) => {
        this.layers.draw(change);
        handles();
      }),
      session.selection.observe(() => {
        this.layers.light();
        handles();
      }),
      session.observe(() => {
        this.aids.guide(session.guide);
        handles();
      }),
    ];
  }

  /** The right button ends what is being drawn, or asks what to do with what is there. */
  private onMenu(event: MouseEvent): void {
    const isAsked = event.type === "contextmenu";
    const byKey = isAsked && event.button !== 2 && event.detail === 0;
    if (!byKey && this.input.secondary(event)) return;
    const box = this.target.getBoundingClientRect();
    const [x, y] = byKey ? [box.x + 40, box.y + 40] : [event.clientX, event.clientY];
    this.host.openMenu(x, y);
  }
}
