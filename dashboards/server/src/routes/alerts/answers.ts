import { alertKinds, severities } from '@fieldlapse/contracts';
import { z } from 'zod';
import { bucketsAnswer, frame } from '../schema/answers.ts';

const utcMs = z.int().describe('UTC milliseconds since 1970');
const words = z.object({ vi: z.string(), en: z.string() });
const severity = z.enum(severities);
const target = z.object({
  site: z.string(),
  plot: z.string().optional(),
  sensor: z.string().optional(),
  camera: z.string().optional(),
  device: z.string().optional(),
});

/** The texts of an alert in the language that was asked for. */
const alertWords = z.object({
  severity: z.string().describe('such as Urgent'),
  title: z.string(),
  what: z.string().describe('what happens'),
  todo: z.string().describe('what to do'),
  place: z.string(),
  site: z.string().describe('title of the farm'),
  when: z.string().describe('such as "since 14:05 today", by the clock of the farm'),
  blind: z.string().nullable().describe('that its sensors have fallen silent, so that nobody knows how it is now'),
});
export type AlertWords = z.infer<typeof alertWords>;

export const alertAnswer = z.object({
  alert: z.string(),
  rule: z.string(),
  site: z.string(),
  target,
  kind: z.enum(alertKinds).describe('crop and animal alerts are the farmer’s, equipment ones the technician’s'),
  severity,
  worst: severity.describe('the worst that it has been'),
  state: z.enum(['standing', 'cleared', 'withdrawn']).describe('withdrawn: late readings show that it never was'),
  raisedAt: utcMs,
  clearedAt: utcMs.nullable(),
  value: z.number().nullable().describe('that decided last; null where none did'),
  unit: z.string(),
  blindSince: utcMs.nullable().describe('the last reading, where they have been silent for too long'),
  unverified: z.boolean().describe('nobody has checked the threshold'),
  texts: alertWords,
  acknowledged: z
    .object({ by: z.string(), at: utcMs, note: z.string().nullable() })
    .nullable()
    .describe('who takes care of it, as long as it is no worse'),
  snoozed: z.object({ by: z.string(), until: utcMs }).nullable().describe('nobody is told of it until then'),
});
export type AlertAnswer = z.infer<typeof alertAnswer>;
export const standingAnswer = z.object({ now: utcMs, alerts: z.array(alertAnswer).describe('the worst first') });
export type StandingAnswer = z.infer<typeof standingAnswer>;
export const alertsPage = z.object({
  alerts: z.array(alertAnswer).describe('newest first'),
  next: z.string().nullable().describe('`before` of the next page; null at the end'),
});
export type AlertsPage = z.infer<typeof alertsPage>;

const evidence = z.object({
  from: utcMs,
  to: utcMs,
  series: z
    .array(
      z.object({
        ...{ sensor: z.string(), title: z.string(), quantity: z.string(), label: words, unit: z.string() },
        level: z.number().nullable().describe('the level that raises the alert'),
        buckets: bucketsAnswer.shape.buckets,
      }),
    )
    .describe('what its rule looks at, in equal buckets; at most four'),
  frames: z
    .array(z.object({ camera: z.string(), title: z.string(), before: frame.nullable(), after: frame.nullable() }))
    .describe('the nearest pictures on both sides of its beginning, of at most two cameras'),
});
export type EvidenceAnswer = z.infer<typeof evidence>;

const decision = z.object({
  ...{ id: z.string(), by: z.string(), note: z.string().nullable() },
  kind: z.enum(['acknowledged', 'snoozed', 'unsnoozed']),
  at: utcMs,
  until: utcMs.nullable(),
});
export const oneAlertAnswer = alertAnswer.extend({
  now: utcMs,
  source: z.string().describe('where the threshold comes from, in the language of the reader where the rule has it'),
  changes: z
    .array(
      z.object({
        change: z.enum(['raised', 'severity', 'cleared', 'revised', 'withdrawn']),
        severity,
        at: utcMs.describe('observed time'),
        value: z.number().nullable(),
        recordedAt: utcMs.describe('when it was found, by the clock of the server'),
      }),
    )
    .describe('all that its history ever said, in order'),
  decisions: z.array(decision).describe('what people said of it, in order'),
  evidence,
});
export type OneAlertAnswer = z.infer<typeof oneAlertAnswer>;
export const decisionAnswer = decision.extend({ alert: z.string() });

export const pushAnswer = z.object({
  publicKey: z.string().describe('application server key [RFC 8292], base64url'),
  contacts: z.array(z.object({ id: z.string(), name: z.string() })).describe('who may be told by push'),
});
export type PushAnswer = z.infer<typeof pushAnswer>;

export const rulesAnswer = z.object({
  rules: z.array(
    z.object({
      ...{ id: z.string(), revision: z.string(), scope: z.string(), unit: z.string() },
      source: words,
      origin: z.string().describe('pack:rice, or import'),
      kind: z.enum(alertKinds),
      severity,
      title: words,
      unverified: z.boolean(),
      level: z.number().nullable().describe('the level of its first input that raises it'),
      since: utcMs.describe('when it came into force'),
    }),
  ),
});
export type RulesAnswer = z.infer<typeof rulesAnswer>;

const ruleOutcome = z.object({
  rule: z.string(),
  kind: z.enum(alertKinds),
  state: z.enum(['replayed', 'no-data', 'no-season']),
  alerts: z.array(
    z.object({
      target,
      from: utcMs,
      to: utcMs.nullable().describe('null where it had not cleared at the end'),
      severity: severity.describe('the worst that it was'),
      value: z.number().nullable().describe('that raised it'),
    }),
  ),
  hours: z.number().describe('in which at least one of its alerts stood'),
  pushes: z.int().describe('messages that one person would have got'),
});
export const rulesTested = z.object({
  history: z.object({
    ...{ site: z.string(), timeZone: z.string(), sensors: z.array(z.string()) },
    ...{ from: utcMs, to: utcMs, readings: z.int() },
  }),
  ruleFaults: z.array(z.string()).describe('rules that cannot be used, with line and what to write instead'),
  rules: z.array(ruleOutcome),
});
export type RulesTested = z.infer<typeof rulesTested>;

/** What is to be tried on which stored history. */
export interface RulesOrder {
  readonly site: string;
  /** YAML. */
  readonly rules?: string | undefined;
  readonly packs: readonly string[];
  /** Local days, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}
