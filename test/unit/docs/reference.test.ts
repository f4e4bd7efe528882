import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { EXTRA_CONFIG_FIELDS, FIELDS } from "../../../provider/model/fields";
import { AUTH_METHODS, authFieldsOf, bucketConfigSchema, requiredAuthFieldsOf } from "../../../provider/model/schema";
import { documents, ROOT } from "./markdown";

// The schema decides what is taken. The interfaces repeat it for editors and for the reference, and nothing in the
// compiler holds the two together: an optional field that only one of them knows compiles.

const PATH = join(ROOT, "provider/bucket-config.ts");
const source = ts.createSourceFile(PATH, readFileSync(PATH, "utf8"), ts.ScriptTarget.Latest, true);
const interfaces = new Map(source.statements.filter(ts.isInterfaceDeclaration).map((each) => [each.name.text, each]));

/** The fields of an interface, each with whether it has to be given. */
function fieldsOf(name: string): Record<string, boolean> {
  const members: ts.TypeElement[] = [...(interfaces.get(name)?.members ?? [])];
  const properties = members.filter(ts.isPropertySignature);
  return Object.fromEntries(properties.map((each) => [each.name.getText(), each.questionToken === undefined]));
}

/** The interface whose `method` has this value. */
function interfaceOf(method: string): string {
  const found = [...interfaces].find(([, { members }]) =>
    members.some((member) => /^method:/.test(member.getText()) && member.getText().includes(`"${method}"`)),
  );
  return found?.[0] ?? `(none has method "${method}")`;
}

test("both forms of BucketConfigArgs have the fields of the schema, and the normal form has all of them but what only leads to it", () => {
  const schema = Object.keys(bucketConfigSchema.shape);
  for (const form of ["BucketConfigAtUriArgs", "BucketConfigInPartsArgs"])
    expect(Object.keys({ ...fieldsOf("BucketConfigCommonArgs"), ...fieldsOf(form) }).toSorted()).toEqual(
      schema.toSorted(),
    );
  expect([...Object.keys(FIELDS), "uri", "adopt"].toSorted()).toEqual(schema.toSorted());
});

test("ExtraConfig has the known keys", () => {
  expect(Object.keys(fieldsOf("ExtraConfig"))).toEqual(Object.keys(EXTRA_CONFIG_FIELDS));
});

test.each(AUTH_METHODS)("the interface of method %s has its fields, and requires what it requires", (method) => {
  const fields = fieldsOf(interfaceOf(method));
  expect(Object.keys(fields)).toEqual(authFieldsOf(method));
  expect(Object.keys(fields).filter((field) => fields[field])).toEqual(requiredAuthFieldsOf(method));
});

test("README names every field", () => {
  const readme = documents().find(({ file }) => file === "README.md")?.text ?? "";
  const auth = AUTH_METHODS.flatMap(authFieldsOf).filter((field) => field !== "method");
  const all = [...Object.keys(bucketConfigSchema.shape), ...Object.keys(EXTRA_CONFIG_FIELDS), ...auth];
  expect(all.filter((field) => !readme.includes(`\`${field}\``))).toEqual([]);
});
