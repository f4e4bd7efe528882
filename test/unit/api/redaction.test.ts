import { describe, expect, test } from "vitest";
import { Redactor } from "../../../provider/api/redaction";
import { FAIR, fastest, slowdown } from "../helpers/slowdown";

function redacted(text: string, ...secrets: string[]): string {
  return new Redactor(secrets).redacted(text);
}

describe("a secret is taken out of a text", () => {
  const secret = 'pass"wörd/+<&\\';

  test.each([
    ["as it is", secret],
    ["in JSON", JSON.stringify({ secret })],
    ["in JSON inside JSON's string", JSON.stringify(JSON.stringify({ secret }))],
    ["in a URL", `?secret=${encodeURIComponent(secret)}`],
    ["in a URL inside a URL, in small letters", `?to=${encodeURIComponent(encodeURIComponent(secret)).toLowerCase()}`],
    ["in base64", Buffer.from(secret).toString("base64")],
    ["in base64 inside base64", Buffer.from(Buffer.from(secret).toString("base64")).toString("base64")],
    ["in hex", Buffer.from(secret).toString("hex").toUpperCase()],
    ["in a dump", (Buffer.from(secret).toString("hex").match(/../g) ?? []).join(" ")],
    [
      "in a dump with colons, in capitals",
      (Buffer.from(secret).toString("hex").toUpperCase().match(/../g) ?? []).join(":"),
    ],
    [
      "in a list of bytes",
      [...Buffer.from(secret)].map((byte) => `0x${byte.toString(16).padStart(2, "0")}`).join(", "),
    ],
    ["in escaped bytes", [...Buffer.from(secret)].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("")],
    ["in UTF-16, in base64", Buffer.from(secret, "utf16le").toString("base64")],
    ["in Latin-1, in a URL", "pass%22w%F6rd%2F%2B%3C%26%5C"],
    ["in HTML", "pass&quot;wörd/+&lt;&amp;\\"],
    ["in HTML's names throughout", "pass&quot;w&ouml;rd&sol;&plus;&lt;&amp;&bsol;"],
    ["in HTML's numbers", "pass&#34;w&#xF6;rd&#47;&#0043;&#x3c;&#x26;&#92;"],
    ["in HTML's numbers without their ends", "pass&#34w&#xF6rd&#47&#43&#x3c&#x26&#92"],
    ["in HTML inside a URL", encodeURIComponent("pass&quot;w&ouml;rd/+&lt;&amp;\\")],
    ["with what can't be seen between its letters", [...secret].join("\u200b")],
    ["with the same in HTML", [...'pass"wörd/+'].join("&#8203;")],
  ])("%s", (_, text) => {
    const cleaned = redacted(text, secret);
    expect(cleaned).toContain("[secret]");
    expect(cleaned).not.toMatch(/wö|w%|w&|rd|cGFzcyJ3|70617373/);
  });

  test("in HTML's numbers of half a character each", () => {
    const secret = "pass😀wörd";
    const numbers = Array.from({ length: secret.length }, (_, at) => `&#${secret.charCodeAt(at)};`).join("");
    expect(redacted(numbers, secret)).toBe("[secret]");
  });

  test("beside what looks like a name of HTML's and is none", () => {
    expect(redacted("key: 4&foo;5&quot;6&Hat;7", '4&foo;5"6^7')).toBe("key: [secret]");
  });

  const KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

  test.each([
    [
      "its end, as pydantic shortens it",
      "Input is wrong [input='...ENG+bPxRfiCYEXAMPLEKEY']",
      "Input is wrong [input='...[secret]']",
    ],
    ["its beginning", "'wJalrXUtnF...' is wrong", "'[secret]...' is wrong"],
    ["both", "'wJalrXUtnF...EXAMPLEKEY' is wrong", "'[secret]...[secret]' is wrong"],
    ["eight characters of it", "nFEMI/K7 is wrong", "[secret] is wrong"],
    ["its end in HTML", "&#x2F;K7MDENG&#43;bPxR is wrong", "[secret] is wrong"],
    ["parts that overlap", "FEMI/K7MDENG7MDENG+bPx", "[secret]"],
  ])("also where a text has only %s", (_, text, words) => {
    expect(redacted(text, KEY)).toBe(words);
  });

  test.each([0, 1, 2])(
    "inside a longer base64 text, %d bytes behind a place where its letters would be its own",
    (bytes) => {
      const header = Buffer.from(`${"u".repeat(bytes)}:${KEY}:and more`).toString("base64");
      const left = redacted(`Basic ${header} was sent`, KEY);
      expect(left).toMatch(/^Basic \S{0,4}\[secret\]\S+ was sent$/);
      expect(Buffer.from(left.split("]")[1]?.split(" ")[0] ?? "", "base64").toString()).not.toContain("KEY");
    },
  );

  // The first and the last character of each length in UTF-8.
  test.each([..."\u0080\u00a2\u07ff\u0800\uffee\u{10000}\u{10fff0}"])("with '%s' in it, in bytes", (character) => {
    const key = `ab${character}cd${character}ef`;
    const bytes = Buffer.from(key.repeat(2));
    const inUrl = [...bytes].map((byte) => `%${byte.toString(16)}`).join("");
    expect(redacted(`${inUrl} is wrong`, key.repeat(2))).toBe("[secret] is wrong");
    expect(redacted(`${bytes.toString("hex")} is wrong`, key.repeat(2))).toBe("[secret] is wrong");
  });

  test.each([
    ["what is no lead byte", "%c0%af", "\u00c0\u00af"],
    ["one that begins nothing", "%f5%80%80%80", "\u00f5\u0080\u0080\u0080"],
    ["a character beyond the last", "%f4%90%80%80", "\u00f4\u0090\u0080\u0080"],
    ["one that is cut off", "%e2%82", "\u00e2\u0082"],
    ["one without what follows it", "%e2xx", "\u00e2xx"],
  ])("in Latin-1, with %s", (_, inUrl, characters) => {
    expect(redacted(`abcdefg${inUrl}hijklmn is wrong`, `abcdefg${characters}hijklmn`)).toBe("[secret] is wrong");
  });

  test.each([...'"\\/\b\f\n\r\t\u0001', "\u2028"])("in JSON, with %j in it", (character) => {
    for (const spelled of [
      JSON.stringify(character).slice(1, -1),
      `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ])
      expect(redacted(`ab${spelled}cdefghij is wrong`, `ab${character}cdefghij`)).toBe("[secret] is wrong");
  });

  test.each([
    ["Tab", "\t"],
    ["NewLine", "\n"],
    ["comma", ","],
    ["nbsp", "\u00a0"],
    ["thorn", "þ"],
    ["yuml", "ÿ"],
    ["DiacriticalGrave", "`"],
  ])("in HTML, with &%s; in it", (name, character) => {
    expect(redacted(`abc&${name};defg&${name};hij is wrong`, `abc${character}defg${character}hij`)).toBe(
      "[secret] is wrong",
    );
  });

  test("and not what two texts have together that stand apart", () => {
    const [left, right] = [Buffer.from("abcde").toString("hex"), Buffer.from("fghij").toString("hex")];
    expect(redacted(`${left}, ${right}`, "abcdefghij")).toBe(`${left}, ${right}`);
    expect(redacted("abcde\0fghij", "abcdefghij")).toBe("[secret]");
  });

  test("nor what two dumps or two base64 texts have together, wherever the first one begins", () => {
    const dump = (text: string) => (Buffer.from(text).toString("hex").match(/../g) ?? []).join(" ");
    const apart = `${dump("abcdef")} and ${dump("ghijkl")}`;
    expect(redacted(apart, "abcdefghijkl")).toBe(apart);
    const base64 = (text: string) => Buffer.from(text).toString("base64");
    for (const before of ["", "x", "xx", "xxx"]) {
      const texts = `${before}${base64("abcdef")} ${base64("ghijkl")}`;
      expect(redacted(texts, "abcdefghijkl")).toBe(texts);
    }
  });

  test.each([" ", ", ", ":", ": ", "-", ";", "  "])(
    "in a dump with '%s' between its bytes, each marked or not",
    (between) => {
      for (const mark of ["", "0x", "\\x", "0X"]) {
        const bytes = [...Buffer.from("a secret!")].map((byte) => `${mark}${byte.toString(16)}`);
        expect(redacted(`it was ${bytes.join(between)} there`, "a secret!")).toMatch(
          /^it was (0x|\\x)?\[secret\] there$/i,
        );
      }
    },
  );

  test("in HTML's numbers without their ends, before a letter that is no digit of them", () => {
    expect(redacted("1&#97abc-de is wrong", "1aabc-de")).toBe("[secret] is wrong");
  });

  test("in HTML's numbers behind what would take its first digit for its own", () => {
    expect(redacted("&#0&#032;&#032;&#032;&#032;&#032;&#032;&#033;", "0      !")).toBe("&#[secret]");
  });

  test("the longer first, so that none shines through another", () => {
    expect(redacted("key-long and key", "key", "key-long")).toBe("[secret] and [secret]");
  });

  test("also where one is no well-formed Unicode", () => {
    expect(redacted("ab\ud800cd is wrong", "ab\ud800cd")).toBe("[secret] is wrong");
  });

  test("also where only what is hidden beside it makes it readable", () => {
    const backslashes = "\\".repeat(7);
    expect(redacted(`\\tab${backslashes}\\n1234567`, `\\tab${backslashes}`, "\n1234567")).toBe("[secret]");
  });

  test("and its letters may be small ones or capitals", () => {
    expect(redacted("akiaexample0001 and AKIAEXAMPLE0001", "AkiaExample0001")).toBe("[secret] and [secret]");
  });

  test("and its line ends and spaces may be others", () => {
    const pem = "-----BEGIN KEY-----\r\nab cd ef\r\ngh ij kl\r\n";
    expect(redacted("not 'ab  cd\nef\ngh\\nij'", pem)).toBe("not '[secret]'");
  });
});

test("a word that everybody knows stays where only a part of it is one of a secret", () => {
  expect(redacted("so unauthorized it is", "x1authorizedy2")).toBe("so unauthorized it is");
  expect(redacted("so unauthorized it is", "x1unauthorizey2")).toBe("so unauthorized it is");
  expect(redacted("so unauthorizedly it is", "x1unauthorizey2")).toBe("so [secret]dly it is");
});

test("whoever knows more secrets knows those from before as well, and their words", () => {
  const redactor = new Redactor(["production", "abcdefghijkl"]);
  for (const more of [[], ["another one"]])
    expect(redactor.with(more).redacted("so production and abcdefghijkl")).toBe("so [secret] and [secret]");
});

test("in unpacked bytes a few letters are met by chance, and four of them stand for a secret", () => {
  const packed = (text: string) => Buffer.from(text).toString("base64");
  expect(redacted(packed("no or yes"), "or")).toBe(packed("no or yes"));
  expect(redacted(packed("no abc yes"), "abc")).toBe(packed("no abc yes"));
  expect(redacted(packed("no abcd yes"), "abcd")).toContain("[secret]");
});

test.each([
  "durationSeconds",
  "external_role_name",
  "storageAccount",
  "aws_customer_managed_role",
  "cloudflarestorage",
  "organization",
  "production",
  "credentials",
  "unauthorized",
  "InvalidAccessKeyId",
  "unavailable",
  "characters",
  "Conflict",
])("the word '%s', which everybody knows, stays where a secret has it in it, and goes where it is one", (word) => {
  expect(redacted(`so ${word} it is`, `x1${word}y2`)).toBe(`so ${word} it is`);
  expect(redacted(`so x1${word} it is`, `x1${word}y2`)).toBe("so [secret] it is");
  expect(redacted(`so ${word} it is`, word)).toBe("so [secret] it is");
});

describe("a secret of fewer than eight characters is taken out where it stands whole", () => {
  test.each([
    ["of two letters", "no 'or' in organization, or: or.", "or", "no '[secret]' in organization, [secret]: [secret]."],
    ["of one", "a bad answer: a", "a", "[secret] bad answer: [secret]"],
    ["of one digit", "body.0: 10 is not 0", "0", "body.[secret]: 10 is not [secret]"],
    ["with a sign at its end", "is a+ not a+b", "a+", "is [secret] not [secret]b"],
    ["in HTML", "&#97;b&#99; is wrong", "abc", "[secret] is wrong"],
    ["in a basic-auth header", "Basic dXNlcjpzZWNyZXQ=", "secret", "Basic dXNlcj[secret]="],
    ["in hex", "7365637265742c", "secret", "[secret]2c"],
    ["with white space around it", "it was 'abc'", " abc\n", "it was '[secret]'"],
    ["which is the word that hides it", "the [secret] is secret", "secret", "the [secret] is [secret]"],
  ])("%s", (_, text, secret, words) => {
    expect(redacted(text, secret)).toBe(words);
  });

  test("and one that is empty, or only white space, hides nothing", () => {
    expect(redacted("a bad answer", "", " ", "\n")).toBe("a bad answer");
  });
});

describe("words that everybody knows are no part of a secret", () => {
  test.each([
    ["arraylake-shared-secret", "Arraylake could not use the shared_secret"],
    ["my-organization-2024", "Only admins of organization 'acme' may do this"],
    ["the_secret_access_key!", "body.auth_config.hmac.secret_access_key: Field required"],
    ["credentials", "Credentials are wrong"],
  ])("%s", (secret, text) => {
    expect(redacted(text, secret)).toBe(text);
  });

  test.each([
    [
      "where more of the secret stands beside it",
      "my-organization-2024",
      "it was 'my-organization'",
      "it was '[secret]'",
    ],
    ["where it is a part of another word", "my-organization-2024", "reorganization", "re[secret]"],
    ["where it is the whole secret", "organization", "organization or organizations", "[secret] or organizations"],
  ])("but are hidden %s", (_, secret, text, words) => {
    expect(redacted(text, secret)).toBe(words);
  });
});

test("what can't be printed goes, with or without secrets", () => {
  expect(redacted(" a\u001b[31m\nred\u202e line ")).toBe("a red line");
  expect(redacted("s3cr\u001b[1met-token is\nwrong", "s3cret-token")).toBe("[secret] is wrong");
});

test("a clean text stays clean", () => {
  const once = redacted("the token ema_abcdefgh is wrong", "ema_abcdefgh", "secret");
  expect(redacted(once, "ema_abcdefgh", "secret")).toBe("the token [secret] is wrong");
});

test("a redactor learns, and one that was made with more secrets learns with it", () => {
  const redactor = new Redactor();
  const request = redactor.with(["request-secret"]);
  redactor.add("shared-secret");
  expect(request.redacted("request-secret, shared-secret")).toBe("[secret], [secret]");
  expect(redactor.redacted("request-secret, shared-secret")).toBe("request-secret, [secret]");
});

describe("the time that it takes grows with the text, and not faster", () => {
  const odd = Array.from({ length: 100_000 }, (_, index) =>
    String.fromCharCode(33 + ((index * index * 7919) % 94)),
  ).join("");

  test.each(
    [
      [
        "<",
        "&#",
        "&#x26;",
        "&amp",
        "&amp;",
        "&foo;",
        "&#1",
        "%25",
        "%2525",
        "\\",
        "\\u005c",
        "A",
        "a0",
        "=",
        " x",
        "\u200b",
        "\u001b[0",
        "\u001b]",
        "[secret]",
        "or ",
      ],
    ].flat(),
  )("of many %j", (part) => {
    const redactor = new Redactor(["ema_abcdefgh", "or", "<<<<<<<<+", "AAAAAAAA+"]);
    expect(slowdown((size) => redactor.redacted(part.repeat(size / part.length)))).toBeLessThan(FAIR);
  });

  test("of characters without any order", () => {
    expect(slowdown((size) => new Redactor(["ema_abcdefgh"]).redacted(odd.slice(0, size)))).toBeLessThan(FAIR);
  });
});

test("a thousand secrets take no more time for each text than one does", () => {
  const secrets = Array.from({ length: 1000 }, (_, index) => `${index}-${"secret-of-many-letters".repeat(20)}`);
  const text = "body.auth_config.secret_access_key: Value error, 'abc%2fdef&#47;dXNlcjpzZWNyZXQ' is wrong. ".repeat(
    100,
  );
  const many = new Redactor(secrets);
  const one = new Redactor(secrets.slice(0, 1));
  const times = [one, many].map((redactor) => fastest(3, () => redactor.redacted(text)));
  expect(times[1]).toBeLessThan(10 * Math.max(1, times[0] ?? 0));
});
