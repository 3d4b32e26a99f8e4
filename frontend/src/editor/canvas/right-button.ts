/** Tells a press of the right button from dragging with it, which moves the page. */

const DRAGGED_PX = 4;

/**
 * Calls `ask` for a press of the right button, a long press of a finger, and the menu key. Systems
 * differ in whether they ask when the button goes down or up: here it is always when it goes up.
 */
export function onSecondary(target: HTMLElement, ask: (event: MouseEvent) => void): () => void {
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
    if (!held) return;
    const way = Math.hypot(event.clientX - held.clientX, event.clientY - held.clientY);
    isDragged ||= way > DRAGGED_PX;
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
