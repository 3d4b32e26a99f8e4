/** Brings mouse, finger and pen to the tool in hand, or leaves them to moving the page. */
import type { Coordinate } from "ol/coordinate";
import PointerInteraction from "ol/interaction/Pointer";
import type OlMap from "ol/Map";
import type MapBrowserEvent from "ol/MapBrowserEvent";
import type { PageMap } from "./page-map";
import type { Pointer, Tool } from "./tools/tool";

const REACH_PX = 8;
const TOUCH_REACH_PX = 18;

function isTouch(event: Event): boolean {
  return "pointerType" in event && event.pointerType === "touch";
}

export class ToolInput extends PointerInteraction {
  /** Every press moves the page, as long as this is set. */
  isHand = false;
  /** Someone draws with a pen here: then fingers only move the page, and a palm draws nothing. */
  private hasPen = false;
  /** A second finger came down: what the first began is taken back. */
  private isGivenUp = false;

  constructor(
    private readonly map: OlMap,
    private readonly pageMap: PageMap,
    private readonly tool: () => Tool,
  ) {
    super();
    map.on("click", (event) => {
      if (this.isForTool(event)) this.tool().click?.(this.pointer(event));
    });
  }

  override handleDownEvent(event: MapBrowserEvent): boolean {
    const press = event.originalEvent as PointerEvent;
    if (press.pointerType === "pen") this.hasPen = true;
    this.isGivenUp = false;
    if (press.button !== 0 || !this.isForTool(event)) return false;
    return this.tool().down?.(this.pointer(event)) ?? false;
  }

  override handleDragEvent(event: MapBrowserEvent): void {
    if (this.targetPointers.length > 1) this.giveUp();
    if (!this.isGivenUp) this.tool().drag?.(this.pointer(event));
  }

  override handleUpEvent(event: MapBrowserEvent): boolean {
    if (!this.isGivenUp) this.tool().up?.(this.pointer(event));
    return false;
  }

  override handleMoveEvent(event: MapBrowserEvent): void {
    const tool = this.tool();
    tool.move?.(this.pointer(event));
    const target = this.map.getTargetElement();
    if (target && !this.isHand) target.style.cursor = tool.cursor;
  }

  /** The browser's own double-click: it knows how near to each other two clicks must be. */
  doubleClick(event: MouseEvent): void {
    this.tool().doubleClick?.(this.pointerAt(this.map.getEventCoordinate(event), event));
  }

  /** Right button, long press or menu key; false where a menu is to be shown. */
  secondary(event: MouseEvent): boolean {
    const pointer = this.pointerAt(this.map.getEventCoordinate(event), event);
    return this.tool().secondary?.(pointer) ?? false;
  }

  private giveUp(): void {
    if (this.isGivenUp) return;
    this.isGivenUp = true;
    this.tool().stop?.();
    this.tool().start?.();
  }

  private isForTool(event: MapBrowserEvent): boolean {
    if (this.isHand) return false;
    return !(this.hasPen && isTouch(event.originalEvent) && this.tool().name !== "select");
  }

  private pointer(event: MapBrowserEvent): Pointer {
    return this.pointerAt(event.coordinate, event.originalEvent as MouseEvent);
  }

  private pointerAt(coordinate: Coordinate, event: MouseEvent): Pointer {
    const resolution = this.map.getView().getResolution() ?? 1;
    return {
      point: this.pageMap.pointToPage(coordinate),
      reach: (isTouch(event) ? TOUCH_REACH_PX : REACH_PX) * resolution,
      shift: event.shiftKey,
      control: event.ctrlKey || event.metaKey,
      alt: event.altKey,
    };
  }
}
