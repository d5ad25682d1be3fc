// Opens a report page in Chromium and prints, as JSON, what tests/browser/test_report_page.py asks of it.
//
//   node check_page.mjs <page.html> <chromium> <folder for pictures and PDF>
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const [page, chromium, folder] = process.argv.slice(2);
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const address = pathToFileURL(page).href;
const browser = await puppeteer.launch({
  executablePath: chromium,
  args: ["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb"],
});

async function open(width, height, hash = "") {
  const tab = await browser.newPage();
  const asked = [];
  const said = [];
  tab.on("request", (request) => { if (!request.url().startsWith("data:")) asked.push(request.url()); });
  tab.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
  tab.on("pageerror", (error) => said.push(`error: ${error}`));
  await tab.setViewport({ width, height });
  await tab.goto(address + hash, { waitUntil: "load", timeout: 120_000 });
  return { tab, asked, said };
}

async function violations(tab) {
  // Evaluated by the debugger, which the page's policy does not hold back.
  await tab.evaluate(axeSource);
  const result = await tab.evaluate(async () =>
    (await window.axe.run(document, { resultTypes: ["violations"] })).violations.map(
      (one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join("; ")}`,
    ),
  );
  return result;
}

const found = { screens: {}, asked: [], said: [] };
for (const [width, height] of [[1400, 900], [400, 860]]) {
  const { tab, asked, said } = await open(width, height);
  await tab.screenshot({ path: `${folder}/first_${width}.png` });
  const screen = await tab.evaluate(() => {
    const seen = (element) => {
      const box = element.getBoundingClientRect();
      return Math.max(0, Math.min(box.bottom, innerHeight) - Math.max(box.top, 0)) / box.height;
    };
    const map = document.querySelector(".verdict figure img");
    return {
      headline: seen(document.querySelector("#headline")),
      map: map ? seen(map) : null,
      mapWidth: map ? map.getBoundingClientRect().width : null,
      pageWidth: document.documentElement.scrollWidth,
    };
  });
  screen.violations = await violations(tab);
  await tab.evaluate(() => document.querySelectorAll("details").forEach((part) => (part.open = true)));
  screen.openViolations = await violations(tab);
  screen.openWidth = await tab.evaluate(() => document.documentElement.scrollWidth);
  screen.widest = await tab.evaluate(() =>
    Math.max(...[...document.querySelectorAll("table")].map((table) => table.scrollWidth)),
  );
  found.screens[width] = screen;
  found.asked.push(...asked);
  found.said.push(...said);
  await tab.close();
}

{
  const { tab } = await open(1400, 900);
  const shut = () => tab.evaluate(() => document.querySelectorAll("details:not([open])").length);
  found.folded = await shut();
  // By the keyboard alone: from the top to the first folded part.
  let presses = 0;
  while (presses < 200 && !(await tab.evaluate(() => document.activeElement.tagName === "SUMMARY"))) {
    await tab.keyboard.press("Tab");
    presses += 1;
  }
  await tab.keyboard.press("Enter");
  found.openedByKey = found.folded - (await shut());
  found.outline = await tab.evaluate(() => getComputedStyle(document.activeElement).outlineWidth);
  await tab.focus("#unfold");
  await tab.keyboard.press("Space");
  found.leftAfterUnfold = await shut();
  await tab.keyboard.press("Space");
  found.foldedAgain = await shut();
  await tab.click("nav li:last-child a");
  found.openedByLink = found.foldedAgain - (await shut());
  await tab.close();
}
{
  const { tab } = await open(1400, 900, "#config");
  found.openedByAddress = await tab.evaluate(() => document.querySelector("#config details").open);
  found.shutBeforePrint = await tab.evaluate(() => document.querySelectorAll("details:not([open])").length);
  // What a part that is folded on the screen shows while it prints.
  await tab.evaluate(() => {
    window.printed = null;
    addEventListener("beforeprint", () => {
      window.printed = document.querySelectorAll("details:not([open])").length;
    });
  });
  const pdf = await tab.pdf({ format: "A4", printBackground: true, path: `${folder}/page.pdf`, timeout: 0 });
  found.pdfBytes = pdf.length;
  found.pdfPages = (Buffer.from(pdf).toString("latin1").match(/\/Type\s*\/Page\b/g) || []).length;
  found.openInPrint = (await tab.evaluate(() => window.printed)) === 0;
  found.shutAfterPrint = await tab.evaluate(() => document.querySelectorAll("details:not([open])").length);
  await tab.close();
}
await browser.close();
writeFileSync(`${folder}/found.json`, JSON.stringify(found, null, 2));
