/** Moves the page under the hand: it leaves every press to the view. */
import type { Tool } from "./tool";

export const panTool: Tool = { name: "pan", cursor: "grab" };
