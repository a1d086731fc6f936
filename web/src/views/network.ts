// The network of the characters: who talks to whom, who is in company with whom.

import { forceCenter, forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY, type SimulationLinkDatum, type SimulationNodeDatum } from "d3-force";
import type { Book } from "../book.ts";
import { h, s, show } from "../dom.ts";
import type { Context, View } from "./view.ts";

/** People in the picture, at most. */
const MAX_PEOPLE = 40;
/** Steps until the picture stands still; it is only shown then. */
const STEPS = 260;
const [WIDTH, HEIGHT] = [1000, 640];

interface Node extends SimulationNodeDatum { id: string; name: string; n: number; radius: number }
interface Edge extends SimulationLinkDatum<Node> { n: number; talks: number }

/** Pairs of characters, with how often they talk and how many scenes they share. */
export function pairs(book: Book): Map<string, { a: string; b: string; talks: number; scenes: number }> {
  const all = new Map<string, { a: string; b: string; talks: number; scenes: number }>();
  const pair = (x: string, y: string) => {
    const [a, b] = x < y ? [x, y] : [y, x];
    const key = `${a} ${b}`;
    const found = all.get(key) ?? { a, b, talks: 0, scenes: 0 };
    all.set(key, found);
    return found;
  };
  for (const [from, to, n] of book.story.talk) if (from !== to && book.person(from) && book.person(to)) pair(from, to).talks += n;
  for (const scene of book.story.scenes) {
    const there = [...new Set((scene.presence ?? []).map((p) => p.character))].filter((id) => book.person(id)).slice(0, 30);
    there.forEach((a, i) => there.slice(i + 1).forEach((b) => { pair(a, b).scenes += 1; }));
  }
  return all;
}

export const network: View = {
  title: "Network",
  draw({ book, card, say }: Context, into: HTMLElement): void {
    const people = [...book.story.characters].sort((a, b) => b.mentions - a.mentions).slice(0, MAX_PEOPLE);
    const edges = [...pairs(book).values()];
    const tied = new Set(edges.flatMap((edge) => [edge.a, edge.b]));
    const nodes: Node[] = people.filter((row) => tied.has(row.id)).map((row) => ({
      id: row.id, name: row.name, n: row.quotations, radius: 7 + Math.min(26, Math.sqrt(row.mentions) * 1.6),
    }));
    if (nodes.length < 2) {
      show(into, h("p", { class: "empty" }, "No two people have met yet. Read on a little."));
      return;
    }
    const index = new Map(nodes.map((node) => [node.id, node]));
    const links: Edge[] = edges.flatMap(({ a, b, talks, scenes }) => {
      const [source, target] = [index.get(a), index.get(b)];
      return source && target ? [{ source, target, n: talks + scenes, talks }] : [];
    });
    const max = Math.max(...links.map((link) => link.n));
    forceSimulation(nodes).stop()
      .force("link", forceLink<Node, Edge>(links).distance(150).strength((link) => 0.05 + 0.5 * (link.n / max)))
      .force("charge", forceManyBody<Node>().strength(-1100))
      .force("x", forceX<Node>().strength(0.07)).force("y", forceY<Node>().strength(0.12))
      .force("collide", forceCollide<Node>((node) => node.radius + 24))
      .force("center", forceCenter(0, 0)).tick(STEPS);
    const svg = picture(book, nodes, links, max);
    svg.addEventListener("click", (event) => {
      const who = (event.target as Element).closest<SVGElement>("[data-who]")?.dataset["who"];
      if (who) void card.who(who);
    });
    const name = book.outline.title.replace(/[^\p{L}\p{N}]+/gu, "-").toLowerCase() || "network";
    show(into,
      h("div", { class: "tools" },
        h("p", { class: "lede" }, "Lines join people who talk or share a scene; the thicker, the more often."),
        h("button", { type: "button", onclick: () => save(`${name}.svg`, new Blob([source(svg)], { type: "image/svg+xml" })) }, "Save as SVG"),
        h("button", { type: "button", onclick: () => void png(svg).then((blob) => save(`${name}.png`, blob)).catch(() => say("The picture could not be made.")) }, "Save as PNG")),
      h("figure", { class: "network-box" }, svg),
      h("details", { class: "as-list" }, h("summary", {}, "The same as a list"),
        h("ul", {}, links.sort((a, b) => b.n - a.n).slice(0, 60).map((link) =>
          h("li", {}, `${(link.source as Node).name} and ${(link.target as Node).name}: ${link.talks} lines to each other`)))));
  },
};

function picture(book: Book, nodes: Node[], links: Edge[], max: number): SVGSVGElement {
  const xs = nodes.map((node) => node.x ?? 0);
  const ys = nodes.map((node) => node.y ?? 0);
  const [left, right, top, bottom] = [Math.min(...xs) - 90, Math.max(...xs) + 90, Math.min(...ys) - 60, Math.max(...ys) + 70];
  const scale = Math.max((right - left) / WIDTH, (bottom - top) / HEIGHT, 0.62);
  const [w, hh] = [WIDTH * scale, HEIGHT * scale];
  const svg = s("svg", { viewBox: `${(left + right - w) / 2} ${(top + bottom - hh) / 2} ${w} ${hh}`, class: "network", role: "img",
    "aria-label": `The network of ${nodes.map((node) => node.name).join(", ")}` });
  for (const link of links) {
    const [a, b] = [link.source as Node, link.target as Node];
    svg.append(s("line", { x1: a.x, y1: a.y, x2: b.x, y2: b.y, class: "tie", "stroke-width": 1 + 9 * Math.sqrt(link.n / max), "stroke-opacity": 0.25 + 0.5 * (link.n / max) }));
  }
  for (const node of nodes) {
    svg.append(s("g", { class: `node ${book.colour(node.id)}`, "data-who": node.id },
      s("circle", { cx: node.x, cy: node.y, r: node.radius }),
      s("text", { x: node.x, y: (node.y ?? 0) + node.radius + 17, "text-anchor": "middle", "font-size": 15 }, node.name)));
  }
  return svg;
}

/** The picture as a file of its own: what its classes look like is written into it. */
function source(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const [own, copied] = [[svg, ...svg.querySelectorAll("*")], [copy, ...copy.querySelectorAll("*")]];
  own.forEach((element, i) => {
    const style = getComputedStyle(element);
    const target = copied[i];
    for (const key of ["fill", "stroke", "stroke-width", "paint-order", "font-family"]) target?.setAttribute(key, style.getPropertyValue(key));
    target?.removeAttribute("class");
    target?.removeAttribute("data-who");
  });
  const box = copy.viewBox.baseVal;
  const paper = s("rect", { x: box.x, y: box.y, width: box.width, height: box.height, fill: getComputedStyle(document.body).backgroundColor });
  copy.prepend(paper);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(WIDTH));
  copy.setAttribute("height", String(HEIGHT));
  return new XMLSerializer().serializeToString(copy);
}

async function png(svg: SVGSVGElement): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([source(svg)], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = h("canvas", { width: 2 * WIDTH, height: 2 * HEIGHT });
    canvas.getContext("2d")?.drawImage(image, 0, 0, 2 * WIDTH, 2 * HEIGHT);
    return await new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"));
  } finally {
    URL.revokeObjectURL(url);
  }
}

function save(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = h("a", { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
