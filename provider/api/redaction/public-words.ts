/**
 * Words that the service's sentences and its API's names are made of, from eight letters on. One of them alone gives nothing of
 * a secret away; to hide it in a sentence that everybody knows would tell that it is a part of one.
 */
const PUBLIC_WORDS = new Set(
  [
    "accesskeyid,accountapitoken,authconfig,bucketconfig,bucketconfigs,durationseconds,endpointurl,externalaccountid",
    "externalcustomerid,externalrolename,extraconfig,forcepathstyle,parentaccesskeyid,parentsecretaccesskey,regionname",
    "secretaccesskey,sharedsecret,storageaccount,targetserviceaccount",
    "awscustomermanagedrole,gcpcustomermanagedrole,r2customermanagedrole,compatible,anonymous",
    "arraylake,earthmover,icechunk,emulator,amazonaws,googleapis,cloudflarestorage",
    "organization,organizations,organisation,organisations,repository,repositories,nickname,location,platform,provider",
    "customer,database,endpoint,resource,resources,settings,configuration,environment,production",
    "credential,credentials,password,passphrase,identity,principal,permission,permissions,signature,certificate",
    "authentication,authenticated,authenticate,authorization,authorized,authorize,unauthorized,forbidden,accessdenied",
    "invalidaccesskeyid,signaturedoesnotmatch,nosuchbucket,assumerole,accountid,customerid,accesskey,secretkey,apitoken",
    "internal,unavailable,temporarily,upstream,connection,connecting,exception,validation,valueerror,assertion",
    "character,characters,dictionary,parameter,parameters,required,expected,received,permitted,supported,unsupported",
    "following,available,unexpected,requested,requests,response,existing,duplicate,conflict,conflicts",
  ]
    .join(",")
    .split(","),
);

/** In the text, with an underscore between any two letters. */
export const LONGEST_PUBLIC_WORD = 2 * Math.max(...[...PUBLIC_WORDS].map((word) => word.length));

/** `shared_secret` and `sharedSecret` are one word. */
export function isPublicWord(word: string): boolean {
  return PUBLIC_WORDS.has(word.replaceAll("_", "").toLowerCase());
}
