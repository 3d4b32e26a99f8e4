import { describe, expect, it, vi } from "vitest";
import {
  codePoints,
  codeUnits,
  marksOfLine,
  type TextAnnotation,
} from "../src/editor/model/annotation";
import { Annotations, type AnnotationServer } from "../src/editor/state/annotations";
import { Store } from "../src/editor/state/store";
import { pageData } from "./page-data";

const PERSON = {
  pk: 7,
  name: "Person",
  abbreviation: "PER",
  marker_type: "Background Color" as const,
  marker_detail: "#00ff00",
  has_comments: true,
  typology: null,
  components: [],
};

function marked(start: string, from: number, end: string, to: number): TextAnnotation {
  return {
    pk: 1,
    taxonomy: 7,
    comments: [],
    components: [],
    transcription: 5,
    quote: "",
    start_uid: start,
    start_offset: from,
    end_uid: end,
    end_offset: to,
  };
}

describe("places in the text", () => {
  it("are counted in code points on the server and in code units here", () => {
    expect(codePoints("a𝔟c", 3)).toBe(2);
    expect(codeUnits("a𝔟c", 2)).toBe(3);
  });

  it("cover the lines between the first and the last", () => {
    const order = ["a", "b", "c"];
    const items = [marked("a", 2, "c", 1)];
    expect(marksOfLine(items, order, "a", "𝔟𝔟xy")).toMatchObject([{ from: 4, to: 6 }]);
    expect(marksOfLine(items, order, "b", "all")).toMatchObject([{ from: 0, to: 3 }]);
    expect(marksOfLine(items, order, "c", "end")).toMatchObject([{ from: 0, to: 1 }]);
    expect(marksOfLine(items, ["b"], "b", "all")).toEqual([]);
  });
});

function server(): AnnotationServer & { save: ReturnType<typeof vi.fn> } {
  return {
    taxonomies: () => Promise.resolve([PERSON]),
    onImage: () => Promise.resolve([]),
    inText: () => Promise.resolve([marked("b", 0, "b", 6)]),
    save: vi.fn().mockImplementation(() => Promise.resolve(marked("a", 0, "a", 3))),
    remove: () => Promise.resolve(null),
  };
}

describe("annotations", () => {
  it("mark the words of the layer that is shown", async () => {
    const annotations = new Annotations(new Store(pageData()), server());
    await annotations.load();
    expect(annotations.marks("b")).toEqual([{ pk: 1, taxonomy: 7, from: 0, to: 6 }]);
    expect(annotations.marks("a")).toEqual([]);
  });

  it("are sent with their line, layer and code points", async () => {
    const api = server();
    const annotations = new Annotations(new Store(pageData()), api);
    await annotations.markWords(PERSON, "a", 4, 7);
    expect(api.save).toHaveBeenCalledWith("text", null, {
      taxonomy: 7,
      comments: [],
      components: [],
      transcription: 5,
      start_uid: "a",
      start_offset: 4,
      end_uid: "a",
      end_offset: 7,
    });
    expect(annotations.open).not.toBeNull();
  });
});
