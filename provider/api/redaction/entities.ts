import type { Spelled } from "./units";

/** Each after its character. */
const OF_ASCII =
  "!excl,\"quot,#num,$dollar,%percnt,&amp,'apos,(lpar,)rpar,*ast,*midast,+plus,.period,/sol,:colon,;semi,<lt,=equals,>gt,?quest,@commat,[lsqb,[lbrack,\\bsol,]rsqb,]rbrack,^Hat,_lowbar,_UnderBar,`grave,`DiacriticalGrave,{lcub,{lbrace,|verbar,|vert,|VerticalLine,}rcub,}rbrace";

/** In the order of their characters, from U+00A0 on. */
const OF_LATIN_1 = [
  "nbsp,iexcl,cent,pound,curren,yen,brvbar,sect,uml,copy,ordf,laquo,not,shy,reg,macr,deg,plusmn,sup2,sup3,acute,micro",
  "para,middot,cedil,sup1,ordm,raquo,frac14,frac12,frac34,iquest,Agrave,Aacute,Acirc,Atilde,Auml,Aring,AElig,Ccedil",
  "Egrave,Eacute,Ecirc,Euml,Igrave,Iacute,Icirc,Iuml,ETH,Ntilde,Ograve,Oacute,Ocirc,Otilde,Ouml,times,Oslash,Ugrave",
  "Uacute,Ucirc,Uuml,Yacute,THORN,szlig,agrave,aacute,acirc,atilde,auml,aring,aelig,ccedil,egrave,eacute,ecirc,euml",
  "igrave,iacute,icirc,iuml,eth,ntilde,ograve,oacute,ocirc,otilde,ouml,divide,oslash,ugrave,uacute,ucirc,uuml,yacute",
  "thorn,yuml",
].join(",");

const ENTITIES: ReadonlyMap<string, number> = new Map([
  ["Tab", 0x09],
  ["NewLine", 0x0a],
  ["comma", 0x2c],
  ...OF_ASCII.split(",").map((entry) => [entry.slice(1), entry.charCodeAt(0)] as const),
  ...OF_LATIN_1.split(",").map((name, index) => [name, 0xa0 + index] as const),
]);
const LONGEST_NAME = Math.max(...[...ENTITIES.keys()].map((name) => name.length));

/** The entity that begins at an ampersand, of which only those of ASCII and Latin-1 are known. */
export function namedAt(letterAt: (index: number) => string): Spelled | undefined {
  let name = "";
  let letter = letterAt(1);
  while (letter !== ";" && letter !== "" && name.length < LONGEST_NAME) {
    name += letter;
    letter = letterAt(1 + name.length);
  }
  const point = letter === ";" ? ENTITIES.get(name) : undefined;
  return point === undefined ? undefined : { point, size: name.length + 2 };
}
