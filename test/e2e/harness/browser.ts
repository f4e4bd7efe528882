/// <reference lib="dom" />
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { onTestFinished } from "vitest";

/** The first browser that is there: one that the user names, or one on the PATH. */
export const BROWSER = [process.env.CHROME_PATH, process.env.CHROMIUM_PATH, ...onPath()].find(
  (file) => file && existsSync(file),
);

function onPath(): string[] {
  const names = ["google-chrome", "google-chrome-stable", "chromium", "chromium-browser"];
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

interface View {
  width: number;
  colorScheme: "light" | "dark";
}

/** What a page does in a browser and shows to its reader. */
interface Seen {
  headings: string[];
  text: string;
  /** Tables with the number of their rows, as assistive technology is told of them. */
  tables: Record<string, number>;
  requests: string[];
  /** Errors and warnings of the console, failures of scripts, and dialogs. */
  complaints: string[];
  /** How much wider than its window the page is. */
  overflow: number;
  /** The lowest contrast of a text with what is behind it. */
  lowestContrast: { ratio: number; text: string };
  /** Links within the page that lead nowhere. */
  deadLinks: string[];
}

export async function openBrowser(executablePath: string): Promise<Browser> {
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({ executablePath, args });
  onTestFinished(() => browser.close());
  return browser;
}

/** Opens a file as a reader would, with everything unfolded. */
export async function look(browser: Browser, file: string, { width, colorScheme }: View): Promise<Seen> {
  const page = await browser.newPage({ viewport: { width, height: 800 } });
  await page.emulateMedia({ colorScheme });
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("dialog", (dialog) => {
    complaints.push(dialog.message());
    return dialog.dismiss();
  });
  await page.goto(pathToFileURL(file).href);
  for (const summary of await page.locator("summary").all()) await summary.click();
  const tables = await Promise.all(
    (await page.getByRole("table").all()).map(
      async (table) =>
        [
          await table.getByRole("caption").textContent(),
          await table
            .getByRole("row")
            .filter({ has: page.getByRole("rowheader") })
            .count(),
        ] as const,
    ),
  );
  const seen = {
    headings: await page.getByRole("heading").allInnerTexts(),
    text: await page.locator("body").innerText(),
    tables: Object.fromEntries(tables),
    overflow: await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
    lowestContrast: await page.evaluate(lowestContrast),
    deadLinks: await page.evaluate(deadLinks),
  };
  await page.close();
  return { ...seen, requests, complaints };
}

/** By the formula of WCAG 2, over all elements that hold a text themselves. Runs in the page. */
function lowestContrast(): Seen["lowestContrast"] {
  const channels = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (color: string) => {
    const [red = 0, green = 0, blue = 0] = channels(color).map((channel) => {
      const share = channel / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element: Element | null): string => {
    if (!element) return "rgb(255, 255, 255)";
    const { backgroundColor } = getComputedStyle(element);
    return channels(backgroundColor)[3] === 0 ? behind(element.parentElement) : backgroundColor;
  };
  const texts = [...document.querySelectorAll("body *")].filter((element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim()),
  );
  const contrasts = texts.map((element) => {
    const [darker = 0, lighter = 0] = [luminance(getComputedStyle(element).color), luminance(behind(element))].toSorted(
      (a, b) => a - b,
    );
    return { ratio: (lighter + 0.05) / (darker + 0.05), text: element.textContent ?? "" };
  });
  return contrasts.toSorted((a, b) => a.ratio - b.ratio)[0] ?? { ratio: 0, text: "(no text at all)" };
}

/** Runs in the page. */
function deadLinks(): string[] {
  const links = [...document.querySelectorAll("a")].map((link) => link.getAttribute("href") ?? "");
  return links.filter((href) => !href.startsWith("#") || !document.getElementById(href.slice(1)));
}
