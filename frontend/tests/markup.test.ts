import { describe, expect, it } from "vitest";
import { hasMarkup, markedRuns, plainText, toggleMarkup } from "../src/editor/model/markup";

describe("markup", () => {
  it("reads pairs of the four tags, nested ones too", () => {
    expect(markedRuns("an <em>old <s>big</s></em> hand")).toEqual([
      { text: "an ", tags: [] },
      { text: "old ", tags: ["em"] },
      { text: "big", tags: ["em", "s"] },
      { text: " hand", tags: [] },
    ]);
    expect(markedRuns("")).toEqual([]);
  });

  it.each([
    ["<script>alert(1)</script>"],
    ["<em onclick=alert(1)>a</em>"],
    ["<em >a</em >"],
    ["<EM>a</EM>"],
    ["5 < 6 <em>"],
    ["</s>text"],
    ["&lt;em&gt;a&lt;/em&gt;"],
  ])("leaves everything else as characters: %s", (text) => {
    expect(markedRuns(text)).toEqual([{ text, tags: [] }]);
    expect(plainText(text)).toBe(text);
    expect(hasMarkup(text)).toBe(false);
  });

  it("takes crossed tags as the server does", () => {
    expect(plainText("<em>a<s>b</em>c</s>")).toBe("a<s>bc</s>");
    expect(plainText("<em>a<em>b</em>c</em>")).toBe("abc");
  });

  it("puts a selection between tags and frees it again", () => {
    const marked = toggleMarkup("one two", 4, 7, "em");
    expect(marked).toEqual({ text: "one <em>two</em>", start: 8, end: 11 });
    expect(toggleMarkup(marked.text, marked.start, marked.end, "em")).toEqual({
      text: "one two",
      start: 4,
      end: 7,
    });
    expect(toggleMarkup("one <em>two</em>", 4, 16, "em").text).toBe("one two");
    expect(toggleMarkup("", 0, 0, "u")).toEqual({ text: "<u></u>", start: 3, end: 3 });
  });
});
