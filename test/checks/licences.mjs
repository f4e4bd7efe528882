// @ts-check
// Which licences the dependencies may have. What a user installs with this package has the short list.

// @ts-expect-error It comes without types.
import parse from "spdx-expression-parse";

/** Licences that ask for no more than their notice. */
const RUNTIME = new Set(["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Apache-2.0"]);

/** What develops, tests and packs this package, and is no part of it. */
const DEVELOPMENT = new Set([
  ...RUNTIME,
  "BlueOak-1.0.0",
  "CC0-1.0",
  "CC-BY-3.0", // data of SPDX
  "CC-BY-4.0", // data of caniuse-lite, of Stryker
  "MPL-2.0", // lightningcss, of vitest
  "Python-2.0", // argparse
]);

/** Licences that package.json doesn't name in SPDX's words, as read in the package's LICENSE, one version each. */
const READ_BY_HAND = new Map([["@logdna/tail-file@2.2.0", "MIT"]]);

/**
 * @typedef {object} Component What an SBOM in CycloneDX says of a package.
 * @property {string} name
 * @property {string} version
 * @property {{ name: string, value: string }[]} [properties]
 * @property {{ license?: { id?: string, name?: string }, expression?: string }[]} [licenses]
 */

/**
 * @param {readonly Component[]} components
 * @returns {string[]} a sentence for each package whose licence is not allowed
 */
export function licenceProblems(components) {
  return components.flatMap((component) => {
    const { name, version, properties = [] } = component;
    const development = properties.some((each) => each.name === "cdx:npm:package:development" && each.value === "true");
    const licence = licenceOf(component);
    if (licence && allows(development ? DEVELOPMENT : RUNTIME, licence)) return [];
    const kind = development ? "a development" : "a runtime";
    const found = licence ? `has the licence ${licence}, which is not allowed for` : "names no SPDX licence, as";
    return [`${name}@${version} ${found} ${kind} dependency.`];
  });
}

/** @param {Component} component */
function licenceOf({ name, version, licenses = [] }) {
  const stated = licenses.map(({ license, expression }) => license?.id ?? license?.name ?? expression).filter(Boolean);
  return stated.length > 0 ? stated.join(" AND ") : READ_BY_HAND.get(`${name}@${version}`);
}

/** @typedef {{ license: string, exception?: string } | { conjunction: "and" | "or", left: Part, right: Part }} Part */

/**
 * Whether one can comply with an SPDX expression by allowed licences alone.
 *
 * @param {ReadonlySet<string>} allowed
 * @param {string} expression such as "(MIT OR GPL-3.0-only) AND BSD-3-Clause"
 */
export function allows(allowed, expression) {
  try {
    return accepts(allowed, parse(expression));
  } catch {
    return false; // nobody knows what it means
  }
}

/**
 * @param {ReadonlySet<string>} allowed
 * @param {Part} part
 * @returns {boolean}
 */
function accepts(allowed, part) {
  // What an exception (WITH) changes, nobody has read.
  if ("license" in part) return allowed.has(part.license) && part.exception === undefined;
  const [left, right] = [accepts(allowed, part.left), accepts(allowed, part.right)];
  return part.conjunction === "and" ? left && right : left || right;
}
