// The service writes its names in snake case, and what is told apart here has no other difference: so nobody lists them.

export function toSnakeCase(name: string): string {
  if (!/[A-Z]/.test(name)) return name;
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export function toCamelCase(name: string): string {
  if (!name.includes("_")) return name;
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
