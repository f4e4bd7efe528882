import { authFieldNamed } from "./auth-methods";
import { likenessOf, SETTING_NAMES, type SettingName, settingOf, settingRow } from "./extra-config";
import { type Problem, pathText } from "./problems";
import { cutOuterWhitespace, hasHalves, isPrintable, isSlipOf } from "./text";
import { isUnknown } from "./unknown";
import { asRecord, type Values } from "./values";

const PRINTABLE_RULE = "must be of printable characters only";

/**
 * The rules on single values that came after version 0.1.0. The service takes what breaks them, so a config from before may
 * stand with it: readInputOfStanding passes it there.
 */
export function valueProblems(input: Values): Problem[] {
  const locations = ["uri", "prefix"].map((field) => [[field], locationProblem(input[field])] as const);
  const settings = Object.entries(asRecord(input.extraConfig)).map(
    ([key, value]) => [["extraConfig", key], settingProblem(key, value)] as const,
  );
  const auth = Object.entries(asRecord(input.authConfig)).map(
    ([field, value]) => [["authConfig", field], authProblem(field, value)] as const,
  );
  return [...locations, ...settings, ...auth].flatMap(([path, message]) =>
    message ? [{ path: pathText(path), message, younger: true as const }] : [],
  );
}

function locationProblem(value: unknown): string | undefined {
  return typeof value === "string" && !isPrintable(cutOuterWhitespace(value)) ? PRINTABLE_RULE : undefined;
}

function authProblem(field: string, value: unknown): string | undefined {
  const row = authFieldNamed(field);
  if (row?.type === "seconds")
    return typeof value === "number" && value < 1 ? "must be a whole number of seconds above 0" : undefined;
  if (!row || typeof value !== "string") return undefined;
  if (cutOuterWhitespace(value) === "") return "must not be empty";
  if (isPrintable(value) && cutOuterWhitespace(value) === value) return undefined;
  return `${PRINTABLE_RULE}, without blanks or line ends around them`;
}

const PATTERNS: ReadonlyMap<SettingName, RegExp> = new Map(
  SETTING_NAMES.flatMap((name) => {
    const { pattern } = settingRow(name);
    return pattern ? [[name, new RegExp(pattern.of, "u")] as const] : [];
  }),
);

/** What is wrong with the value of a known key; it is a text, true or false. */
function knownSettingProblem(name: SettingName, value: unknown): string | undefined {
  const { type, pattern } = settingRow(name);
  if (type === "boolean") return typeof value === "boolean" ? undefined : "must be true or false, without quotes";
  if (typeof value !== "string") return "must be a string";
  const isRight = !pattern || (PATTERNS.get(name)?.test(value) && (!pattern.isUrl || URL.canParse(value)));
  return isRight ? undefined : pattern.rule;
}

function settingProblem(key: string, value: unknown): string | undefined {
  if (isUnknown(value)) return undefined;
  const name = settingOf(key);
  if (name) return knownSettingProblem(name, value);
  if (cutOuterWhitespace(key) === "") return "is a setting without a name: name it, or remove it";
  if (!isPrintable(key)) return "is a setting whose name must be of printable characters only";
  const meant = SETTING_NAMES.find((known) => likenessOf(known).some((word) => isSlipOf(key, word)));
  if (meant) return `is not a known field: did you mean '${meant}'?`;
  if (typeof value === "string") return hasHalves(value) ? "must be whole text: it holds half a character" : undefined;
  return typeof value === "boolean" ? undefined : "must be a string, true or false";
}
