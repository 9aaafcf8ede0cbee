import { exampleDifference } from '../explanations/example-difference.ts';
import { ALL_EXPLANATIONS, type FoundExplanation } from '../explanations/find-explanations.ts';
import { didYouMean } from '../manifest/findings/did-you-mean.ts';
import { explanationAddress } from '../model/explanation-address.ts';
import { renderExplanations } from '../render/explain/explain.ts';
import type { ExplainedCode } from '../render/schemas/explain.ts';
import { type Result, UsageError } from './session/context.ts';
import type { ExplainOptions } from './session/inspection-options.ts';

/**
 * Explains the code of a finding, a refusal, a blocked resource, a warning or an error. Reads nothing.
 * @throws {UsageError} if there is no such code
 */
export function explain(options: ExplainOptions): Result {
  const { code, reference } = options;
  const found = ALL_EXPLANATIONS.filter((one) => one.code === code);
  if (found.length === 0) {
    const codes = ALL_EXPLANATIONS.map((one) => one.code);
    const hint = didYouMean(code, codes) ?? 'Messages print their codes, such as literal-secret.';
    throw new UsageError(`There is no code ${JSON.stringify(code)}. ${hint}`);
  }
  return {
    output: renderExplanations(
      found.map((one) => explained(one, reference)),
      options,
    ),
    exitCode: 0,
  };
}

function explained(
  { code, subject, page, explanation }: FoundExplanation,
  reference?: string,
): ExplainedCode {
  const { title, meaning, fix, example } = explanation;
  return {
    code,
    subject,
    title,
    meaning,
    fix,
    ...(example ? { example: { file: example.file, difference: exampleDifference(example) } } : {}),
    ...(reference === undefined ? {} : { url: explanationAddress(reference, page, code) }),
  };
}
