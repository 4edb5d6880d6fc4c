import type { ProviderErrorReason } from "../provider-error.ts";

const money = [
  /\binsufficient (?:account )?(?:balance|credits?|funds)\b/,
  /\bcredit balance\b|\bbalance (?:is )?(?:too low|not enough|exhausted)\b/,
  /\b(?:used (?:up )?(?:all|your)|out of|purchase (?:more )?|add (?:more )?|enough|any) (?:available )?credits\b/,
  /\bcredits? (?:limit|balance|has|have|is|are)\b.{0,40}(?:exceeded|exhausted|depleted|used up|insufficient)/,
  /\bspend(?:ing)? limit\b|\bpayment required\b|\bbudget has been exceeded\b|\bover budget\b/,
  /\bexceeded(?: token)? ?budget\b|\bcrossed .{0,20}budget\b|\busage limit (?:has been )?(?:exceeded|reached)\b/,
  /\bsuspended\b.{0,120}(?:balance|spending|payment|invoice|billing|overdue)/,
  /\b(?:recharge|top[- ]?up)\b.{0,40}(?:account|balance)|\bin arrears\b|\boverdue\b.{0,20}payment/,
  /\baccount is not active\b.{0,40}billing|\baccount is in good standing\b|\bincluded credits\b/,
  /\bkey limit exceeded\b|余额不足|欠费/,
];
const key = [
  /\b(?:incorrect|invalid|wrong|expired|missing|revoked|malformed|no) api[-_ ]?key\b/,
  /\bapi[-_ ]?key\b.{0,40}(?:not valid|invalid|expired|incorrect|missing|revoked|not found|required)/,
  /\b(?:invalid|expired|incorrect) (?:access |auth(?:entication)? |bearer )?(?:token|credentials?)\b/,
  /\bauthentication (?:failed|error|required)\b|\bunauthenticated\b|\binvalid authentication\b/,
];
const permission = [
  /\bpermission|\bforbidden\b|\bnot (?:allowed|authori[sz]ed|enabled|entitled)\b|\baccess\b/,
  /\b(?:country|region|territory|location)\b|\bdenied\b|\bverif(?:y|ied)\b|\brestricted\b/,
];
const content = [
  /\busage (?:guidelines|polic(?:y|ies))\b|\bcontent (?:management |moderation |safety )?(?:policy|policies|filter)/,
  /\binput (?:was|has been) flagged\b|\bflagged (?:as|for|by)\b|\b(?:requires|failed|blocked by) moderation\b/,
  /\binappropriate content\b|\b(?:sensitive|unsafe|harmful|prohibited) (?:content|information|words?)\b/,
  /\bhigh risk\b|\bcontent exists risk\b|\bsafety (?:system|filter|check)|敏感内容/,
];
const contextLength = [
  /\bcontext[- _]?(?:length|window|size|limit)\b|\bmaximum (?:context|prompt length)\b|\bmodel token limit\b/,
  /\bcontext\b.{0,20}\boverflow|\bstring too long\b/,
  /\brequest too large\b|\bprompt is too long\b|\binput (?:is )?too (?:long|large)\b/,
  /\btoo many (?:input )?tokens in\b|\brange of input length\b|\b(?:input|prompt) (?:token count|tokens?)\b.{0,60}exceed/,
  /\btokens\b.{0,60}\bmust (?:not exceed\b|be <=)|\b(?:reduce|shorten) (?:the|your) (?:length|prompt|input|message)/,
];
const ofCap = [/\bmax_\w*tokens\W{1,3}must be less than or equal\b/];
const place = [/\b(?:country|region|territory|user location)\b/];
const model = [
  /\b(?:invalid|unknown|unsupported|unrecogni[sz]ed|no such) model\b/,
  /\bmodel\b.{0,160}\b(?:not found|does ?n[o']t exist|does not exist|not exist|not available|is unavailable|decommissioned|deprecated|retired|no longer (?:available|supported))\b/,
  /\bmodel\b.{0,100}\bis not (?:supported|a valid model)(?: (?:by|on) any|$|\.)|\bnot a valid model\b/,
  /\bdeployment\b.{0,60}(?:not found|does not exist)|\bno endpoints found\b|\bno models? (?:is |are )?loaded\b/,
];
const parameter = [
  /\b(?:unsupported|unknown|unrecogni[sz]ed|unexpected|invalid|missing required) (?:parameter|value|field|property|name)s?\b/,
  /\b(?:unknown|unrecogni[sz]ed|unexpected|unsupported) (?:request )?argument\b/,
  /\bnot supported (?:with|for|by|when|in|on)\b|\b(?:does|do) not support\b|\bonly supports?\b/,
  /\binvalid (?:temperature|max_|top_p|reasoning|response_format|schema|json.?schema)/,
  /\bonly .{1,20} is allowed\b|\bextra (?:inputs|fields) (?:are )?not permitted\b|\bcannot be disabled\b/,
  /\bonly works in\b|\bbudget \d+ is invalid\b|\bschema\b.{0,40}\bproduces a constraint\b/,
  /\boutput_config\b|\bresponse_?json_?schema\b|\bresponse_format\b|\bjson[ _]?schema\b|\bgrammar\b|\bstructured outputs?\b|\bmax_(?:completion_|output_)?tokens\b/,
];
const busy = [
  /\boverloaded\b|\b(?:loading|warming up)\b.{0,20}model|\bmodel\b.{0,40}\b(?:is |still |being )+(?:loading|loaded|warming)/,
  /\b(?:server|service|engine|model) (?:is )?(?:currently )?(?:too )?busy\b|\bat (?:full )?capacity\b|\bcapacity (?:temporarily )?exceeded\b/,
  /\bno healthy upstream\b|\bmaximum pending requests\b|\bqueue is full\b/,
];
const rate = [
  /\brate[- ]?limit|\btoo many (?:concurrent )?requests\b|\brequests? per (?:second|minute|hour|day)\b/,
];

type Pattern = readonly [ProviderErrorReason, readonly RegExp[]];

/** What a message says where no code does; the first that fits. */
const patternsOf: Readonly<Record<MessageScope, readonly Pattern[]>> = {
  /** A refusal that is somebody's, and the status does not say whose. */
  refusal: [
    ["quota", money],
    ["refused-key", key],
    ["refused-content", content],
    ["refused-parameter", ofCap],
    ["too-long", contextLength],
    ["not-permitted", place],
    ["unknown-model", model],
    ["refused-parameter", parameter],
    ["busy", busy],
    ["rate-limited", rate],
  ],
  limit: [
    // Of a plan that has none of it.
    ["quota", [...money, /\blimit: 0\b/]],
    ["too-long", [/\brequest too large\b/]],
    ["busy", busy],
  ],
  forbidden: [
    ["quota", money],
    ["refused-content", content],
    ["too-long", contextLength],
    ["refused-key", key],
    ["rate-limited", rate],
    ["not-permitted", permission],
  ],
  failure: [
    ["quota", money],
    ["too-long", contextLength],
    ["busy", busy],
  ],
};

/** Which patterns may speak: not each message is about each cause. */
export type MessageScope = "refusal" | "limit" | "forbidden" | "failure";

export function reasonOfMessage(
  message: string,
  scope: MessageScope,
): ProviderErrorReason | undefined {
  const text = message.toLowerCase();
  return patternsOf[scope].find(([, patterns]) => patterns.some((one) => one.test(text)))?.[0];
}
