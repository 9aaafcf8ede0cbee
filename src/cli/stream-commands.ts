import { APPLY, PLAN, STATUS, VALIDATE, VERIFY } from '../commands/session/options.ts';
import { declareCommand } from './declared-command.ts';

/** The commands that check, plan and apply manifests, and show the state of their streams; see `options.ts`. */

export const validateCommand = declareCommand({
  name: 'validate',
  description: 'Check the manifests offline, without credentials.',
  options: VALIDATE,
  after: 'Examples:\n  datastream validate\n  datastream validate streams/shop.yaml --format json',
  run: async (context, options) => {
    const { validate } = await import('../commands/validate.ts');
    return validate(context, options);
  },
});

export const planCommand = declareCommand({
  name: 'plan',
  description: 'Show exactly what apply would do and how that affects production. Never writes to Akamai.',
  options: PLAN,
  after:
    'Examples:\n  datastream plan --edgerc ~/.edgerc --section logs --out plan.json\n  datastream plan --brief\n  datastream plan --changed-since origin/main\n  datastream plan --debug 2> debug.log',
  run: async (context, options) => {
    const { plan } = await import('../commands/plan.ts');
    return plan(context, options);
  },
});

export const applyCommand = declareCommand({
  name: 'apply',
  description:
    'Apply the manifests: take the next possible step of each stream and property. Safe to run again after an interruption.',
  options: APPLY,
  after:
    "Examples:\n  datastream apply --plan plan.json --wait 2h\n  datastream apply --yes --only 'web-*' --secrets secrets.env\n  datastream apply --only PropertyLogging/www-logging --wait 30m\n  datastream apply --plan plan.json --wait --log-format json 2> events.jsonl",
  run: async (context, options) => {
    const { apply } = await import('../commands/apply.ts');
    const { withSecretsFile } = await import('../commands/session/secrets-file.ts');
    return apply(await withSecretsFile(context, options.secrets), options);
  },
});

export const statusCommand = declareCommand({
  name: 'status',
  description:
    'Show the version, status and next action of each managed stream, and when it can be changed again.',
  options: STATUS,
  after: 'Examples:\n  datastream status\n  datastream status --wait 2h --format json',
  run: async (context, options) => {
    const { status } = await import('../commands/status.ts');
    return status(context, options);
  },
});

export const verifyCommand = declareCommand({
  name: 'verify',
  description:
    'Show whether the logs of each managed stream arrive at its destination. Exits with 1 if logs of a stream do not arrive, or if that is unknown.',
  options: VERIFY,
  after:
    "Examples:\n  datastream verify\n  datastream verify 'web-*' --since 24h\n  datastream verify web-access-logs --probe https://www.example.com/ --wait",
  run: async (context, options) => {
    const { verify } = await import('../commands/verify/verify.ts');
    return verify(context, options);
  },
});
