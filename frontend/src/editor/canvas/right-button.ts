/** Tells a press of the right button from dragging with it, which moves the page. */

const DRAGGED_PX = 4;
/** A finger trembles more than a mouse. */
const FINGER_PX = 12;
const LONG_MS = 500;

/**
 * Calls `ask` for a press of the right button, a long press of a finger, and the menu key. Systems
 * differ in whether they ask when the button goes down or up: here it is always when it goes up.
 */
export function onSecondary(target: HTMLElement, ask: (event: MouseEvent) => void): () => void {
  const stops = [onRightButton(target, ask), onLongPress(target, ask)];
  return () => {
    for (const stop of stops) stop();
  };
}

/**
 * Some systems do not tell of a long press of a finger. The menu waits until the finger has gone,
 * else its going would close the menu; and the click that may follow is kept from the menu.
 */
function onLongPress(target: HTMLElement, ask: (event: MouseEvent) => void): () => void {
  let held: PointerEvent | null = null;
  const down = (event: PointerEvent) => {
    held = event.pointerType === "touch" && event.isPrimary ? event : null;
  };
  const give = () => {
    held = null;
  };
  const move = (event: PointerEvent) => {
    if (held && distanceOf(held, event) > FINGER_PX) give();
  };
  const up = (event: TouchEvent) => {
    const press = held;
    give();
    if (!press || event.timeStamp - press.timeStamp < LONG_MS) return;
    event.preventDefault();
    ask(press);
  };
  target.addEventListener("pointerdown", down);
  target.addEventListener("contextmenu", give);
  target.addEventListener("touchend", up, { passive: false });
  window.addEventListener("pointermove", move);
  window.addEventListener("pointercancel", give);
  return () => {
    window.removeEventListener("pointermove", move);
    window.removeEventListener("pointercancel", give);
  };
}

function distanceOf(from: PointerEvent, to: PointerEvent): number {
  return Math.hypot(to.clientX - from.clientX, to.clientY - from.clientY);
}

function onRightButton(target: HTMLElement, ask: (event: MouseEvent) => void): () => void {
  let held: PointerEvent | null = null;
  let isDragged = false;
  let asked: MouseEvent | null = null;
  const down = (event: PointerEvent) => {
    if (event.button !== 2) return;
    held = event;
    isDragged = false;
    asked = null;
  };
  const move = (event: PointerEvent) => {
    if (held) isDragged ||= distanceOf(held, event) > DRAGGED_PX;
  };
  const up = (event: PointerEvent) => {
    if (event.button !== 2) return;
    held = null;
    if (asked && !isDragged) ask(asked);
    if (asked) isDragged = false;
    asked = null;
  };
  const menu = (event: MouseEvent) => {
    event.preventDefault();
    if (held) asked = event;
    else if (!isDragged) ask(event);
    isDragged &&= held !== null;
  };
  target.addEventListener("pointerdown", down);
  target.addEventListener("contextmenu", menu);
  window.addEventListener("pointermove", move);
  window.addEventListener("pointerup", up);
  return () => {
    window.removeEventListener("pointermove", move);
    window.removeEventListener("pointerup", up);
  };
}
